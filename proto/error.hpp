// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>

namespace tilscape::snapshot {

/// A snapshot file cannot be read: missing, damaged, of another format, or over a limit. The message names
/// it.
struct ReadError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A snapshot file could not be written; the message holds the path and the system's reason. What was
/// written before stays readable.
struct WriteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What was written may not be on the disk. The system can have forgotten that it is not, so nothing of the
/// file or folder is written or synced again.
struct SyncError : WriteError {
  using WriteError::WriteError;
};

}  // namespace tilscape::snapshot

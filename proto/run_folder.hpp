// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// Something in a run folder, or in a snapshot file, that is not as a run leaves it at its end.
struct Finding {
  enum class Kind : std::uint8_t {
    unfinished,  ///< what a kill leaves: all that stands before it is whole
    damaged,
  };
  Kind kind = Kind::damaged;
  std::string file;
  std::string what;  ///< with the place
};

/// Reads every file of a run folder (docs/formats/run_folder.md) to its end, or the one snapshot file.
/// Throws ReadError when there is nothing of the kind.
std::vector<Finding> verify_run(const std::string& path);

/// The snapshot file of a run folder, or the path itself.
std::string snapshot_file(const std::string& path);

}  // namespace tilscape::snapshot

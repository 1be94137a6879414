// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>

namespace tilscape::scenarios {

/// The snapshots that are meant by a path: a .tsnap file itself, or that of a run folder. Throws InputError.
std::filesystem::path snapshot_file(const std::string& path);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/snapshot_file.hpp"

#include "engine/base/error.hpp"

namespace tilscape::scenarios {

std::filesystem::path snapshot_file(const std::string& path) {
  std::filesystem::path file = path;
  if (!std::filesystem::exists(file)) throw InputError(path + ": there is no such file or folder");
  if (!std::filesystem::is_directory(file)) return file;
  file /= "snapshots.tsnap";
  if (!std::filesystem::exists(file)) throw InputError(path + ": no run folder (it has no snapshots.tsnap)");
  return file;
}

}  // namespace tilscape::scenarios

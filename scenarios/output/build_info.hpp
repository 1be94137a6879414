// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// What this program was made of: for `--version` and the manifest of every run.
struct BuildInfo {
  std::string version;  ///< "0.1.0"
  std::string commit;   ///< "unknown" outside a repository
  std::string compiler;
  std::string flags;
  std::string build_type;
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name, version
};
BuildInfo build_info();

/// Name of the processor and the system, for the manifest: the class of machine, not which one.
std::string host_class();

}  // namespace tilscape::scenarios

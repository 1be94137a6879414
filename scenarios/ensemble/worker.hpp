// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/language.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A worker of a pool: runs the units that come in over standard input, and writes a shard of its own. Throws
/// snapshot::WriteError when a result does not reach the disk.
void work(const std::filesystem::path& study, const std::string& prefix, const Language& language);

}  // namespace tilscape::scenarios

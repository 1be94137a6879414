// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tilscape::scenarios {

/// Physical memory that the process holds now [bytes].
std::uint64_t resident_memory();

/// The memory that the process may use [bytes], and who says so.
struct MemoryLimit {
  double bytes = 0;
  std::string of = {};  ///< "free memory of this machine (MemAvailable)", ...
};

/// The least of what the machine has free, the cgroup (version 1 or 2), the address space limit and Slurm
/// grant. Nothing when none of them says anything. `root`: where /proc and /sys lie.
std::optional<MemoryLimit> memory_limit(const std::filesystem::path& root = "/");

}  // namespace tilscape::scenarios

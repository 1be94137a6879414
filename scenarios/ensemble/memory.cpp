// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sched.h>
#include <string>

namespace tilscape::scenarios {

namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

/// MemAvailable of /proc/meminfo.
std::uint64_t available() {
  std::ifstream info("/proc/meminfo");
  for (std::string word; info >> word;)
    if (word == "MemAvailable:") {
      std::uint64_t kib = 0;
      if (info >> kib) return kib * 1024;
    }
  return no_limit;
}

/// The number in a file of the control group; "max" and a missing file are no limit.
std::uint64_t limit_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t bytes = 0;
  return file >> bytes ? bytes : no_limit;
}

std::uint64_t variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

}  // namespace

std::uint64_t memory_for_work() {
  std::uint64_t least = available();
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"})
    least = std::min(least, limit_in(path));
  if (const std::uint64_t mib = variable("SLURM_MEM_PER_NODE"); mib > 0) least = std::min(least, mib << 20U);
  return least == no_limit ? no_limit : least / 5 * 4;
}

int cores_for_work() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  if (const std::uint64_t granted = variable("SLURM_CPUS_PER_TASK"); granted > 0)
    cores = std::min(cores, static_cast<int>(std::min<std::uint64_t>(granted, 1U << 20U)));
  return std::max(1, cores);
}

}  // namespace tilscape::scenarios

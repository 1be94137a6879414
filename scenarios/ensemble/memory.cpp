// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/memory.hpp"

#include "scenarios/run/resources.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <sched.h>

namespace tilscape::scenarios {

std::uint64_t memory_for_work() {
  const auto limit = memory_limit();
  return limit ? static_cast<std::uint64_t>(0.8 * limit->bytes) : std::numeric_limits<std::uint64_t>::max();
}

int cores_for_work() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  const char* slurm = std::getenv("SLURM_CPUS_PER_TASK");
  const int granted = slurm == nullptr ? 0 : std::atoi(slurm);
  return std::max(1, granted > 0 ? std::min(cores, granted) : cores);
}

}  // namespace tilscape::scenarios

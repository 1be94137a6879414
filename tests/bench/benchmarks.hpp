// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <vector>

namespace tilscape::bench {

// Each source adds its benchmarks; main.cpp calls them.
void add_triad();
void add_fields();
void add_agents();
void add_rules();
void add_scenarios();
void add_snapshots();
void add_startup();
void add_memory();
void add_scaling();

inline const std::vector<std::int64_t> one_and_two_threads = {1, 2};

/// Wall time decides the rates, and the processor time is that of all threads.
inline benchmark::internal::Benchmark* timed_by_the_wall(benchmark::internal::Benchmark* b) {
  return b->MeasureProcessCPUTime()->UseRealTime();
}

inline benchmark::Counter rate(double amount) {
  return {amount, benchmark::Counter::kIsRate};
}

/// Processor time of the program so far, all threads [s].
inline double processor_time() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// A number below 2^24 for each site, without a pattern that a lattice would show.
inline std::uint32_t scattered(std::size_t site) {
  const std::uint64_t mixed = (site + 1) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>((mixed ^ (mixed >> 29U)) * 0xBF58476D1CE4E5B9U >> 40U);
}

}  // namespace tilscape::bench

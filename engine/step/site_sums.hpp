// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// Sums over the agents of a site, in fixed point: integer addition does not care for the order, so threads
/// and rows leave no trace (clause 4 of the determinism contract). One unit is 2^-44; the largest sum
/// is 5.2e5 in the field's unit per minute, and what is larger is told.
class SiteSums {
 public:
  /// The largest rate of one agent [field unit/min, or 1/min].
  static constexpr double most = 1 << 18U;

  explicit SiteSums(std::size_t sites) : source_(sites), uptake_(sites) {}
  static constexpr std::size_t bytes_per_site = 2 * sizeof(std::int64_t);

  /// Amount per minute set free on a site [field unit/min]. A negative one is refused by the caller.
  void add_source(Site s, double rate) { add(source_[s], rate); }
  /// Share of the concentration taken up per minute [1/min].
  void add_uptake(Site s, double rate) { add(uptake_[s], rate); }

  void clear(const Threads& threads) {
    threads.for_chunks(source_.size(), 65536, [&](std::size_t begin, std::size_t end) {
      const auto from = static_cast<std::ptrdiff_t>(begin);
      const auto to = static_cast<std::ptrdiff_t>(end);
      std::fill(source_.begin() + from, source_.begin() + to, 0);
      std::fill(uptake_.begin() + from, uptake_.begin() + to, 0);
    });
    overflowed_ = 0;
  }
  [[nodiscard]] double source(std::size_t s) const { return static_cast<double>(source_[s]) * quantum; }
  [[nodiscard]] double uptake(std::size_t s) const { return static_cast<double>(uptake_[s]) * quantum; }
  /// A rate or a sum has left the range since clear(): the sums are worth nothing.
  [[nodiscard]] bool overflowed() const { return overflowed_ != 0; }

 private:
  static constexpr double quantum = 1.0 / (1ULL << 44U);
  void add(std::int64_t& sum, double rate) {
    bool fits = std::abs(rate) <= most;  // and is a number
    if (fits) {
      const std::int64_t units = std::llrint(rate / quantum);
      const std::int64_t before = std::atomic_ref(sum).fetch_add(units, std::memory_order_relaxed);
      std::int64_t after = 0;
      fits = !__builtin_add_overflow(before, units, &after);
    }
    if (!fits) std::atomic_ref(overflowed_).store(1, std::memory_order_relaxed);
  }

  std::vector<std::int64_t> source_;
  std::vector<std::int64_t> uptake_;
  std::uint8_t overflowed_ = 0;
};

}  // namespace tilscape

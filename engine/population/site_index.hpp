// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/base/parallel.hpp"
#include "engine/base/zeroed.hpp"
#include "engine/population/population.hpp"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

namespace tilscape {

/// From a site to the rows of one population that are on it. Derived, never saved; brought up to date at the
/// start of a step when the population has changed since. The order of the rows of a site is not observable:
/// who chooses among them does so by a draw and their ids.
class SiteIndex {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  explicit SiteIndex(std::size_t sites) : after_first_(sites) {}
  static constexpr std::size_t bytes_per_site = sizeof(std::uint32_t);
  static constexpr std::size_t bytes_per_row = sizeof(std::uint32_t) + sizeof(Site);

  void update(const Population& population, const Threads& threads) {
    if (version_ == population.version) return;
    const auto rows_per_chunk = std::size_t{16384};
    threads.for_chunks(filled_.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        std::atomic_ref(after_first_[filled_[i]]).store(0, std::memory_order_relaxed);
    });
    filled_.resize(population.size());
    next_.resize(population.size());
    threads.for_chunks(population.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin; row < end; ++row) {
        const Site s = filled_[row] = population.site[row];
        const auto own = static_cast<std::uint32_t>(row + 1);
        next_[row] =
            (threads.count() > 1 ? std::atomic_ref(after_first_[s]).exchange(own, std::memory_order_relaxed)
                                 : std::exchange(after_first_[s], own)) -
            1;
      }
    });
    version_ = population.version;
  }

  [[nodiscard]] std::uint32_t first(Site site) const { return after_first_[site] - 1; }
  [[nodiscard]] std::uint32_t next(std::uint32_t row) const { return next_[row]; }

  /// The row of an agent that is known to have been on a site; none when it is there no more.
  [[nodiscard]] std::uint32_t find(const Population& population, Site site, AgentId agent) const {
    std::uint32_t row = first(site);
    while (row != none && population.id[row] != agent) row = next_[row];
    return row;
  }

 private:
  ZeroedArray<std::uint32_t> after_first_;  // per site: 1 + the first row on it, 0 for none
  std::vector<std::uint32_t> next_;         // per row: the next on its site
  std::vector<Site> filled_;
  std::uint64_t version_ = 0;
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/population/population.hpp"

#include <cstdint>
#include <vector>

namespace tilscape {

/// From a site to the rows of one population that are on it. Derived, never saved; brought up to date at the
/// start of a step when the population has changed since. The order of the rows of a site is not observable:
/// who chooses among them does so by a draw and their ids.
class SiteIndex {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;

  explicit SiteIndex(std::size_t sites) : first_(sites, none) {}

  void update(const Population& population) {
    if (version_ == population.version) return;
    for (const Site s : filled_) first_[s] = none;
    filled_.assign(population.site.begin(), population.site.end());
    next_.resize(population.size());
    for (std::size_t row = population.size(); row-- > 0;) {
      const Site s = population.site[row];
      next_[row] = first_[s];
      first_[s] = static_cast<std::uint32_t>(row);
    }
    version_ = population.version;
  }

  [[nodiscard]] std::uint32_t first(Site site) const { return first_[site]; }
  [[nodiscard]] std::uint32_t next(std::uint32_t row) const { return next_[row]; }

  /// The row of an agent that is known to have been on a site; none when it is there no more.
  [[nodiscard]] std::uint32_t find(const Population& population, Site site, AgentId agent) const {
    std::uint32_t row = first_[site];
    while (row != none && population.id[row] != agent) row = next_[row];
    return row;
  }

 private:
  std::vector<std::uint32_t> first_;  // per site
  std::vector<std::uint32_t> next_;   // per row
  std::vector<Site> filled_;
  std::uint64_t version_ = 0;
};

}  // namespace tilscape

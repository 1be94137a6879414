// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/math.hpp"
#include "engine/step/behaviour.hpp"
#include "engine/step/setup.hpp"

#include <string>
#include <vector>

namespace tilscape::behaviours {

/// The parameter `in`, which most behaviours have: the states in which it applies.
inline ParameterInfo in_states(
    std::string about = "states in which it applies; all living ones when left out") {
  return {.name = "in", .kind = ParameterKind::states, .about = std::move(about), .optional = true};
}

/// What an engaged T cell remembers of its target; shared by the behaviours that look at it.
inline ColumnSpec target_column() {
  return {
      "target", NumberType::u64, "", {Distribution::Kind::constant, 0, 0}, "id of the cell it is bound to"};
}
inline ColumnSpec target_site_column() {
  return {"target_site",
          NumberType::u32,
          "",
          {Distribution::Kind::constant, 0, 0},
          "site of the cell it is bound to"};
}
/// No agent has the id 0 beyond the first site of step 0, so the columns hold id + 1.
constexpr std::uint64_t unbound = 0;

/// Row of the bound target in its population, or SiteIndex::none when it is gone or dead.
inline std::uint32_t find_target(const View& view, TypeId type, StateMask alive, Site site,
                                 std::uint64_t target) {
  if (target == unbound) return SiteIndex::none;
  const Population& population = view.world.populations[type.value];
  const std::uint32_t row = view.index[type.value].find(population, site, target - 1);
  return row != SiteIndex::none && in(alive, population.state[row]) ? row : SiteIndex::none;
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
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

/// A look-up by the value of a parameter, which is to blame when it fails.
template <class LookUp>
auto of_parameter(const std::string& name, const LookUp& look_up) {
  try {
    return look_up();
  } catch (const UsageError& e) {
    throw ParameterError(name, e.what());
  }
}

/// The same while a behaviour is made, which goes on when it fails, with nothing in its place.
template <class LookUp>
auto of_parameter(Setup& setup, const std::string& name, const LookUp& look_up) {
  decltype(look_up()) found{};
  setup.attempt(name, [&] { found = look_up(); });
  return found;
}

/// The state that death leaves: one in which a cell is dead.
inline std::uint8_t dead_state(Setup& setup, TypeId type, const Values& values, const char* name) {
  return of_parameter(setup, name, [&] {
    const std::string& word = values.text(name);
    const std::uint8_t state = setup.state_of(type, word);
    if (in(setup.params().types[type.value].alive(), state))
      throw UsageError("`" + word + "` is a state of living cells");
    return state;
  });
}

/// The states of a parameter, all of them states of living cells.
inline StateMask living_states(Setup& setup, const Values& values, const char* name) {
  return of_parameter(setup, name, [&] {
    const StateMask states = setup.states(values, name);
    if ((states & ~setup.agent().alive()) != 0) throw UsageError("cells in one of these states are dead");
    return states;
  });
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

/// Row of the bound target in its population, or SiteIndex::none when it is gone or was dead at the start of
/// the step.
inline std::uint32_t find_target(const View& view, TypeId type, StateMask alive, Site site,
                                 std::uint64_t target) {
  if (target == unbound) return SiteIndex::none;
  const Population& population = view.world.populations[type.value];
  const std::uint32_t row = view.index[type.value].find(population, site, target - 1);
  return row != SiteIndex::none && in(alive, view.seen[type.value].state(row)) ? row : SiteIndex::none;
}

}  // namespace tilscape::behaviours

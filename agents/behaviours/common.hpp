// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/base/parameters.hpp"
#include "engine/part/review.hpp"
#include "engine/step/behaviour.hpp"
#include "engine/step/touches.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::behaviours {

/// An entry of the catalogue for the behaviour B, which is made of P, its parameters, and the Setup, and has
/// a member T, what it touches. Without T it touches what its parameters name.
template <class B, class P, class T = Touches>
BehaviourKind kind_of(BehaviourInfo info) {
  info.parameters = describe<P>();
  info.touches = touches_of<T>();
  for (Touch& touch : touches_of(info.parameters)) info.touches.push_back(std::move(touch));
  return {std::move(info), [](const Values& values, Setup& setup) -> std::shared_ptr<const Behaviour> {
            auto made = std::make_shared<B>(P(values), setup);
            made->has_asked_for(setup.touched());
            return made;
          }};
}

using Name = Parameter<std::string>;
using States = Parameter<std::vector<std::string>>;
using Expression = Parameter<Value::Expression>;

/// The parameter `in`, which most behaviours have: the states in which it applies.
inline ParameterInfo in_states() {
  return {.name = "in",
          .kind = ParameterKind::states,
          .about = "states in which it applies; all living ones when left out",
          .optional = true};
}

/// What is looked up by the value of a parameter, which is to blame when it fails.
template <class T, class LookUp>
auto of_parameter(const Parameter<T>& parameter, const LookUp& look_up) {
  try {
    return look_up(*parameter);
  } catch (const ParameterError&) {
    throw;
  } catch (const UsageError& e) {
    throw ParameterError(parameter.name(), e.what());
  }
}

/// The same while a behaviour is made, which goes on when it fails, with nothing in its place.
template <class T, class LookUp>
auto of_parameter(Setup& setup, const Parameter<T>& parameter, const LookUp& look_up) {
  decltype(look_up(*parameter)) found{};
  setup.attempt(parameter.name(), [&] { found = look_up(*parameter); });
  return found;
}

/// A state of the own type.
inline std::uint8_t state_of(Setup& setup, const Name& parameter) {
  return of_parameter(setup, parameter, [&](const std::string& name) { return setup.state(name); });
}

/// The states of the own type that it lists, all living ones when it is not given.
inline StateMask states_of(const Setup& setup, const States& parameter) {
  if (!parameter.given()) return setup.agent().alive();
  StateMask mask = 0;
  for (const std::string& name : *parameter) mask |= StateMask{1} << setup.state(name);
  return mask;
}

/// The same, all of them states of living cells.
inline StateMask living_states(Setup& setup, const States& parameter) {
  StateMask states = 0;
  setup.attempt(parameter.name(), [&] {
    states = states_of(setup, parameter);
    if ((states & ~setup.agent().alive()) != 0) throw UsageError("cells in one of these states are dead");
  });
  return states;
}

/// The state that death leaves: one in which a cell is dead.
inline std::uint8_t dead_state(Setup& setup, TypeId type, const Name& parameter) {
  return of_parameter(setup, parameter, [&](const std::string& name) {
    const std::uint8_t state = setup.state_of(type, name);
    if (in(setup.params().types[type.value].alive(), state))
      throw UsageError("`" + name + "` is a state of living cells");
    return state;
  });
}

/// A field whose level is measured in this unit, or in another of its kind.
inline FieldId field_of(Setup& setup, const Name& parameter, std::string_view unit) {
  return of_parameter(setup, parameter, [&](const std::string& name) { return setup.field(name, unit); });
}

/// An expression; `access`: of the columns that it names; `most`: what the engine can count of it, if there
/// is a limit.
inline Formula formula_of(Setup& setup, const std::string& verb, const Expression& parameter, Access access,
                          double most = std::numeric_limits<double>::infinity()) {
  return of_parameter(parameter, [&](const Value::Expression& expression) {
    return setup.formula(expression, verb + "." + parameter.name(), access, most);
  });
}

/// A value for a column of the row: what no column holds is told, as `what` of the behaviour, and is 0.
template <class What>
float stored(double value, const Batch& batch, std::size_t i, const View& view, const What& what) {
  const auto number = static_cast<float>(value);
  if (std::isfinite(number)) return number;
  view.faults.add({batch.type, batch.ids()[i], batch.sites()[i],
                   what() + " would be " + fault_number(static_cast<double>(number))});
  return 0;
}

/// What an engaged T cell remembers of its target; shared by the behaviours that look at it.
inline ColumnSpec target_column() {
  return {.name = "target", .about = "id of the cell it is bound to"};
}
inline ColumnSpec target_site_column() {
  return {.name = "target_site", .about = "site of the cell it is bound to"};
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

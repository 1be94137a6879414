// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/world.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace tilscape::test {

/// A column by its name, to be read or set by hand.
template <class T>
std::vector<T>& column(Simulation& run, std::uint8_t type, std::string_view name) {
  const auto& specs = run.params().types[type].columns;
  const auto it = std::find_if(specs.begin(), specs.end(), [&](const auto& c) { return c.name == name; });
  if (it == specs.end()) throw std::logic_error("there is no column " + std::string(name));
  return run.world().populations[type].column<T>(ColumnId{static_cast<std::uint16_t>(it - specs.begin())});
}

inline std::uint64_t total(const Simulation& run, std::uint8_t type, Event::Kind kind) {
  return run.world().totals[type][static_cast<std::size_t>(kind)];
}

inline std::size_t in_state(const Simulation& run, std::uint8_t type, std::uint8_t state) {
  const auto& states = run.world().populations[type].state;
  return static_cast<std::size_t>(std::count(states.begin(), states.end(), state));
}

inline void steps(Simulation& run, int n) {
  for (int i = 0; i < n; ++i) run.step();
}

/// Is a number of successes out of n within four standard errors of its mean n p.
inline bool binomial(std::size_t successes, std::size_t n, double p) {
  const double trials = static_cast<double>(n);
  return errors(static_cast<double>(successes), trials * p, std::sqrt(trials * p * (1 - p))) < 4;
}
inline bool poisson(std::size_t events, double mean) {
  return errors(static_cast<double>(events), mean, std::sqrt(mean)) < 4;
}

/// A rate that happens in any step.
inline constexpr double certain = 1e9;

/// A substance that neither spreads nor decays: what a test puts there stays.
inline FieldSpec still(std::string name, std::string unit, double initial = 0) {
  return {.name = std::move(name), .unit = std::move(unit), .initial = initial};
}

}  // namespace tilscape::test

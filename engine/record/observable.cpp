// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/record/observable.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace tilscape {

namespace {

bool holds(StateMask mask, std::uint8_t state) {
  return ((mask >> state) & 1U) != 0;
}

/// Mean of the values that count, none (nan) without any, whatever their order: they are summed as whole
/// multiples of a power of two, the finest with which the sum of so many of the largest fits.
template <class Numbers, class Counts>
double mean_where(const Numbers& values, const Counts& counts) {
  double largest = 0;
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!counts(i)) continue;
    const auto x = static_cast<double>(values[i]);
    if (!std::isfinite(x)) return x;
    largest = std::max(largest, std::abs(x));
    ++n;
  }
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  if (largest <= 0) return 0;
  const int fine = 61 - std::bit_width(n) - std::ilogb(largest);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts(i)) sum += std::llrint(std::ldexp(static_cast<double>(values[i]), fine));
  return std::ldexp(static_cast<double>(sum) / static_cast<double>(n), -fine);
}

}  // namespace

Observable column_mean(const Params& params, TypeId type, ColumnId column) {
  const AgentType& agent = params.types[type.value];
  const ColumnSpec& spec = agent.columns[column.value];
  return {agent.name + "." + spec.name, spec.unit, Role::column_mean, agent.name,
          [t = type.value, column, alive = agent.alive()](const World& world) {
            const Population& population = world.populations[t];
            return std::visit(
                [&](const auto& values) {
                  return mean_where(values, [&](std::size_t i) { return holds(alive, population.state[i]); });
                },
                population.data(column.value));
          }};
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/record/observable.hpp"

#include "engine/step/process.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace tilscape {

namespace {

bool holds(StateMask mask, std::uint8_t state) {
  return ((mask >> state) & 1U) != 0;
}

double count(const World& world, std::size_t type, StateMask states) {
  const auto& state = world.populations[type].state;
  return static_cast<double>(
      std::count_if(state.begin(), state.end(), [states](std::uint8_t s) { return holds(states, s); }));
}

void add_counts(const Params& params, std::size_t t, std::vector<Observable>& list) {
  const AgentType& type = params.types[t];
  list.push_back({type.name + ".count", "cells", Role::count, type.name,
                  [t, alive = type.alive()](const World& w) { return count(w, t, alive); }});
  if (type.states.size() > 1)
    for (std::size_t s = 0; s < type.states.size(); ++s)
      list.push_back({type.name + "." + type.states[s].name, "cells", Role::state, type.name,
                      [t, mask = StateMask{1} << s](const World& w) { return count(w, t, mask); }});
  for (std::size_t k = 0; k < event_kinds; ++k)
    list.push_back({type.name + "." + event_table[k].total, "cells", Role::total, type.name,
                    [t, k](const World& w) { return static_cast<double>(w.totals[t][k]); }});
}

void add_field(const Params& params, std::size_t f, std::vector<Observable>& list) {
  const FieldSpec& spec = params.substances[f].field;
  list.push_back({spec.name + ".mean", spec.unit, Role::level_mean, spec.name, [f](const World& w) {
                    const auto& v = w.fields[f].values;
                    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
                  }});
  list.push_back({spec.name + ".min", spec.unit, Role::level_least, spec.name, [f](const World& w) {
                    return *std::min_element(w.fields[f].values.begin(), w.fields[f].values.end());
                  }});
  list.push_back({spec.name + ".max", spec.unit, Role::level_largest, spec.name, [f](const World& w) {
                    return *std::max_element(w.fields[f].values.begin(), w.fields[f].values.end());
                  }});
}

void add_process(const Process& process, std::size_t p, std::vector<Observable>& list) {
  const ProcessState state = process.initial();
  for (std::size_t i = 0; i < state.labels.size(); ++i) {
    const std::string& label = state.labels[i];
    const std::size_t bracket = label.find(" [");
    const std::string unit =
        bracket == std::string::npos ? "" : label.substr(bracket + 2, label.size() - bracket - 3);
    list.push_back({state.name + "." + label.substr(0, bracket), unit, process.role(i), state.name,
                    [p, i](const World& w) { return w.processes[p].values[i]; }});
  }
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

std::vector<Observable> standard_observables(const Params& params) {
  std::vector<Observable> list;
  for (std::size_t t = 0; t < params.types.size(); ++t) add_counts(params, t, list);
  for (std::size_t f = 0; f < params.substances.size(); ++f) add_field(params, f, list);
  for (std::size_t p = 0; p < params.processes.size(); ++p) add_process(*params.processes[p], p, list);
  return list;
}

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

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"
#include "engine/step/world.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace tilscape {

/// One array of the state of a run.
struct StatePart {
  enum class Kind : std::uint8_t { id, site, state, column, values, carried, process, totals, own_total };
  Kind kind;
  std::size_t index;       ///< of the population, field or process
  std::size_t column = 0;  ///< Kind::column only
};

/// "agents.cancer.columns.pd_l1", "fields.oxygen.values", "processes.body_anti_pd1".
std::string name_of(const StatePart& part, const Params& params, const World& world);

/// Calls visit(part, numbers) for every array that belongs to the state of a run, always in the same order.
/// Hashing, saving, restoring and comparing states all go through here, so none of them can leave something
/// out: a member that is added to World does not compile until this function takes it in. Besides the arrays
/// a state has its step. What follows from the rest stays away: occupancy (from the agents' sites), the
/// length of a step (from the parameters) and the events of the last step, which nobody reads in the next.
template <class WorldOrConst, class Visit>
void visit_state(WorldOrConst& world, const Visit& visit) {
  using Kind = StatePart::Kind;
  auto& [step, step_length, populations, occupancy, fields, processes, totals, own_totals, events] = world;
  for (std::size_t p = 0; p < populations.size(); ++p) {
    visit(StatePart{Kind::id, p}, populations[p].id);
    visit(StatePart{Kind::site, p}, populations[p].site);
    visit(StatePart{Kind::state, p}, populations[p].state);
    for (std::size_t c = 0; c < populations[p].columns(); ++c)
      std::visit(
          [&](auto& numbers) {
            visit(StatePart{Kind::column, p, c}, numbers);
          },
          populations[p].data(c));
  }
  for (std::size_t f = 0; f < fields.size(); ++f) {
    auto& [spec, values, carried] = fields[f];
    visit(StatePart{Kind::values, f}, values);
    visit(StatePart{Kind::carried, f}, carried);
  }
  for (std::size_t p = 0; p < processes.size(); ++p) {
    auto& [name, labels, values] = processes[p];
    visit(StatePart{Kind::process, p}, values);
  }
  for (std::size_t t = 0; t < totals.size(); ++t) visit(StatePart{Kind::totals, t}, totals[t]);
  for (std::size_t t = 0; t < own_totals.size(); ++t)
    for (std::size_t k = 0; k < own_totals[t].size(); ++k)
      visit(StatePart{Kind::own_total, t, k}, own_totals[t][k]);
}

}  // namespace tilscape

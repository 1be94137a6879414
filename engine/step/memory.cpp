// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/memory.hpp"

#include "engine/field/solver.hpp"
#include "engine/step/behaviour.hpp"
#include "engine/step/contest.hpp"
#include "engine/step/first_order.hpp"
#include "engine/step/fluid_carrier.hpp"
#include "engine/step/group_solver.hpp"

#include <algorithm>

namespace tilscape {

namespace {

/// Does somebody look its agents up by site?
bool found(const Params& params, TypeId type) {
  const auto finds = [type](const auto& behaviour) { return behaviour->touched().finds(type); };
  return std::any_of(params.types.begin(), params.types.end(), [&](const AgentType& t) {
    return std::any_of(t.behaviours.begin(), t.behaviours.end(), finds);
  });
}

/// Of one row, in the copy that others look at.
std::size_t seen_bytes(const AgentType& type) {
  std::vector<ColumnSpec> columns;
  for (const ColumnId c : type.seen) columns.push_back(type.columns[c.value]);
  return Population(columns).row_bytes() - Population({}).row_bytes() + sizeof(std::uint8_t);
}

std::size_t field_bytes(const Params& params, const Lattice& lattice) {
  if (params.substances.empty()) return 0;
  std::size_t numbers = 2;  // of a Simulation: source_, uptake_; then of each Field
  bool means = false;       // mean_
  std::size_t sum = lattice.sites() * SiteSums::bytes_per_site + FieldWorkspace::bytes(lattice);
  for (const Substance& s : params.substances) {
    numbers += 1U + (s.field.steady ? 0U : 1U);  // values, carried
    means = means || !s.field.steady;
  }
  const std::vector<FieldGroup> groups = field_groups(params);
  sum += lattice.sites() * FirstOrderChains::bytes_per_site(params, groups);
  for (const FieldGroup& group : groups)
    sum += group.coupled ? GroupSolver::bytes(params, group, lattice) : FieldSolver::bytes(lattice);
  if (params.fluid) sum += FluidCarrier::bytes(params, lattice);
  return sum + lattice.sites() * (numbers + (means ? 1U : 0U)) * sizeof(double);
}

}  // namespace

MemoryNeed memory_need(const Params& params, const Lattice& lattice) {
  const std::size_t types = params.types.size();
  MemoryNeed need{.lattice = field_bytes(params, lattice),
                  .touched_site = Occupancy::bytes_per_site(types) + Contest::bytes_per_site,
                  .touched_arrays = 1 + types + 1};
  // At most one claim of each agent, in the proposals of its batch and among those of all.
  const std::size_t claim = 2 * sizeof(Claim) + Contest::bytes_per_claim;
  for (std::uint8_t t = 0; t < types; ++t) {
    need.agents.push_back(Population(params.types[t].columns).row_bytes() + claim);
    if (!found(params, TypeId{t})) continue;
    need.agents.back() += SiteIndex::bytes_per_row + seen_bytes(params.types[t]);
    need.touched_site += SiteIndex::bytes_per_site;
    ++need.touched_arrays;
  }
  return need;
}

}  // namespace tilscape

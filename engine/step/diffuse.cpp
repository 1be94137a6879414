// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The phases exchange and diffuse, group by group: what cells and processes give and take of each substance,
// then the implicit solve.
#include "engine/base/error.hpp"
#include "engine/step/simulation.hpp"

#include <algorithm>

namespace tilscape {

namespace {

constexpr std::size_t sites_per_chunk = 16384;

}  // namespace

void Simulation::make_groups() {
  std::shared_ptr<FieldWorkspace> workspace;
  std::vector<FieldGroup> all = field_groups(params_);
  chains_ = std::make_unique<FirstOrderChains>(params_, all);
  for (FieldGroup& group : all) {
    Group made{std::move(group), nullptr, nullptr};
    if (workspace == nullptr) workspace = std::make_shared<FieldWorkspace>(params_.lattice);
    if (made.is.coupled) {
      made.coupled = std::make_unique<GroupSolver>(params_, made.is, workspace);
    } else {
      made.alone = std::make_unique<FieldSolver>(params_.lattice,
                                                 FirstOrderChains::with_losses(params_, made.is), workspace);
    }
    groups_.push_back(std::move(made));
  }
}

template <class Give>
void Simulation::sum_over_cells(FieldId field, const Give& give) {
  sums_.clear(threads_);
  for (std::uint8_t t = 0; t < params_.types.size(); ++t)
    for (const auto& stage : pipelines_[t].stages) give(TypeId{t}, *stage.behaviour);
  if (sums_.overflowed())
    throw SimulationError("field '" + params_.substances[field.value].field.name +
                          "': what the agents of a site set free or take up is above 2.6e5 per minute");
}

void Simulation::exchange(FieldId field, std::span<double> source, std::span<double> uptake) {
  sum_over_cells(field, [&](TypeId type, const Behaviour& behaviour) {
    if (!behaviour.exchanges(field)) return;
    for_batches(type, [&](const Batch& batch, std::size_t) {
      apart(blindfold_.get(), behaviour, type,
            [&] { behaviour.exchange(field, batch, view(params_.types[type.value].period), sums_); });
    });
  });
  threads_.for_chunks(source.size(), sites_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      source[s] = sums_.source(s);
      uptake[s] = sums_.uptake(s);
    }
  });
  for (std::size_t p = 0; p < params_.processes.size(); ++p)
    if (params_.processes[p]->exchanges(field))
      params_.processes[p]->exchange(field, world_, params_, p, source, uptake);
}

void Simulation::exchange(const Behaviour::Saturation& saturation, std::span<double> most) {
  sum_over_cells(saturation.field, [&](TypeId type, const Behaviour& behaviour) {
    const auto own = behaviour.saturations();
    if (std::find(own.begin(), own.end(), saturation) == own.end()) return;
    for_batches(type, [&](const Batch& batch, std::size_t) {
      apart(blindfold_.get(), behaviour, type,
            [&] { behaviour.saturate(saturation, batch, view(params_.types[type.value].period), sums_); });
    });
  });
  threads_.for_chunks(most.size(), sites_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) most[s] = sums_.source(s);
  });
}

void Simulation::exchange(Group& group) {
  if (group.alone) {
    exchange(group.is.fields.front(), source_, uptake_);
    return chains_->add_made(group.is, source_);
  }
  for (std::size_t k = 0; k < group.is.fields.size(); ++k)
    exchange(group.is.fields[k], group.coupled->source(k), group.coupled->uptake(k));
  const auto& saturations = group.coupled->saturations();
  for (std::size_t q = 0; q < saturations.size(); ++q) exchange(saturations[q], group.coupled->most(q));
}

void Simulation::settle(FieldId field, std::span<const double> mean, const MassAccount& mass, double dt) {
  for (std::size_t p = 0; p < params_.processes.size(); ++p) {
    if (!params_.processes[p]->exchanges(field)) continue;
    params_.processes[p]->settle(field, world_, params_, p, mean, mass, dt);
    check_numbers(p);
  }
}

// With the fluid; of what it does not carry, nothing happens.
std::vector<FieldAdvection::Carried> Simulation::carry(const Group& group, double dt) {
  std::vector<FieldAdvection::Carried> all(group.is.fields.size());
  if (!carrier_ || group.is.steady) return all;
  const SiteView view{params_, world_, living_};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const FieldId field = group.is.fields[k];
    if (!carrier_->carries(field)) continue;
    carrier_->find_flow(view, threads_);
    all[k] = carrier_->carry(field, world_.fields[field.value].values,
                             group.coupled ? group.coupled->open(k) : std::span<const double>{}, dt, view,
                             threads_);
  }
  return all;
}

// Half of what the fluid carries comes before the solve and half after it (Strang 1968,
// doi:10.1137/0705041), which keeps both of second order.
void Simulation::diffuse(Group& group, double dt) {
  constexpr double at_start = 1;  // [min] that flows are given for
  const auto cost = [&](FieldId field, int cycles) {
    ++costs_.fields[field.value].solves;
    costs_.fields[field.value].cycles += static_cast<std::uint64_t>(cycles);
  };
  if (group.coupled || carrier_) count_living();
  if (group.coupled) group.coupled->find_ways({params_, world_, living_}, threads_);
  const std::vector<FieldAdvection::Carried> before = carry(group, dt / 2);
  std::vector<MassAccount> mass;
  const std::vector<double>* mean = &mean_;
  if (group.coupled) {
    CoupledSolver::Report report =
        group.coupled->solve(world_, {params_, world_, living_}, dt > 0 ? dt : at_start, threads_);
    for (const FieldId field : group.is.fields) cost(field, report.iterations);
    mass = std::move(report.mass);
  } else {
    const FieldId field = group.is.fields.front();
    Field& values = world_.fields[field.value];
    const bool steady = values.spec.steady || dt == 0;
    const FieldSolver::Sites sites{values.values, values.carried, uptake_, source_, mean_};
    const SolveReport report = steady ? group.alone->solve_steady(sites, dt > 0 ? dt : at_start, threads_)
                                      : group.alone->advance(sites, dt, threads_);
    if (steady) mean = &values.values;
    cost(field, report.cycles);
    mass = {report.mass};
    chains_->settle(group.is, *mean, mass.front());
  }
  const std::vector<FieldAdvection::Carried> after = carry(group, dt / 2);
  for (std::size_t k = 0; k < group.is.fields.size(); ++k) {
    if (before[k].parts > 0) {
      mass[k].before = before[k].before;
      mass[k].after = after[k].after;
      mass[k].through_sides += before[k].through_sides + after[k].through_sides;
      mass[k].drained = before[k].drained + after[k].drained;
    }
    settle(group.is.fields[k], group.coupled ? group.coupled->mean(k) : std::span<const double>(*mean),
           mass[k], dt);
  }
}

}  // namespace tilscape

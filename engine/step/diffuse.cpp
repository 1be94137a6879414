// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The phases exchange and diffuse, field by field: what cells and processes give and take, then the implicit
// solve.
#include "engine/base/error.hpp"
#include "engine/step/simulation.hpp"

namespace tilscape {

namespace {

constexpr std::size_t sites_per_chunk = 16384;

}  // namespace

void Simulation::exchange(FieldId field) {
  sums_.clear(threads_);
  for (std::uint8_t t = 0; t < params_.types.size(); ++t) {
    for (const auto& stage : pipelines_[t].stages) {
      if (!stage.behaviour->exchanges(field)) continue;
      for_batches(TypeId{t}, [&](const Batch& batch, std::size_t) {
        apart(blindfold_.get(), *stage.behaviour, TypeId{t},
              [&] { stage.behaviour->exchange(field, batch, view(params_.types[t].period), sums_); });
      });
    }
  }
  if (sums_.overflowed())
    throw SimulationError("field '" + params_.substances[field.value].field.name +
                          "': what the agents of a site set free or take up is above 2.6e5 per minute");
  threads_.for_chunks(source_.size(), sites_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      source_[s] = sums_.source(s);
      uptake_[s] = sums_.uptake(s);
    }
  });
  for (std::size_t p = 0; p < params_.processes.size(); ++p)
    if (params_.processes[p]->exchanges(field))
      params_.processes[p]->exchange(field, world_, params_, p, source_, uptake_);
}

void Simulation::diffuse(FieldId field, double dt) {
  Field& values = world_.fields[field.value];
  FieldSolver& solver = solvers_[field.value];
  const bool steady = values.spec.steady || dt == 0;
  const FieldSolver::Sites sites{values.values, values.carried, uptake_, source_, mean_};
  const SolveReport report =
      steady ? solver.solve_steady(sites, dt > 0 ? dt : 1, threads_) : solver.advance(sites, dt, threads_);
  const std::vector<double>& mean = steady ? values.values : mean_;
  ++costs_.fields[field.value].solves;
  costs_.fields[field.value].cycles += static_cast<std::uint64_t>(report.cycles);
  if (params_.substances[field.value].keep_mean) values.mean = mean;

  for (std::size_t p = 0; p < params_.processes.size(); ++p) {
    if (!params_.processes[p]->exchanges(field)) continue;
    params_.processes[p]->settle(field, world_, params_, p, mean, report.mass, dt);
    check_numbers(p);
  }
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/group_solver.hpp"

#include <algorithm>

namespace tilscape {

namespace {

std::vector<FieldSpec> specs_of(const Params& params, const FieldGroup& group) {
  std::vector<FieldSpec> specs;
  for (const FieldId f : group.fields) specs.push_back(params.substances[f.value].field);
  return specs;
}

/// Whether SaturatedSolver may do.
bool quick(const Params& params, const FieldGroup& group) {
  const Substance& first = params.substances[group.fields.front().value];
  return group.fields.size() == 1 && group.steady && first.field.diffusion > 0 && !first.open &&
         !first.mobility;
}

}  // namespace

GroupSolver::GroupSolver(const Params& params, const FieldGroup& group,
                         const std::shared_ptr<FieldWorkspace>& workspace)
    : fields_(group.fields),
      kinetics_(std::make_shared<GroupKinetics>(group.fields, group.reactions, group.saturations)),
      lattice_(params.lattice),
      specs_(specs_of(params, group)),
      reacts_(!group.reactions.empty() || !group.saturations.empty()) {
  if (quick(params, group))
    quick_ = std::make_unique<SaturatedSolver>(lattice_, specs_.front(), workspace);
  else
    (void)coupled();
  const std::size_t sites = params.lattice.sites();
  source_.assign(fields_.size(), std::vector<double>(sites));
  uptake_ = source_;
  mean_ = source_;
  open_.resize(fields_.size());
  mobility_.resize(fields_.size());
  for (std::size_t k = 0; k < fields_.size(); ++k) {
    if (params.substances[fields_[k].value].open) open_[k].resize(sites);
    if (params.substances[fields_[k].value].mobility) mobility_[k].resize(sites);
  }
  most_.assign(group.saturations.size(), std::vector<double>(sites));
}

std::size_t GroupSolver::bytes(const Params& params, const FieldGroup& group, const Lattice& lattice) {
  const std::vector<FieldSpec> specs = specs_of(params, group);
  const std::size_t arrays = 5 * specs.size() + group.saturations.size();
  // What the quick one cannot solve is so rare that the other is not counted.
  return (quick(params, group) ? SaturatedSolver::bytes(lattice) : CoupledSolver::bytes(lattice, specs)) +
         arrays * lattice.sites() * sizeof(double);
}

CoupledSolver& GroupSolver::coupled() {
  if (!coupled_) coupled_ = std::make_unique<CoupledSolver>(lattice_, specs_, reacts_ ? kinetics_ : nullptr);
  return *coupled_;
}

void GroupSolver::find_ways(const SiteView& view, const Threads& threads) {
  const auto fill = [&](const SiteRule& rule, std::vector<double>& out, double least, double most) {
    threads.for_chunks(out.size(), Batch::max_rows, [&](std::size_t begin, std::size_t end) {
      evaluate(rule, view, begin, end - begin, nullptr, &out[begin]);
    });
    require_within(rule, view, 0, out, least, most);
  };
  constexpr double least_open = 1e-6;
  constexpr double most_mobility = 1e6;
  for (std::size_t k = 0; k < fields_.size(); ++k) {
    const Substance& substance = view.params.substances[fields_[k].value];
    if (substance.open) fill(*substance.open, open_[k], least_open, 1);
    if (substance.mobility) fill(*substance.mobility, mobility_[k], 0, most_mobility);
  }
}

CoupledSolver::Report GroupSolver::solve(World& world, const SiteView& view, double dt,
                                         const Threads& threads) {
  kinetics_->begin(&view, most_, open_);
  if (quick_) {
    Field& field = world.fields[fields_.front().value];
    const FieldSolver::Sites sites{
        .c = field.values, .carried = {}, .uptake = uptake_.front(), .source = source_.front()};
    if (const auto found = quick_->solve(sites, *kinetics_, dt, threads)) {
      mean_.front() = field.values;
      return {.iterations = found->cycles, .mass = {found->mass}};
    }
  }
  std::vector<CoupledSolver::Sites> sites;
  for (std::size_t k = 0; k < fields_.size(); ++k) {
    Field& field = world.fields[fields_[k].value];
    sites.push_back({.c = field.values,
                     .carried = field.carried,
                     .uptake = uptake_[k],
                     .source = source_[k],
                     .open = open_[k],
                     .mobility = mobility_[k],
                     .mean = mean_[k]});
  }
  return coupled().advance(sites, dt, threads);
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/coupled_solver.hpp"
#include "engine/field/saturated_solver.hpp"
#include "engine/step/field_groups.hpp"
#include "engine/step/group_kinetics.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace tilscape {

/// Solves a group that is coupled: keeps what each of its substances needs until all are there.
class GroupSolver {
 public:
  /// With a workspace that other solvers use too.
  GroupSolver(const Params& params, const FieldGroup& group,
              const std::shared_ptr<FieldWorkspace>& workspace);
  /// What it takes on a lattice, at most.
  static std::size_t bytes(const Params& params, const FieldGroup& group, const Lattice& lattice);

  [[nodiscard]] std::span<double> source(std::size_t substance) { return source_[substance]; }
  [[nodiscard]] std::span<double> uptake(std::size_t substance) { return uptake_[substance]; }
  [[nodiscard]] const std::vector<Behaviour::Saturation>& saturations() const {
    return kinetics_->saturations();
  }
  [[nodiscard]] std::span<double> most(std::size_t saturation) { return most_[saturation]; }
  [[nodiscard]] std::span<const double> mean(std::size_t substance) const { return mean_[substance]; }

  /// Where its substances get, and how fast, by what there is on each site now: before carrying and solving.
  void find_ways(const SiteView& view, const Threads& threads);
  /// Per site; empty: Substance::available everywhere.
  [[nodiscard]] std::span<const double> open(std::size_t substance) const { return open_[substance]; }
  /// One step of dt [min] of the world's fields. Throws as CoupledSolver does.
  CoupledSolver::Report solve(World& world, const SiteView& view, double dt, const Threads& threads);

 private:
  std::vector<FieldId> fields_;
  std::shared_ptr<GroupKinetics> kinetics_;
  CoupledSolver& coupled();

  Lattice lattice_;
  std::vector<FieldSpec> specs_;
  bool reacts_;
  std::unique_ptr<CoupledSolver> coupled_;  // made when it is first needed
  std::unique_ptr<SaturatedSolver> quick_;  // of a steady substance alone
  std::vector<std::vector<double>> source_, uptake_, mean_, open_, mobility_, most_;
};

}  // namespace tilscape

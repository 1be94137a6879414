// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/kinetics.hpp"
#include "engine/field/solver.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tilscape {

/// The steady state of one substance whose uptake saturates, by the solver of linear ones: Newton's method
/// around it, several times faster than CoupledSolver, which is there for what this cannot solve
/// (docs/methods/reactions.md).
class SaturatedSolver {
 public:
  /// With a workspace that other solvers use too, as FieldSolver.
  SaturatedSolver(const Lattice& lattice, const FieldSpec& spec, std::shared_ptr<FieldWorkspace> workspace)
      : lattice_(lattice),
        solver_(lattice, spec, std::move(workspace)),
        source_(lattice.sites()),
        uptake_(lattice.sites()) {}
  /// What it takes on a lattice beside the workspace.
  static std::size_t bytes(const Lattice& lattice) {
    return FieldSolver::bytes(lattice) + 3 * lattice.sites() * sizeof(double);
  }

  /// As FieldSolver::solve_steady, with what the kinetics take; nullopt, and c as it was, where Newton's
  /// method does not find it. Throws as FieldSolver does.
  std::optional<SolveReport> solve(const FieldSolver::Sites& sites, const SiteKinetics& kinetics, double dt,
                                   const Threads& threads);

 private:
  struct Found;
  Found linearise(const FieldSolver::Sites& sites, const SiteKinetics& kinetics, double scale,
                  const Threads& threads);

  Lattice lattice_;
  FieldSolver solver_;
  std::vector<double> source_, uptake_;  // of the linear problem at hand
  std::vector<double> first_;            // levels
};

}  // namespace tilscape

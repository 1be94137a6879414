// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/coupled_level.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace tilscape {

/// Solves the linear equations of several substances with a conductance at each face: GMRES (Saad and Schultz
/// 1986, doi:10.1137/0907058), accelerated by one V(2,2) cycle of multigrid an iteration. Sums over the
/// lattice go chunk by chunk, in the order of the chunks, so the bits do not depend on the threads.
class CoupledGrid {
 public:
  /// Sides that are not `periodic` are held or closed, substance by substance.
  CoupledGrid(const Lattice& lattice, const std::array<bool, 3>& periodic, std::size_t substances);
  /// What it takes on a lattice, at most.
  static std::size_t bytes(const Lattice& lattice, std::size_t substances);

  static constexpr std::size_t basis = 16;  ///< iterations between two beginnings

  [[nodiscard]] CoupledLevel& finest() { return levels_.front(); }
  [[nodiscard]] const CoupledLevel& finest() const { return levels_.front(); }

  /// To be called when the finest conductances are new; then prepare().
  void coarsen_conductances(const Threads& threads);
  /// To be called when the finest blocks are new.
  void prepare(const Threads& threads);

  struct Outcome {
    int iterations = 0;
    double reduction = 1;  ///< of the residual's root mean square
  };
  /// Finds x, from 0, for the finest rhs. Substances are measured in `scales` (> 0, [unit]), and each
  /// equation as the level that it wants. Ends when the residual is `enough` of what it was, or after `most`
  /// iterations. x may not be one of the levels' vectors.
  Outcome solve(CoupledLevel::Vector& x, std::span<const double> scales, double enough, int most,
                const Threads& threads);

 private:
  void cycle(std::size_t level, const Threads& threads);
  void restrict_residual(std::size_t fine, const Threads& threads);
  void find_shares(std::size_t fine, const Threads& threads);
  void prolong(std::size_t fine, const Threads& threads);
  void precondition(const CoupledLevel::Vector& v, CoupledLevel::Vector& out, const Threads& threads);
  double dot(const CoupledLevel::Vector& a, const CoupledLevel::Vector& b, std::span<const double> scales,
             const Threads& threads);

  std::vector<CoupledLevel> levels_;
  /// From a level to the next: by axis and fine cell, distance to the next centre above and below over the
  /// same of the coarse cell.
  struct Step {
    std::array<std::vector<double>, 3> lower, upper;
    /// By axis, substance and fine cell: of the difference to the coarse cell on its own side, which its
    /// correction has beside that of its own coarse cell.
    std::array<std::vector<double>, 3> share;
  };
  std::vector<Step> steps_;
  std::vector<CoupledLevel::Vector> krylov_;
  CoupledLevel::Vector sums_, product_;
  CoupledLevel::Vector zeros_;  // a row of them
};

}  // namespace tilscape

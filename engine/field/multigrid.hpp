// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/level.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace tilscape {

/// The scratch of all levels of a lattice, from the finest down to a single cell. Solvers that work one after
/// another can share it.
struct FieldWorkspace {
  explicit FieldWorkspace(const Lattice& lattice);
  /// What it takes.
  static std::size_t bytes(const Lattice& lattice);

  std::vector<FieldScratch> levels;
};

/// Geometric multigrid for (shift + reaction - div D grad) change = rhs on a lattice, in single precision:
/// docs/methods/fields.md. Cycles need no sums over the lattice, and sweeps in two colours no order: the bits
/// of the result do not depend on the number of threads.
class FieldMultigrid {
 public:
  FieldMultigrid(const Lattice& lattice, double diffusion, const std::array<FieldSide, 6>& sides,
                 std::shared_ptr<FieldWorkspace> workspace);
  /// What it takes on a lattice beside the workspace.
  static std::size_t bytes(const Lattice& lattice);

  [[nodiscard]] FieldLevel& finest() { return levels_.front(); }
  [[nodiscard]] const FieldLevel& finest() const { return levels_.front(); }

  /// To be called when a solve begins and the finest reaction is there: others may have used the workspace.
  void begin(const Threads& threads);
  /// Mean reaction of the whole lattice plus what the sides let out [1/min]: the one cell of the coarsest
  /// grid.
  [[nodiscard]] double coarsest_rate() const;

  /// What a row of sites sleeps through: the cycle leaves it alone where neither its residual [unit/min] nor
  /// its correction from the coarser grids [unit] is larger.
  struct Quiet {
    double residual = 0;
    double correction = 0;
  };
  /// A sweep over the finest grid, whose right-hand side, norms of rows and base are new and whose change is
  /// 0.
  FieldNorms smooth(double shift, FieldBound bound, double quiet_residual, const Threads& threads);
  /// A V(1,1) cycle that starts from the residual that smooth() or the cycle before has left: the coarser
  /// grids' correction and a sweep, then the sweep that the next cycle starts with, and what it leaves.
  FieldNorms cycle(double shift, FieldBound bound, const Quiet& quiet, const Threads& threads);
  /// The largest correction that the coarser grids had for the finest in the last cycle [unit]: how far off
  /// the smooth part of the values was before it.
  [[nodiscard]] double last_correction() const { return last_correction_; }
  /// Share of the finest grid's rows that it worked on.
  [[nodiscard]] double last_awake() const { return last_awake_; }

 private:
  /// Between a level and the next coarser one.
  struct Step {
    std::array<FieldTransfer, 3> axes;
    // Along x, in single precision and by the remainder of the fine cell's number by 4.
    std::array<std::vector<float>, 4> share_x, towards_x;
    Step(const FieldLevel& fine, const FieldLevel& coarse);
  };
  void coarsen_reaction(const Threads& threads);
  void descend(std::size_t level, double shift, const Threads& threads);
  void restrict_residual(std::size_t coarse_level, const FieldLevel::Strip& strip);
  void prolong(std::size_t fine_level, const FieldLevel::Strip& strip);

  std::shared_ptr<FieldWorkspace> workspace_;
  std::vector<FieldLevel> levels_;
  std::vector<Step> steps_;
  double last_correction_ = 0;
  double last_awake_ = 1;
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/level.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <vector>

namespace tilscape {

/// Geometric multigrid for (shift + reaction - div D grad) c = rhs on a lattice: docs/methods/fields.md.
/// Cycles need no sums over the lattice, and sweeps in two colours no order: the bits of the result do not
/// depend on the number of threads.
class FieldMultigrid {
 public:
  FieldMultigrid(const Lattice& lattice, double diffusion, const std::array<FieldSide, 6>& sides);
  /// What it takes on a lattice.
  static std::size_t bytes(const Lattice& lattice);

  [[nodiscard]] FieldLevel& finest() { return levels_.front(); }
  [[nodiscard]] const FieldLevel& finest() const { return levels_.front(); }

  /// To be called when the finest reaction has changed.
  void coarsen_reaction(const Threads& threads);
  /// Mean reaction of the whole lattice plus what the sides let out [1/min]: the one cell of the coarsest
  /// grid.
  [[nodiscard]] double coarsest_rate() const;

  /// A sweep over the finest grid, and what it leaves.
  FieldNorms smooth(double shift, double floor, const Threads& threads);
  /// What a row of sites sleeps through: the cycle leaves it alone where neither its residual [unit/min] nor
  /// its correction from the coarser grids [unit] is larger.
  struct Quiet {
    double residual = 0;
    double correction = 0;
  };
  /// A V(1,1) cycle that starts from the residual that smooth() or the cycle before has left: the coarser
  /// grids' correction and a sweep, then the sweep that the next cycle starts with, and what it leaves.
  FieldNorms cycle(double shift, double floor, const Quiet& quiet, const Threads& threads);
  /// The largest correction that the coarser grids had for the finest in the last cycle [unit]: how far off
  /// the smooth part of the values was before it.
  [[nodiscard]] double last_correction() const { return last_correction_; }
  /// Share of the finest grid's rows that it worked on.
  [[nodiscard]] double last_awake() const { return last_awake_; }

 private:
  struct Step {  // between a level and the next coarser one, per axis
    std::array<FieldTransfer, 3> axes;
  };
  void descend(std::size_t level, double shift, const Threads& threads);
  void restrict_strip(std::size_t coarse_level, FieldGrid FieldLevel::*from, FieldGrid FieldLevel::*to,
                      const FieldLevel::Strip& strip);
  void prolong_strip(std::size_t fine_level, const FieldLevel::Strip& strip, double floor);

  std::vector<FieldLevel> levels_;
  std::vector<Step> steps_;
  double last_correction_ = 0;
  double last_awake_ = 1;
};

}  // namespace tilscape

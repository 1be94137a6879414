// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/balance.hpp"
#include "engine/field/field.hpp"
#include "engine/field/multigrid.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace tilscape {

/// Solves one field implicitly on a lattice: a second-order L-stable step for a slow substance, the steady
/// state for a fast one. Values that are not negative stay so. The equations: docs/methods/fields.md.
class FieldSolver {
 public:
  /// Throws UsageError when the specification cannot be.
  FieldSolver(const Lattice& lattice, FieldSpec spec)
      : FieldSolver(lattice, std::move(spec), std::make_shared<FieldWorkspace>(lattice)) {}
  /// With a workspace of the same lattice that other solvers use too, one at a time.
  FieldSolver(const Lattice& lattice, FieldSpec spec, std::shared_ptr<FieldWorkspace> workspace);
  /// What it takes on a lattice beside the workspace.
  static std::size_t bytes(const Lattice& lattice) { return FieldMultigrid::bytes(lattice); }

  [[nodiscard]] const FieldSpec& spec() const { return spec_; }

  /// What a solve reads and writes, all per site.
  struct Sites {
    std::span<double> c;        ///< [unit] in and out
    std::span<double> carried;  ///< [unit] what steps before left unsolved, in and out; steady: none
    std::span<const double> uptake = {};  ///< [1/min] >= 0; empty: 0
    std::span<const double> source = {};  ///< [unit/min]; empty: 0
    /// [unit] out: the mean over the step that the discrete balance uses,
    ///   c_new - c_old = dt (div D grad mean + source - (decay + uptake) mean) + carried_old - carried_new:
    /// whoever takes the substance up takes exactly uptake * mean * dt of it. Of a steady state it is c.
    std::span<double> mean = {};
  };
  /// One step of dt [min] of a substance that is not steady.
  /// Throws SimulationError, and says where, when a number is not finite.
  SolveReport advance(const Sites& sites, double dt, const Threads& threads);

  /// The steady state, from c as a first guess; the account's flows are those of dt [min], its `carried` is
  /// the imbalance left. Throws SimulationError when there is none: nothing takes the substance away.
  SolveReport solve_steady(const Sites& sites, double dt, const Threads& threads);

 private:
  struct Problem;
  struct Stage;
  struct Outcome {
    int cycles = 0;
    double residual = 0;  ///< as in SolveReport
    bool converged = false;
    double awake = 0;  ///< as in SolveReport
  };
  enum class Patience : std::uint8_t { until_converged, while_converging };
  struct Extent {
    double least_value, least_uptake, most_uptake, least_source;
    double poison;                         ///< 0, or NaN when a number is not finite
    double largest_value, largest_source;  ///< magnitudes
  };

  SolveReport solve(const Problem& p);
  void load(const Problem& p);
  [[noreturn]] void report_not_finite(const Problem& p) const;
  void require_a_steady_state() const;
  void choose_scale(const Problem& p);
  [[nodiscard]] double driven(const Problem& p) const;
  [[nodiscard]] double magnitude(const Problem& p) const;
  void forget(const Problem& p);
  [[nodiscard]] double slowest_rate(double shift) const;
  Outcome converge(const Problem& p, Stage& stage, Patience patience);
  FieldNorms begin(const Problem& p, const Stage& stage);
  FieldNorms begin_again(const Problem& p, Stage& stage);
  void write_down(const Problem& p, Stage& stage);
  void set_right_hand_side(const Problem& p, const Stage& stage, const FieldLevel::Strip& strip);
  [[nodiscard]] const double* changed(std::span<const double> values, std::int32_t y, std::int32_t z) const;
  MassAccount finish(const Problem& p, const Stage& last);
  void settle(const Problem& p, const Stage& last, const FieldLevel::Strip& strip);
  void account(const Problem& p, const FieldLevel::Strip& strip);
  [[nodiscard]] const double* of(std::span<const double> values, std::size_t site) const;
  [[nodiscard]] double* buffers(std::size_t count) const;

  Lattice lattice_;
  FieldSpec spec_;
  FieldMultigrid grid_;
  FieldBalance balance_;
  std::vector<double> zeros_;          // a row of them
  std::vector<double> second_;         // the second stage's values, where single precision does not suffice
  std::vector<MassAccount> accounts_;  // per layer
  std::vector<Extent> extents_;        // per tile
  Extent extent_{};                    // of the problem at hand
  bool signed_ = false;                // the problem at hand has negative data: values may be negative
  double scale_ = 1;                   // from the problem at hand to the numbers of its grids
};

}  // namespace tilscape

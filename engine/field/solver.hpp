// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/field.hpp"
#include "engine/field/multigrid.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// Solves one field implicitly on a lattice: a second-order L-stable step for a slow substance, the steady
/// state for a fast one. Values that are not negative stay so. The equations: docs/methods/fields.md.
class FieldSolver {
 public:
  /// Throws UsageError when the specification cannot be.
  FieldSolver(const Lattice& lattice, FieldSpec spec);
  /// What it takes on a lattice.
  static std::size_t bytes(const Lattice& lattice, const FieldSpec& spec);

  [[nodiscard]] const FieldSpec& spec() const { return spec_; }

  /// One step of dt [min]; a steady field goes to its steady state, the account's flows are those of dt.
  /// All per site: c [unit] in and out; uptake [1/min] >= 0 and source [unit/min], either may be empty for
  /// zero. mean [unit] receives the mean over the step that the discrete balance uses,
  ///   c_new - c_old = dt (div D grad mean + source - (decay + uptake) mean) + residual:
  /// whoever takes the substance up takes exactly uptake * mean * dt of it.
  /// Throws SimulationError, and says where, when a number is not finite.
  SolveReport advance(std::span<double> c, std::span<const double> uptake, std::span<const double> source,
                      double dt, std::span<double> mean, const Threads& threads);

  /// The steady state, from c as a first guess; the account's flows are those of one minute, its `carried`
  /// is the imbalance left. Throws UsageError when there is none: nothing takes the substance away.
  SolveReport solve_steady(std::span<double> c, std::span<const double> uptake,
                           std::span<const double> source, std::span<double> mean, const Threads& threads);

  /// Per site [unit]: what earlier steps left unsolved and later ones make good. Part of a run's state, to be
  /// saved and restored with the values.
  [[nodiscard]] std::span<double> carried() { return carried_; }
  [[nodiscard]] std::span<const double> carried() const { return carried_; }

 private:
  struct Problem;
  struct Outcome {
    int cycles = 0;
    double residual = 0;  ///< as in SolveReport
    bool converged = false;
    double awake = 0;  ///< as in SolveReport
  };
  enum class Patience : std::uint8_t { until_converged, while_converging };
  struct Extent {
    double least_value, least_uptake, most_uptake, least_source;
    double poison;  ///< 0, or NaN when a number is not finite
  };

  SolveReport solve(const Problem& p);
  void load(const Problem& p);
  [[noreturn]] void report_not_finite(const Problem& p) const;
  void require_a_steady_state() const;
  [[nodiscard]] double slowest_rate(double shift) const;
  Outcome converge(double shift, Patience patience, const Threads& threads);
  void begin_stage(const Problem& p, double shift);
  void begin_second_stage(const Problem& p, double shift);
  MassAccount finish(const Problem& p, double last_weight);
  [[nodiscard]] double gain_through_sides(std::span<const double> mean) const;
  struct Row {
    std::int32_t y, z;
    std::size_t site;  ///< its first
    std::size_t tile;
  };
  template <class Body>
  void for_rows(const Threads& threads, const Body& body) const;
  void put(FieldGrid& grid, const Row& row, const double* values) const;
  void get(const FieldGrid& grid, const Row& row, double* values) const;
  [[nodiscard]] const double* of(std::span<const double> values, const Row& row) const;
  [[nodiscard]] double* buffers(std::size_t count) const;

  Lattice lattice_;
  FieldSpec spec_;
  FieldMultigrid grid_;
  std::vector<double> carried_;
  std::vector<double> first_residual_;  // of the first stage, while the second is solved
  std::vector<double> zeros_;           // a row of them
  std::vector<MassAccount> accounts_;   // per tile
  std::vector<Extent> extents_;         // per tile
  Extent extent_{};                     // of the problem at hand
  bool signed_ = false;                 // the problem at hand has negative data: values may be negative
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/network/flows.hpp"

#include <cstddef>
#include <span>
#include <vector>

// Any rates of change, stiff ones too: docs/methods/network.md.

namespace tilscape::network {

/// A flow that is not finite.
struct NoNumber {
  std::size_t flow;
};

/// Integrates dx/dt = N v(x) + input by ROS34PW2, a Rosenbrock W-method of order 3 (Rang and Angermann 2005,
/// doi:10.1007/s10543-005-0035-y), L-stable, with a Jacobian of differences and steps of its own. A flow is
/// integrated with the states, and these change by what flowed, so no amount is lost. The four operations,
/// the square and the cube root only: the same bits everywhere.
class Stiff {
 public:
  struct Settings {
    /// Of a state, for one step: this share of the state, or of `floor` times the largest of its kind.
    double tolerance = 1e-8;
    double floor = 1e-6;
    /// A state by which rates may jump, the time: what they change with it is left out of the Jacobian, which
    /// a W-method allows.
    std::size_t drive = static_cast<std::size_t>(-1);
    /// Of each kind: what is always counted among the largest; empty: nothing.
    std::vector<double> least = {};
    /// [min] > 0: this very step is taken, whatever the error; for tests of the order. 0: steps of its own.
    double fixed_step = 0;
  };
  /// `kinds`: of each state a number; those of one kind have one unit.
  Stiff(const Flows& flows, std::vector<std::size_t> kinds, Settings settings);

  /// Advances x by an interval [min], and adds what flowed to `flowed`. `input`: a constant rate for each
  /// state [1/min], or empty. `step` [min] is the first one to be tried, and what the next call had best try;
  /// 0: not known. Throws SimulationError where no step is short enough, NoNumber where a flow is none.
  void advance(std::span<double> x, std::span<double> flowed, std::span<const double> input, double interval,
               double& step);

  [[nodiscard]] std::size_t steps() const { return steps_; }  ///< taken so far

 private:
  static constexpr std::size_t stages = 4;
  using Vector = std::vector<double>;
  struct Slope {
    std::size_t state;
    double value;
  };

  void measure(std::span<const double> x);
  void differentiate(std::span<const double> x);
  void look_ahead(std::span<const double> x, std::span<const double> input, double interval);
  double try_step(std::span<const double> x, std::span<const double> input, double h);
  void require_numbers() const;
  void factorise(double h);
  void solve(Vector& x) const;
  void stage(std::size_t i, std::span<const double> x, std::span<const double> input, double h);
  /// Shares of the flows, summed for each state.
  void collect(const Vector& flows, Vector& states) const;
  [[nodiscard]] double error_of(std::span<const double> x, const Vector& next, const Vector& error) const;
  [[nodiscard]] double scale_of(std::span<const double> x, const Vector& next, std::size_t state) const;

  const Flows& flows_;
  std::vector<std::size_t> kinds_;
  Settings settings_;
  std::size_t n_, m_;
  std::vector<Slope> slopes_;             // dv/dx, where it is not 0
  std::vector<std::size_t> first_slope_;  // of each flow
  Vector rows_, rates_;                   // of the Jacobian: n + 1 sets of states, and of flows
  Vector matrix_;                         // 1 - h gamma J, then its factors
  std::vector<std::size_t> pivots_;
  std::vector<Vector> k_, q_;  // changes of the states and flows, by stage
  Vector first_, at_, rate_, right_, next_, error_;
  Vector largest_, reach_;  // of each kind: of the states, and with those after a step
  Vector ahead_;            // of kinds of which there is nothing yet: what there will be
  std::size_t steps_ = 0;
};

}  // namespace tilscape::network

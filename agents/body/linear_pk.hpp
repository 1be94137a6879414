// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Linear compartments, solved exactly: docs/methods/body.md.

namespace tilscape::body {

/// A small dense matrix, by rows.
struct Matrix {
  std::size_t size = 0;
  std::vector<double> values;

  explicit Matrix(std::size_t n) : size(n), values(n * n) {}
  double& operator()(std::size_t row, std::size_t column) { return values[row * size + column]; }
  double operator()(std::size_t row, std::size_t column) const { return values[row * size + column]; }
};

/// Compartments that hold amounts [nmol] and pass them on at first-order rates. What leaves one enters
/// another: elimination is a compartment too, so the sum of all is what was given.
class LinearSystem {
 public:
  static constexpr std::size_t max_size = 8;

  /// Throws UsageError for more than max_size compartments.
  explicit LinearSystem(std::size_t compartments);

  /// Adds a rate [1/min] >= 0 at which `from` passes its content to `to`.
  void transfer(std::size_t from, std::size_t to, double rate);

  [[nodiscard]] std::size_t size() const { return rates_.size; }
  /// The A of dx/dt = A x + input; its columns sum to 0.
  [[nodiscard]] const Matrix& rates() const { return rates_; }

 private:
  Matrix rates_;
};

/// The exact solution over an interval dt [min] >= 0 with constant inputs:
///   x(t + dt) = exp(A dt) x(t) + (integral of exp(A s) ds over 0..dt) input.
/// Made once for a step and used for every step of this length.
class Propagator {
 public:
  Propagator(const LinearSystem& system, double dt);

  /// amounts [nmol] and input [nmol/min], one per compartment; input may be empty (none).
  void advance(std::span<double> amounts, std::span<const double> input = {}) const;
  /// Adds the integral of the amounts over the interval [nmol min] to `area`; amounts are those at its start.
  void accumulate(std::span<const double> amounts, std::span<double> area) const;

 private:
  Matrix flow_;      // exp(A dt)
  Matrix integral_;  // [min]
};

/// An amount that is given into a compartment at once (duration 0) or at a constant rate.
struct Dose {
  double start = 0;     ///< [min]
  double amount = 0;    ///< [nmol]
  double duration = 0;  ///< [min] of the infusion; 0: a bolus
  std::size_t into = 0;
};

/// Advances amounts [nmol] from `from` to `to` [min] under the doses. A bolus counts when from <= start < to,
/// so two calls that meet count each once.
void advance(const LinearSystem& system, std::span<const Dose> doses, std::span<double> amounts, double from,
             double to);

}  // namespace tilscape::body

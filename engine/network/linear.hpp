// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Linear rates of change, solved exactly: docs/methods/network.md.

namespace tilscape::network {

/// A small dense matrix, by rows.
struct Matrix {
  std::size_t size = 0;
  std::vector<double> values;

  Matrix() = default;
  explicit Matrix(std::size_t n) : size(n), values(n * n) {}
  double& operator()(std::size_t row, std::size_t column) { return values[row * size + column]; }
  double operator()(std::size_t row, std::size_t column) const { return values[row * size + column]; }
};

/// The exact solution of dx/dt = A x + b over an interval h [min] >= 0, with b constant:
///   x(h) = exp(A h) x + (integral of exp(A s) over 0..h) b,
/// and the integral of x, which says what has flowed. Made once for a length and used for all of it.
class Propagator {
 public:
  Propagator() = default;
  /// `rates`: A [1/min]; `leaves`: the rate at which each of x goes elsewhere, by which its column falls
  /// short of a sum of 0. Where amounts are only passed on (no entry off the diagonal and no such rate is
  /// negative) what is there and what has left is kept to rounding, however long the interval.
  Propagator(const Matrix& rates, std::span<const double> leaves, double h);

  [[nodiscard]] double length() const { return length_; }  ///< h [min]
  /// `x` becomes x(h), `area` the integral of x over the interval; `input`: b.
  void advance(std::span<double> x, std::span<const double> input, std::span<double> area) const;

 private:
  double length_ = 0;
  Matrix flow_;      // exp(A h)
  Matrix integral_;  // of exp(A s) [min]
  Matrix second_;    // its integral [min^2]
};

}  // namespace tilscape::network

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Scaling and doubling: a short interval by its Taylor series, then intervals of twice the length.
#include "engine/network/linear.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::network {

namespace {

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.size);
  for (std::size_t i = 0; i < a.size; ++i)
    for (std::size_t k = 0; k < a.size; ++k) {
      const double factor = a(i, k);
      if (factor == 0) continue;
      for (std::size_t j = 0; j < a.size; ++j) c(i, j) += factor * b(k, j);
    }
  return c;
}

void add(Matrix& to, const Matrix& what, double factor = 1) {
  for (std::size_t i = 0; i < to.values.size(); ++i) to.values[i] += factor * what.values[i];
}

void scale(Matrix& matrix, double factor) {
  for (double& v : matrix.values) v *= factor;
}

Matrix identity(std::size_t n) {
  Matrix one(n);
  for (std::size_t i = 0; i < n; ++i) one(i, i) = 1;
  return one;
}

double largest_column(const Matrix& m) {
  double largest = 0;
  for (std::size_t j = 0; j < m.size; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < m.size; ++i) sum += std::abs(m(i, j));
    largest = std::max(largest, sum);
  }
  return largest;
}

/// Are amounts only passed on?
bool passes_on(const Matrix& rates, std::span<const double> leaves) {
  for (std::size_t j = 0; j < rates.size; ++j) {
    if (leaves[j] < 0) return false;
    for (std::size_t i = 0; i < rates.size; ++i)
      if (i != j && rates(i, j) < 0) return false;
  }
  return true;
}

/// With one place more, for all that leaves: then every column sums to 0.
Matrix closed(const Matrix& rates, std::span<const double> leaves) {
  Matrix out(rates.size + 1);
  for (std::size_t j = 0; j < rates.size; ++j) {
    for (std::size_t i = 0; i < rates.size; ++i) out(i, j) = rates(i, j);
    out(rates.size, j) = leaves[j];
  }
  return out;
}

/// The columns of a flow sum to 1 and those of its integrals to h and h^2/2, since nothing is lost; rounding,
/// which every doubling would double, is taken out.
void close_columns(Matrix& matrix, double sum) {
  for (std::size_t j = 0; j < matrix.size; ++j) {
    double now = 0;
    for (std::size_t i = 0; i < matrix.size; ++i) now += matrix(i, j);
    for (std::size_t i = 0; i < matrix.size; ++i) matrix(i, j) *= sum / now;
  }
}

/// h^k/k! (1 + x/(k+1) + x^2/((k+1)(k+2)) + ...) with x = A h, whose 1-norm is at most 1/2: 17 terms leave
/// 1e-21 out.
Matrix short_integral(const Matrix& rates, double h, int k) {
  Matrix x = rates;
  scale(x, h);
  constexpr int terms = 17;
  Matrix sum = identity(rates.size);
  for (int i = k + terms; i > k; --i) {  // Horner
    sum = product(x, sum);
    scale(sum, 1.0 / i);
    add(sum, identity(rates.size));
  }
  scale(sum, k == 2 ? h * h / 2 : h);
  return sum;
}

}  // namespace

Propagator::Propagator(const Matrix& rates, std::span<const double> leaves, double h) : length_(h) {
  if (!(h >= 0)) throw UsageError("time runs forwards");
  const bool close = passes_on(rates, leaves);
  const Matrix a = close ? closed(rates, leaves) : rates;
  flow_ = identity(a.size);
  integral_ = second_ = Matrix(a.size);
  if (h == 0) return;
  int doublings = 0;
  for (; 2 * largest_column(a) * h > 1; h /= 2) ++doublings;
  const auto tidy = [&] {
    if (!close) return;
    close_columns(flow_, 1);
    close_columns(integral_, h);
    close_columns(second_, h * h / 2);
  };
  second_ = short_integral(a, h, 2);
  integral_ = short_integral(a, h, 1);
  add(flow_, product(a, integral_));
  tidy();
  for (; doublings > 0; --doublings) {
    Matrix second = product(flow_, second_);
    add(second, second_);
    add(second, integral_, h);
    second_ = std::move(second);
    add(integral_, product(flow_, integral_));
    flow_ = product(flow_, flow_);
    h *= 2;
    tidy();
  }
}

void Propagator::advance(std::span<double> x, std::span<const double> input, std::span<double> area) const {
  const std::size_t n = x.size();  // what has left, if that has a place, is not asked for
  std::vector<double> next(n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) {
      next[i] += flow_(i, j) * x[j] + integral_(i, j) * input[j];
      sum += integral_(i, j) * x[j] + second_(i, j) * input[j];
    }
    area[i] = sum;
  }
  std::copy(next.begin(), next.end(), x.begin());
}

}  // namespace tilscape::network

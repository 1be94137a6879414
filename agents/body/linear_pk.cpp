// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/linear_pk.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <array>

namespace tilscape::body {

namespace {

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.size);
  for (std::size_t i = 0; i < a.size; ++i)
    for (std::size_t k = 0; k < a.size; ++k)
      for (std::size_t j = 0; j < a.size; ++j) c(i, j) += a(i, k) * b(k, j);
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

/// Each compartment passes on at most what it holds, so half of the 1-norm is the largest rate of leaving.
double fastest(const Matrix& rates) {
  double rate = 0;
  for (std::size_t i = 0; i < rates.size; ++i) rate = std::max(rate, -rates(i, i));
  return rate;
}

/// The columns of a flow sum to 1 and those of its integral to the time, because nothing is lost; rounding,
/// which every doubling would double, is taken out.
void close_columns(Matrix& matrix, double sum) {
  for (std::size_t j = 0; j < matrix.size; ++j) {
    double now = 0;
    for (std::size_t i = 0; i < matrix.size; ++i) now += matrix(i, j);
    for (std::size_t i = 0; i < matrix.size; ++i) matrix(i, j) *= sum / now;
  }
}

/// h (1 + x/2! + x^2/3! + ...) with x = A h, whose 1-norm is at most 1/2: 17 terms leave 1e-21 out.
Matrix short_integral(const Matrix& rates, double h) {
  Matrix x = rates;
  scale(x, h);
  constexpr int terms = 17;
  Matrix sum = identity(rates.size);
  for (int k = terms; k >= 2; --k) {  // Horner: 1 + x/2 (1 + x/3 (1 + ...))
    sum = product(x, sum);
    scale(sum, 1.0 / k);
    add(sum, identity(rates.size));
  }
  scale(sum, h);
  return sum;
}

}  // namespace

LinearSystem::LinearSystem(std::size_t compartments) : rates_(compartments) {
  if (compartments < 1 || compartments > max_size)
    throw UsageError("a linear system has one to eight compartments");
}

void LinearSystem::transfer(std::size_t from, std::size_t to, double rate) {
  if (from >= size() || to >= size() || from == to)
    throw UsageError("a transfer leads from one compartment to another");
  if (!(rate >= 0)) throw UsageError("a rate of transfer is not negative");
  rates_(from, from) -= rate;
  rates_(to, from) += rate;
}

Propagator::Propagator(const LinearSystem& system, double dt)
    : flow_(identity(system.size())), integral_(system.size()) {
  if (!(dt >= 0)) throw UsageError("time runs forwards");
  if (dt == 0) return;
  int doublings = 0;
  double h = dt;
  for (; 4 * fastest(system.rates()) * h > 1; h /= 2) ++doublings;
  integral_ = short_integral(system.rates(), h);
  close_columns(integral_, h);
  add(flow_, product(system.rates(), integral_));
  close_columns(flow_, 1);
  for (; doublings > 0; --doublings) {
    add(integral_, product(flow_, integral_));
    flow_ = product(flow_, flow_);
    h *= 2;
    close_columns(integral_, h);
    close_columns(flow_, 1);
  }
}

void Propagator::advance(std::span<double> amounts, std::span<const double> input) const {
  const std::size_t n = flow_.size;
  std::array<double, LinearSystem::max_size> next{};
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      next[i] += flow_(i, j) * amounts[j];
      if (!input.empty()) next[i] += integral_(i, j) * input[j];
    }
  std::copy_n(next.begin(), n, amounts.begin());
}

void Propagator::accumulate(std::span<const double> amounts, std::span<double> area) const {
  for (std::size_t i = 0; i < flow_.size; ++i)
    for (std::size_t j = 0; j < flow_.size; ++j) area[i] += integral_(i, j) * amounts[j];
}

void advance(const LinearSystem& system, std::span<const Dose> doses, std::span<double> amounts, double from,
             double to) {
  std::vector<double> times = {from, to};
  for (const Dose& dose : doses)
    for (const double t : {dose.start, dose.start + dose.duration})
      if (t > from && t < to) times.push_back(t);
  std::sort(times.begin(), times.end());
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    const double begin = times[i];
    const double end = times[i + 1];
    if (end <= begin) continue;
    std::array<double, LinearSystem::max_size> input{};
    for (const Dose& dose : doses) {
      if (dose.duration <= 0) {
        if (dose.start == begin) amounts[dose.into] += dose.amount;
      } else if (dose.start <= begin && end <= dose.start + dose.duration) {
        input[dose.into] += dose.amount / dose.duration;
      }
    }
    Propagator(system, end - begin).advance(amounts, std::span(input).first(system.size()));
  }
}

}  // namespace tilscape::body

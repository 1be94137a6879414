// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/network/stiff.hpp"

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace tilscape::network {

namespace {

/// ROS34PW2, by the coefficients of the paper; tests measure the order that it comes to.
constexpr double gamma = 4.3586652150845900e-01;
constexpr std::array<std::array<double, 4>, 4> a = {{{0, 0, 0, 0},
                                                     {8.7173304301691801e-01, 0, 0, 0},
                                                     {8.4457060015369423e-01, -1.1299064236484185e-01, 0, 0},
                                                     {0, 0, 1, 0}}};
constexpr std::array<std::array<double, 4>, 4> g = {
    {{gamma, 0, 0, 0},
     {-8.7173304301691801e-01, gamma, 0, 0},
     {-9.0338057013044082e-01, 5.4180672388095326e-02, gamma, 0},
     {2.4212380706095346e-01, -1.2232505839045147e+00, 5.4526025533510214e-01, gamma}}};
constexpr std::array<double, 4> b = {2.4212380706095346e-01, -1.2232505839045147e+00, 1.5452602553351020e+00,
                                     4.3586652150845900e-01};
constexpr std::array<double, 4> embedded = {3.7810903145819369e-01, -9.6042292212423178e-02,
                                            5.0000000000000000e-01, 2.1793326075422950e-01};

/// Of an interval, as a step. Where a rate jumps no step is short enough; one of this length is taken all the
/// same, since what it leaves out is this share of what flows in the interval. So many of them, and it is no
/// jump.
constexpr double smallest_share = 1e-12;
constexpr int most_jumps = 1000;
constexpr double tiny = 1e-300;

}  // namespace

Stiff::Stiff(const Flows& flows, std::vector<std::size_t> kinds, Settings settings)
    : flows_(flows),
      kinds_(std::move(kinds)),
      settings_(std::move(settings)),
      n_(flows.states()),
      m_(flows.count()),
      first_slope_(m_ + 1),
      rows_(n_ * (n_ + 1)),
      rates_(m_ * (n_ + 1)),
      matrix_(n_ * n_),
      pivots_(n_),
      k_(stages, Vector(n_)),
      q_(stages, Vector(m_)),
      first_(m_),
      at_(n_),
      rate_(m_),
      right_(n_),
      next_(n_),
      error_(n_) {
  if (kinds_.size() != n_) throw UsageError("each state is of a kind");
  std::size_t kinds_of = 0;
  for (const std::size_t kind : kinds_) kinds_of = std::max(kinds_of, kind + 1);
  largest_.resize(kinds_of);
  reach_.resize(kinds_of);
  settings_.least.resize(kinds_of);
}

void Stiff::collect(const Vector& flows, Vector& states) const {
  std::fill(states.begin(), states.end(), 0);
  for (const Share& s : flows_.shares()) states[s.state] += s.amount * flows[s.flow];
}

void Stiff::require_numbers() const {
  for (std::size_t f = 0; f < m_; ++f)
    if (!std::isfinite(first_[f])) throw NoNumber{f};
}

void Stiff::measure(std::span<const double> x) {
  largest_ = settings_.least;
  for (std::size_t s = 0; s < n_; ++s) largest_[kinds_[s]] = std::max(largest_[kinds_[s]], std::abs(x[s]));
}

/// Forward differences, all at once.
void Stiff::differentiate(std::span<const double> x) {
  constexpr double root_of_rounding = 1.5e-8;
  measure(x);
  const std::size_t rows = n_ + 1;
  Vector& by = right_;
  for (std::size_t i = 0; i < n_; ++i) {
    double* const row = rows_.data() + i * rows;
    std::fill_n(row, rows, x[i]);
    const double size = std::max(std::abs(x[i]), settings_.floor * largest_[kinds_[i]]);
    row[i + 1] = x[i] + root_of_rounding * (size > 0 ? size : 1);
    by[i] = row[i + 1] - x[i];
  }
  flows_.evaluate(rows, rows_, rates_);
  slopes_.clear();
  for (std::size_t f = 0; f < m_; ++f) {
    const double* const rate = rates_.data() + f * rows;
    first_[f] = rate[0];
    first_slope_[f] = slopes_.size();
    for (std::size_t i = 0; i < n_; ++i)
      if (rate[i + 1] != rate[0] && i != settings_.drive)
        slopes_.push_back({i, (rate[i + 1] - rate[0]) / by[i]});
  }
  first_slope_[m_] = slopes_.size();
}

/// Factors of 1 - h gamma J, rows exchanged for the largest pivot.
void Stiff::factorise(double h) {
  std::fill(matrix_.begin(), matrix_.end(), 0);
  for (std::size_t i = 0; i < n_; ++i) matrix_[i * n_ + i] = 1;
  for (const Share& s : flows_.shares()) {
    const double factor = h * gamma * s.amount;
    for (std::size_t k = first_slope_[s.flow]; k < first_slope_[s.flow + 1]; ++k)
      matrix_[s.state * n_ + slopes_[k].state] -= factor * slopes_[k].value;
  }
  for (std::size_t c = 0; c < n_; ++c) {
    std::size_t best = c;
    for (std::size_t i = c + 1; i < n_; ++i)
      if (std::abs(matrix_[i * n_ + c]) > std::abs(matrix_[best * n_ + c])) best = i;
    pivots_[c] = best;
    if (best != c)
      std::swap_ranges(matrix_.begin() + static_cast<std::ptrdiff_t>(c * n_),
                       matrix_.begin() + static_cast<std::ptrdiff_t>((c + 1) * n_),
                       matrix_.begin() + static_cast<std::ptrdiff_t>(best * n_));
    const double* const top = matrix_.data() + c * n_;
    for (std::size_t i = c + 1; i < n_; ++i) {
      double* const row = matrix_.data() + i * n_;
      if (row[c] == 0) continue;
      row[c] /= top[c];
      const double factor = row[c];
      for (std::size_t j = c + 1; j < n_; ++j) row[j] -= factor * top[j];
    }
  }
}

void Stiff::solve(Vector& x) const {
  for (std::size_t c = 0; c < n_; ++c) std::swap(x[c], x[pivots_[c]]);  // whole rows were, factors and all
  for (std::size_t i = 1; i < n_; ++i) {
    double value = x[i];
    for (std::size_t j = 0; j < i; ++j) value -= matrix_[i * n_ + j] * x[j];
    x[i] = value;
  }
  for (std::size_t c = n_; c-- > 0;) {
    double value = x[c];
    for (std::size_t j = c + 1; j < n_; ++j) value -= matrix_[c * n_ + j] * x[j];
    x[c] = value / matrix_[c * n_ + c];
  }
}

/// k = h (N v(y) + input) + h J (sum of gamma k), with y = x + sum of a k: solved for k, of which follow the
/// flows q = h v(y) + h dv/dx (sum of gamma k), and of these k again, to rounding what was solved for.
void Stiff::stage(std::size_t i, std::span<const double> x, std::span<const double> input, double h) {
  for (std::size_t s = 0; s < n_; ++s) {
    at_[s] = x[s];
    for (std::size_t j = 0; j < i; ++j) at_[s] += a[i][j] * k_[j][s];
  }
  if (i == 0)
    rate_ = first_;
  else
    flows_.evaluate(1, at_, rate_);
  Vector& turned = at_;  // the sum of gamma k before this stage
  for (std::size_t s = 0; s < n_; ++s) {
    turned[s] = 0;
    for (std::size_t j = 0; j < i; ++j) turned[s] += g[i][j] * k_[j][s];
  }
  const auto flow = [&](std::size_t f) {
    double slope = 0;
    for (std::size_t k = first_slope_[f]; k < first_slope_[f + 1]; ++k)
      slope += slopes_[k].value * turned[slopes_[k].state];
    return h * (rate_[f] + slope);
  };
  for (std::size_t f = 0; f < m_; ++f) q_[i][f] = flow(f);
  collect(q_[i], right_);
  if (!input.empty())
    for (std::size_t s = 0; s < n_; ++s) right_[s] += h * input[s];
  solve(right_);
  for (std::size_t s = 0; s < n_; ++s) turned[s] += gamma * right_[s];
  for (std::size_t f = 0; f < m_; ++f) q_[i][f] = flow(f);
  collect(q_[i], k_[i]);
  if (!input.empty())
    for (std::size_t s = 0; s < n_; ++s) k_[i][s] += h * input[s];
}

double Stiff::scale_of(std::span<const double> x, const Vector& next, std::size_t state) const {
  const double size = std::max(std::abs(x[state]), std::abs(next[state]));
  return settings_.tolerance * std::max(size, settings_.floor * reach_[kinds_[state]]);
}

double Stiff::error_of(std::span<const double> x, const Vector& next, const Vector& error) const {
  double worst = 0;
  for (std::size_t s = 0; s < n_; ++s) {
    if (!(std::abs(next[s]) < std::numeric_limits<double>::infinity()))
      return std::numeric_limits<double>::infinity();
    if (error[s] != 0) worst = std::max(worst, std::abs(error[s]) / std::max(tiny, scale_of(x, next, s)));
  }
  return worst;
}

/// One step of length h from x: next_ and the error, as a share of what is allowed.
double Stiff::try_step(std::span<const double> x, std::span<const double> input, double h) {
  for (std::size_t i = 0; i < stages; ++i) stage(i, x, input, h);
  for (std::size_t k = 0; k < reach_.size(); ++k)  // after the step as well: something may begin to be made
    reach_[k] = std::max(largest_[k], ahead_[k]);
  for (std::size_t s = 0; s < n_; ++s) {
    next_[s] = x[s];
    error_[s] = 0;
    for (std::size_t i = 0; i < stages; ++i) {
      next_[s] += b[i] * k_[i][s];
      error_[s] += (b[i] - embedded[i]) * k_[i][s];
    }
    reach_[kinds_[s]] = std::max(reach_[kinds_[s]], std::abs(next_[s]));
  }
  return error_of(x, next_, error_);
}

/// Where there is nothing of a kind yet, what it is measured by is what one step over all of the interval
/// would make.
void Stiff::look_ahead(std::span<const double> x, std::span<const double> input, double interval) {
  ahead_.assign(largest_.size(), 0);
  if (std::none_of(largest_.begin(), largest_.end(), [](double size) { return size <= 0; })) return;
  factorise(interval);
  (void)try_step(x, input, interval);
  for (std::size_t s = 0; s < n_; ++s) {
    const std::size_t k = kinds_[s];
    if (largest_[k] <= 0 && std::isfinite(next_[s])) ahead_[k] = std::max(ahead_[k], std::abs(next_[s]));
  }
}

void Stiff::advance(std::span<double> x, std::span<double> flowed, std::span<const double> input,
                    double interval, double& step) {
  // A W-method keeps its order with slopes of an earlier step; they are made anew at the start, after a step
  // that was not taken, and every so often. Factors hold as long as the length of a step does.
  constexpr int longest_use = 20;
  double left = interval;
  int used = 0;
  double factored = 0;  // the length that the factors are of
  bool changed = true;  // the slopes, since then
  int jumps = 0;
  if (!(left > 0)) return;
  differentiate(x);
  require_numbers();
  if (settings_.fixed_step <= 0)
    look_ahead(x, input, interval);
  else
    ahead_.assign(largest_.size(), 0);
  while (left > 0) {
    double h = settings_.fixed_step > 0 ? settings_.fixed_step : step > 0 ? step : 1e-3 * interval;
    const bool last = h >= left * (1 - 1e-9);
    if (last) h = left;
    if (changed || h != factored) factorise(h);
    factored = h;
    changed = false;
    const double error = try_step(x, input, h);
    bool taken = settings_.fixed_step > 0 || error <= 1;
    if (!taken && h <= smallest_share * interval && std::isfinite(error)) {
      if (++jumps > most_jumps)
        throw SimulationError("no step is short enough for how fast something changes");
      taken = true;
    }
    // The embedded formula is of order 2: the error goes as the third power of the step.
    double factor = error > 0 ? std::clamp(0.9 / math::cbrt(error), 0.2, 5.0) : 5.0;
    if (factor >= 1 && factor < 1.3) factor = 1;  // not worth new factors
    if (taken) {
      for (std::size_t s = 0; s < n_; ++s) x[s] = next_[s];
      for (std::size_t i = 0; i < stages; ++i)
        for (std::size_t f = 0; f < m_; ++f) flowed[f] += b[i] * q_[i][f];
      left = last ? 0 : left - h;
      ++steps_;
      const double next = h * (jumps > 0 ? std::max(factor, 1.0) : factor);
      if (!last || next > step) step = next;  // a last one may have been cut short
      if (!(left > 0)) break;
      if (++used >= longest_use) {
        differentiate(x);
        changed = true;
        used = 0;
      } else {
        flows_.evaluate(1, x, first_);
        measure(x);
      }
      require_numbers();
    } else {
      if (!std::isfinite(error) && h <= smallest_share * interval)
        throw SimulationError("no step is short enough for how fast something changes");
      step = std::max(h * (std::isfinite(error) ? factor : 0.2), smallest_share * interval);
      if (used > 0) {
        differentiate(x);
        changed = true;
        used = 0;
      }
    }
  }
}

}  // namespace tilscape::network

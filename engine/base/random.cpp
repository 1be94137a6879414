// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/random.hpp"

#include "engine/base/math.hpp"

#include <Random123/philox.h>
#include <cmath>

namespace tilscape {

namespace {

double open_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

std::uint16_t next(std::uint16_t& k) {
  return k++;
}

/// The two uniform numbers of one trial of a rejection method: one block of words.
struct Trial {
  double u;  ///< in (-1/2, 1/2)
  double v;  ///< in (0, 1)
};

Trial trial(const std::array<std::uint32_t, 4>& w) {
  return {open_interval(w[0], w[1]) - 0.5, open_interval(w[2], w[3])};
}

/// The smallest k whose cumulative probability exceeds u; `term` is the probability of 0 and ratio(k) that
/// of k over that of k - 1. The second test ends the search where rounding leaves u out of reach.
template <class Ratio>
std::uint64_t invert(double u, double term, std::uint64_t most, const Ratio& ratio) {
  std::uint64_t k = 0;
  while (u > term && term > 0 && k < most) {
    u -= term;
    ++k;
    term *= ratio(static_cast<double>(k));
  }
  return k;
}

/// log k! for a whole k: exact factorials below 10, then Stirling's series, whose error is below 1e-10.
double log_factorial(double k) {
  static constexpr std::array<double, 10> factorials = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880};
  if (k < 10) return math::log(factorials[static_cast<std::size_t>(k)]);
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double inverse = 1 / k;
  const double square = inverse * inverse;
  return (k + 0.5) * math::log(k) - k + half_log_two_pi +
         inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
}

constexpr std::uint64_t unbounded = ~std::uint64_t{0};

}  // namespace

std::array<std::uint32_t, 4> StreamDraws::words(std::uint64_t entity, std::uint16_t k) const {
  const auto of_stream = std::uint32_t{number_} << 16U | static_cast<std::uint16_t>(first_ + k);
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const philox4x32_ctr_t counter = {{low(entity), high(entity), low(step_), of_stream}};
  const philox4x32_key_t key = {{low(seed_), high(seed_) ^ high(step_)}};
  const philox4x32_ctr_t r = philox4x32_R(10, counter, key);
  return {r.v[0], r.v[1], r.v[2], r.v[3]};
}

double StreamDraws::uniform(std::uint64_t entity, std::uint16_t k) const {
  const auto w = words(entity, k);
  return open_interval(w[0], w[1]);
}

std::uint32_t StreamDraws::below(std::uint32_t n, std::uint64_t entity, std::uint16_t k) const {
  const auto w = words(entity, k);
  const std::uint64_t carried = std::uint64_t{w[1]} * n >> 32;
  return static_cast<std::uint32_t>((std::uint64_t{w[0]} * n + carried) >> 32);
}

double StreamDraws::normal(std::uint64_t entity, std::uint16_t k) const {
  const auto w = words(entity, k);
  const double radius = math::sqrt(-2 * math::log(open_interval(w[0], w[1])));
  return radius * math::cos(2 * math::pi * open_interval(w[2], w[3]));
}

double StreamDraws::exponential(std::uint64_t entity, std::uint16_t k) const {
  return -math::log(uniform(entity, k));
}

double StreamDraws::gamma(double shape, std::uint64_t entity, std::uint16_t k) const {
  double scale = 1;
  if (shape < 1) {
    scale = math::pow(uniform(entity, next(k)), 1 / shape);
    shape += 1;
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / math::sqrt(9 * d);
  for (;;) {
    const double x = normal(entity, next(k));
    const double t = 1 + c * x;
    const double u = uniform(entity, next(k));
    if (t <= 0) continue;
    const double v = t * t * t;
    if (u < 1 - 0.0331 * x * x * x * x) return scale * d * v;  // spares both logarithms most of the time
    if (math::log(u) < x * x / 2 + d - d * v + d * math::log(v)) return scale * d * v;
  }
}

std::uint64_t StreamDraws::poisson(double mean, std::uint64_t entity, std::uint16_t k) const {
  if (mean <= 0) return 0;
  if (mean < 10)
    return invert(uniform(entity, k), math::exp(-mean), unbounded, [mean](double i) { return mean / i; });
  // PTRS of Hoermann 1993.
  const double b = 0.931 + 2.53 * math::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double accept = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const auto [u, v] = trial(words(entity, next(k)));
    const double edge = 0.5 - std::abs(u);
    const double x = std::floor((2 * a / edge + b) * u + mean + 0.43);
    if (x < 0) continue;
    if (edge >= 0.07 && v <= accept) return static_cast<std::uint64_t>(x);
    if (edge < 0.013 && v > edge) continue;
    if (math::log(v * inverse_alpha / (a / (edge * edge) + b)) <=
        x * math::log(mean) - mean - log_factorial(x))
      return static_cast<std::uint64_t>(x);
  }
}

std::uint64_t StreamDraws::binomial(std::uint64_t n, double p, std::uint64_t entity, std::uint16_t k) const {
  if (n == 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, entity, k);
  const auto trials = static_cast<double>(n);
  const double odds = p / (1 - p);
  if (trials * p < 10)
    return invert(uniform(entity, k), math::exp(trials * math::log1p(-p)), n,
                  [=](double i) { return odds * (trials - i + 1) / i; });
  // BTRS of Hoermann 1993.
  const double deviation = math::sqrt(trials * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double accept = 0.92 - 4.2 / b;
  for (;;) {
    const auto [u, v] = trial(words(entity, next(k)));
    const double edge = 0.5 - std::abs(u);
    const double x = std::floor((2 * a / edge + b) * u + trials * p + 0.5);
    if (x < 0 || x > trials) continue;
    if (edge >= 0.07 && v <= accept) return static_cast<std::uint64_t>(x);
    const double mode = std::floor((trials + 1) * p);
    if (math::log(v * alpha / (a / (edge * edge) + b)) <= log_factorial(mode) + log_factorial(trials - mode) -
                                                              log_factorial(x) - log_factorial(trials - x) +
                                                              (x - mode) * math::log(odds))
      return static_cast<std::uint64_t>(x);
  }
}

}  // namespace tilscape

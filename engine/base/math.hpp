// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cmath>

namespace tilscape::math {

// Elementary functions of the state path. libm's are not the same on every CPU (its FMA variants differ),
// SLEEF's cinz_ forms are, within 1 ulp. sqrt and the four operations are exact by IEEE 754.

double exp(double x);
double log(double x);            ///< natural logarithm, x > 0
double pow(double x, double y);  ///< x >= 0
double sin(double x);
double cos(double x);
double cbrt(double x);   ///< pow-free cube root
double expm1(double x);  ///< exp(x) - 1, exact for small x
double log1p(double x);  ///< log(1 + x), exact for small x

inline double sqrt(double x) {
  return std::sqrt(x);
}

/// 1 / (1 + (half/x)^n) for a small whole n: nothing but the small term can overflow, and then the result is
/// rightly 0. Inline, so that loops over columns are vectorised.
template <int n>
double hill_of(double x, double half) {
  static_assert(n == 1 || n == 2 || n == 4);
  const double ratio = half / x;
  const double square = ratio * ratio;
  const double response = 1 / (1 + (n == 1 ? ratio : n == 2 ? square : square * square));
  return x <= 0 ? 0 : response;
}

/// Hill function x^n / (half^n + x^n), dimensionless; x >= 0, half > 0, n > 0. Zero at x = 0, 1/2 at half.
double hill(double x, double half, double n);

/// Probability that an event of rate [1/min] happens within dt [min]: 1 - exp(-rate dt).
inline double chance(double rate, double dt) {
  return -expm1(-rate * dt);
}

inline constexpr double pi = 3.14159265358979323846;

}  // namespace tilscape::math

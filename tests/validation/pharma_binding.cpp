// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V18: binding in equilibrium and saturable elimination.
#include "agents/body/binding.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>

namespace tilscape::binding {
namespace {

/// Principal branch of w e^w = x, x >= 0, by Newton's method from above.
double lambert_w(double x) {
  double w = std::log1p(x);
  for (int i = 0; i < 50; ++i) w -= (w * std::exp(w) - x) / ((1 + w) * std::exp(w));
  return w;
}

/// dS/dt = -v S / (km + S) by n steps of the classic fourth-order method.
double eliminated(double s, double v, double km, double time, int n) {
  const double h = time / n;
  const auto rate = [&](double x) { return -saturable_rate(v, km, x); };
  for (int i = 0; i < n; ++i) {
    const double a = rate(s);
    const double b = rate(s + h / 2 * a);
    const double c = rate(s + h / 2 * b);
    const double d = rate(s + h * c);
    s += h / 6 * (a + 2 * b + 2 * c + d);
  }
  return s;
}

}  // namespace

TEST_CASE("V18: complexes solve the law of mass action for weak and for tight binding") {
  for (const double k : {1e-9, 1e-3, 14.8, 1e3, 1e9})
    for (const double p : {1e-3, 1.0, 82.0, 1e4})
      for (const double l : {1e-3, 1.0, 82.0, 1e4}) {
        const double c = complexes(p, l, k);
        CHECK(c > 0);
        CHECK(c <= std::fmin(p, l));
        // Squaring the smaller root back would cancel; C = P (L - C) / (L - C + K) does not where C << L, and
        // its mirror image holds where C << P.
        const double free_ligand = p < l ? l - c : k * c / (p - c);
        CHECK(c == doctest::Approx(p * free_ligand / (free_ligand + k)).epsilon(1e-10));
      }
}

TEST_CASE("V18: complexes of a hand-solved triple, and none without a partner") {
  CHECK(complexes(3, 2, 2) == doctest::Approx(1).epsilon(1e-14));  // (3 - 1)(2 - 1) = 2 x 1
  CHECK(complexes(0, 5, 1) == 0);
  CHECK(complexes(5, 0, 1) == 0);
}

TEST_CASE("V18: half of the receptors are bound, and half of the activity is left, at the half point") {
  CHECK(occupancy(1.45, 1.45) == doctest::Approx(0.5).epsilon(1e-10));
  CHECK(occupancy(0, 1.45) == 0);
  CHECK(occupancy(9 * 0.05, 0.05) == doctest::Approx(0.9).epsilon(1e-10));
  CHECK(activity(20, 20, 2) == doctest::Approx(0.5).epsilon(1e-10));
  CHECK(activity(0, 20, 2) == 1);
  CHECK(activity(60, 20, 2) == doctest::Approx(0.1).epsilon(1e-10));
}

TEST_CASE("V18: membrane affinity of PD-1 is the three-dimensional one across the gap") {
  // 8.2 uM and 2.3 uM across 3 nm: 14.8 and 4.2 molecules/um2 (science base, section 2).
  CHECK(membrane_dissociation(8200, 3) == doctest::Approx(14.8).epsilon(0.002));
  CHECK(membrane_dissociation(2300, 3) == doctest::Approx(4.2).epsilon(0.02));
  CHECK(membrane_dissociation(1, 1000) == doctest::Approx(0.602214076).epsilon(1e-14));
}

TEST_CASE("V18: saturable elimination follows the Lambert function") {
  const double km = 0.078;
  const double v = 0.114;
  for (const double s0 : {0.01, 0.078, 0.5})
    for (const double t : {0.3, 1.0, 3.0}) {
      const double exact = km * lambert_w(s0 / km * std::exp((s0 - v * t) / km));
      CHECK(eliminated(s0, v, km, t, 4000) == doctest::Approx(exact).epsilon(1e-10));
    }
}

}  // namespace tilscape::binding

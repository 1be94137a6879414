// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V28: release laws.
#include "agents/particles/release.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>

namespace tilscape::release {
namespace {

/// What the hazard alone would release from t0 to t, by the midpoint rule on n parts.
double released_by_hazard(const Law& law, double t0, double t, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += hazard(law, t0 + (t - t0) * (i + 0.5) / n);
  return 1 - (1 - released(law, t0)) * std::exp(-sum * (t - t0) / n);
}

}  // namespace

TEST_CASE("V28: first-order release empties half in each half-life") {
  const Law law = FirstOrder{1080};
  CHECK(released(law, 0) == 0);
  CHECK(released(law, 1080) == doctest::Approx(0.5).epsilon(1e-10));
  CHECK(released(law, 3 * 1080) == doctest::Approx(0.875).epsilon(1e-10));
  CHECK(released(law, 1e-9) == doctest::Approx(1e-9 * std::log(2) / 1080).epsilon(1e-10));
  CHECK(hazard(law, 5) == doctest::Approx(std::log(2) / 1080).epsilon(1e-10));
}

TEST_CASE("V28: Weibull release of shape 1 is first-order release") {
  const Law first = FirstOrder{90};
  const Law weibull = Weibull{90 / std::log(2), 1};
  for (const double t : {0.01, 1.0, 30.0, 90.0, 1000.0}) {
    CHECK(released(weibull, t) == doctest::Approx(released(first, t)).epsilon(1e-10));
    CHECK(hazard(weibull, t) == doctest::Approx(hazard(first, t)).epsilon(1e-10));
  }
}

TEST_CASE("V28: release laws take their closed forms") {
  CHECK(released(Weibull{60, 0.7}, 30) == doctest::Approx(1 - std::exp(-std::pow(0.5, 0.7))).epsilon(1e-10));
  CHECK(released(Weibull{60, 2}, 60) == doctest::Approx(1 - std::exp(-1)).epsilon(1e-10));
  CHECK(released(KorsmeyerPeppas{0.02, 0.43}, 100) ==
        doctest::Approx(0.02 * std::pow(100, 0.43)).epsilon(1e-10));
  CHECK(released(KorsmeyerPeppas{0.5, 0.85}, 100) == 1);
}

TEST_CASE("V28: the hazard of a law gives back what the law releases") {
  for (const Law& law : {Law{FirstOrder{120}}, Law{Weibull{200, 0.6}}, Law{Weibull{200, 1.8}},
                         Law{KorsmeyerPeppas{0.03, 0.43}}, Law{KorsmeyerPeppas{0.003, 0.85}}})
    CHECK(released_by_hazard(law, 10, 300, 20000) == doctest::Approx(released(law, 300)).epsilon(1e-7));
}

TEST_CASE("V28: release switches with the pH between its two rates") {
  const PhSwitch change{1e-4, 1e-2, 2, 6.25};
  CHECK(rate_at(change, 6.25) == doctest::Approx((1e-4 + 1e-2) / 2).epsilon(1e-10));
  CHECK(rate_at(change, 7.4) == doctest::Approx(1e-4 + 9.9e-3 / (1 + std::pow(10, 2.3))).epsilon(1e-10));
  CHECK(rate_at(change, 5.0) == doctest::Approx(1e-4 + 9.9e-3 / (1 + std::pow(10, -2.5))).epsilon(1e-10));
}

}  // namespace tilscape::release

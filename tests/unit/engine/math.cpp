// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/math.hpp"

#include "tests/support/near.hpp"

#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <limits>

using namespace tilscape;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double ulp(double x) {
  return std::nextafter(std::abs(x), infinity) - std::abs(x);
}

/// Largest distance between two functions in units in the last place, over 4,001 points of [from, to].
template <class F, class G>
double distance(double from, double to, const F& ours, const G& theirs) {
  double worst = 0;
  for (int i = 0; i <= 4000; ++i) {
    const double x = from + (to - from) * i / 4000;
    const double reference = theirs(x);
    worst = std::max(worst, std::abs(ours(x) - reference) / ulp(reference));
  }
  return worst;
}

}  // namespace

TEST_CASE("math: elementary functions agree with libm within two units in the last place") {
  // 1 ulp is SLEEF's bound, another one is left to libm.
  CHECK(distance(-700, 700, math::exp, [](double x) { return std::exp(x); }) <= 2);
  CHECK(distance(1e-6, 1e6, math::log, [](double x) { return std::log(x); }) <= 2);
  CHECK(distance(-30, 30, math::sin, [](double x) { return std::sin(x); }) <= 2);
  CHECK(distance(-30, 30, math::cos, [](double x) { return std::cos(x); }) <= 2);
  CHECK(distance(-1e6, 1e6, math::cbrt, [](double x) { return std::cbrt(x); }) <= 2);
  CHECK(distance(-40, 40, math::expm1, [](double x) { return std::expm1(x); }) <= 2);
  CHECK(distance(-0.99, 100, math::log1p, [](double x) { return std::log1p(x); }) <= 2);
  for (const double y : {0.5, 1.7, 4.0, -3.0})
    CHECK(distance(
              1e-3, 1e3, [y](double x) { return math::pow(x, y); },
              [y](double x) { return std::pow(x, y); }) <= 2);
}

TEST_CASE("math: values at the ends of the range are those of IEEE 754") {
  CHECK(math::exp(0) == 1);
  CHECK(math::exp(-infinity) == 0);
  CHECK(math::exp(1000) == infinity);
  CHECK(math::log(1) == 0);
  CHECK(math::log(0) == -infinity);
  CHECK(math::pow(0, 2) == 0);
  CHECK(math::pow(5, 0) == 1);
  CHECK(std::isnan(math::exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("math: the Hill function is zero at zero, a half at its half and one far above") {
  for (const double n : {0.5, 1.0, 2.0, 4.0, 7.3}) {
    CHECK(math::hill(0, 12, n) == 0);
    CHECK(math::hill(12, 12, n) == 0.5);
    CHECK(math::hill(infinity, 12, n) == test::near(1, 1e-5));
  }
  CHECK(math::hill(1e-300, 1e300, 4) == 0);
  CHECK(math::hill(3, 1, 2) == test::near(0.9, 1e-15));
  CHECK(std::isnan(math::hill(std::numeric_limits<double>::quiet_NaN(), 12, 4)));
}

TEST_CASE("math: the chance of an event is exact for small rates") {
  CHECK(math::chance(0, 10) == 0);
  CHECK(math::chance(1e-12, 1) == test::near(1e-12, 1e-12));
  CHECK(math::chance(1e6, 10) == 1);
}

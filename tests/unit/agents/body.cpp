// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/linear_pk.hpp"
#include "agents/body/plasma.hpp"
#include "engine/base/error.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <vector>

namespace tilscape::body {
namespace {

LinearSystem chain() {
  LinearSystem system(2);
  system.transfer(0, 1, 0.1);
  return system;
}

}  // namespace

TEST_CASE("linear system: what leaves a compartment enters another") {
  LinearSystem system(3);
  system.transfer(0, 1, 0.2);
  system.transfer(0, 2, 0.3);
  system.transfer(1, 0, 0.1);
  const Matrix& a = system.rates();
  CHECK(a(0, 0) == -0.5);
  CHECK(a(1, 0) == 0.2);
  CHECK(a(2, 0) == 0.3);
  CHECK(a(0, 1) == 0.1);
  CHECK(a(1, 1) == -0.1);
  CHECK(a(2, 2) == 0);
}

TEST_CASE("linear system: what cannot be is refused") {
  CHECK_THROWS_AS(LinearSystem(0), UsageError);
  CHECK_THROWS_AS(LinearSystem(9), UsageError);
  LinearSystem system(2);
  CHECK_THROWS_AS(system.transfer(0, 0, 1), UsageError);
  CHECK_THROWS_AS(system.transfer(0, 2, 1), UsageError);
  CHECK_THROWS_AS(system.transfer(0, 1, -1), UsageError);
  CHECK_THROWS_AS(system.transfer(0, 1, std::numeric_limits<double>::quiet_NaN()), UsageError);
  CHECK_THROWS_AS(Propagator(chain(), -1), UsageError);
}

TEST_CASE("linear system: no time changes nothing, and time without rates only adds the input") {
  std::vector<double> amounts = {3, 4};
  Propagator(chain(), 0).advance(amounts);
  CHECK(amounts == std::vector<double>{3, 4});
  Propagator(LinearSystem(2), 10).advance(amounts, std::vector<double>{0.5, 0});
  CHECK(amounts[0] == test::near(8, 1e-15));
  CHECK(amounts[1] == 4);
}

TEST_CASE("linear system: the area under an amount is the integral of its solution") {
  std::vector<double> area(2);
  Propagator(chain(), 20).accumulate(std::vector<double>{5, 0}, area);
  const double first = 5 * -std::expm1(-2.0) / 0.1;
  CHECK(area[0] == test::near(first, 1e-12));
  CHECK(area[1] == test::near(5 * 20 - first, 1e-12));
}

TEST_CASE("doses: two calls that meet count each dose once") {
  const std::vector<Dose> doses = {{0, 1, 0, 0}, {10, 2, 0, 0}, {5, 4, 10, 0}};
  std::vector<double> once(2);
  advance(chain(), doses, once, 0, 20);
  std::vector<double> twice(2);
  const std::vector<double> stops = {0, 5, 7, 10, 15, 20};
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) advance(chain(), doses, twice, stops[i], stops[i + 1]);
  CHECK(once[0] + once[1] == test::near(7, 1e-14));
  for (std::size_t i = 0; i < 2; ++i) CHECK(twice[i] == test::near(once[i], 1e-13));
}

TEST_CASE("doses: a bolus at the end of an interval belongs to the next") {
  const std::vector<Dose> doses = {{10, 2, 0, 0}};
  std::vector<double> amounts(2);
  advance(chain(), doses, amounts, 0, 10);
  CHECK(amounts[0] == 0);
  advance(chain(), doses, amounts, 10, 10);
  CHECK(amounts[0] == 0);
  advance(chain(), doses, amounts, 10, 11);
  CHECK(amounts[0] == test::near(2 * std::exp(-0.1), 1e-13));
}

TEST_CASE("plasma: two compartments without exchange are one") {
  const OneCompartment one{2e12, 1e9};
  const Dispositions rates = dispositions(one);
  CHECK(rates.fast == test::near(5e-4, 1e-14));
  CHECK(rates.slow == 0);
  CHECK(dispositions(TwoCompartment(1, 1, 0, 0)).slow == 0);
}

}  // namespace tilscape::body

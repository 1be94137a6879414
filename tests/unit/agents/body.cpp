// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/near.hpp"
#include "tests/support/plasma.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

namespace tilscape::body {
namespace {

using test::Dose;
using test::Plasma;

/// Leaves the first volume at 0.1 1/min.
Plasma chain() {
  return Plasma(OneCompartment{1, 0.1});
}
double all(Plasma& plasma) {
  return plasma.amounts()[0] + plasma.amounts()[1] + plasma.amounts()[2];
}

}  // namespace

TEST_CASE("doses: two calls that meet count each dose once") {
  const std::vector<Dose> doses = {{0, 1, 0, 0}, {10, 2, 0, 0}, {5, 4, 10, 0}};
  Plasma once = chain();
  once.advance(doses, 0, 20);
  Plasma twice = chain();
  const std::vector<double> stops = {0, 5, 7, 10, 15, 20};
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) twice.advance(doses, stops[i], stops[i + 1]);
  CHECK(all(once) == test::near(7, 1e-14));
  for (std::size_t i = 0; i < 3; ++i) CHECK(twice.amounts()[i] == test::near(once.amounts()[i], 1e-13));
}

TEST_CASE("doses: a bolus at the end of an interval belongs to the next") {
  const std::vector<Dose> doses = {{10, 2, 0, 0}};
  Plasma plasma = chain();
  plasma.advance(doses, 0, 10);
  CHECK(plasma.amounts()[0] == 0);
  plasma.advance(doses, 10, 10);
  CHECK(plasma.amounts()[0] == 0);
  plasma.advance(doses, 10, 11);
  CHECK(plasma.amounts()[0] == test::near(2 * std::exp(-0.1), 1e-13));
}

TEST_CASE("plasma: two compartments without exchange are one") {
  const OneCompartment one{2e12, 1e9};
  const Dispositions rates = dispositions(one);
  CHECK(rates.fast == test::near(5e-4, 1e-14));
  CHECK(rates.slow == 0);
  CHECK(dispositions(TwoCompartment(1, 1, 0, 0)).slow == 0);
}

}  // namespace tilscape::body

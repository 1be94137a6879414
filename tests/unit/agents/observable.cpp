// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/record/observable.hpp"

#include "tests/support/near.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

namespace tilscape {
namespace {

/// Mean of a column of many cells that all hold a value, in whatever unit it is.
double mean_of(double value) {
  test::WorldBuilder builder({.nx = 20, .ny = 20});
  builder.type("a", 1, {{"alive", true}},
               {{"v", NumberType::f32, "", {Distribution::Kind::constant, value, 0}}});
  Simulation run = builder.build();
  for (Site s = 0; s < 400; ++s) run.place(TypeId{0}, s);
  return column_mean(run.params(), TypeId{0}, ColumnId{0}).value(run.world());
}

TEST_CASE("a column's mean: values of any size keep their digits") {
  for (const double value : {1e-30, 1e-12, 1e-6, 0.05, 1.0, 1e10, 1e20, 3e38, -1e12}) {
    CAPTURE(value);
    CHECK(mean_of(value) == test::near(static_cast<double>(static_cast<float>(value)), 1e-12));
  }
  CHECK(mean_of(0) == 0);
}

TEST_CASE("a column's mean: over no living cells there is none") {
  test::WorldBuilder builder({.nx = 2, .ny = 2});
  builder.type("a", 1, {{"alive", true}, {"dead", false}},
               {{"v", NumberType::f32, "", {Distribution::Kind::constant, 5, 0}}});
  Simulation run = builder.build();
  const Observable mean = column_mean(run.params(), TypeId{0}, ColumnId{0});
  CHECK(std::isnan(mean.value(run.world())));
  run.place(TypeId{0}, 0);
  CHECK(mean.value(run.world()) == 5);
  run.world().populations[0].state[0] = 1;
  CHECK(std::isnan(mean.value(run.world())));
}

}  // namespace
}  // namespace tilscape

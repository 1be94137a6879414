// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/field/advection.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

using Sides = std::array<FieldSide, 6>;

const Sides wrapped = {wrapped_side, wrapped_side, wrapped_side, wrapped_side, closed_side, closed_side};

/// The two faces of a side that is one are one.
void join(FluidFlow& flow, const Sides& sides) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (sides[2 * axis].kind != FieldSide::Kind::periodic) continue;
    std::array<std::int32_t, 3> at{};
    const std::size_t a = (axis + 1) % 3;
    const std::size_t b = (axis + 2) % 3;
    for (at[a] = 0; at[a] < flow.size[a]; ++at[a])
      for (at[b] = 0; at[b] < flow.size[b]; ++at[b]) {
        std::array<std::int32_t, 3> last = at;
        last[axis] = flow.size[axis];
        at[axis] = 0;
        flow.v[axis][flow.face(axis, last)] = flow.v[axis][flow.face(axis, at)];
      }
  }
}

}  // namespace

TEST_CASE("field advection: what is even stays even where as much fluid comes as goes") {
  const Lattice lattice = lattice_of(9, 7, 1, 20);
  FieldAdvection advection(lattice, wrapped);
  FluidFlow flow(lattice);
  for (double& v : flow.v[0]) v = 3;
  for (double& v : flow.v[1]) v = -2;
  std::vector<double> c(lattice.sites(), 5.0);
  const auto carried = advection.advance({.c = c}, flow, 30, Threads(1));
  for (const double level : c) CHECK(level == test::near(5, 1e-14));
  CHECK(std::abs(carried.gap()) < 1e-12 * carried.before);
  CHECK(carried.parts == 17);  // (3 + 2) / 20 * 30 / 0.45
}

TEST_CASE("field advection: a drain takes what its scheme says") {
  const Lattice lattice = lattice_of(2, 1, 1, 20);
  FieldAdvection advection(lattice, {});
  const FluidFlow flow(lattice);
  std::vector<double> c = {4, 0};
  const std::vector<double> drain = {0.1, 0.1};
  const std::vector<double> open = {0.5, 1};
  const auto carried = advection.advance({.c = c, .open = open, .drain = drain}, flow, 1, Threads(1));
  const double x = 0.1 / 0.5;  // Heun's method: 1 - x + x^2 / 2
  CHECK(c[0] == test::near(4 * (1 - x + x * x / 2), 1e-14));
  CHECK(c[1] == 0);
  CHECK(carried.drained == test::near((4 - c[0]) * 8000, 1e-13));
}

TEST_CASE("field advection: fluid brings the level of a held side, and takes that of the last site") {
  const Lattice lattice = lattice_of(10, 1, 1, 20);
  FluidFlow flow(lattice);
  for (double& v : flow.v[0]) v = 2;
  std::vector<double> c(10, 0.0);
  Sides sides{};
  sides[0] = held_side(3);
  sides[1] = held_side(7);
  FieldAdvection open(lattice, sides);
  double gained = 0;
  for (int step = 0; step < 40; ++step) gained += open.advance({.c = c}, flow, 10, Threads(1)).through_sides;
  for (const double level : c) CHECK(level == test::near(3, 1e-6));
  CHECK(gained == test::near(10 * 3 * 8000, 1e-6));
  FieldAdvection closed(lattice, {});  // what comes in brings nothing
  const auto carried = closed.advance({.c = c}, flow, 10, Threads(1));
  CHECK(carried.through_sides == test::near(-2.0 * 3 * 400 * 10, 1e-6));
  CHECK(c.front() < 3);
  CHECK(c.back() == test::near(3, 1e-6));
}

TEST_CASE("field advection: 200 random problems stay positive and are accounted for") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 engine(seed);
    const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(engine); };
    const auto size = [&](int most) { return std::uniform_int_distribution<>(1, most)(engine); };
    const Lattice lattice = lattice_of(size(13), size(13), seed % 2 == 0 ? 1 : size(6), 20);
    Sides sides{};
    for (std::size_t axis = 0; axis < (lattice.nz() > 1 ? 3U : 2U); ++axis) {
      if (uniform(0, 1) < 0.3)
        sides[2 * axis] = sides[2 * axis + 1] = wrapped_side;
      else
        for (const std::size_t side : {2 * axis, 2 * axis + 1})
          if (uniform(0, 1) < 0.5) sides[side] = held_side(uniform(0, 5));
    }
    FluidFlow flow(lattice);
    for (auto& faces : flow.v)
      for (double& v : faces) v = uniform(-30, 30);
    join(flow, sides);
    std::vector<double> c(lattice.sites());
    std::vector<double> open(lattice.sites());
    std::vector<double> drain(lattice.sites());
    for (std::size_t i = 0; i < c.size(); ++i) {
      c[i] = uniform(0, 1) < 0.3 ? uniform(0, 100) : 0;
      open[i] = uniform(0.05, 1);
      drain[i] = uniform(0, 0.5);
    }
    FieldAdvection advection(lattice, sides);
    for (int step = 0; step < 5; ++step) {
      const auto carried = advection.advance({.c = c, .open = open, .drain = drain}, flow, 3, Threads(1));
      CHECK(*std::min_element(c.begin(), c.end()) >= 0);
      const double all = carried.before + carried.after + carried.drained + std::abs(carried.through_sides);
      CHECK(std::abs(carried.gap()) <= 1e-12 * all);
    }
  }
}

TEST_CASE("field advection: the same bits on any number of threads") {
  const Lattice lattice = lattice_of(40, 30, 20, 20);
  FluidFlow flow(lattice);
  std::mt19937 engine(7);
  std::uniform_real_distribution<> uniform(-5, 5);
  for (auto& faces : flow.v)
    for (double& v : faces) v = uniform(engine);
  std::vector<double> start(lattice.sites());
  for (double& c : start) c = 5 + uniform(engine);
  std::vector<std::vector<double>> results;
  for (const int threads : {1, 2, 3}) {
    FieldAdvection advection(lattice, {});
    std::vector<double> c = start;
    advection.advance({.c = c}, flow, 10, Threads(threads));
    results.push_back(c);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("field advection: what cannot be is told") {
  const Lattice lattice = lattice_of(4, 4, 1, 20);
  FieldAdvection advection(lattice, {});
  FluidFlow flow(lattice);
  std::vector<double> c(16, 1.0);
  std::vector<double> few(3, 1.0);
  CHECK_THROWS_AS(advection.advance({.c = c}, flow, 0, Threads(1)), UsageError);
  CHECK_THROWS_AS(advection.advance({.c = few}, flow, 1, Threads(1)), UsageError);
  CHECK_THROWS_AS(advection.advance({.c = c, .drain = few}, flow, 1, Threads(1)), UsageError);
  for (double& v : flow.v[0]) v = 1e9;
  CHECK_THROWS_WITH(advection.advance({.c = c}, flow, 1, Threads(1)), doctest::Contains("so fast"));
  for (double& v : flow.v[0]) v = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(advection.advance({.c = c}, flow, 1, Threads(1)), SimulationError);
  for (double& v : flow.v[0]) v = 0;
  const std::vector<double> negative(16, -1.0);
  CHECK_THROWS_AS(advection.advance({.c = c, .drain = negative}, flow, 1, Threads(1)), SimulationError);
  c[3] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(advection.advance({.c = c}, flow, 1, Threads(1)), SimulationError);
  c[3] = 1;
  CHECK_THROWS_AS(advection.advance({.c = c}, FluidFlow(lattice_of(5, 4, 1, 20)), 1, Threads(1)), UsageError);
  Sides half{};
  half[0] = wrapped_side;
  CHECK_THROWS_AS(FieldAdvection(lattice, half), UsageError);
}

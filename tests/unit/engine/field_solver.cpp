// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/base/random.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"
#include "tests/support/stream.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

double least(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}

// Sources, patchy uptake, decay, a held side; the y axis is periodic unless told otherwise.
FieldBench busy(std::int32_t nx, std::int32_t ny, std::int32_t nz, double tolerance, int threads = 1,
                FieldSide y = wrapped_side) {
  FieldSpec spec = substance(600, 0.02);
  spec.tolerance = tolerance;
  spec.sides = {held_side(5), closed_side, y, y, closed_side, closed_side};
  FieldBench bench(lattice_of(nx, ny, nz, 20), spec, threads);
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    bench.c[s] = 2 + std::sin(static_cast<double>(s % 97));
    bench.uptake[s] = patchy(s, 0.004);
    bench.source[s] = s % 41 == 0 ? 3.0 : 0.0;
  }
  return bench;
}

double scale(const MassAccount& m) {
  return m.before + m.sourced + m.taken_up + m.decayed + std::abs(m.through_sides);
}

}  // namespace

TEST_CASE("field solver: a single site follows the stability function of the second-order step") {
  FieldBench bench(lattice_of(1, 1, 1, 20), substance(600, 0.5));
  bench.c[0] = 1;
  const SolveReport report = bench.advance(1.0);
  const double g = 1 - 1 / std::sqrt(2.0);
  const double z = -0.5;
  CHECK(bench.c[0] == test::near((1 + (1 - 2 * g) * z) / ((1 - g * z) * (1 - g * z)), 1e-14));
  CHECK(bench.mean[0] == test::near((1 - bench.c[0]) / 0.5, 1e-13));
  CHECK_FALSE(report.fell_back);
}

TEST_CASE("field solver: a step that would go negative is taken by backward Euler") {
  FieldBench bench(lattice_of(1, 1, 1, 20), substance(600, 0));
  bench.c[0] = 1;
  bench.uptake[0] = 10;
  const SolveReport report = bench.advance(1.0);
  CHECK(report.fell_back);
  CHECK(bench.c[0] == test::near(1.0 / 11, 1e-14));
  CHECK(bench.mean[0] == bench.c[0]);
  CHECK(report.mass.taken_up == test::near(8000.0 * 10 / 11, 1e-13));
}

TEST_CASE("field solver: a release into one site stays positive and keeps its mass") {
  FieldBench bench(lattice_of(31, 33, 1, 20), substance(600, 0));
  bench.c[16 * 31 + 15] = 1000;
  const double mass = 1000 * 8000.0;
  bool fell_back = false;
  SolveReport report;
  for (int step = 0; step < 20; ++step) {
    report = bench.advance(10.0);
    fell_back = fell_back || report.fell_back;
    REQUIRE(least(bench.c) >= 0);
    REQUIRE(least(bench.mean) >= 0);
    CHECK(report.mass.after + report.mass.carried == test::near(mass, 1e-12));
  }
  CHECK(fell_back);
  CHECK_FALSE(report.fell_back);  // once the release is smooth the second-order step is back
}

TEST_CASE("field solver: a smooth front into empty tissue needs no backward Euler at a loose tolerance") {
  FieldSpec spec = substance(600, 0.01);
  spec.tolerance = 1e-3;
  spec.sides[0] = held_side(1);
  FieldBench bench(lattice_of(200, 40, 1, 20), spec);
  for (int step = 0; step < 20; ++step) {
    CHECK_FALSE(bench.advance(1.0).fell_back);
    REQUIRE(least(bench.c) >= 0);
  }
}

TEST_CASE("field solver: negative data are allowed and stay unbounded") {
  FieldBench bench(lattice_of(5, 5, 1, 20), substance(600, 0));
  for (double& s : bench.source) s = -1;
  const SolveReport report = bench.advance(2.0);
  CHECK_FALSE(report.fell_back);
  CHECK(bench.c[7] == test::near(-2.0, 1e-12));
}

TEST_CASE("field solver: the mean over the step balances every site") {
  FieldBench bench = busy(19, 14, 1, 1e-12);
  const std::vector<double> before = bench.c;
  const double dt = 0.5;
  REQUIRE_FALSE(bench.advance(dt).fell_back);
  const double exchange = 600.0 / 400;
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    const Coordinates at = bench.lattice.coordinates(static_cast<Site>(s));
    const auto mean = [&](std::int32_t x, std::int32_t y) {
      return bench.mean[bench.lattice.site({x, (y + 14) % 14, 0})];
    };
    double diffused = mean(at.x, at.y + 1) + mean(at.x, at.y - 1) - 2 * mean(at.x, at.y);
    diffused += at.x == 0 ? 2 * (5 - mean(0, at.y)) : mean(at.x - 1, at.y) - mean(at.x, at.y);
    if (at.x < 18) diffused += mean(at.x + 1, at.y) - mean(at.x, at.y);
    const double rate = exchange * diffused + bench.source[s] - (0.02 + bench.uptake[s]) * bench.mean[s];
    CHECK(std::abs(bench.c[s] - before[s] - dt * rate) < 1e-10);
  }
}

TEST_CASE("field solver: the mass account closes when converged (V26)") {
  for (const std::int32_t nz : {1, 9}) {
    FieldBench bench = busy(37, 25, nz, 1e-13);
    double after = 0;
    for (int step = 0; step < 10; ++step) {
      const SolveReport report = bench.advance(step < 5 ? 0.5 : 5.0);
      CHECK(std::abs(report.mass.gap()) < 1e-12 * scale(report.mass));
      CHECK(std::abs(report.mass.carried) < 1e-10 * scale(report.mass));
      if (step > 0) CHECK(report.mass.before == test::near(after, 1e-14));
      after = report.mass.after;
      CHECK(report.mass.through_sides != 0);
      CHECK(report.mass.taken_up > 0);
    }
  }
}

TEST_CASE("field solver: the account of a steady field closes by its flows") {
  FieldBench bench = busy(37, 25, 1, 1e-13);
  const SolveReport report = bench.solve_steady();
  CHECK(std::abs(report.mass.gap()) < 1e-12 * scale(report.mass));
  CHECK(std::abs(report.mass.carried) < 1e-10 * report.mass.sourced);
  CHECK(report.mass.before == report.mass.after);
}

TEST_CASE("field solver: what a loose solve leaves is carried, accounted and made good") {
  FieldBench loose = busy(64, 64, 1, 1e-2);
  FieldBench tight = busy(64, 64, 1, 1e-12);
  double owed = 0;
  double largest = 0;
  for (int step = 0; step < 30; ++step) {
    const MassAccount mass = loose.advance(0.5).mass;
    CHECK(mass.carried_before == test::near(owed, 1e-13));
    CHECK(std::abs(mass.gap()) < 1e-12 * scale(mass));
    owed = mass.carried;
    largest = std::max(largest, std::abs(owed) / mass.after);
    tight.advance(0.5);
  }
  CHECK(largest > 1e-8);  // else there was nothing to carry
  double worst = 0;
  for (std::size_t s = 0; s < loose.c.size(); ++s) worst = std::max(worst, std::abs(loose.c[s] - tight.c[s]));
  CHECK(worst < 1e-2 * 5);  // errors do not add up over the steps
}

TEST_CASE("field solver: a debt larger than a site's content waits instead of turning it negative") {
  FieldBench bench(lattice_of(3, 1, 1, 20), substance(0, 0));
  bench.c = {1, 1, 1};
  bench.carried[1] = -3;
  MassAccount mass = bench.advance(1.0).mass;
  CHECK(std::abs(bench.c[1]) < 1e-12);
  CHECK(bench.carried[1] == test::near(-2.0, 1e-5));
  CHECK(std::abs(mass.gap()) < 1e-12);
  bench.source[1] = 4;
  mass = bench.advance(1.0).mass;
  CHECK(bench.c[1] == test::near(2.0, 1e-5));
  CHECK(std::abs(bench.carried[1]) < 1e-12);
}

TEST_CASE("field solver: 1, 2 and 3 threads give the same bits") {
  struct Box {
    std::int32_t nx, ny, nz;
    FieldSide y;
  };
  // Several slabs each; an odd period is where two sites of one colour touch.
  for (const Box& box : {Box{801, 100, 1, closed_side}, Box{61, 53, 45, closed_side},
                         Box{201, 91, 1, wrapped_side}, Box{51, 25, 13, wrapped_side}}) {
    FieldBench one = busy(box.nx, box.ny, box.nz, 1e-3, 1, box.y);
    FieldBench two = busy(box.nx, box.ny, box.nz, 1e-3, 2, box.y);
    FieldBench three = busy(box.nx, box.ny, box.nz, 1e-3, 3, box.y);
    for (const double dt : {0.5, 50.0}) {
      const SolveReport a = one.advance(dt);
      const SolveReport b = two.advance(dt);
      const SolveReport c = three.advance(dt);
      CHECK(a.mass.taken_up == b.mass.taken_up);
      CHECK(a.mass.after == c.mass.after);
      CHECK(a.mass.carried == c.mass.carried);
      CHECK(a.cycles == c.cycles);
    }
    CHECK(one.c == two.c);
    CHECK(one.c == three.c);
    CHECK(one.mean == two.mean);
    CHECK(one.carried == three.carried);
  }
}

TEST_CASE("field solver: a converged field is left alone but for one cycle, an empty one but for a sweep") {
  FieldBench bench = busy(40, 40, 1, 1e-6);
  CHECK(bench.solve_steady().cycles > 1);
  CHECK(bench.solve_steady().cycles <= 1);
  FieldBench empty(lattice_of(40, 40, 1, 20), substance(600, 0.1));
  CHECK(empty.advance(1).cycles == 0);
}

TEST_CASE("field solver: levels are solved alike however small or large they are") {
  for (const double unit : {0x1p-300, 0x1p-110, 0x1p-41, 0x1p41, 0x1p110, 0x1p300}) {
    CAPTURE(unit);
    FieldBench usual = busy(37, 25, 1, 1e-6);
    FieldBench other = usual;
    FieldSpec spec = usual.solver.spec();
    spec.sides[0].value *= unit;
    other.solver = FieldSolver(other.lattice, spec);
    for (std::vector<double>* numbers : {&other.c, &other.source})
      for (double& x : *numbers) x *= unit;
    for (int step = 0; step < 5; ++step) {
      const SolveReport report = usual.advance(step < 3 ? 0.5 : 5.0);
      CHECK(other.advance(step < 3 ? 0.5 : 5.0).cycles == report.cycles);
    }
    double worst = 0;
    for (std::size_t s = 0; s < usual.c.size(); ++s)
      worst = std::max(worst, std::abs(other.c[s] / unit - usual.c[s]));
    CHECK(worst == 0);
    usual.solve_steady();
    other.solve_steady();
    for (std::size_t s = 0; s < usual.c.size(); ++s) REQUIRE(other.c[s] / unit == usual.c[s]);
  }
}

TEST_CASE("field solver: a substance that fades out is solved down to nothing, and its account closes") {
  for (const FieldSide& side : {closed_side, held_side(0), wrapped_side}) {
    FieldSpec spec = substance(1000, 0.3);
    spec.tolerance = 1e-4;
    spec.sides.fill(side);
    spec.sides[4] = spec.sides[5] = closed_side;
    FieldBench bench(lattice_of(10, 12, 1, 20), spec);
    std::fill(bench.c.begin(), bench.c.end(), 5.0);
    for (std::size_t s = 0; s < bench.c.size(); ++s) bench.uptake[s] = patchy(s, 0.1);
    int steps = 0;
    for (; *std::max_element(bench.c.begin(), bench.c.end()) > 0; ++steps) {
      REQUIRE(steps < 2000);
      const MassAccount mass = bench.advance(1).mass;
      REQUIRE(std::abs(mass.gap()) <= 1e-10 * scale(mass));
      REQUIRE(least(bench.c) >= 0);
    }
    CHECK(steps > 50);
    bench.source[17] = 1;  // and it can come back
    for (int step = 0; step < 5; ++step) bench.advance(1);
    CHECK(bench.c[17] > 0.01);
  }
}

TEST_CASE("field solver: the steady state of a substance that nothing makes any more is nothing") {
  FieldSpec spec = substance(1000, 0.01);
  spec.tolerance = 1e-4;
  FieldBench bench(lattice_of(40, 40, 1, 20), spec);
  bench.source[17] = 1;
  bench.solve_steady();
  CHECK(bench.c[17] > 0.01);
  const double before = bench.c[17];
  bench.source[17] = 1e-40;
  bench.solve_steady();
  CHECK(bench.c[17] == test::near(before * 1e-40, 1e-3));
  bench.source[17] = 0;
  bench.solve_steady();
  CHECK(*std::max_element(bench.c.begin(), bench.c.end()) == 0);
}

TEST_CASE("field solver: rows far from what has changed sleep, within the tolerance") {
  FieldSpec spec = substance(600, 0.5);  // reaches two sites
  spec.tolerance = 1e-4;
  const Lattice lattice = lattice_of(64, 64, 64, 20);
  FieldBench bench(lattice, spec);
  const auto put = [&](std::int32_t x, double rate) { bench.source[lattice.site({x, 32, 32})] = rate; };
  put(20, 5);
  put(40, 5);
  bench.solve_steady();
  put(40, 7);
  const SolveReport report = bench.solve_steady();
  REQUIRE(report.cycles > 0);
  CHECK(report.awake < 0.2 * report.cycles);
  CHECK(std::abs(report.mass.gap()) < 1e-12 * scale(report.mass));
  spec.tolerance = 1e-13;
  FieldBench exact(lattice, spec);
  exact.source = bench.source;
  exact.solve_steady();
  double error = 0;
  for (std::size_t s = 0; s < bench.c.size(); ++s) error = std::max(error, std::abs(bench.c[s] - exact.c[s]));
  CHECK(error <= 1e-4 * *std::max_element(exact.c.begin(), exact.c.end()));
}

TEST_CASE("field solver: what it says of the error that is left holds for warm starts and jumps of uptake") {
  std::size_t bad = 0;
  for (int problem = 0; problem < 60; ++problem) {
    const Draws draws(7, static_cast<std::uint64_t>(problem));
    const auto pick = [&](std::uint16_t k, double low, double high) {
      return low * math::pow(high / low, draws.of(test::stream).uniform(0, k));
    };
    const std::int32_t nz = problem % 3 == 0 ? 24 : 1;
    FieldSpec spec = substance(pick(0, 1, 1e5), pick(1, 1e-4, 1));
    spec.tolerance = pick(2, 1e-6, 1e-2);
    if (problem % 2 == 0) spec.sides[0] = spec.sides[1] = held_side(1);
    FieldSpec tight = spec;
    tight.tolerance = 1e-13;
    const Lattice lattice = lattice_of(nz == 1 ? 70 : 25, nz == 1 ? 51 : 27, nz, 20);
    FieldBench rough(lattice, spec);
    FieldBench exact(lattice, tight);
    const double dt = pick(3, 0.1, 100);
    for (int step = 0; step < 4; ++step) {  // cells come and go: a warm start, not a converged one
      for (std::size_t s = 0; s < rough.c.size(); ++s) {
        const double u = draws.of(test::stream).uniform(s, static_cast<std::uint16_t>(10 + step));
        rough.uptake[s] = u < 0.1 ? 10 : 0;
        rough.source[s] = u > 0.99 ? 1 : 0;
      }
      exact.uptake = rough.uptake;
      exact.source = rough.source;
      exact.c = rough.c;
      exact.carried = rough.carried;
      const bool steady = problem % 4 < 2;
      const SolveReport report = steady ? rough.solve_steady() : rough.advance(dt);
      const SolveReport reference = steady ? exact.solve_steady() : exact.advance(dt);
      if (report.fell_back != reference.fell_back) continue;  // another discretisation
      double error = 0;
      double largest = 0;
      for (std::size_t s = 0; s < rough.c.size(); ++s) {
        error = std::max(error, std::abs(rough.c[s] - exact.c[s]));
        largest = std::max(largest, rough.c[s]);
      }
      CHECK(report.residual <= spec.tolerance);
      if (error > spec.tolerance * largest) {
        ++bad;
        MESSAGE("problem ", problem, " step ", step, " error ", error / largest, " of ", spec.tolerance);
      }
    }
  }
  CHECK(bad == 0);
}

TEST_CASE("field solver: the reported residual bounds the error that is left") {
  for (const double tolerance : {1e-2, 1e-4, 1e-6}) {
    FieldBench rough = busy(53, 40, 1, tolerance);
    FieldBench exact = busy(53, 40, 1, 1e-13);
    const SolveReport report = rough.solve_steady();
    exact.solve_steady();
    double error = 0;
    double largest = 0;
    for (std::size_t s = 0; s < rough.c.size(); ++s) {
      error = std::max(error, std::abs(rough.c[s] - exact.c[s]));
      largest = std::max(largest, rough.c[s]);
    }
    CHECK(report.residual <= tolerance);
    CHECK(error <= report.residual * largest + 1e-12);
  }
}

TEST_CASE("field solver: held sides alone bound the error that is left") {
  for (const FieldSide& far : {held_side(1), closed_side}) {
    FieldSpec spec = substance(600, 0);
    spec.sides[0] = held_side(1);
    spec.sides[1] = far;
    spec.tolerance = 0.1;
    FieldBench bench(lattice_of(64, 3, 1, 20), spec);  // starts at 0, should be 1 everywhere
    const SolveReport report = bench.solve_steady();
    double error = 0;
    for (const double c : bench.c) error = std::max(error, std::abs(c - 1));
    const double largest = *std::max_element(bench.c.begin(), bench.c.end());
    CAPTURE(error);
    CHECK(report.residual > 1e-6);  // there is an error to bound
    CHECK(error <= report.residual * largest);
    CHECK(error > report.residual * largest / 200);  // and the bound means something
  }
}

TEST_CASE("field solver: a closed field without any reaction has no steady state") {
  FieldBench bench(lattice_of(8, 8, 1, 20), substance(600, 0));
  CHECK_THROWS_AS(bench.solve_steady(), SimulationError);
  bench.uptake[5] = 1;  // one sink suffices
  bench.source[9] = 1;
  bench.solve_steady();
  CHECK(bench.uptake[5] * bench.c[5] == test::near(1.0, 1e-9));
}

TEST_CASE("field solver: specifications that cannot be are refused") {
  const Lattice flat = lattice_of(8, 8, 1, 20);
  const auto refused = [&](auto change) {
    FieldSpec spec = substance(600, 0.1);
    change(spec);
    CHECK_THROWS_AS(FieldSolver(flat, spec), UsageError);
  };
  refused([](FieldSpec& s) { s.diffusion = -1; });
  refused([](FieldSpec& s) { s.decay = std::numeric_limits<double>::quiet_NaN(); });
  refused([](FieldSpec& s) { s.tolerance = 0; });
  refused([](FieldSpec& s) { s.sides[0] = wrapped_side; });
  refused([](FieldSpec& s) { s.sides[5] = held_side(1); });
  FieldBench bench(flat, substance(600, 0.1));
  CHECK_THROWS_AS(bench.advance(0), UsageError);
  bench.uptake[3] = -1;
  CHECK_THROWS_AS(bench.advance(1), UsageError);
  bench.uptake.pop_back();
  CHECK_THROWS_AS(bench.advance(1), UsageError);
}

TEST_CASE("field solver: a number that is not finite is reported with its field and site") {
  FieldBench bench(lattice_of(8, 8, 1, 20), substance(600, 0.1));
  bench.source[19] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(bench.advance(1), "field 'drug': its source is not finite at site (3, 2, 0)",
                       SimulationError);
  bench.source[19] = 0;
  bench.c[8] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(bench.advance(1), "field 'drug': its concentration is not finite at site (0, 1, 0)",
                       SimulationError);
}

TEST_CASE("field solver: empty uptake and source mean zero") {
  FieldBench given = busy(12, 9, 1, 1e-12);
  std::fill(given.uptake.begin(), given.uptake.end(), 0.0);
  std::fill(given.source.begin(), given.source.end(), 0.0);
  FieldBench left_out = given;
  left_out.uptake.clear();
  left_out.source.clear();
  given.advance(1);
  left_out.advance(1);
  CHECK(given.c == left_out.c);
}

TEST_CASE("field solver: single precision inside does not bound how exact a solve is") {
  // 1 + uptake / exchange spans six orders; what is left is the rounding of doubles.
  FieldSpec spec = substance(1e5, 1e-4);
  spec.tolerance = 1e-13;
  FieldBench bench(lattice_of(40, 33, 9, 20), spec);
  bench.set(bench.source, [](const auto& at) { return at[0] < 100 ? 1.0 : 0.0; });
  for (std::size_t s = 0; s < bench.c.size(); ++s) bench.uptake[s] = patchy(s, 1e-4);
  const SolveReport report = bench.solve_steady();
  CHECK(report.mass.sourced > 0);
  CHECK(std::abs(report.mass.carried) < 1e-11 * report.mass.sourced);
  const std::vector<double> once = bench.c;
  for (double& c : bench.c) c *= 0.3;  // from elsewhere to the same place
  bench.solve_steady();
  double apart = 0;
  for (std::size_t s = 0; s < once.size(); ++s) apart = std::max(apart, std::abs(bench.c[s] / once[s] - 1));
  CHECK(apart < 1e-11);
}

TEST_CASE("field solver: what others have left in a workspace is not seen") {
  const Lattice lattice = lattice_of(21, 18, 7, 20);
  FieldSpec wrapped = substance(600, 0.1);
  wrapped.sides.fill(wrapped_side);
  FieldSpec held = wrapped;
  held.sides.fill(held_side(2));
  const auto workspace = std::make_shared<FieldWorkspace>(lattice);
  FieldBench other(lattice, wrapped);
  FieldBench shared(lattice, held);
  FieldBench alone(lattice, held);
  other.solver = FieldSolver(lattice, wrapped, workspace);
  shared.solver = FieldSolver(lattice, held, workspace);
  for (std::size_t s = 0; s < other.source.size(); ++s) other.source[s] = patchy(s, 1);
  for (int step = 0; step < 3; ++step) {
    other.advance(1);
    shared.advance(1);
    alone.advance(1);
  }
  CHECK(shared.c == alone.c);
  CHECK(shared.carried == alone.carried);
}

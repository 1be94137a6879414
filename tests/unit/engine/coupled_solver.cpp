// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "tests/support/coupled.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

FieldSpec rough(double diffusion) {
  FieldSpec spec = substance(diffusion, 0);
  spec.tolerance = 1e-4;
  return spec;
}

/// Free, receptors, bound: kon free receptors - koff bound.
TestKinetics::Rates binding(double on, double off) {
  return [on, off](const double* c, double* r) {
    const double v = on * c[0] * c[1] - off * c[2];
    r[0] = -v;
    r[1] = -v;
    r[2] = v;
  };
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

TEST_CASE("coupled solver: without reactions and jumps it does what the fast one does") {
  for (const bool steady : {false, true}) {
    FieldSpec spec = substance(600, 0.01);
    spec.steady = steady;
    spec.sides = {held_side(2), held_side(1), wrapped_side, wrapped_side, closed_side, held_side(3)};
    const Lattice lattice = lattice_of(13, 21, 18, 20);
    FieldBench fast(lattice, spec);
    CoupledBench coupled(lattice, {spec});
    std::mt19937 random(1);
    std::uniform_real_distribution<> uniform(0, 1);
    for (std::size_t i = 0; i < lattice.sites(); ++i) {
      fast.c[i] = coupled.c[0][i] = uniform(random);
      fast.source[i] = coupled.source[0][i] = uniform(random);
      fast.uptake[i] = coupled.uptake[0][i] = uniform(random) < 0.3 ? 10 * uniform(random) : 0;
    }
    const SolveReport one = steady ? fast.solve_steady() : fast.advance(3);
    const CoupledSolver::Report other = coupled.advance(steady ? 1 : 3);
    CHECK(largest_difference(fast.c, coupled.c[0]) < 1e-10);
    if (!steady) CHECK(largest_difference(fast.mean, coupled.mean[0]) < 1e-10);
    CHECK(other.mass[0].through_sides == test::near(one.mass.through_sides, 1e-9));
    CHECK(other.mass[0].taken_up == test::near(one.mass.taken_up, 1e-9));
    CHECK(std::abs(other.mass[0].gap()) < 1e-10 * std::abs(other.mass[0].sourced));
  }
}

TEST_CASE("coupled solver: any jump of the mobility in a step, and a hundredfold one in a steady state") {
  struct Case {
    double jump;
    bool steady;
    int most_iterations;
  };
  for (const Case& c : {Case{1e2, false, 20}, Case{1e6, false, 20}, Case{1e2, true, 15}})
    for (const auto& size : {std::array{75, 75, 1}, std::array{32, 32, 32}}) {
      FieldSpec spec = rough(600);
      spec.steady = c.steady;
      spec.sides[0] = held_side(1);
      CoupledBench bench(lattice_of(size[0], size[1], size[2], 20), {spec});
      std::mt19937 random(2);
      std::uniform_real_distribution<> uniform(0, 1);
      bench.mobility[0].resize(bench.lattice.sites());
      for (double& m : bench.mobility[0]) m = uniform(random) < 0.5 ? 1 : 1 / c.jump;
      for (double& u : bench.uptake[0]) u = uniform(random) < 0.3 ? 0.1 : 0;
      const CoupledSolver::Report report = bench.advance(5);
      CHECK(report.iterations <= c.most_iterations);
      CHECK(report.parts == 1);
      CHECK(bench.least() >= 0);
    }
}

TEST_CASE("coupled solver: across a jump of mobility and open volume a steady flow is the exact one") {
  // A slab of two materials: flux = (c0 - c1) / (l1/(e1 D1) + l2/(e2 D2)), the level in the open volume
  // linear in each.
  for (const std::int32_t n : {10, 20}) {
    FieldSpec spec = substance(100, 0);
    spec.steady = true;
    spec.sides[0] = held_side(1);
    spec.sides[1] = held_side(0);
    const double h = 200.0 / n;
    CoupledBench bench(lattice_of(n, 2, 1, h), {spec});
    bench.mobility[0].assign(bench.lattice.sites(), 1);
    bench.open[0].assign(bench.lattice.sites(), 1);
    for (std::int32_t y = 0; y < 2; ++y)
      for (std::int32_t x = n / 2; x < n; ++x) {
        bench.mobility[0][bench.lattice.site({x, y, 0})] = 0.05;
        bench.open[0][bench.lattice.site({x, y, 0})] = 0.2;
      }
    bench.advance(1);
    const double flux = 1 / (100 / 100.0 + 100 / (100 * 0.05 * 0.2));
    for (std::int32_t x = 0; x < n; ++x) {
      const double at = (x + 0.5) * h;
      const double u = at < 100 ? 1 - flux * at / 100 : flux * (200 - at) / (100 * 0.05 * 0.2);
      const double open = at < 100 ? 1 : 0.2;
      CHECK(bench.c[0][bench.lattice.site({x, 1, 0})] == test::near(open * u, 1e-10));
    }
  }
}

TEST_CASE("coupled solver: V18, binding in space comes to its equilibrium, and nothing is lost") {
  const FieldSpec spec = substance(600, 0);
  const FieldSpec still = substance(0, 0);
  CoupledBench bench(lattice_of(6, 5, 4, 20), {spec, still, still}, binding(0.02, 0.6));
  std::mt19937 random(3);
  std::uniform_real_distribution<> uniform(0, 1);
  for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
    bench.c[0][i] = 100 * uniform(random);
    bench.c[1][i] = 40;
  }
  const double ligand = total(bench.c[0]);
  const double receptors = total(bench.c[1]);
  for (int step = 0; step < 60; ++step) {
    const CoupledSolver::Report report = bench.advance(20);
    for (const MassAccount& m : report.mass)
      CHECK(std::abs(m.gap()) <= 1e-13 * (m.before + std::abs(m.reacted)));
  }
  const double n = static_cast<double>(bench.lattice.sites());
  const double p = receptors / n;
  const double l = ligand / n;
  const double b = p + l + 30;
  const double bound = (b - std::sqrt(b * b - 4 * p * l)) / 2;
  for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
    CHECK(bench.c[2][i] == test::near(bound, 1e-10));
    CHECK(bench.c[0][i] == test::near(l - bound, 1e-10));
  }
  CHECK(total(bench.c[0]) + total(bench.c[2]) == test::near(ligand, 1e-12));
  CHECK(total(bench.c[1]) + total(bench.c[2]) == test::near(receptors, 1e-12));
}

TEST_CASE("coupled solver: reactions are of second order in the step") {
  const auto run = [](double dt) {
    CoupledBench bench(lattice_of(8, 8, 1, 20), {substance(50, 0), substance(10, 0), substance(0, 0)},
                       binding(0.002, 0.01));
    for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
      bench.c[0][i] = 60 + 30 * std::cos(0.3 * static_cast<double>(i));
      bench.c[1][i] = 40;
      bench.c[2][i] = 5;
    }
    for (double t = 0; t < 8 - dt / 2; t += dt) CHECK(!bench.advance(dt).fell_back);
    return bench.c[2];
  };
  const std::vector<double> exact = run(1.0 / 32);
  const double coarse = largest_difference(run(1), exact);
  const double fine = largest_difference(run(0.5), exact);
  CHECK(std::log2(coarse / fine) > 1.85);
  CHECK(std::log2(coarse / fine) < 2.25);
}

TEST_CASE("coupled solver: V18, Michaelis-Menten decay is Lambert's function") {
  // S = Km W((S0/Km) exp((S0 - V t)/Km)), W by Newton's method.
  const double km = 5;
  const double v = 2;
  CoupledBench bench(lattice_of(3, 1, 1, 20), {substance(0, 0)},
                     [&](const double* c, double* r) { r[0] = -v * c[0] / (km + c[0]); });
  for (double& c : bench.c[0]) c = 30;
  for (int step = 0; step < 4000; ++step) bench.advance(0.005);
  const double x = 30 / km * std::exp((30 - v * 20) / km);
  double w = std::log1p(x);
  for (int i = 0; i < 50; ++i) w -= (w * std::exp(w) - x) / (std::exp(w) * (1 + w));
  CHECK(bench.c[0][1] == test::near(km * w, 1e-7));
}

TEST_CASE("coupled solver: a binding front does not depend on the step nor on how fast binding is") {
  const auto front = [](double on, double dt) {  // receptors that are taken [um]
    FieldSpec antibody = rough(600);
    antibody.sides[0] = held_side(300);
    CoupledBench bench(lattice_of(40, 2, 1, 10), {antibody, rough(0), rough(0)}, binding(on, on * 0.05));
    bench.open[0].assign(bench.lattice.sites(), 0.24);
    for (double& r : bench.c[1]) r = 150;
    for (double t = 0; t < 120 - dt / 2; t += dt) {
      bench.advance(dt);
      CHECK(bench.least() >= 0);
    }
    double sum = 0;
    for (std::int32_t x = 0; x < 40; ++x) sum += bench.c[2][bench.lattice.site({x, 0, 0})];
    return sum * 10 / 150;
  };
  const double reference = front(0.1, 1);
  for (const double on : {0.1, 10.0, 1e4})
    for (const double dt : {1.0, 30.0}) CHECK(front(on, dt) == test::near(reference, 0.02));
}

TEST_CASE("coupled solver: stiff exchange of two that diffuse keeps their balance") {
  for (const double rate : {1.0, 1e6}) {
    CoupledBench bench(lattice_of(33, 33, 1, 20), {rough(600), rough(10)}, [&](const double* c, double* r) {
      r[1] = -(r[0] = -rate * c[0] + 0.3 * rate * c[1]);
    });
    bench.c[0][500] = 1000;
    for (int step = 0; step < 5; ++step) {
      const CoupledSolver::Report report = bench.advance(10);
      CHECK(report.parts == 1);
      CHECK(bench.least() >= 0);
    }
    double owed = 0;
    for (const auto& carried : bench.carried) owed += total(carried);
    CHECK(total(bench.c[0]) + total(bench.c[1]) + owed == test::near(1000, 1e-10));
  }
}

TEST_CASE(
    "coupled solver: uptake that saturates at any level, or rises with a high power, has a steady state") {
  for (const double half : {1.0, 1e-3, 1e-6})
    for (const int power : {1, 2, 8}) {
      if (half < 1e-3 && power > 1) continue;  // a jump, for all that numbers tell
      FieldSpec oxygen = rough(120000);
      oxygen.steady = true;
      for (FieldSide& side : oxygen.sides) side = held_side(38);
      CoupledBench bench(lattice_of(21, 21, 21, 20), {oxygen}, [&](const double* c, double* r) {
        const double x = std::pow(c[0] / half, power);
        r[0] = c[0] > half ? -1326 / (1 + 1 / x) : -1326 * x / (1 + x);
      });
      for (double& c : bench.c[0]) c = 38;
      CAPTURE(half);
      CAPTURE(power);
      const CoupledSolver::Report report = bench.advance(1);
      CHECK(std::abs(report.mass[0].carried) < 1e-3 * std::abs(report.mass[0].reacted));
      CHECK(bench.least() >= 0);
    }
}

TEST_CASE("coupled solver: the same bits on any number of threads") {
  std::vector<CoupledBench::Fields> results;
  for (const int threads : {1, 2, 3}) {
    FieldSpec antibody = rough(600);
    antibody.sides = {held_side(300), closed_side, wrapped_side, wrapped_side, closed_side, closed_side};
    FieldSpec other = rough(200);
    other.sides[2] = other.sides[3] = wrapped_side;
    CoupledBench bench(
        lattice_of(37, 41, 15, 10), {antibody, other, rough(0), rough(0)},
        [](const double* c, double* r) {
          const double v = 0.05 * c[0] * c[2] - 0.01 * c[3];
          r[0] = -v - 0.02 * c[0];
          r[1] = 0.02 * c[0] - c[1] / (1 + c[1]);
          r[2] = -v;
          r[3] = v;
        },
        threads);
    std::mt19937 random(4);
    std::uniform_real_distribution<> uniform(0, 1);
    bench.mobility[0].resize(bench.lattice.sites());
    bench.open[0].resize(bench.lattice.sites());
    for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
      bench.mobility[0][i] = 0.1 + uniform(random);
      bench.open[0][i] = 0.2 + 0.8 * uniform(random);
      bench.c[2][i] = 50 * uniform(random);
    }
    for (int step = 0; step < 3; ++step) bench.advance(5);
    results.push_back(bench.c);
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("coupled solver: what cannot be is told") {
  const Lattice lattice = lattice_of(4, 4, 1, 20);
  CHECK_THROWS_AS(CoupledSolver(lattice, {}, nullptr), UsageError);
  FieldSpec wrapped = substance(1, 0);
  wrapped.sides[0] = wrapped.sides[1] = wrapped_side;
  CHECK_THROWS_AS(CoupledSolver(lattice, {substance(1, 0), wrapped}, nullptr), UsageError);
  CHECK_THROWS_AS(CoupledSolver(lattice, {substance(-1, 0)}, nullptr), UsageError);
  CoupledBench bench(lattice, {substance(1, 0)}, [](const double*, double* r) { r[0] = -1; });
  CHECK_THROWS_AS(bench.advance(0), UsageError);
  CHECK_THROWS_WITH(bench.advance(1), doctest::Contains("could not be solved"));
  bench.uptake[0][6] = -1;
  CHECK_THROWS_WITH(bench.advance(1), doctest::Contains("uptake is negative at site (2, 1, 0)"));
  CoupledBench poisoned(lattice, {substance(1, 0)},
                        [](const double*, double* r) { r[0] = std::numeric_limits<double>::quiet_NaN(); });
  CHECK_THROWS_AS(poisoned.advance(1), SimulationError);
}

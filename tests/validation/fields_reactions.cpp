// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Random problems of several substances that react while they diffuse: what comes out is held against their
// equations as they are defined, by one exact correction of Newton's method with Eigen's sparse LU.
#include "engine/base/error.hpp"
#include "tests/support/coupled.hpp"

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::SparseMatrix<double>;

constexpr double stage_share = 0.29289321881345247560;

/// used (x used2) -> made, at k used used2, or k used / (half + used).
struct Step {
  std::size_t used = 0, used2 = none, made = none;
  double k = 0, half = 0;
  static constexpr std::size_t none = 99;

  [[nodiscard]] double rate(const double* c) const {
    if (half > 0) return k * c[used] / (half + c[used]);
    return k * c[used] * (used2 == none ? 1 : c[used2]);
  }
  [[nodiscard]] double slope(const double* c, std::size_t by) const {
    if (half > 0) return by == used ? k * half / ((half + c[used]) * (half + c[used])) : 0;
    if (used2 == none) return by == used ? k : 0;
    return (by == used ? k * c[used2] : 0) + (by == used2 ? k * c[used] : 0);
  }
  [[nodiscard]] double amount(std::size_t of) const {
    return (of == made ? 1.0 : 0.0) - (of == used ? 1.0 : 0.0) - (of == used2 ? 1.0 : 0.0);
  }
};

struct Problem {
  std::array<std::int32_t, 3> size{};
  double spacing = 20;
  double dt = 1;
  std::vector<FieldSpec> specs;
  std::vector<Step> steps;
  double mobility_jump = 1, uptake = 0, source = 0, start = 1;
  bool opens = false;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(engine_); }
  double decades(double a, double b) { return std::pow(10.0, uniform(a, b)); }
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
  bool chance(double p) { return uniform(0, 1) < p; }

 private:
  std::mt19937 engine_;
};

Problem draw(Random& random) {
  Problem p;
  p.size = {static_cast<std::int32_t>(1 + random.below(9)), static_cast<std::int32_t>(1 + random.below(6)),
            random.chance(0.5) ? 1 : static_cast<std::int32_t>(1 + random.below(4))};
  p.spacing = random.uniform(5, 30);
  p.dt = random.decades(-2, 2);
  const std::size_t substances = 1 + random.below(4);
  std::array<FieldSide, 6> wraps{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (random.chance(0.2) && (axis < 2 || p.size[2] > 1))
      wraps[2 * axis] = wraps[2 * axis + 1] = wrapped_side;
  for (std::size_t k = 0; k < substances; ++k) {
    FieldSpec spec = substance(random.chance(0.3) ? 0 : random.decades(0, 5), random.chance(0.5) ? 0 : 0.1);
    spec.tolerance = random.chance(0.5) ? 1e-4 : 1e-8;
    spec.sides = wraps;
    for (std::size_t side = 0; side < 6; ++side)
      if (spec.sides[side].kind != FieldSide::Kind::periodic && (side < 4 || p.size[2] > 1) &&
          random.chance(0.2))
        spec.sides[side] = held_side(random.chance(0.3) ? 0 : random.uniform(0, 100));
    p.specs.push_back(spec);
  }
  const std::size_t steps = random.below(4);
  for (std::size_t i = 0; i < steps; ++i) {
    Step step;
    step.used = random.below(substances);
    step.k = random.decades(-3, 6);
    if (random.chance(0.3)) {
      step.half = random.decades(-3, 2);
      step.k = random.decades(-2, 4);
    } else if (substances > 1 && random.chance(0.5)) {
      step.used2 = (step.used + 1 + random.below(substances - 1)) % substances;
      step.k = random.decades(-4, 4);
    }
    if (random.chance(0.8)) step.made = random.below(substances);
    if (step.made == step.used || step.made == step.used2) step.made = Step::none;
    p.steps.push_back(step);
  }
  p.mobility_jump = random.chance(0.5) ? 1 : random.decades(0, 6);
  p.opens = random.chance(0.4);
  p.uptake = random.chance(0.5) ? 0 : random.decades(-2, 4);
  p.source = random.chance(0.5) ? 0 : random.decades(-2, 2);
  p.start = random.chance(0.1) ? 0 : random.decades(-3, 3);
  return p;
}

/// -div (open D mobility grad u) over a site, as it is defined, and what the held sides bring in.
struct Exchange {
  Matrix matrix;
  Vector inflow;
};

Exchange exchange(const CoupledBench& bench, const FieldSpec& spec, std::size_t k) {
  const Lattice& lattice = bench.lattice;
  const auto n = static_cast<Eigen::Index>(lattice.sites());
  std::vector<Eigen::Triplet<double>> entries;
  Exchange out{Matrix(n, n), Vector::Zero(n)};
  const std::array<std::int32_t, 3> size = {lattice.nx(), lattice.ny(), lattice.nz()};
  const double h2 = lattice.spacing() * lattice.spacing();
  const auto way = [&](std::size_t i) {
    return spec.diffusion * (bench.open[k].empty() ? 1 : bench.open[k][i]) *
           (bench.mobility[k].empty() ? 1 : bench.mobility[k][i]);
  };
  for (std::size_t i = 0; i < lattice.sites(); ++i) {
    const Coordinates c = lattice.coordinates(static_cast<Site>(i));
    const std::array<std::int32_t, 3> at = {c.x, c.y, c.z};
    for (std::size_t axis = 0; axis < 3; ++axis)
      for (const int step : {-1, 1}) {
        std::array<std::int32_t, 3> to = at;
        to[axis] += step;
        const auto row = static_cast<Eigen::Index>(i);
        const FieldSide& side = spec.sides[2 * axis + (step < 0 ? 0 : 1)];
        const bool beyond = to[axis] < 0 || to[axis] >= size[axis];
        if (beyond && side.kind == FieldSide::Kind::no_flux) continue;
        if (beyond && side.kind == FieldSide::Kind::dirichlet) {
          entries.emplace_back(row, row, 2 * way(i) / h2);
          out.inflow[row] += 2 * way(i) / h2 * side.value;
          continue;
        }
        to[axis] = (to[axis] + size[axis]) % size[axis];
        const std::size_t j = lattice.site({to[0], to[1], to[2]});
        if (j == i || way(i) + way(j) == 0) continue;
        const double g = 2 * way(i) * way(j) / (way(i) + way(j)) / h2;
        entries.emplace_back(row, row, g);
        entries.emplace_back(row, static_cast<Eigen::Index>(j), -g);
      }
  }
  out.matrix.setFromTriplets(entries.begin(), entries.end());
  return out;
}

/// By how much one exact correction of Newton's method moves these levels u, by substance.
std::vector<double> correction(const Problem& p, const CoupledBench& bench, double shift,
                               const CoupledBench::Fields& u, const CoupledBench::Fields& wanted) {
  const std::size_t s = p.specs.size();
  const std::size_t n = bench.lattice.sites();
  const auto index = [n](std::size_t k, std::size_t i) { return static_cast<Eigen::Index>(k * n + i); };
  std::vector<Eigen::Triplet<double>> entries;
  Vector rest = Vector::Zero(static_cast<Eigen::Index>(s * n));
  for (std::size_t k = 0; k < s; ++k) {
    const Exchange e = exchange(bench, p.specs[k], k);
    const Vector flow = e.inflow - e.matrix * Eigen::Map<const Vector>(u[k].data(), e.inflow.size());
    for (int outer = 0; outer < e.matrix.outerSize(); ++outer)
      for (Matrix::InnerIterator it(e.matrix, outer); it; ++it)
        entries.emplace_back(index(k, static_cast<std::size_t>(it.row())),
                             index(k, static_cast<std::size_t>(it.col())), it.value());
    for (std::size_t i = 0; i < n; ++i) {
      const double open = bench.open[k].empty() ? 1 : bench.open[k][i];
      const double loss = open * (shift + p.specs[k].decay) + bench.uptake[k][i];
      entries.emplace_back(index(k, i), index(k, i), loss);
      rest[index(k, i)] +=
          flow[static_cast<Eigen::Index>(i)] + bench.source[k][i] + shift * wanted[k][i] - loss * u[k][i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::array<double, 4> c{};
    std::array<double, 4> open{};
    for (std::size_t k = 0; k < s; ++k) {
      open[k] = bench.open[k].empty() ? 1 : bench.open[k][i];
      c[k] = open[k] * u[k][i];
    }
    for (const Step& step : p.steps)
      for (std::size_t k = 0; k < s; ++k) {
        rest[index(k, i)] += step.amount(k) * step.rate(c.data());
        for (std::size_t j = 0; j < s; ++j)
          entries.emplace_back(index(k, i), index(j, i), -step.amount(k) * step.slope(c.data(), j) * open[j]);
      }
  }
  Matrix matrix(rest.size(), rest.size());
  matrix.setFromTriplets(entries.begin(), entries.end());
  Eigen::SparseLU<Matrix> direct(matrix);
  REQUIRE(direct.info() == Eigen::Success);
  const Vector moved = direct.solve(rest);
  std::vector<double> most(s, 0.0);
  for (std::size_t k = 0; k < s; ++k)
    for (std::size_t i = 0; i < n; ++i) most[k] = std::max(most[k], std::abs(moved[index(k, i)]));
  return most;
}

}  // namespace

TEST_CASE("fields: 500 random problems with reactions, solved as a sparse direct solver does") {
  int in_parts = 0;
  int fell_back = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Problem p = draw(random);
    const std::size_t s = p.specs.size();
    CoupledBench bench(lattice_of(p.size[0], p.size[1], p.size[2], p.spacing), p.specs,
                       [&](const double* c, double* r) {
                         std::fill_n(r, s, 0.0);
                         for (const Step& step : p.steps)
                           for (std::size_t k = 0; k < s; ++k) r[k] += step.amount(k) * step.rate(c);
                       });
    const std::size_t n = bench.lattice.sites();
    for (std::size_t k = 0; k < s; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        bench.c[k][i] = random.chance(0.7) ? p.start * random.uniform(0, 1) : 0;
        bench.uptake[k][i] = random.chance(0.3) ? p.uptake : 0;
        bench.source[k][i] = random.chance(0.3) ? p.source : 0;
      }
      if (p.mobility_jump > 1)
        for (std::size_t i = 0; i < n; ++i)
          bench.mobility[k].push_back(random.chance(0.5) ? 1 : 1 / p.mobility_jump);
      if (p.opens)
        for (std::size_t i = 0; i < n; ++i) bench.open[k].push_back(random.uniform(0.05, 1));
    }
    const CoupledBench::Fields before = bench.c;
    CoupledSolver::Report report;
    REQUIRE_NOTHROW(report = bench.advance(p.dt));
    CHECK(bench.least() >= 0);
    double most_there = 0;  // [unit um3] of all of them: what lies below its rounding may be owed whole
    for (const MassAccount& m : report.mass)
      most_there = std::max({most_there, m.before, m.after, m.sourced});
    for (const MassAccount& m : report.mass) {
      const double all = m.before + m.after + m.sourced + std::abs(m.reacted) + std::abs(m.through_sides) +
                         m.taken_up + m.decayed;
      CHECK(std::abs(m.gap()) <= 1e-12 * all);
      CHECK(std::abs(m.carried) <= 1e-2 * all + 1e-16 * most_there);
    }
    in_parts += report.parts > 1 ? 1 : 0;
    fell_back += report.fell_back ? 1 : 0;
    if (report.parts > 1) continue;
    CoupledBench::Fields after = bench.c;  // in the open volume
    CoupledBench::Fields first = bench.c;
    CoupledBench::Fields wanted = before;
    for (std::size_t k = 0; k < s; ++k)
      for (std::size_t i = 0; i < n; ++i) {
        const double open = bench.open[k].empty() ? 1 : bench.open[k][i];
        after[k][i] /= open;
        first[k][i] = (bench.mean[k][i] - stage_share * after[k][i]) / (1 - stage_share);
        if (!report.fell_back)
          wanted[k][i] = before[k][i] + (1 - stage_share) / stage_share * (open * first[k][i] - before[k][i]);
      }
    const auto largest = [&](std::size_t k) {
      double most = 0;
      for (const double v : bench.c[k]) most = std::max(most, v);
      for (const double v : before[k]) most = std::max(most, v);
      return std::max(most, 1e-9);
    };
    const double shift = report.fell_back ? 1 / p.dt : 1 / (stage_share * p.dt);
    const std::vector<double> last = correction(p, bench, shift, after, wanted);
    for (std::size_t k = 0; k < s; ++k) {
      CAPTURE(k);
      CHECK(last[k] <= 3 * p.specs[k].tolerance * largest(k) / (p.opens ? 0.05 : 1));
    }
    if (report.fell_back) continue;
    const std::vector<double> stage = correction(p, bench, shift, first, before);
    for (std::size_t k = 0; k < s; ++k)
      CHECK(stage[k] <= 3 * p.specs[k].tolerance * largest(k) / (p.opens ? 0.05 : 1));
  }
  MESSAGE("in parts: ", in_parts, ", by backward Euler: ", fell_back);
  CHECK(in_parts < 25);
}

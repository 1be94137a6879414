// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fields.hpp"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::SparseMatrix<double>;

struct Case {
  const char* what;
  std::int32_t nx, ny, nz;
  std::array<FieldSide, 6> sides;
};

const std::array<Case, 5> cases = {{
    {"closed 2D", 37, 75, 1, {}},
    {"periodic 2D",
     37,
     75,
     1,
     {wrapped_side, wrapped_side, wrapped_side, wrapped_side, closed_side, closed_side}},
    {"mixed 2D",
     75,
     38,
     1,
     {held_side(2), closed_side, wrapped_side, wrapped_side, closed_side, closed_side}},
    {"mixed 3D",
     13,
     21,
     18,
     {held_side(2), held_side(1), wrapped_side, wrapped_side, closed_side, held_side(3)}},
    {"periodic 3D",
     7,
     12,
     9,
     {wrapped_side, wrapped_side, wrapped_side, wrapped_side, wrapped_side, wrapped_side}},
}};

// The definition, site by site: rate c - div D grad c, and what the held sides bring in.
struct Definition {
  Matrix exchange;  // -div D grad
  Vector inflow;    // from the held sides
};

Definition define(const Lattice& lattice, const FieldSpec& spec) {
  const auto n = static_cast<Eigen::Index>(lattice.sites());
  const double w = spec.diffusion / (lattice.spacing() * lattice.spacing());
  const std::array<std::int32_t, 3> size = {lattice.nx(), lattice.ny(), lattice.nz()};
  std::vector<Eigen::Triplet<double>> entries;
  Definition d{Matrix(n, n), Vector::Zero(n)};
  for (Site s = 0; s < lattice.sites(); ++s) {
    const Coordinates at = lattice.coordinates(s);
    for (std::size_t side = 0; side < 6; ++side) {
      const std::size_t axis = side / 2;
      std::array<std::int32_t, 3> next = {at.x, at.y, at.z};
      next[axis] += side % 2 == 0 ? -1 : 1;
      const auto row = static_cast<Eigen::Index>(s);
      if (next[axis] < 0 || next[axis] >= size[axis]) {
        if (spec.sides[side].kind == FieldSide::Kind::no_flux) continue;
        if (spec.sides[side].kind == FieldSide::Kind::dirichlet) {
          entries.emplace_back(row, row, 2 * w);
          d.inflow[row] += 2 * w * spec.sides[side].value;
          continue;
        }
        next[axis] = (next[axis] + size[axis]) % size[axis];
      }
      const auto column = static_cast<Eigen::Index>(lattice.site({next[0], next[1], next[2]}));
      entries.emplace_back(row, row, w);
      entries.emplace_back(row, column, -w);
    }
  }
  d.exchange.setFromTriplets(entries.begin(), entries.end());
  return d;
}

Vector solve(const Definition& d, const Vector& rate, const Vector& rhs) {
  Matrix a = d.exchange;
  a += Matrix(rate.asDiagonal());
  const Eigen::SimplicialLDLT<Matrix> factors(a);
  REQUIRE(factors.info() == Eigen::Success);
  return factors.solve(rhs + d.inflow);
}

FieldBench bench_of(const Case& k, double diffusion) {
  FieldSpec spec = substance(diffusion, 0.05);
  spec.tolerance = 1e-13;
  spec.sides = k.sides;
  FieldBench bench(lattice_of(k.nx, k.ny, k.nz, 20), spec);
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    bench.uptake[s] = patchy(s, 0.02);
    bench.source[s] = s % 7 == 0 ? 1.0 : 0.1;
    bench.c[s] = 3 + std::cos(static_cast<double>(s % 61));
  }
  return bench;
}

Vector vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size()));
}

double difference(const std::vector<double>& ours, const Vector& theirs) {
  return (vector_of(ours) - theirs).cwiseAbs().maxCoeff() / theirs.cwiseAbs().maxCoeff();
}

}  // namespace

TEST_CASE("fields: steady states with hundredfold jumps of uptake agree with a sparse direct solve") {
  for (const Case& k : cases) {
    CAPTURE(k.what);
    FieldBench bench = bench_of(k, 1.2e5);
    const Definition d = define(bench.lattice, bench.solver.spec());
    const Vector rate = vector_of(bench.uptake).array() + 0.05;
    bench.solve_steady();
    CHECK(difference(bench.c, solve(d, rate, vector_of(bench.source))) < 1e-9);
  }
}

TEST_CASE("fields: a second-order step agrees with its two stages solved directly") {
  const double dt = 1.0;
  const double g = 1 - 1 / std::sqrt(2.0);
  for (const Case& k : cases) {
    CAPTURE(k.what);
    FieldBench bench = bench_of(k, 600);
    const Definition d = define(bench.lattice, bench.solver.spec());
    const Vector c = vector_of(bench.c);
    const Vector source = vector_of(bench.source);
    const Vector rate = vector_of(bench.uptake).array() + 0.05 + 1 / (g * dt);
    const Vector first = solve(d, rate, c / (g * dt) + source);
    const Vector start = c + (1 - g) / g * (first - c);
    const Vector second = solve(d, rate, start / (g * dt) + source);
    CHECK_FALSE(bench.advance(dt).fell_back);
    CHECK(difference(bench.c, second) < 1e-11);
    CHECK(difference(bench.mean, (1 - g) * first + g * second) < 1e-11);
  }
}

TEST_CASE("fields: the fallback agrees with a backward Euler step solved directly") {
  const double dt = 60.0;
  for (const Case& k : cases) {
    CAPTURE(k.what);
    FieldBench bench = bench_of(k, 60);
    std::fill(bench.source.begin(), bench.source.end(), 0.0);
    const Definition d = define(bench.lattice, bench.solver.spec());
    const Vector rate = vector_of(bench.uptake).array() + 0.05 + 1 / dt;
    const Vector next = solve(d, rate, vector_of(bench.c) / dt);
    CHECK(bench.advance(dt).fell_back);
    CHECK(difference(bench.c, next) < 1e-11);
  }
}

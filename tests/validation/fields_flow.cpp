// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a fluid carries while it diffuses, by manufactured solutions oblique to the grid, and the diffusion
// that the scheme adds of its own.
#include "engine/field/advection.hpp"
#include "tests/support/fields.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double length = 400;  // [um] of the box, which is periodic
constexpr double speed = 3;     // [um/min]
constexpr double k = 2 * pi / length;

/// Each component hangs on the other coordinates only, so that as much comes as goes, face by face.
std::array<double, 3> velocity(const std::array<double, 3>& x, int dimensions) {
  if (dimensions == 2)
    return {speed * (1 + 0.5 * std::sin(k * x[1])), speed * (0.7 + 0.5 * std::cos(k * x[0])), 0};
  return {speed * (1 + 0.4 * std::sin(k * x[1]) * std::cos(k * x[2])),
          speed * (0.7 + 0.4 * std::cos(k * x[2])), speed * (0.5 + 0.4 * std::sin(k * (x[0] + x[1])))};
}

double phase(const std::array<double, 3>& x, double t, int dimensions) {
  return k * (x[0] + x[1] + (dimensions == 3 ? x[2] : 0)) - 0.02 * t;
}
double level(const std::array<double, 3>& x, double t, int dimensions) {
  return 2 + std::sin(phase(x, t, dimensions));
}
double source(const std::array<double, 3>& x, double t, double diffusion, int dimensions) {
  const std::array<double, 3> v = velocity(x, dimensions);
  const double p = phase(x, t, dimensions);
  return std::cos(p) * (-0.02 + k * (v[0] + v[1] + v[2])) + dimensions * diffusion * k * k * std::sin(p);
}

/// Mean error after an hour.
double error(std::int32_t n, double diffusion, int dimensions) {
  const double h = length / n;
  const Lattice lattice = lattice_of(n, n, dimensions == 3 ? n : 1, h);
  std::array<FieldSide, 6> sides{};
  for (std::size_t side = 0; side < (dimensions == 3 ? 6U : 4U); ++side) sides[side] = wrapped_side;
  FieldSpec spec = substance(diffusion, 0);
  spec.sides = sides;
  spec.tolerance = 1e-8;
  FieldBench bench(lattice, spec);
  FieldAdvection advection(lattice, sides);
  FluidFlow flow(lattice);
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimensions); ++axis) {
    std::array<std::int32_t, 3> end = flow.size;
    ++end[axis];
    for (std::int32_t z = 0; z < end[2]; ++z)
      for (std::int32_t y = 0; y < end[1]; ++y)
        for (std::int32_t x = 0; x < end[0]; ++x) {
          std::array<double, 3> at = {h * (x + 0.5), h * (y + 0.5), h * (z + 0.5)};
          at[axis] -= h / 2;
          flow.v[axis][flow.face(axis, {x, y, z})] = velocity(at, dimensions)[axis];
        }
  }
  const auto each = [&](const auto& visit) {
    for (std::size_t i = 0; i < lattice.sites(); ++i) {
      const Coordinates c = lattice.coordinates(static_cast<Site>(i));
      visit(i, std::array<double, 3>{h * (c.x + 0.5), h * (c.y + 0.5), h * (c.z + 0.5)});
    }
  };
  each([&](std::size_t i, const auto& x) { bench.c[i] = level(x, 0, dimensions); });
  const double end = 60;
  const int steps = n;
  const double dt = end / steps;
  const Threads one(1);
  for (int step = 0; step < steps; ++step) {
    const double t = step * dt;
    advection.advance({.c = bench.c}, flow, dt / 2, one);
    each([&](std::size_t i, const auto& x) {
      bench.source[i] = source(x, t + dt / 2, diffusion, dimensions);
    });
    bench.advance(dt);
    advection.advance({.c = bench.c}, flow, dt / 2, one);
  }
  double sum = 0;
  each([&](std::size_t i, const auto& x) { sum += std::abs(bench.c[i] - level(x, end, dimensions)); });
  return sum / static_cast<double>(lattice.sites());
}

}  // namespace

TEST_CASE("fields with a fluid: second order oblique to the grid, at cell Peclet numbers of 0.1 to 100") {
  struct Case {
    int dimensions;
    std::int32_t n;
  };
  for (Case c : {Case{2, 32}, Case{3, 16}})
    for (const double peclet : {0.1, 1.0, 10.0, 100.0}) {
      if (c.dimensions == 3 && peclet == 1)
        c.n = 24;  // errors of both ways cancel in part, and the order comes late
      const double diffusion = speed * (length / c.n) / peclet;
      const double coarse = error(c.n, diffusion, c.dimensions);
      const double fine = error(2 * c.n, diffusion, c.dimensions);
      CAPTURE(c.dimensions);
      CAPTURE(peclet);
      MESSAGE("errors ", coarse, ", ", fine, ": order ", std::log2(coarse / fine));
      CHECK(std::log2(coarse / fine) > 1.8);
      if (c.dimensions == 3) c.n = 16;
    }
}

TEST_CASE("fields with a fluid: the diffusion that the scheme adds is a small share of that of upwind") {
  // A hill of Gauss that goes obliquely: what its variance gains, over what first-order upwind adds, v h / 2
  // along each axis.
  const std::int32_t n = 120;
  const double h = 10;
  const Lattice lattice = lattice_of(n, n, 1, h);
  const std::array<FieldSide, 6> sides = {wrapped_side, wrapped_side, wrapped_side,
                                          wrapped_side, closed_side,  closed_side};
  for (const double width : {3.0, 6.0}) {  // [sites]
    FieldAdvection advection(lattice, sides);
    FluidFlow flow(lattice);
    const std::array<double, 2> v = {2, 1.2};
    for (double& x : flow.v[0]) x = v[0];
    for (double& y : flow.v[1]) y = v[1];
    std::vector<double> c(lattice.sites());
    const auto hill = [&](double x, double y) {
      return std::exp(-(x * x + y * y) / (2 * width * width * h * h));
    };
    for (std::size_t i = 0; i < c.size(); ++i) {
      const Coordinates at = lattice.coordinates(static_cast<Site>(i));
      c[i] = hill(h * (at.x - 30), h * (at.y - 40));
    }
    const auto variance = [&] {
      double mass = 0;
      std::array<double, 2> mean{};
      std::array<double, 2> square{};
      for (std::size_t i = 0; i < c.size(); ++i) {
        const Coordinates at = lattice.coordinates(static_cast<Site>(i));
        mass += c[i];
        mean[0] += c[i] * at.x;
        mean[1] += c[i] * at.y;
        square[0] += c[i] * at.x * at.x;
        square[1] += c[i] * at.y * at.y;
      }
      double sum = 0;
      for (std::size_t a = 0; a < 2; ++a) sum += (square[a] - mean[a] * mean[a] / mass) / mass;
      return sum * h * h;
    };
    const double before = variance();
    const double time = 250;
    for (int step = 0; step < 50; ++step) advection.advance({.c = c}, flow, time / 50, Threads(1));
    const double added = (variance() - before) / (2 * time);  // sum over both axes [um2/min]
    const double upwind = (v[0] + v[1]) * h / 2;
    MESSAGE("hill of ", width, " sites: false diffusion ", added / upwind, " of upwind's");
    CHECK(std::abs(added / upwind) < (width < 4 ? 0.08 : 0.02));
  }
}

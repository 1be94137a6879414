// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V22: the pressure of the fluid between the cells of a sphere (Baxter and Jain 1989): vessels let fluid out,
// lymph takes none, and at the surface the pressure is that of the tissue around, 0.
#include "tests/support/coupled.hpp"
#include "tests/support/near.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

// Numbers of the paper, from memory (docs/methods/fields.md): Lp 2.8e-7 cm/(mmHg s), S/V 200 /cm, K 4.13e-8
// cm2/(mmHg s), p_v 15.6, pi_v 20, pi_i 15 mmHg, sigma 0.82.
constexpr double filtration = 2.8e-7 * 200 * 60;     // [1/(mmHg min)]
constexpr double conductivity = 4.13e-8 * 1e8 * 60;  // [um2/(mmHg min)]
constexpr double effective = 15.6 - 0.82 * 5;        // [mmHg]

double exact(double r, double radius) {
  const double alpha = radius * std::sqrt(filtration / conductivity);
  if (r == 0) return effective * (1 - alpha / std::sinh(alpha));
  return effective * (1 - std::sinh(alpha * r / radius) / (r / radius * std::sinh(alpha)));
}

/// Flow per area [um/min] at r.
double exact_flow(double r, double radius) {
  const double step = 1e-3 * radius;
  return -conductivity * (exact(r + step, radius) - exact(r - step, radius)) / (2 * step);
}

struct Solved {
  double pressure = 0;  ///< largest error within the sphere, over p_e
  double flow = 0;      ///< of the flow through faces along x, over that at the surface
};

/// An octant; sites beyond the surface have the pressure that the closed form goes on to.
Solved solve(double radius, double h) {
  const auto n = static_cast<std::int32_t>(radius / h) + 3;
  FieldSpec spec = substance(conductivity, 0);
  spec.steady = true;
  spec.tolerance = 1e-10;
  CoupledBench bench(lattice_of(n, n, n, h), {spec});
  const Lattice& l = bench.lattice;
  std::vector<double> r;
  for (std::size_t i = 0; i < l.sites(); ++i) {
    const Coordinates c = l.coordinates(static_cast<Site>(i));
    r.push_back(h * std::hypot(c.x + 0.5, c.y + 0.5, c.z + 0.5));
    const bool inside = r.back() < radius;
    constexpr double fast = 1e9;
    bench.uptake[0][i] = inside ? filtration : fast;
    bench.source[0][i] = inside ? filtration * effective : fast * exact(r.back(), radius);
  }
  bench.advance(1);
  Solved out;
  for (std::size_t i = 0; i < l.sites(); ++i) {
    if (r[i] > radius) continue;
    out.pressure = std::max(out.pressure, std::abs(bench.c[0][i] - exact(r[i], radius)) / effective);
    const Coordinates c = l.coordinates(static_cast<Site>(i));
    const double v = -conductivity * (bench.c[0][l.site({c.x + 1, c.y, c.z})] - bench.c[0][i]) / h;
    const double x = h * (c.x + 1);
    const double face = std::hypot(x, h * (c.y + 0.5), h * (c.z + 0.5));
    out.flow = std::max(out.flow, std::abs(v - exact_flow(face, radius) * x / face));
  }
  out.flow /= exact_flow(radius, radius);
  return out;
}

}  // namespace

TEST_CASE("V22: the reference numbers follow from the closed form") {
  struct Row {
    double radius, alpha, middle, near_surface, flow;
  };
  for (const Row& row : {Row{1000, 3.682, 0.81455, 0.23169, 0.1276},
                         Row{2000, 7.365, 0.99067, 0.46799, 0.1511}, Row{5000, 18.411, 1, 0.82374, 0.1654}}) {
    CHECK(row.radius * std::sqrt(filtration / conductivity) == test::near(row.alpha, 2e-4));
    CHECK(exact(0, row.radius) / effective == test::near(row.middle, 2e-5));
    CHECK(exact(0.9 * row.radius, row.radius) / effective == test::near(row.near_surface, 2e-5));
    CHECK(exact_flow(row.radius, row.radius) / 60 == test::near(row.flow, 1e-3));
  }
}

TEST_CASE("V22: the pressure in a sphere and the flow that follows from it are of second order") {
  for (const double radius : {1000.0, 2000.0}) {
    const double alpha = radius * std::sqrt(filtration / conductivity);
    const double h = radius / (5 * alpha);
    const Solved coarse = solve(radius, h);
    const Solved fine = solve(radius, h / 2);
    CAPTURE(radius);
    CHECK(coarse.pressure < 0.01);
    CHECK(std::log2(coarse.pressure / fine.pressure) > 1.8);
    CHECK(std::log2(coarse.flow / fine.flow) > 1.6);
  }
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Uptake that saturates and binding that is used up, in a sphere and around a vessel: closed forms, and
// radial solutions by another program (docs/methods/reactions.md).
#include "tests/support/coupled.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

/// An octant of a ball whose surface is held: sites outside are kept at a level, and lead so well that their
/// faces to the ball have it.
struct Ball {
  CoupledBench bench;
  std::vector<bool> inside;
  double volume = 0;  // [um3] of the octant

  Ball(double radius, double h, const std::vector<FieldSpec>& specs, const TestKinetics::Rates& rates,
       double level, double open)
      : bench(lattice_of(sites(radius, h), sites(radius, h), sites(radius, h), h), specs, rates) {
    constexpr double fast = 1e7;
    const Lattice& l = bench.lattice;
    bench.mobility[0].assign(l.sites(), 1);
    bench.open[0].assign(l.sites(), open);
    for (std::size_t i = 0; i < l.sites(); ++i) {
      const Coordinates c = l.coordinates(static_cast<Site>(i));
      const double r = h * std::hypot(c.x + 0.5, c.y + 0.5, c.z + 0.5);
      inside.push_back(r < radius);
      if (inside.back()) {
        volume += h * h * h;
        continue;
      }
      bench.mobility[0][i] = 1e3;
      bench.uptake[0][i] = fast;
      bench.source[0][i] = fast * level;
      bench.c[0][i] = level * open;
    }
  }
  static std::int32_t sites(double radius, double h) { return static_cast<std::int32_t>(radius / h) + 2; }
  /// Of the ball with this volume.
  [[nodiscard]] double radius() const { return std::cbrt(8 * volume * 3 / (4 * 3.14159265358979)); }
};

FieldSpec rough(double diffusion) {
  FieldSpec spec = substance(diffusion, 0);
  spec.tolerance = 1e-4;
  return spec;
}

/// Radius of the ball in which the level is below `under` [um].
double core(double radius, double h, double surface, double half, double under) {
  constexpr double d = 2000 * 60;  // [um2/min]
  constexpr double a = 22.1 * 60;  // [mmHg/min]
  FieldSpec oxygen = rough(d);
  oxygen.steady = true;
  Ball ball(
      radius, h, {oxygen}, [=](const double* c, double* r) { r[0] = -a * c[0] / (half + c[0]); }, surface, 1);
  ball.bench.advance(1);
  double volume = 0;
  for (std::size_t i = 0; i < ball.inside.size(); ++i)
    if (ball.inside[i] && ball.bench.c[0][i] < under) volume += h * h * h;
  // Of the same share of the ball that was asked for.
  return radius * std::cbrt(volume / ball.volume);
}

}  // namespace

TEST_CASE("V5: the anoxic core under zero-order uptake, which Michaelis-Menten comes to with a small half") {
  struct Case {
    double surface, radius, core;
  };
  for (const Case& c : {Case{100, 300, 129.20}, Case{100, 400, 243.52}, Case{38, 300, 206.87}})
    for (const double h : {20.0, 10.0}) {
      CAPTURE(c.radius);
      CAPTURE(h);
      CHECK(std::abs(core(c.radius, h, c.surface, 1e-3, 0.05) - c.core) < h);
    }
}

TEST_CASE("V5: with a half of 1 mmHg the rim is that of the radial solution") {
  // Depth [um] at which the level falls below 2.5 mmHg, all cells alive: solved along the radius by another
  // program.
  struct Case {
    double surface, radius, rim;
  };
  for (const Case& c : {Case{38, 250, 84.9}, Case{100, 250, 190.3}, Case{160, 400, 203.7}})
    for (const double h : {20.0, 10.0}) {
      CAPTURE(c.surface);
      CAPTURE(h);
      CHECK(std::abs(c.radius - core(c.radius, h, c.surface, 1, 2.5) - c.rim) < h);
    }
  CHECK(core(250, 10, 160, 1, 2.5) == 0);  // no core at all
}

TEST_CASE("V6: the Krogh cylinder under zero-order uptake") {
  // p = pc + (M/4D)(r^2 - Rc^2) - (M Rt^2/2D) ln(r/Rc); levels at the vessel from the closed form.
  constexpr double d = 2000 * 60;
  for (const double m : {5.0, 10.0, 22.1})
    for (const double h : {2.5, 1.25}) {
      const double rt = m == 5.0 ? 100 : m == 10.0 ? 75 : 55;  // somewhat within the lethal corner
      const double rc = 5;
      const auto exact = [&](double r) {
        return 40 + m * 60 / (4 * d) * (r * r - rc * rc) - m * 60 * rt * rt / (2 * d) * std::log(r / rc);
      };
      FieldSpec oxygen = rough(d);
      oxygen.tolerance = 1e-6;
      oxygen.steady = true;
      const auto n = static_cast<std::int32_t>(rt / h) + 2;
      CoupledBench bench(lattice_of(n, n, 1, h), {oxygen},
                         [&](const double* c, double* r) { r[0] = -m * 60 * c[0] / (1e-4 + c[0]); });
      bench.mobility[0].assign(bench.lattice.sites(), 1);
      double worst = 0;
      std::vector<double> radius;
      for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
        const Coordinates c = bench.lattice.coordinates(static_cast<Site>(i));
        const double r = h * std::hypot(c.x + 0.5, c.y + 0.5);
        radius.push_back(r);
        if (r > rt) bench.mobility[0][i] = 0;
        if (r > rc + 2 * h) continue;
        bench.uptake[0][i] = 1e9;
        bench.source[0][i] = 1e9 * exact(r);
      }
      for (double& c : bench.c[0]) c = 10;
      bench.advance(1);
      for (std::size_t i = 0; i < radius.size(); ++i)
        if (radius[i] < rt - 2 * h) worst = std::max(worst, std::abs(bench.c[0][i] - exact(radius[i])));
      CAPTURE(m);
      CAPTURE(h);
      CHECK(worst < 0.01 * 40);
    }
}

namespace {

constexpr double open_share = 0.24;
constexpr double diffusion = 600;  // [um2/min] of the level of the tissue
constexpr double receptors = 150;  // [nM]
constexpr double outside = 20;     // [nM] in the open volume

struct Front {
  double slope = 0;  // of 1 - 3 rho^2 + 2 rho^3 (and its first correction) by its closed form
  double bound = 0;  // share of the receptors after `minutes`
};

/// Antibody enters a ball of receptors.
Front enter(double h, double dt, double on, double kd, double minutes) {
  Ball ball(
      150, h, {rough(diffusion), rough(0), rough(0)},
      [=](const double* c, double* r) {
        const double v = on * c[0] / open_share * c[1] - on * kd * c[2];
        r[0] = r[1] = -v;
        r[2] = v;
      },
      outside, open_share);
  std::size_t count = 0;
  for (std::size_t i = 0; i < ball.inside.size(); ++i)
    if (ball.inside[i]) {
      ball.bench.c[1][i] = receptors;
      ++count;
    }
  const double radius = ball.radius();
  const double storage = open_share * outside / receptors;
  double xx = 0;
  double xy = 0;
  Front front;
  for (double t = dt; t < minutes + dt / 2; t += dt) {
    ball.bench.advance(dt);
    double bound = 0;
    for (std::size_t i = 0; i < ball.inside.size(); ++i)
      if (ball.inside[i]) bound += ball.bench.c[2][i];
    front.bound = bound / receptors / static_cast<double>(count);
    const double rho = std::cbrt(std::max(0.0, 1 - front.bound));
    const double y = 1 - 3 * rho * rho + 2 * rho * rho * rho + storage * (1 - rho) * (1 - rho);
    const double x = 6 * open_share * diffusion * outside * t / (receptors * radius * radius);
    if (rho < 0.15) break;
    xx += x * x;
    xy += x * y;
  }
  front.slope = xy / xx;
  return front;
}

}  // namespace

TEST_CASE("a binding front enters a sphere as 1 - 3 rho^2 + 2 rho^3 says, for any spacing and step") {
  for (const double h : {20.0, 10.0})
    for (const double dt : {8.0, 2.0}) {
      CAPTURE(h);
      CAPTURE(dt);
      CHECK(std::abs(enter(h, dt, 0.01, 0.02, 160).slope - 1) < 0.05);
    }
}

TEST_CASE(
    "a binding front goes out from a vessel as its wall and the tissue let it, for any spacing and step") {
  // Krogh's cylinder: AUC/[Ag] = (r^2 - Rc^2) / (2 Rc P) + (r^2 ln(r/Rc) / 2 - (r^2 - Rc^2) / 4) / (open D).
  constexpr double rc = 8;
  constexpr double rk = 75;
  for (const double permeability : {0.18, 18.0})  // [um/min]: the wall limits, the tissue does
    for (const double h : {permeability < 1 ? 5.0 : 2.5, permeability < 1 ? 2.5 : 1.25})
      for (const double dt : {8.0, 2.0}) {
        const double blood =
            permeability < 1 ? 1000 : 20;  // [nM]; behind the front far less is free than bound
        const double limit = 180;          // [min] in which the front crosses most of it
        const auto n = static_cast<std::int32_t>(rk / h) + 1;
        CoupledBench bench(lattice_of(n, n, 1, h), {rough(diffusion), rough(0), rough(0)},
                           [](const double* c, double* r) {
                             const double v = 0.05 * c[0] / open_share * c[1] - 0.05 * 0.02 * c[2];
                             r[0] = r[1] = -v;
                             r[2] = v;
                           });
        bench.open[0].assign(bench.lattice.sites(), open_share);
        bench.mobility[0].assign(bench.lattice.sites(), 0);
        std::vector<std::size_t> wall;
        double tissue = 0;  // [sites]
        for (std::size_t i = 0; i < bench.lattice.sites(); ++i) {
          const Coordinates c = bench.lattice.coordinates(static_cast<Site>(i));
          const double r = h * std::hypot(c.x + 0.5, c.y + 0.5);
          if (r < rc || r > rk) continue;
          bench.mobility[0][i] = 1;
          bench.c[1][i] = receptors;
          tissue += 1;
          if (r < rc + h) wall.push_back(i);
        }
        // A quarter of the wall, over the volume of the sites that lie at it.
        const double k =
            permeability * 2 * 3.14159265358979 * rc / 4 / (h * h * static_cast<double>(wall.size()));
        for (const std::size_t i : wall) {
          bench.uptake[0][i] = k;
          bench.source[0][i] = k * blood;
        }
        double xx = 0;
        double xy = 0;
        for (double t = dt; t < limit + dt / 2; t += dt) {
          bench.advance(dt);
          double bound = 0;
          for (const double b : bench.c[2]) bound += b;
          const double r2 = rc * rc + bound / receptors / tissue * (rk * rk - rc * rc);
          const double y = (r2 - rc * rc) / (2 * rc * permeability) +
                           (r2 * std::log(r2 / rc / rc) / 4 - (r2 - rc * rc) / 4) / (open_share * diffusion);
          const double x = blood * t / receptors;
          xx += x * x;
          xy += x * y;
        }
        CAPTURE(permeability);
        CAPTURE(h);
        CAPTURE(dt);
        CHECK(std::abs(xy / xx - 1) < 0.05);
      }
}

TEST_CASE("the affinity matters to a binding front only where the dissociation constant is not far below") {
  const double tight = enter(10, 4, 0.01, 0.02, 24).bound;
  CHECK(enter(10, 4, 0.01, 0.2, 24).bound == test::near(tight, 0.02));
  CHECK(enter(10, 4, 0.01, 6, 24).bound < 0.87 * tight);  // 0.3 of what is outside
  CHECK(enter(10, 4, 0.01, 60, 24).bound < 0.6 * tight);  // three times
}

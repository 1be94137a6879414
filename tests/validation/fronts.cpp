// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V7: the front of Fisher, Kolmogorov, Petrovsky and Piscounov on a lattice. V8: what counting cells one by
// one makes of it. Both fronts are pulled: their speed is the least of ln G(x)/(x dt) over the decays x
// [1/site] of exp(-x i), G the factor by which a step multiplies such an edge.
#include "tests/support/near.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <memory>
#include <numbers>

namespace tilscape {
namespace {

using test::WorldBuilder;

constexpr double pi = std::numbers::pi;

struct Pulled {
  double speed = 1e300;  ///< [site/min]
  double decay = 0;      ///< [1/site] of the edge of that speed
};

/// `rate`: growth per minute of an edge of a decay.
template <class Rate>
Pulled pulled(const Rate& rate) {
  Pulled best;
  for (double x = 1e-3; rate(x) / x < best.speed; x += 1e-3) best = {rate(x) / x, x};
  return best;
}

/// Cells that set a signal free in proportion to its level, and take it up in proportion to it too: the level
/// follows r c (1 - c/full).
class Relay final : public Behaviour {
 public:
  Relay(double rate, double full) : rate_(rate), full_(full) {}
  [[nodiscard]] std::string name() const override { return "relay"; }
  [[nodiscard]] bool exchanges(FieldId) const override { return true; }
  void exchange(FieldId field, const Batch& batch, const View& view, SiteSums& sums) const override {
    for (const Site s : batch.sites()) {
      const double c = view.world.fields[field.value].values[s];
      sums.add_source(s, rate_ * c);
      sums.add_uptake(s, rate_ * c / full_);
    }
  }

 private:
  double rate_, full_;
};

/// Where the level falls through half of `full` [site].
double edge(const std::vector<double>& c, double half) {
  std::size_t i = c.size() - 1;
  while (i > 0 && c[i] < half) --i;
  return static_cast<double>(i) + (c[i] - half) / (c[i] - c[i + 1]);
}

/// Speed [site/min] between t = 50/r and 80/r, D = h^2/min, relay at `rate`; what a front lacks at finite
/// times (Bramson 1983: 3/(2x) ln t sites) is added.
double field_front(double rate, double dt, const Pulled& expected) {
  constexpr double h = 20;
  constexpr double full = 1e4;  // far above what the sums over a site resolve, 2^-44
  const double from = 50 / rate;
  const double to = 80 / rate;
  const auto sites = static_cast<std::int32_t>(expected.speed * to) + 60;
  WorldBuilder builder({.nx = sites, .ny = 1, .spacing = h}, dt);
  builder.substance({.name = "signal", .unit = "nM", .diffusion = h * h, .tolerance = 1e-13});
  builder.type("cell", 8);
  builder.params().types[0].behaviours.push_back(std::make_shared<Relay>(rate, full));
  Simulation run = builder.build();
  for (Site s = 0; s < static_cast<Site>(sites); ++s) run.place(TypeId{0}, s);
  auto& c = run.world().fields[0].values;
  for (std::size_t i = 0; i < 10; ++i) c[i] = full;
  run.start();
  while (run.world().time() < from - dt / 2) run.step();
  const double before = edge(c, full / 2);
  while (run.world().time() < to - dt / 2) run.step();
  return (edge(c, full / 2) - before + 1.5 / expected.decay * std::log(to / from)) / (to - from);
}

TEST_CASE("V7: a front on a lattice has the speed of its edge, not the continuum's") {
  struct Case {
    double coarseness;  // h sqrt(r/D)
    double ratio;       // exact speed over 2 sqrt(r D)
  };
  for (const Case& k : std::array<Case, 3>{{{0.5, 1.01004}, {1, 1.03672}, {2, 1.11671}}}) {
    CAPTURE(k.coarseness);
    const double rate = k.coarseness * k.coarseness;
    const auto hops = [](double x) { return 2 * (std::cosh(x) - 1); };
    const Pulled exact = pulled([&](double x) { return rate + hops(x); });
    CHECK(exact.speed / (2 * std::sqrt(rate)) == test::near(k.ratio, 1e-5));
    // Steps of the engine: the source of the step's start, two implicit stages (docs/methods/fields.md).
    std::array<double, 2> speed;
    for (std::size_t i = 0; i < 2; ++i) {
      const double dt = (i == 0 ? 0.04 : 0.02) / rate;
      const Pulled stepped = pulled([&](double x) {
        const double z = hops(x) * dt;
        const double g = 1 - 1 / std::numbers::sqrt2;
        const double r = (1 + (1 - 2 * g) * z) / ((1 - g * z) * (1 - g * z));
        return std::log(r + rate * dt * (r - 1) / z) / dt;
      });
      speed[i] = field_front(rate, dt, stepped);
      CHECK(speed[i] == test::near(stepped.speed, 0.005));
    }
    CHECK(2 * speed[1] - speed[0] == test::near(exact.speed, 0.005));
  }
}

/// Cells on a line that hop and divide, at 1/min while their site is empty and less the nearer it is to
/// `full`.
struct Growing {
  static constexpr double dt = 0.1;    // [min]
  static constexpr double hops = 2;    // [1/min] in the four directions of the lattice
  static constexpr double growth = 1;  // [1/min]

  /// Growth [1/min] of an edge exp(-x i): a daughter takes the own site or one of the two beside it.
  static double rate(double x) {
    const double hop = -std::log1p(-hops * dt) / dt;  // as a hazard (agents/behaviours/walk.cpp)
    const double act = -std::expm1(-(hop + growth) * dt);
    const double gain = growth * (1 + 2 * std::cosh(x)) / 3 + hop * (2 * std::cosh(x) - 2) / 4;
    return std::log1p(act * gain / (hop + growth)) / dt;
  }

  /// Speed [site/min] from t = `from` to `to`.
  static double front(int full, double from, double to, std::uint64_t seed) {
    constexpr double h = 20;
    WorldBuilder builder({.nx = 300, .ny = 1, .spacing = h, .neighbourhood = Neighbourhood::von_neumann}, dt,
                         seed);
    builder.params().capacity = 255;
    const std::string rate = "max(0, 1 - here(cell) / " + std::to_string(full) + ")";
    builder.type("cell", 1)
        .does("divide", test::divide_values(test::exponential(1 / growth), "here_or_neighbour", rate.c_str()))
        .does("walk", test::walk_values(hops * h));
    Simulation run = builder.build();
    for (Site s = 0; s < 20; ++s)
      for (int i = 0; i < full; ++i) run.place(TypeId{0}, s);
    run.start();
    // Sites that are half full at least: cells go on to divide, ever more slowly, where hops leave room.
    const auto place = [&] {
      std::vector<double> cells(run.params().lattice.sites(), 0);
      for (const Site s : run.world().populations[0].site) ++cells[s];
      return static_cast<double>(
          std::count_if(cells.begin(), cells.end(), [&](double c) { return 2 * c >= full; }));
    };
    while (run.world().time() < from - dt / 2) run.step();
    const double before = place();
    while (run.world().time() < to - dt / 2) run.step();
    return (place() - before) / (to - from);
  }
};

TEST_CASE("V8: cells that are counted one by one slow the front, as 1/ln^2 of their number") {
  const Pulled limit = pulled(Growing::rate);
  const auto speed = [](double x) { return Growing::rate(x) / x; };
  const double x = limit.decay;
  const double bend = (speed(x + 0.01) - 2 * speed(x) + speed(x - 0.01)) / 1e-4;
  double last = 0;
  for (const int n : {10, 50, 200}) {
    CAPTURE(n);
    const double v = Growing::front(n, 30, 120, 1);
    CHECK(v > last);
    CHECK(v < limit.speed);
    last = v;
    // Brunet and Derrida 1997; the next order, ln N + 3 ln ln N for ln N, takes away half of it at these
    // numbers, and at 10 cells there is no order left.
    const double slow_down = pi * pi * x * x * bend / (2 * std::log(n) * std::log(n));
    if (n >= 50) CHECK((limit.speed - v) / slow_down == test::near(0.65, 0.3));
  }
}

}  // namespace
}  // namespace tilscape

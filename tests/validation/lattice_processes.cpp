// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V14: contact process. V15: voter model. V16: growth without death. Cells fill their sites; a site has four
// neighbours in 2D and six in 3D. `divide` gives each free neighbour the same chance, so the pace `room` (the
// share of the neighbours that are free) is a birth at every neighbour at rate/z, void where that one is
// occupied: the birth of all three models.
#include "tests/support/near.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>

namespace tilscape {
namespace {

using test::errors;
using test::WorldBuilder;

/// n sites along each of the dimensions, around which space is closed in itself; a line has walls beside it.
WorldBuilder one_per_site(int dimensions, std::int32_t n, double dt, std::uint64_t seed) {
  const auto along = [&](int axis) { return dimensions > axis; };
  const auto side = [&](int axis) { return along(axis) ? Side::periodic : Side::closed; };
  WorldBuilder builder({.nx = n,
                        .ny = along(1) ? n : 1,
                        .nz = along(2) ? n : 1,
                        .sides = {side(0), side(1), side(2)},
                        .neighbourhood = Neighbourhood::von_neumann},
                       dt, seed);
  builder.params().capacity = 1;
  return builder;
}

double living(const Simulation& run) {
  double sum = 0;
  for (const Population& p : run.world().populations) sum += static_cast<double>(p.size());
  return sum;
}

void run_until(Simulation& run, double time) {
  const double half = run.params().step_length / 2;
  while (run.world().time() < time - half) run.step();
}

// --- V14

struct Spreading {
  double cells = 0;  ///< mean over the founders
  double alive = 0;  ///< share of the founders with offspring
};

/// Founders, each in the middle of a tile that its offspring hardly leaves, followed to some times; death
/// 1/min.
template <std::size_t N>
std::array<Spreading, N> contact(int dimensions, double birth, const std::array<double, N>& times,
                                 std::uint64_t seed) {
  constexpr double dt = 0.02;
  const std::int32_t tile = dimensions == 1 ? 160 : dimensions == 2 ? 64 : 32;
  const std::int32_t tiles = dimensions == 1 ? 256 : dimensions == 2 ? 16 : 6;
  WorldBuilder builder = one_per_site(dimensions, tile * tiles, dt, seed);
  const double share = dimensions == 1 ? 0.5 : 1;  // on a line two of the four are walls
  builder.type("cell", 1)
      .does("divide", test::divide_values(test::exponential(share / birth), "free_neighbour", "room"))
      .does("die", test::die_values("1 1/min"));
  Simulation run = builder.build();
  const Lattice& lattice = run.params().lattice;
  const auto middle = [&](std::int32_t x, int axis) {
    return dimensions > axis ? x % tile == tile / 2 : x == 0;
  };
  for (Site s = 0; s < lattice.sites(); ++s) {
    const Coordinates c = lattice.coordinates(s);
    if (middle(c.x, 0) && middle(c.y, 1) && middle(c.z, 2)) run.place(TypeId{0}, s);
  }
  const double founders = living(run);
  run.start();
  std::array<Spreading, N> result;
  for (std::size_t i = 0; i < N; ++i) {
    run_until(run, times[i]);
    std::vector<std::uint8_t> lives(static_cast<std::size_t>(tiles) * tiles * tiles, 0);
    for (const Site s : run.world().populations[0].site) {
      const Coordinates c = lattice.coordinates(s);
      lives[static_cast<std::size_t>(c.x / tile + tiles * (c.y / tile + tiles * (c.z / tile)))] = 1;
    }
    const auto alive = static_cast<double>(std::count(lives.begin(), lives.end(), 1));
    result[i] = {living(run) / founders, alive / founders};
  }
  return result;
}

TEST_CASE("V14: the contact process dies out below the critical rate of birth and grows above it") {
  // 3 % (6 % on a line) below and above 3.29785, 1.64877 and 1.31686.
  const std::array<std::array<double, 2>, 3> birth = {{{3.10, 3.50}, {1.60, 1.70}, {1.28, 1.355}}};
  const std::array<double, 3> late = {120, 60, 60};
  for (int dimensions = 1; dimensions <= 3; ++dimensions) {
    CAPTURE(dimensions);
    const auto which = static_cast<std::size_t>(dimensions - 1);
    const auto growth = [&](double rate) {
      std::array<Spreading, 2> sum;
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const auto found =
            contact(dimensions, rate, std::array<double, 2>{late[which] / 3, late[which]}, seed);
        for (std::size_t i = 0; i < 2; ++i) sum[i].cells += found[i].cells;
      }
      return sum[1].cells / sum[0].cells;
    };
    const double below = growth(birth[which][0]);
    const double above = growth(birth[which][1]);
    CHECK(below < 0.9);
    CHECK(above > 1.6);
  }
}

TEST_CASE("V14: at the critical rate of birth in 2D, cells and survival follow their exponents") {
  constexpr std::array<double, 2> times = {5, 30};
  std::array<Spreading, 2> sum;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto found = contact(2, 1.64877, times, seed);
    for (std::size_t i = 0; i < 2; ++i) {
      sum[i].cells += found[i].cells;
      sum[i].alive += found[i].alive;
    }
  }
  // Of 10,240 founders an eighth live on: 3 % of their cells, so 0.02 of an exponent, and the exponents are
  // those of long times.
  const double span = std::log(times[1] / times[0]);
  CHECK(std::abs(std::log(sum[1].cells / sum[0].cells) / span - 0.2295) < 0.05);
  CHECK(std::abs(-std::log(sum[1].alive / sum[0].alive) / span - 0.4505) < 0.05);
}

// --- V15

/// A cell takes the state of a random neighbour: no state reads those of its neighbours, so a cell that dies
/// (1/min) makes room for a daughter of a random neighbour, which comes at once. The two types are alike.
WorldBuilder voters(int dimensions, std::int32_t n, double dt, std::uint64_t seed) {
  WorldBuilder builder = one_per_site(dimensions, n, dt, seed);
  for (const char* name : {"yes", "no"})
    builder.type(name, 1)
        .does("divide", test::divide_values(test::exponential(1e-4), "free_neighbour", "room"))
        .does("die", test::die_values("1 1/min"));
  return builder;
}

TEST_CASE("V15: one of two neutral types takes all with the chance of its share at the start") {
  // Lines of six between walls, two of them "yes": each of the 15 ways equally often.
  constexpr std::int32_t length = 6;
  constexpr std::int32_t lines = 3000;
  constexpr std::uint8_t yes = 0;
  constexpr std::uint8_t no = 1;
  constexpr std::uint8_t wall = 2;
  WorldBuilder builder = voters(1, lines * (length + 1), 0.1, 5);
  builder.type("wall", 1);
  Simulation run = builder.build();
  std::vector<std::array<std::uint8_t, length>> ways;
  for (std::size_t i = 0; i < length; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      ways.emplace_back();
      ways.back().fill(no);
      ways.back()[i] = ways.back()[j] = yes;
    }
  for (Site line = 0; line < lines; ++line) {
    const Site first = line * (length + 1);
    for (Site k = 0; k < length; ++k) run.place(TypeId{ways[line % ways.size()][k]}, first + k);
    run.place(TypeId{wall}, first + length);
  }
  run.start();
  run_until(run, 100);  // the last undecided line has waited for more than ten times their mean time
  std::vector<std::array<int, 2>> cells(lines);
  for (const std::uint8_t type : {yes, no})
    for (const Site s : run.world().populations[type].site) ++cells[s / (length + 1)][type];
  double won = 0;
  double decided = 0;
  for (const auto& c : cells) {
    won += c[yes] > 0 && c[no] == 0 ? 1 : 0;
    decided += (c[yes] > 0) != (c[no] > 0) ? 1 : 0;
  }
  CHECK(decided > 0.999 * lines);
  CHECK(errors(won / decided, 2.0 / length, std::sqrt(2.0 / 9 / decided)) < 4);
}

/// Share of pairs of neighbours that differ, from half of each type mixed, when `turns` of every cell have
/// been replaced: half the chance that the lines of descent of two neighbours, which are walks that go on at
/// 1 per turn each, have not met.
double unmet(int dimensions, double turns) {
  const std::int32_t n = dimensions == 1 ? 201 : dimensions == 2 ? 65 : 27;
  const Simulation space = one_per_site(dimensions, n, 1, 1).build();
  const Lattice& lattice = space.params().lattice;
  std::vector<double> apart(lattice.sites(), 1);
  std::vector<double> next = apart;
  const auto steps = static_cast<int>(std::ceil(turns / 0.02));
  const double hops = 2 * turns / steps / (2 * dimensions);
  apart[0] = next[0] = 0;
  for (int i = 0; i < steps; ++i) {
    for (Site s = 1; s < lattice.sites(); ++s) {
      double flow = 0;
      lattice.for_neighbours(s, [&](int, Site o) {
        if (o != no_site) flow += apart[o] - apart[s];
        return true;
      });
      next[s] = apart[s] + hops * flow;
    }
    apart.swap(next);
  }
  return apart[1] / 2;
}

TEST_CASE("V15: borders between two neutral types vanish as lines of descent meet, in 1D, 2D and 3D") {
  CHECK(unmet(1, 10) ==
        test::near(std::exp(-20.0) * (std::cyl_bessel_i(0, 20.0) + std::cyl_bessel_i(1, 20.0)) / 2, 0.01));
  for (int dimensions = 1; dimensions <= 3; ++dimensions) {
    CAPTURE(dimensions);
    const std::int32_t n = dimensions == 1 ? 40000 : dimensions == 2 ? 256 : 36;
    Simulation run = voters(dimensions, n, 0.02, 5).build();
    const Lattice& lattice = run.params().lattice;
    const Draws draws(11, 0);
    for (Site s = 0; s < lattice.sites(); ++s)
      run.place(TypeId{static_cast<std::uint8_t>(draws.of(Stream("types", 4)).below(2, s))}, s);
    run.start();
    run_until(run, 10);
    constexpr std::uint8_t nobody = 2;
    std::vector<std::uint8_t> who(lattice.sites(), nobody);
    double deaths = 0;
    for (std::uint8_t type = 0; type < 2; ++type) {
      for (const Site s : run.world().populations[type].site) who[s] = type;
      deaths += static_cast<double>(run.world().totals[type][static_cast<std::size_t>(Event::Kind::death)]);
    }
    double pairs = 0;
    double mixed = 0;
    for (Site s = 0; s < lattice.sites(); ++s)
      lattice.for_neighbours(s, [&](int, Site o) {
        if (o == no_site || who[s] == nobody || who[o] == nobody) return true;
        ++pairs;
        mixed += who[s] != who[o] ? 1 : 0;
        return true;
      });
    const double share = mixed / pairs;
    const double turns = deaths / static_cast<double>(lattice.sites());
    CHECK(turns > 8);
    CHECK(share == test::near(unmet(dimensions, turns), 0.04));
  }
}

// --- V16

TEST_CASE("V16: the front of cells that only divide roughens with the exponent 1/3 of its class") {
  constexpr std::int32_t width = 16384;
  WorldBuilder builder({.nx = width,
                        .ny = 90,
                        .sides = {Side::periodic, Side::closed, Side::closed},
                        .neighbourhood = Neighbourhood::von_neumann},
                       0.5, 1);
  builder.params().capacity = 1;
  builder.type("cell", 1).does("divide", test::divide_values(test::exponential(1), "free_neighbour", "room"));
  Simulation run = builder.build();
  for (Site s = 0; s < static_cast<Site>(width); ++s) run.place(TypeId{0}, s);
  run.start();
  /// Variance of the height of the columns.
  const auto roughness = [&](double time) {
    run_until(run, time);
    std::vector<std::int32_t> height(static_cast<std::size_t>(width), 0);
    for (const Site s : run.world().populations[0].site) {
      const Coordinates c = run.params().lattice.coordinates(s);
      auto& top = height[static_cast<std::size_t>(c.x)];
      top = std::max(top, c.y);
    }
    double mean = 0;
    double squares = 0;
    for (const std::int32_t h : height) {
      REQUIRE(h + 1 < run.params().lattice.ny());
      mean += h / static_cast<double>(width);
      squares += static_cast<double>(h) * h / width;
    }
    return squares - mean * mean;
  };
  const double early = roughness(8);
  const double late = roughness(128);
  CHECK(std::abs(std::log(late / early) / std::log(16.0) / 2 - 1.0 / 3) < 0.03);
}

}  // namespace
}  // namespace tilscape

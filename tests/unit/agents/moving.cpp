// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// walk and divide: room, sides, gradients and clocks.
#include "tests/support/look.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace test;

constexpr double for_ever = 1e12;

Lattice::Shape row(int n, Side side) {
  return {.nx = n,
          .ny = 1,
          .sides = {side, Side::closed, Side::closed},
          .neighbourhood = Neighbourhood::von_neumann};
}

int direction_x(const Lattice& lattice, int x) {
  for (int d = 0; d < lattice.directions(); ++d)
    if (lattice.offset(d) == Coordinates{x, 0, 0}) return d;
  throw std::logic_error("no such direction");
}

/// One walker that keeps its heading along x.
Simulation walker(const Lattice::Shape& shape, Site site, int x) {
  WorldBuilder builder(shape, 1, 2);
  builder.type("walker", 8).does("walk", walk_values(19, for_ever));
  Simulation run = builder.build();
  run.place(TypeId{0}, site);
  column<std::uint8_t>(run, 0, "heading")[0] =
      static_cast<std::uint8_t>(direction_x(run.params().lattice, x));
  run.start();
  return run;
}

TEST_CASE("walk: a periodic side leads to the opposite one") {
  Simulation run = walker(row(7, Side::periodic), 6, 1);
  const auto& site = run.world().populations[0].site;
  for (int i = 0; i < 20 && site[0] == 6; ++i) run.step();
  CHECK(site[0] == 0);
  CHECK(run.world().occupancy.load(0) == 8);
  CHECK(run.world().occupancy.load(6) == 0);
}

TEST_CASE("walk: a cell that steps over an open side has left") {
  Simulation run = walker(row(7, Side::open), 6, 1);
  steps(run, 20);
  CHECK(run.world().populations[0].size() == 0);
  CHECK(total(run, 0, Event::Kind::exit) == 1);
  CHECK(total(run, 0, Event::Kind::death) == 0);
  CHECK(run.world().occupancy.load(6) == 0);
}

TEST_CASE("walk: a closed side turns a cell round, it does not pass") {
  Simulation run = walker(row(7, Side::closed), 6, 1);
  const auto& population = run.world().populations[0];
  bool turned = false;
  for (int i = 0; i < 200; ++i) {
    run.step();
    REQUIRE(population.size() == 1);
    turned = turned || population.site[0] < 6;
  }
  CHECK(turned);
}

TEST_CASE("walk: a cell with no free room around it stays") {
  WorldBuilder builder({.nx = 3, .ny = 3}, 1, 2);
  builder.type("walker", 5).does("walk", walk_values(10));
  builder.type("wall", 4);
  Simulation run = builder.build();
  run.place(TypeId{0}, 4);
  for (Site s = 0; s < 9; ++s)
    if (s != 4) run.place(TypeId{1}, s);
  run.start();
  steps(run, 50);
  CHECK(run.world().populations[0].site[0] == 4);
}

TEST_CASE("walk: walkers never overfill a site, and the load is what stands there") {
  WorldBuilder builder({.nx = 12, .ny = 12}, 1, 2);
  builder.type("walker", 3).does("walk", walk_values(15, 3));
  Simulation run = builder.build();
  for (Site s = 0; s < 144; ++s) {
    run.place(TypeId{0}, s);
    if (s % 3 == 0) run.place(TypeId{0}, s);
  }
  run.start();
  const auto& site = run.world().populations[0].site;
  const std::vector<Site> before = site;
  for (int i = 0; i < 60; ++i) {
    run.step();
    for (Site s = 0; s < 144; ++s) {
      const auto here = std::count(site.begin(), site.end(), s);
      REQUIRE(here <= 2);
      REQUIRE(run.world().occupancy.load(s) == 3 * here);
    }
  }
  CHECK(site != before);
}

/// How far walkers came along x [um] where a level rises along x: the mean, and its standard error.
struct Drift {
  double mean, error;
  std::vector<Site> sites;
};
struct Pull {
  double bias = 1;
  double steep = 0;  ///< [1/um]
  double half = 0;
  double persistence = 0;
};

template <class Level>  // of x, in sites
Drift drift(const Pull& pull, const Level& level, int walkers, int n) {
  WorldBuilder builder({.nx = 161, .ny = 40, .neighbourhood = Neighbourhood::von_neumann}, 1, 4);
  builder.params().capacity = 255;
  builder.substance(still("chemokine", "nM"));
  builder.params().substances[0].period = 1000;
  builder.type("walker", 1)
      .does("walk", table({{"speed", number(4)},
                           {"persistence", number(pull.persistence)},
                           {"toward", word("chemokine")},
                           {"half", number(pull.half)},
                           {"steep", number(pull.steep)},
                           {"bias", number(pull.bias)},
                           {"packed", number(1)}}));
  Simulation run = builder.build();
  const Lattice& lattice = run.params().lattice;
  auto& there = run.world().fields[0].values;
  for (Site s = 0; s < lattice.sites(); ++s) there[s] = level(lattice.coordinates(s).x);
  for (int i = 0; i < walkers; ++i) run.place(TypeId{0}, lattice.site({60, i % 40, 0}));
  run.start();
  steps(run, n);
  const auto& sites = run.world().populations[0].site;
  double sum = 0;
  double squares = 0;
  for (const Site s : sites) {
    const double x = 20.0 * (lattice.coordinates(s).x - 60);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / walkers;
  return {mean, std::sqrt((squares / walkers - mean * mean) / walkers), sites};
}

/// A level that rises e-fold over a length [um], and its relative rise per length from a site to the next.
auto exponential_level(double length, double scale = 1) {
  return [=](int x) { return scale * std::exp(20 * (x - 60) / length); };
}
double relative_rise(double length) {
  return std::expm1(20 / length) / 20;
}

TEST_CASE("walk: up an exponential level it drifts at speed x bias g/(steep + g), whatever the level") {
  constexpr int n = 100;
  constexpr int walkers = 2000;
  double last = 0;
  for (const double length : {4000.0, 1000.0, 200.0}) {
    const double g = relative_rise(length);
    const double p = 0.8 * g / (0.002 + g);
    CAPTURE(length);
    const Drift low = drift({.bias = 0.8, .steep = 0.002}, exponential_level(length), walkers, n);
    CHECK(errors(low.mean, 4 * p * n, low.error) < 4);
    CHECK(low.mean > last);
    last = low.mean;
    // The same draws: a level a thousand times as high draws each cell to the same place.
    CHECK(drift({.bias = 0.8, .steep = 0.002}, exponential_level(length, 1024), walkers, n).sites ==
          low.sites);
  }
}

TEST_CASE("walk: a level that is high everywhere draws no cell") {
  const auto flat = [](int) { return 1e6; };
  const Drift nowhere = drift({.bias = 1}, flat, 2000, 100);
  CHECK(errors(nowhere.mean, 0, nowhere.error) < 4);
  CHECK(nowhere.sites == drift({.bias = 0}, flat, 2000, 100).sites);
}

TEST_CASE("walk: a persistent cell drifts as its headings turn up the gradient, one in P") {
  constexpr int n = 100;
  constexpr double P = 10;
  const double g = relative_rise(300);
  const double p = 0.6 * g / (0.002 + g);
  const Drift seen = drift({.bias = 0.6, .steep = 0.002, .persistence = P}, exponential_level(300), 4000, n);
  // A heading has been drawn anew within k steps with the chance 1 - q^k; a first one goes anywhere.
  const double q = std::exp(-1 / P);
  CHECK(errors(seen.mean, 4 * p * (n - q * (1 - std::pow(q, n)) / (1 - q)), seen.error) < 4);
}

TEST_CASE("walk: a trace, far below `half`, draws a cell less") {
  // c / (half + c) of the relative rise is left; over 5 steps the level hardly changes.
  constexpr int n = 5;
  const double length = 2e4;
  const double g = relative_rise(length) / (1 + 9);
  const Drift faint = drift({.bias = 1, .steep = 5e-6, .half = 9}, exponential_level(length), 8000, n);
  CHECK(errors(faint.mean, 4 * n * g / (5e-6 + g), faint.error) < 4);
}

TEST_CASE(
    "walk: where others fill a site a cell enters it more slowly, at `packed` where there is just room") {
  const auto hops = [](std::uint8_t wall, double packed) {
    WorldBuilder builder({.nx = 100, .ny = 200, .neighbourhood = Neighbourhood::von_neumann}, 1, 5);
    Values walk = walk_values(4, for_ever);
    walk.set("packed", number(packed));
    builder.type("wall", wall).type("walker", 1).does("walk", walk);
    Simulation run = builder.build();
    const Lattice& lattice = run.params().lattice;
    for (Site s = 0; s < lattice.sites(); ++s) run.place(TypeId{0}, s);
    for (int y = 0; y < 200; ++y) run.place(TypeId{1}, lattice.site({5, y, 0}));
    for (std::uint8_t& h : column<std::uint8_t>(run, 1, "heading"))
      h = static_cast<std::uint8_t>(direction_x(lattice, 1));
    run.start();
    steps(run, 100);
    std::size_t sum = 0;
    for (const Site s : run.world().populations[1].site)
      sum += static_cast<std::size_t>(lattice.coordinates(s).x - 5);
    return sum;
  };
  constexpr std::size_t tries = 200 * 100;
  CHECK(binomial(hops(7, 1), tries, 0.2));
  CHECK(binomial(hops(7, 0.3), tries, 0.2 * 0.3));
  CHECK(binomial(hops(4, 0.3), tries, 0.2 * (1 - 0.7 * 4 / 7)));
  CHECK(hops(7, 0) == 0);
}

WorldBuilder colony(const Lattice::Shape& shape, Values divide) {
  WorldBuilder builder(shape, 1, 6);
  builder.type("cell", 8).does("divide", divide);
  return builder;
}
const Value at_once = exponential(1e-9);

TEST_CASE("divide: the share that divides in a step is 1 - exp(-rate dt / T)") {
  Values v = divide_values(exponential(10), "here_or_neighbour", "2");
  WorldBuilder builder({.nx = 64, .ny = 64}, 1, 6);
  builder.type("cell", 1).does("divide", v);
  Simulation run = builder.build();
  for (Site s = 0; s < 4096; ++s) run.place(TypeId{0}, s);
  run.start();
  run.step();
  CHECK(binomial(total(run, 0, Event::Kind::division), 4096, 1 - std::exp(-0.2)));
  CHECK(run.world().populations[0].size() == 4096 + total(run, 0, Event::Kind::division));
}

TEST_CASE("divide: above the share `crowding` of occupied neighbours there is no division") {
  const auto born = [](int neighbours) {
    Values v = divide_values(at_once);
    v.set("crowding", number(0.5));
    WorldBuilder builder({.nx = 3, .ny = 3}, 1, 6);
    builder.type("wall", 1).type("cell", 7).does("divide", v);
    Simulation run = builder.build();
    run.place(TypeId{1}, 4);
    int placed = 0;
    for (Site s = 0; s < 9 && placed < neighbours; ++s)
      if (s != 4 && run.place(TypeId{0}, s).done) ++placed;
    run.start();
    run.step();
    return total(run, 1, Event::Kind::division);
  };
  CHECK(born(4) == 1);
  CHECK(born(5) == 0);
}

TEST_CASE("divide: where there is no room nobody is born") {
  Simulation run = colony({.nx = 4, .ny = 4}, divide_values(at_once)).build();
  for (Site s = 0; s < 16; ++s) run.place(TypeId{0}, s);
  run.start();
  steps(run, 5);
  CHECK(run.world().populations[0].size() == 16);
  CHECK(total(run, 0, Event::Kind::division) == 0);
}

TEST_CASE("divide: a limit of g divisions makes 2^g cells of one") {
  Values v = divide_values(at_once, "anywhere");
  v.set("limit", number(4));
  Simulation run = colony({.nx = 40, .ny = 40}, v).build();
  run.place(TypeId{0}, 800);
  run.start();
  steps(run, 60);
  CHECK(run.world().populations[0].size() == 16);
  for (const std::uint8_t g : column<std::uint8_t>(run, 0, "generation")) CHECK(g == 4);
}

TEST_CASE("divide: a clock divides when it has run down, at the pace `rate`") {
  for (const auto& [rate, period] : {std::pair{"1", 30}, std::pair{"2", 15}}) {
    Simulation run =
        colony({.nx = 40, .ny = 40},
               divide_values(distribution(Distribution::Kind::constant, 30), "free_neighbour", rate))
            .build();
    run.place(TypeId{0}, 820);
    column<float>(run, 0, "clock")[0] = 30;
    run.start();
    const auto& cells = run.world().populations[0];
    steps(run, period - 1);
    CHECK(cells.size() == 1);
    run.step();
    CHECK(cells.size() == 2);
    steps(run, period - 1);
    CHECK(cells.size() == 2);
    run.step();
    CHECK(cells.size() == 4);
  }
}

TEST_CASE("divide: a cell of the start is somewhere in its cycle") {
  Simulation run =
      colony({.nx = 40, .ny = 40}, divide_values(distribution(Distribution::Kind::constant, 30))).build();
  for (Site s = 0; s < 1600; ++s) run.place(TypeId{0}, s);
  const auto& clock = column<float>(run, 0, "clock");
  double sum = 0;
  for (const float c : clock) {
    REQUIRE(c >= 0);
    REQUIRE(c <= 30);
    sum += static_cast<double>(c);
  }
  CHECK(errors(sum / 1600, 15, 30 / std::sqrt(12.0 * 1600)) < 4);
}

TEST_CASE("divide: cells of the start that have their whole cycle before them divide together") {
  Values v = divide_values(distribution(Distribution::Kind::constant, 30));
  v.set("remaining", distribution(Distribution::Kind::constant, 1));
  Simulation run = colony({.nx = 40, .ny = 40}, v).build();
  for (Site s = 0; s < 1600; s += 160)
    run.place(TypeId{0}, s);  // so far apart that none takes another's room
  run.start();
  steps(run, 29);
  CHECK(run.world().populations[0].size() == 10);
  run.step();
  CHECK(run.world().populations[0].size() == 20);
}

Value cycle(std::initializer_list<std::pair<const char*, Value>> phases) {
  std::vector<Value::Record> list;
  for (const auto& [state, lasts] : phases)
    list.push_back(std::make_shared<const Values>(table({{"state", word(state)}, {"lasts", lasts}})));
  Value v;
  v.data = std::move(list);
  return v;
}
Value constantly(double minutes) {
  return distribution(Distribution::Kind::constant, minutes);
}
Values phase_values(Value phases, const char* rate = "1") {
  Values v = table({{"phases", std::move(phases)}});
  const Values others = divide_values({}, "free_neighbour", rate);
  for (const auto& [name, value] : others.entries())
    if (name != "every") v.set(name, value);
  v.set("remaining", constantly(1));
  return v;
}

TEST_CASE("divide: a cell is in each phase as long as it lasts, and divides at the end of the last") {
  for (const auto& [rate, slow] : {std::pair{"1", 1}, std::pair{"0.5", 2}}) {
    WorldBuilder builder({.nx = 40, .ny = 40}, 1, 6);
    builder.type("cell", 8, {{"g1", true}, {"s", true}, {"m", true}})
        .does("divide",
              phase_values(cycle({{"g1", constantly(7)}, {"s", constantly(4)}, {"m", constantly(2)}}), rate));
    Simulation run = builder.build();
    run.place(TypeId{0}, 820);
    run.start();
    const auto& cells = run.world().populations[0];
    std::array<int, 3> steps_in{};
    int step = 0;
    for (; cells.size() == 1; ++step) {
      REQUIRE(step < 100);
      run.step();
      ++steps_in[cells.state[0]];
    }
    CHECK(steps_in[1] == 4 * slow);
    CHECK(step == 13 * slow);
    CHECK(cells.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) CHECK(cells.state[i] == 0);
    steps(run, 13 * slow);
    CHECK(cells.size() == 4);
  }
}

TEST_CASE("divide: phases follow each other within a step, and none of the time is lost") {
  // Mean of the cycle: the sum of the means; variance: the sum of the variances.
  WorldBuilder builder({.nx = 300, .ny = 300}, 1, 6);
  builder.type("cell", 8, {{"g1", true}, {"s", true}, {"m", true}})
      .does("divide", phase_values(cycle({{"g1", distribution(Distribution::Kind::normal, 40, 4)},
                                          {"s", distribution(Distribution::Kind::exponential, 0.3)},
                                          {"m", distribution(Distribution::Kind::normal, 20.25, 3)}})));
  Simulation run = builder.build();
  constexpr int n = 10000;
  for (Site s = 0; s < 300 * 300; s += 9) run.place(TypeId{0}, s);
  REQUIRE(run.world().populations[0].size() == n);
  run.start();
  double sum = 0;
  double squares = 0;
  for (int t = 1; t <= 84; ++t) {
    const auto before = static_cast<double>(run.world().populations[0].size());
    run.step();
    const double divided = static_cast<double>(run.world().populations[0].size()) - before;
    sum += divided * t;
    squares += divided * t * t;
  }
  CHECK(run.world().populations[0].size() == 2 * n);  // the second division is 60 minutes later
  const double mean = sum / n;
  const double variance = squares / n - mean * mean;
  // Only the end of the last is rounded up to a step: half a step later, with 1/12 of variance.
  const double expected = 4 * 4 + 0.3 * 0.3 + 3 * 3 + 1.0 / 12;
  CHECK(errors(mean, 40 + 0.3 + 20.25 + 0.5, std::sqrt(expected / n)) < 4);
  CHECK(errors(variance, expected, expected * std::sqrt(2.0 / n)) < 4);
}

TEST_CASE("divide: who is brought into a phase by something else begins it") {
  WorldBuilder builder({.nx = 40, .ny = 40}, 1, 6);
  builder.type("cell", 8, {{"g1", true}, {"m", true}, {"quiet", true}})
      .does("divide", phase_values(cycle({{"g1", constantly(1000)}, {"m", constantly(5)}})));
  Simulation run = builder.build();
  run.place(TypeId{0}, 820, 2);
  run.start();
  steps(run, 20);
  auto& cells = run.world().populations[0];
  CHECK(cells.state[0] == 2);
  cells.state[0] = 1;
  steps(run, 4);
  CHECK(cells.size() == 1);
  run.step();
  CHECK(cells.size() == 2);
}

TEST_CASE("divide: who leaves the phases and comes back to the same begins it again") {
  WorldBuilder builder({.nx = 40, .ny = 40}, 1, 6);
  builder.type("cell", 8, {{"g1", true}, {"m", true}, {"quiet", true}})
      .does("divide", phase_values(cycle({{"g1", constantly(3)}, {"m", constantly(8)}})));
  Simulation run = builder.build();
  run.place(TypeId{0}, 820);
  run.start();
  auto& cells = run.world().populations[0];
  steps(run, 8);
  CHECK(cells.state[0] == 1);
  cells.state[0] = 2;
  steps(run, 2);
  cells.state[0] = 1;
  steps(run, 7);
  CHECK(cells.size() == 1);
  run.step();
  CHECK(cells.size() == 2);
}

TEST_CASE("divide: a cycle that stands still does not divide, however much of it is over") {
  Values v = phase_values(cycle({{"g1", constantly(3)}}), "0");
  v.set("remaining", constantly(0));
  WorldBuilder builder({.nx = 40, .ny = 40}, 1, 6);
  builder.type("cell", 8, {{"g1", true}}).does("divide", v);
  Simulation run = builder.build();
  run.place(TypeId{0}, 820);
  run.start();
  steps(run, 10);
  CHECK(run.world().populations[0].size() == 1);
}

TEST_CASE("divide: a last phase that is over within a step of the one before costs no step of its own") {
  WorldBuilder builder({.nx = 40, .ny = 40}, 10, 6);
  builder.type("cell", 8, {{"g1", true}, {"m", true}})
      .does("divide", phase_values(cycle({{"g1", constantly(175)}, {"m", constantly(5)}})));
  Simulation run = builder.build();
  run.place(TypeId{0}, 820);
  run.start();
  const auto& cells = run.world().populations[0];
  steps(run, 17);
  CHECK(cells.size() == 1);
  run.step();
  CHECK(cells.size() == 2);
  steps(run, 18);
  CHECK(cells.size() == 4);
}

TEST_CASE("divide: phases that cannot be are refused") {
  const auto refused = [](const Values& v) {
    WorldBuilder builder({.nx = 4, .ny = 4}, 1, 6);
    builder.type("cell", 8, {{"g1", true}, {"m", true}, {"gone", false}}).does("divide", v);
  };
  Values both = phase_values(cycle({{"g1", constantly(3)}}));
  both.set("every", constantly(3));
  CHECK_THROWS_WITH_AS(refused(both), doctest::Contains("either `every`"), UsageError);
  CHECK_THROWS_WITH_AS(refused(table({})), doctest::Contains("either `every`"), UsageError);
  CHECK_THROWS_WITH_AS(refused(phase_values(cycle({{"g1", constantly(3)}, {"g1", constantly(3)}}))),
                       "the state `g1` is two phases", UsageError);
  CHECK_THROWS_WITH_AS(refused(phase_values(cycle({{"gone", constantly(3)}}))),
                       "cells in the state `gone` are dead", UsageError);
  CHECK_THROWS_WITH_AS(refused(phase_values(cycle({}))), "there is no phase", UsageError);
}

TEST_CASE("walk: how far a cell is from where it came to be, the shorter way round periodic axes") {
  WorldBuilder builder(
      {.nx = 10, .ny = 10, .spacing = 2, .sides = {Side::periodic, Side::closed, Side::closed}}, 1, 6);
  Values walk = walk_values(0.5);
  Value yes;
  yes.data = true;
  walk.set("displacement", yes);
  builder.type("walker", 1).does("walk", walk);
  Simulation run = builder.build();
  run.place(TypeId{0}, 31);
  run.start();
  auto& cells = run.world().populations[0];
  double most = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto x = static_cast<int>(cells.site[0] % 10) - 1;
    const auto y = static_cast<int>(cells.site[0] / 10) - 3;
    const int around = std::min(std::abs(x), 10 - std::abs(x));
    run.step();
    const auto told = static_cast<double>(column<float>(run, 0, "squared_displacement")[0]);
    REQUIRE(told == 4.0 * (around * around + y * y));
    most = std::max(most, told);
  }
  CHECK(most > 4 * 36);
}

TEST_CASE("divide: a clock that has run out waits for room") {
  WorldBuilder builder({.nx = 2, .ny = 1}, 1, 6);
  builder.type("wall", 8).type("cell", 8).does("divide",
                                               divide_values(distribution(Distribution::Kind::constant, 5)));
  Simulation run = builder.build();
  run.place(TypeId{1}, 0);
  run.place(TypeId{0}, 1);
  run.start();
  steps(run, 20);
  CHECK(run.world().populations[1].size() == 1);
  std::vector<std::uint32_t> gone = {0};
  run.world().occupancy.leave(TypeId{0}, 8, 1);
  run.world().populations[0].remove(gone, run.threads());
  run.step();
  CHECK(run.world().populations[1].size() == 2);
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// kill, inhibit, exhaust: what a T cell does to its target and the checkpoint to the T cell.
#include "agents/body/binding.hpp"
#include "tests/support/look.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace test;

constexpr std::uint8_t cancer = 0;
constexpr std::uint8_t cd8 = 1;
enum : std::uint8_t { searching, engaged, exhausted };
enum : std::uint8_t { cycling, apoptotic };

struct Rates {
  double engage = certain;
  double slow = certain;
  double fast = certain;
  double half = 1;
};

Values kill_values(Rates r, double slowed_half = 0) {
  Values v = test::kill_values("cancer", r.engage, r.slow, r.fast, r.half);
  v.set("by", word("antigenicity"));
  v.set("specific", word("specific"));
  if (slowed_half > 0) {
    v.set("slowed_half", number(slowed_half));
    v.set("slowed_hill", number(2));
  }
  return v;
}

/// Cancer cells with antigen and ligand, and T cells that recognise them or do not.
WorldBuilder arena(double antigenicity = 1, int side = 64, double specific = 1) {
  WorldBuilder builder({.nx = side, .ny = side}, 1, 11);
  builder.type("cancer", 7, {{"cycling", true}, {"apoptotic", false}},
               {{"antigenicity", NumberType::f32, "", {Distribution::Kind::constant, antigenicity, 0}},
                {"pd_l1", NumberType::f32, "molecules", {Distribution::Kind::constant, 9e4, 0}}});
  builder.type("cd8", 1, {{"searching", true}, {"engaged", true}, {"exhausted", true}},
               {{"specific", NumberType::u8, "", {Distribution::Kind::constant, specific, 0}},
                {"checkpoint", NumberType::f32, "", {}}});
  return builder;
}

/// A cancer cell with a T cell on every site.
void place_pairs(Simulation& run, std::uint8_t state = searching) {
  for (Site s = 0; s < run.params().lattice.sites(); ++s) {
    run.place(TypeId{cancer}, s);
    run.place(TypeId{cd8}, s, state);
  }
  run.start();
}

/// Binds every T cell to the cancer cell on its own site, to kill it at a rate.
void bind_pairs(Simulation& run) {
  auto& t = run.world().populations[cd8];
  const auto& targets = run.world().populations[cancer];
  for (std::size_t row = 0; row < t.size(); ++row) {
    REQUIRE(targets.site[row] == t.site[row]);
    t.state[row] = engaged;
    column<std::uint64_t>(run, cd8, "target")[row] = targets.id[row] + 1;
    column<std::uint32_t>(run, cd8, "target_site")[row] = t.site[row];
  }
}

void set_rates(Simulation& run, float rate) {
  for (float& r : column<float>(run, cd8, "kill_rate")) r = rate;
}

std::size_t kills_of(std::uint8_t state) {
  WorldBuilder builder = arena(1, 8);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  place_pairs(run, state);
  steps(run, 12);
  return total(run, cancer, Event::Kind::kill);
}

TEST_CASE("kill: an exhausted cell does not kill") {
  CHECK(kills_of(exhausted) == 0);
  CHECK(kills_of(searching) == 64);
}

/// Kills of 225 T cells, far from each other among targets enough, in two hours.
double kills_in_two_hours(double step) {
  WorldBuilder builder({.nx = 60, .ny = 60}, step, 11);
  builder.type("cancer", 1, {{"cycling", true}, {"apoptotic", false}},
               {{"antigenicity", NumberType::f32, "", {Distribution::Kind::constant, 1, 0}}});
  builder.type("cd8", 1, {{"searching", true}, {"engaged", true}},
               {{"specific", NumberType::u8, "", {Distribution::Kind::constant, 1, 0}}});
  builder.does("kill", kill_values({0.2, 0.1, 0.1}));
  Simulation run = builder.build();
  for (Site s = 0; s < run.params().lattice.sites(); ++s) {
    const Coordinates c = run.params().lattice.coordinates(s);
    for (int i = 0; i < 7; ++i) run.place(TypeId{cancer}, s);
    if (c.x % 4 == 1 && c.y % 4 == 1) run.place(TypeId{cd8}, s);
  }
  run.start();
  steps(run, static_cast<int>(120 / step));
  return static_cast<double>(total(run, cancer, Event::Kind::kill));
}

TEST_CASE("kill: how long a step is hardly matters to the number of kills") {
  const double fine = kills_in_two_hours(0.25);
  // Renewals of binding (5 min) and killing (10 min), from rest: t/m + (v - m^2) / (2 m^2), m = 15, v = 125.
  CHECK(fine == test::near(225 * (120 / 15.0 - 100 / 450.0), 0.02));
  // 12 % would be missing if the rest of each step were lost.
  CHECK(kills_in_two_hours(2) == test::near(fine, 0.03));
}

TEST_CASE("kill: a target without antigen is never bound") {
  WorldBuilder builder = arena(0, 8);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  place_pairs(run);
  for (int i = 0; i < 50; ++i) {
    run.step();
    REQUIRE(in_state(run, cd8, engaged) == 0);
  }
  CHECK(total(run, cancer, Event::Kind::kill) == 0);
}

TEST_CASE("kill: a target is held with a probability that is its antigenicity") {
  WorldBuilder builder = arena(0.3);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  place_pairs(run);
  run.step();
  CHECK(binomial(in_state(run, cd8, engaged), 64 * 64, 0.3));
}

TEST_CASE("kill: the fast way is taken with probability a / (a + half)") {
  WorldBuilder builder = arena(1);
  builder.does("kill", kill_values({.slow = 0.1, .fast = 0.5, .half = 1.0 / 3}));
  Simulation run = builder.build();
  place_pairs(run);
  run.step();
  const auto& rate = column<float>(run, cd8, "kill_rate");
  CHECK(binomial(static_cast<std::size_t>(std::count(rate.begin(), rate.end(), 0.5F)), 64 * 64, 0.75));
  CHECK(std::count(rate.begin(), rate.end(), 0.1F) + std::count(rate.begin(), rate.end(), 0.5F) == 64 * 64);
}

TEST_CASE("kill: a cell that does not recognise the tumour binds nothing") {
  WorldBuilder builder = arena(1, 8, 0);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  place_pairs(run);
  for (int i = 0; i < 20; ++i) {
    run.step();
    REQUIRE(in_state(run, cd8, engaged) == 0);
  }
  CHECK(total(run, cancer, Event::Kind::kill) == 0);
}

TEST_CASE("kill: two cells that attack one target make one kill") {
  WorldBuilder builder = arena(1, 3);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  run.place(TypeId{cancer}, 4);
  run.place(TypeId{cd8}, 4);
  run.place(TypeId{cd8}, 5);
  run.start();
  run.step();
  REQUIRE(in_state(run, cd8, engaged) == 2);
  run.step();
  CHECK(total(run, cancer, Event::Kind::kill) == 1);
  REQUIRE(run.world().events.size() == 1);
  const auto& killers = run.world().populations[cd8].id;
  CHECK(std::count(killers.begin(), killers.end(), run.world().events[0].other) == 1);
  CHECK(in_state(run, cancer, apoptotic) == 1);
  steps(run, 3);
  CHECK(in_state(run, cd8, engaged) == 0);
  CHECK(total(run, cancer, Event::Kind::kill) == 1);
}

TEST_CASE("kill: a target out of reach is not bound") {
  WorldBuilder builder = arena(1, 7);
  builder.does("kill", kill_values({}));
  Simulation run = builder.build();
  const Lattice& lattice = run.params().lattice;
  run.place(TypeId{cancer}, lattice.site({3, 3, 0}));
  run.place(TypeId{cd8}, lattice.site({5, 3, 0}));
  run.place(TypeId{cd8}, lattice.site({4, 4, 0}));
  run.start();
  run.step();
  REQUIRE(in_state(run, cd8, engaged) == 1);
  const auto& t = run.world().populations[cd8];
  const bool near_first = t.site[0] == lattice.site({4, 4, 0});
  CHECK(t.state[near_first ? 0 : 1] == engaged);
}

TEST_CASE("kill: a bound cell lets go of a target that has died") {
  WorldBuilder builder = arena(1, 4);
  builder.does("kill", kill_values({.engage = 0}));
  Simulation run = builder.build();
  place_pairs(run);
  bind_pairs(run);
  set_rates(run, 0);
  run.world().populations[cancer].state[3] = apoptotic;
  run.step();
  CHECK(in_state(run, cd8, engaged) == 15);
  CHECK(run.world().populations[cd8].state[3] == searching);
  CHECK(column<std::uint64_t>(run, cd8, "target")[3] == 0);
}

TEST_CASE("kill: complexes of PD-1 slow killing by 1 / (1 + (C/C50)^n)") {
  const auto kills = [](float complexes) {
    WorldBuilder builder = arena(1);
    builder.does("kill", kill_values({.engage = 0}, 20));
    Simulation run = builder.build();
    place_pairs(run);
    bind_pairs(run);
    set_rates(run, 0.8F);
    for (float& c : column<float>(run, cd8, "complexes")) c = complexes;
    run.step();
    return total(run, cancer, Event::Kind::kill);
  };
  CHECK(binomial(kills(0), 64 * 64, 1 - std::exp(-0.8)));
  CHECK(binomial(kills(20), 64 * 64, 1 - std::exp(-0.8 / 2)));
  CHECK(binomial(kills(60), 64 * 64, 1 - std::exp(-0.8 / 10)));
}

Values inhibit_values(bool blocked) {
  Values v = table({{"target", word("cancer")},
                    {"ligand", word("pd_l1")},
                    {"copies", number(3000)},
                    {"area", number(150)},
                    {"target_area", number(900)},
                    {"affinity", number(15)},
                    {"reference", number(9e4)}});
  if (blocked) {
    v.set("blocked_by", word("antibody"));
    v.set("kd", number(1.5));
  }
  return v;
}

TEST_CASE("inhibit: the antibody lowers the complexes as (P (1 - A/(A+KD)) - C)(L - C) = K C says") {
  for (const double antibody : {0.0, 0.5, 1.5, 30.0}) {
    WorldBuilder builder = arena(1, 3);
    builder.substance(still("antibody", "nM", antibody));
    builder.does("kill", kill_values({.engage = 0})).does("inhibit", inhibit_values(true));
    Simulation run = builder.build();
    place_pairs(run);
    bind_pairs(run);
    set_rates(run, 0);
    run.step();
    const double free = 20 * 1.5 / (1.5 + antibody);  // PD-1 per um2 that the antibody leaves
    const double c = static_cast<double>(column<float>(run, cd8, "complexes")[4]);
    CAPTURE(antibody);
    CHECK(c > 0);
    CHECK(c < free);
    CHECK((free - c) * (100 - c) == test::near(15 * c, 2e-5));
    const double untreated = (135 - std::sqrt(135.0 * 135 - 8000)) / 2;
    CHECK(static_cast<double>(column<float>(run, cd8, "checkpoint")[4]) == test::near(c / untreated, 1e-6));
  }
}

TEST_CASE("inhibit: receptors meet the antibody of the open volume, its level over the share that is open") {
  const auto complexes = [](double level, double available) {
    WorldBuilder builder = arena(1, 3);
    builder.substance(still("antibody", "nM", level));
    builder.params().substances.back().available = available;
    builder.does("kill", kill_values({.engage = 0})).does("inhibit", inhibit_values(true));
    Simulation run = builder.build();
    place_pairs(run);
    bind_pairs(run);
    set_rates(run, 0);
    run.step();
    return column<float>(run, cd8, "complexes")[4];
  };
  CHECK(complexes(0.24 * 1.5, 0.24) == complexes(1.5, 1));
  CHECK(complexes(1.5, 0.24) < complexes(1.5, 1));
}

TEST_CASE("inhibit: the signal of an untreated cell at the basal ligand is 1, that of a free cell 0") {
  WorldBuilder builder = arena(1, 3);
  builder.does("kill", kill_values({.engage = 0})).does("inhibit", inhibit_values(false));
  Simulation run = builder.build();
  place_pairs(run);
  bind_pairs(run);
  set_rates(run, 0);
  column<std::uint64_t>(run, cd8, "target")[0] = 0;
  column<float>(run, cancer, "pd_l1")[1] = 9e3F;
  run.step();
  const auto& signal = column<float>(run, cd8, "checkpoint");
  CHECK(signal[0] == 0);
  CHECK(signal[4] == test::near(1, 1e-6));
  const double expected = (45 - std::sqrt(45.0 * 45 - 800)) / (135 - std::sqrt(135.0 * 135 - 8000));
  CHECK(static_cast<double>(signal[1]) == test::near(expected, 1e-6));
}

TEST_CASE("exhaust: the rate is a Hill function of the signal, for engaged cells only") {
  const auto left = [](float signal, std::uint8_t state) {
    WorldBuilder builder = arena(1);
    builder.does("exhaust", table({{"up_to", number(0.4)},
                                   {"half", number(0.5)},
                                   {"hill", number(2)},
                                   {"become", word("exhausted")},
                                   {"in", words({"engaged"})}}));
    Simulation run = builder.build();
    place_pairs(run, state);
    for (float& s : column<float>(run, cd8, "checkpoint")) s = signal;
    for (std::uint64_t& t : column<std::uint64_t>(run, cd8, "target")) t = 77;
    run.step();
    const auto& t = run.world().populations[cd8];
    const auto& target = column<std::uint64_t>(run, cd8, "target");
    for (std::size_t row = 0; row < t.size(); ++row)
      REQUIRE(target[row] == (t.state[row] == exhausted ? 0 : 77));
    return in_state(run, cd8, exhausted);
  };
  CHECK(binomial(left(0.5F, engaged), 64 * 64, 1 - std::exp(-0.2)));
  CHECK(binomial(left(1.5F, engaged), 64 * 64, 1 - std::exp(-0.36)));
  CHECK(left(0, engaged) == 0);
  CHECK(left(1.5F, searching) == 0);
}

}  // namespace
}  // namespace tilscape

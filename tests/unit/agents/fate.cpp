// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// die, necrose, clear, become, express: what becomes of a cell.
#include "engine/base/error.hpp"
#include "tests/support/look.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace test;

constexpr std::size_t many = 64 * 64;
enum : std::uint8_t { alive, resting, dead };

WorldBuilder cells(double step_length = 1, std::vector<ColumnSpec> columns = {}) {
  WorldBuilder builder({.nx = 64, .ny = 64}, step_length, 5);
  builder.type("cell", 8, {{"alive", true}, {"resting", true}, {"dead", false}}, std::move(columns));
  return builder;
}

void fill(Simulation& run, std::uint8_t state = alive) {
  for (Site s = 0; s < run.params().lattice.sites(); ++s) run.place(TypeId{0}, s, state);
  run.start();
}

TEST_CASE("die: the share that dies in a step is 1 - exp(-rate dt), and the dead stay as debris") {
  WorldBuilder builder = cells(2);
  builder.does("die", table({{"rate", expression("0.1 1/min", "1/min")}, {"leaves", word("dead")}}));
  Simulation run = builder.build();
  fill(run);
  run.step();
  CHECK(binomial(in_state(run, 0, dead), many, 1 - std::exp(-0.2)));
  CHECK(run.world().populations[0].size() == many);
  CHECK(total(run, 0, Event::Kind::death) == in_state(run, 0, dead));
  steps(run, 100);
  CHECK(in_state(run, 0, dead) == many);
  CHECK(total(run, 0, Event::Kind::death) == many);
}

TEST_CASE("die: without a state to leave, the dead are gone and their sites are free") {
  WorldBuilder builder = cells();
  builder.does("die", die_values("0.5 1/min"));
  Simulation run = builder.build();
  fill(run);
  run.step();
  const auto& population = run.world().populations[0];
  CHECK(binomial(population.size(), many, std::exp(-0.5)));
  std::size_t free = 0;
  for (Site s = 0; s < many; ++s)
    if (run.world().occupancy.load(s) == 0) ++free;
  CHECK(free == many - population.size());
  CHECK(total(run, 0, Event::Kind::death) == free);
}

TEST_CASE("die: it applies in the states that were named") {
  WorldBuilder builder = cells();
  builder.does("die", table({{"rate", expression("1e9 1/min", "1/min")}, {"in", words({"resting"})}}));
  Simulation run = builder.build();
  fill(run);
  for (std::size_t row = 0; row < 100; ++row) run.world().populations[0].state[row] = resting;
  run.step();
  CHECK(run.world().populations[0].size() == many - 100);
}

TEST_CASE("die: a rate that cannot be stops the run, and the first agent is told on any number of threads") {
  for (const int threads : {1, 2, 3}) {
    WorldBuilder builder = cells(1, {{"wound", NumberType::f32, "", {}, ""}});
    Value rate = expression("0.1 1/min / wound", "1/min");
    std::get<Value::Expression>(rate.data).least = 0;
    builder.does("die", table({{"rate", rate}, {"in", words({"alive"})}}));
    builder.params().batch = 100;
    Simulation run = builder.build(threads);
    fill(run);
    auto& wound = column<float>(run, 0, "wound");
    std::fill(wound.begin(), wound.end(), 1e9F);
    run.step();
    wound[130] = -2;
    wound[131] = 0;
    wound[3999] = 0;
    const std::string agent = std::to_string(run.world().populations[0].id[130]);
    run.world().populations[0].state[5] = resting;  // where it does not apply nothing is asked
    wound[5] = 0;
    const std::string told =
        "step 1, decide: cell.die.rate is -0.05 1/min, below 0 1/min: `0.1 1/min / wound` (agent " + agent +
        " at 50 um, 50 um, site (2, 2, 0))";
    CHECK_THROWS_WITH_AS(run.step(), told.c_str(), SimulationError);
  }
}

TEST_CASE("become: a condition that is no number stops the run") {
  WorldBuilder builder = cells(1, {{"wound", NumberType::f32, "", {}, ""}});
  builder.does("become", table({{"dead", map({{"when", expression("wound / wound > 1")}})}}));
  Simulation run = builder.build();
  fill(run);
  CHECK_THROWS_AS(run.step(), SimulationError);
}

TEST_CASE("secrete: a rate is asked for where the condition holds only") {
  WorldBuilder builder = cells(1, {{"wound", NumberType::f32, "", {}, ""}});
  builder.substance(still("signal", "nM"));
  builder.does(
      "secrete",
      table({{"signal", map({{"rate", expression("4817.712608 molecules/min / wound", "molecules/min")},
                             {"when", expression("wound > 0")}})}}));
  Simulation run = builder.build();
  fill(run);
  column<float>(run, 0, "wound")[7] = 4;
  run.step();
  CHECK(run.world().fields[0].values[7] == test::near(0.25, 1e-5));
  column<float>(run, 0, "wound")[9] = 1e-40F;
  CHECK_THROWS_AS(run.step(), SimulationError);
}

TEST_CASE("necrose: the rate rises in a line from nothing at `below` to 1/within at `fully`") {
  const auto dies = [](double oxygen) {
    WorldBuilder builder = cells();
    builder.substance(still("oxygen", "mmHg", oxygen));
    builder.does("necrose", table({{"of", word("oxygen")},
                                   {"below", number(5)},
                                   {"fully", number(2)},
                                   {"within", number(2)},
                                   {"leaves", word("dead")}}));
    Simulation run = builder.build();
    fill(run);
    run.step();
    CHECK(total(run, 0, Event::Kind::death) == in_state(run, 0, dead));
    return in_state(run, 0, dead);
  };
  CHECK(dies(5) == 0);
  CHECK(dies(40) == 0);
  CHECK(binomial(dies(4), many, 1 - std::exp(-0.5 / 3)));
  CHECK(binomial(dies(2), many, 1 - std::exp(-0.5)));
  CHECK(binomial(dies(0), many, 1 - std::exp(-0.5)));
}

TEST_CASE("clear: debris goes at the rate 1/after of its state and frees its site, the living stay") {
  WorldBuilder builder = cells();
  builder.does("clear", table({{"dead", map({{"after", number(10)}})}}));
  Simulation run = builder.build();
  fill(run);
  for (std::size_t row = 0; row < 3000; ++row) run.world().populations[0].state[row] = dead;
  steps(run, 5);
  CHECK(binomial(in_state(run, 0, dead), 3000, std::exp(-0.5)));
  CHECK(in_state(run, 0, alive) == many - 3000);
  std::size_t taken = 0;
  for (Site s = 0; s < many; ++s)
    if (run.world().occupancy.load(s) > 0) ++taken;
  CHECK(taken == run.world().populations[0].size());
  CHECK(total(run, 0, Event::Kind::death) == 0);  // they died before
}

TEST_CASE("become: a cell changes while the condition holds, from the named states") {
  WorldBuilder builder = cells(1, {{"x", NumberType::f32, "", {}}});
  builder.does("become",
               table({{"resting", map({{"when", expression("x > 2")}, {"in", words({"alive"})}})}}));
  Simulation run = builder.build();
  fill(run);
  auto& x = column<float>(run, 0, "x");
  for (std::size_t row = 0; row < 50; ++row) x[row] = 3;
  for (std::size_t row = 50; row < 60; ++row) x[row] = 2;
  for (std::size_t row = 0; row < 10; ++row) run.world().populations[0].state[row] = dead;
  run.step();
  CHECK(in_state(run, 0, resting) == 40);
  CHECK(in_state(run, 0, dead) == 10);
}

TEST_CASE("become: with a rate the share is 1 - exp(-rate dt)") {
  WorldBuilder builder = cells(2);
  builder.does("become", table({{"resting", map({{"when", expression("1 > 0")},
                                                 {"rate", expression("0.15 1/min", "1/min")},
                                                 {"in", words({"alive"})}})}}));
  Simulation run = builder.build();
  fill(run);
  run.step();
  CHECK(binomial(in_state(run, 0, resting), many, 1 - std::exp(-0.3)));
}

TEST_CASE("become: rules are taken in the order in which they stand") {
  WorldBuilder builder = cells();
  builder.does(
      "become",
      table({{"first",
              map({{"become", word("resting")}, {"when", expression("1 > 0")}, {"in", words({"alive"})}})},
             {"second",
              map({{"become", word("dead")}, {"when", expression("1 > 0")}, {"in", words({"resting"})}})}}));
  Simulation run = builder.build();
  fill(run);
  run.step();
  CHECK(in_state(run, 0, dead) == many);
}

WorldBuilder expressing(double inducer) {
  WorldBuilder builder =
      cells(2, {{"pd_l1", NumberType::f32, "molecules", {Distribution::Kind::constant, 100, 0}}});
  builder.substance(still("ifn_g", "nM", inducer));
  builder.does("express", table({{"pd_l1", map({{"by", word("ifn_g")},
                                                {"up_to", number(6)},
                                                {"half", number(0.003)},
                                                {"hill", number(1)},
                                                {"loss", number(0.01)}})}}));
  return builder;
}

TEST_CASE("express: the level goes to its goal as 1 - exp(-loss t)") {
  Simulation run = expressing(0.003).build();
  fill(run);
  run.world().populations[0].state[7] = dead;
  steps(run, 40);  // 80 min
  const double goal = 100 * (1 + 5 * 0.5);
  const auto& level = column<float>(run, 0, "pd_l1");
  CHECK(static_cast<double>(level[0]) == test::near(goal - (goal - 100) * std::exp(-0.8), 1e-5));
  CHECK(level[7] == 100);
  CHECK(column<float>(run, 0, "pd_l1_basal")[0] == 100);
}

TEST_CASE("express: without the inducer a cell keeps its basal level, and returns to it") {
  Simulation run = expressing(0).build();
  fill(run);
  column<float>(run, 0, "pd_l1")[1] = 600;
  steps(run, 40);
  const auto& level = column<float>(run, 0, "pd_l1");
  CHECK(level[0] == 100);
  CHECK(static_cast<double>(level[1]) == test::near(100 + 500 * std::exp(-0.8), 1e-5));
}

TEST_CASE("express: a level that no column holds stops the run") {
  Simulation run = expressing(1).build();
  fill(run);
  column<float>(run, 0, "pd_l1")[3] = 3.3e38F;
  column<float>(run, 0, "pd_l1_basal")[3] = 3.3e38F;
  const std::string agent = std::to_string(run.world().populations[0].id[3]);
  const std::string told = "step 0, decide: cell.express.pd_l1 would be infinite (agent " + agent;
  try {
    run.step();
    FAIL("it went on");
  } catch (const SimulationError& e) {
    CHECK(std::string(e.what()).starts_with(told));
  }
}

}  // namespace
}  // namespace tilscape

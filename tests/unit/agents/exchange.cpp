// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// consume, secrete, recruit: what cells and the lattice's surroundings give each other.
#include "engine/base/error.hpp"
#include "engine/step/process.hpp"
#include "tests/support/look.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace test;

enum : std::uint8_t { alive, dead };

/// Three sites, apart from each other, with a substance that stays where it is.
WorldBuilder three_sites(std::uint8_t takes, double initial) {
  WorldBuilder builder({.nx = 3, .ny = 1, .spacing = 20});
  FieldSpec spec = still("oxygen", "nM", initial);
  spec.tolerance = 1e-12;  // what is compared are rates, not where an iteration stops
  builder.substance(std::move(spec));
  builder.type("cell", takes, {{"alive", true}, {"dead", false}});
  return builder;
}

Values secretion(const char* rate) {
  return table({{"oxygen", map({{"rate", expression(rate, "molecules/min")}})}});
}

TEST_CASE("consume: a cell clears its volume, whatever it takes of a site; cells of a site add up") {
  WorldBuilder builder = three_sites(3, 40);
  builder.does("consume", table({{"oxygen", map({{"rate", expression("48 um3/min", "um3/min")}})}}));
  Simulation run = builder.build();
  run.place(TypeId{0}, 0);
  run.place(TypeId{0}, 1);
  run.place(TypeId{0}, 1);
  run.start();
  steps(run, 100);
  const auto& level = run.world().fields[0].values;
  CHECK(level[0] == test::near(40 * std::exp(-0.6), 1e-5));
  CHECK(level[1] == test::near(40 * std::exp(-1.2), 1e-5));
  CHECK(level[2] == test::near(40, 1e-12));
}

TEST_CASE("consume: the dead take nothing up") {
  WorldBuilder builder = three_sites(8, 40);
  builder.does("consume",
               table({{"oxygen", map({{"rate", expression("0.1 1/min * 8000 um3", "um3/min")}})}}));
  Simulation run = builder.build();
  run.place(TypeId{0}, 0, dead);
  run.place(TypeId{0}, 1, alive);
  run.start();
  steps(run, 10);
  CHECK(run.world().fields[0].values[0] == test::near(40, 1e-12));
  CHECK(run.world().fields[0].values[1] < 20);
}

TEST_CASE("secrete: the molecules of a cell are spread over the volume of its site") {
  WorldBuilder builder = three_sites(4, 0);
  builder.does("secrete", secretion("1204.428152 molecules/min"));  // 0.25 nM/min in 8000 um3
  Simulation run = builder.build();
  run.place(TypeId{0}, 0);
  run.place(TypeId{0}, 1);
  run.place(TypeId{0}, 1);
  run.place(TypeId{0}, 2, dead);
  run.start();
  steps(run, 40);
  const auto& level = run.world().fields[0].values;
  CHECK(level[0] == test::near(10, 1e-9));
  CHECK(level[1] == test::near(20, 1e-9));
  CHECK(level[2] == 0);
}

TEST_CASE("secrete: nothing is secreted while the condition does not hold") {
  WorldBuilder builder = three_sites(8, 0);
  builder.does("secrete",
               table({{"oxygen", map({{"rate", expression("4817.712608 molecules/min", "molecules/min")},
                                      {"when", expression("oxygen < 4.5 nM")}})}}));
  Simulation run = builder.build();
  run.place(TypeId{0}, 0);
  run.start();
  steps(run, 30);
  CHECK(run.world().fields[0].values[0] == test::near(5, 1e-9));
}

TEST_CASE("secrete: a rate beyond the range of the sums is an error and not another rate") {
  WorldBuilder builder = three_sites(8, 1);
  builder.does("secrete", secretion("oxygen / 1 nM * 1e13 molecules/min"));
  Simulation run = builder.build();
  run.place(TypeId{0}, 0);
  run.start();
  CHECK_THROWS_AS(run.step(), SimulationError);
}

TEST_CASE("secrete: rates that are in the range and add up to more are an error") {
  WorldBuilder builder = three_sites(2, 0);
  builder.does("secrete", secretion("9.6e8 molecules/min"));
  Simulation run = builder.build();
  for (int i = 0; i < 2; ++i) run.place(TypeId{0}, 0);
  run.start();
  CHECK_NOTHROW(run.step());
  Simulation more = builder.build();
  for (int i = 0; i < 4; ++i) more.place(TypeId{0}, 0);
  more.start();
  CHECK_THROWS_AS(more.step(), SimulationError);
}

Values recruit_values(double baseline) {
  return table({{"from", word("vessels")}, {"rate", number(0)}, {"baseline", number(baseline)}});
}

/// Three vessel sites with a surface of 1, 2 and 5 in a row of ten.
WorldBuilder vessels(std::uint64_t seed = 1) {
  WorldBuilder builder({.nx = 10, .ny = 1}, 1, seed);
  builder.params().capacity = 255;
  builder.params().site_sets.push_back({"vessels", {1, 4, 8}, {1, 2, 5}});
  builder.type("tumour", 1, {{"alive", true}, {"dead", false}}).type("cd8", 1);
  return builder;
}

TEST_CASE("recruit: arrivals are Poisson with the mean that was set, at vessels, by their surface") {
  std::size_t n = 0;
  std::array<std::size_t, 10> at{};
  double squares = 0;
  constexpr int runs = 40;
  for (int seed = 0; seed < runs; ++seed) {
    WorldBuilder builder = vessels(static_cast<std::uint64_t>(seed));
    builder.does("recruit", recruit_values(0.5));
    Simulation run = builder.build();
    run.start();
    steps(run, 100);
    const auto& population = run.world().populations[1];
    CHECK(population.size() == total(run, 1, Event::Kind::recruitment));
    n += population.size();
    for (const Site s : population.site) ++at[s];
    const double off = static_cast<double>(population.size()) - 50;
    squares += off * off;
  }
  CHECK(poisson(n, 50 * runs));
  // The variance of a run's number is its mean: a sum of squares with standard error mean sqrt(2/runs).
  CHECK(errors(squares / runs, 50, 50 * std::sqrt(2.0 / runs)) < 4);
  CHECK(at[1] + at[4] + at[8] == n);
  CHECK(binomial(at[1], n, 1.0 / 8));
  CHECK(binomial(at[4], n, 2.0 / 8));
  CHECK(binomial(at[8], n, 5.0 / 8));
}

TEST_CASE(
    "recruit: a site counts as its surface times `weight` there, and where that is nought nobody enters") {
  const auto arrivals = [](const char* weight) {
    WorldBuilder builder = vessels();
    builder.substance(still("signal", "nM"));
    Values v = recruit_values(0.2);
    v.set("weight", expression(weight));
    builder.does("recruit", v);
    Simulation run = builder.build();
    for (const auto& [site, level] : {std::pair{1, 10.0}, std::pair{4, 5.0}, std::pair{8, 0.0}})
      run.world().fields[0].values[static_cast<std::size_t>(site)] = level;
    run.start();
    steps(run, 500);
    std::array<std::size_t, 10> at{};
    for (const Site s : run.world().populations[1].site) ++at[s];
    return at;
  };
  const auto drawn = arrivals("signal / 1 nM");  // 1 x 10, 2 x 5, 5 x 0
  CHECK(poisson(drawn[1] + drawn[4], 100));
  CHECK(binomial(drawn[1], drawn[1] + drawn[4], 0.5));
  CHECK(drawn[8] == 0);
  const auto above = arrivals("signal > 7 nM");
  CHECK(poisson(above[1], 100));
  CHECK(above[4] + above[8] == 0);
  const auto nowhere = arrivals("signal > 100 nM");
  CHECK(nowhere[1] + nowhere[4] + nowhere[8] == 0);
  CHECK_THROWS_WITH_AS(arrivals("specific"), "`specific` is of a cell, and none is there yet", UsageError);
}

TEST_CASE("recruit: a share of the arrivals recognises the tumour, the others are bystanders") {
  WorldBuilder builder = vessels();
  Values v = recruit_values(0.3);
  v.set("specific", number(0.2));
  builder.does("recruit", v);
  Simulation run = builder.build();
  run.start();
  steps(run, 1000);
  const auto& specific = column<std::uint8_t>(run, 1, "specific");
  const auto seeing = static_cast<std::size_t>(std::count(specific.begin(), specific.end(), 1));
  CHECK(poisson(seeing, 60));
  CHECK(poisson(specific.size() - seeing, 240));
}

TEST_CASE("recruit: more arrivals than there can be room for stop the run before they take memory") {
  WorldBuilder builder({.nx = 20, .ny = 20});
  builder.params().site_sets.push_back({"vessels", {3, 7}, {1, 1}});
  builder.type("cancer", 8).type("t", 1, {{"alive", true}});
  CHECK_THROWS_WITH_AS(builder.does("recruit", recruit_values(1e9)),
                       "1e+09 cells would arrive in a step of 1 min, where there are 16 places in all",
                       ParameterError);
  Values values = recruit_values(0);  // how many cells draw them is known in the run only
  values.set("rate", number(9000));
  values.set("per", word("cancer"));
  builder.does("recruit", values);
  Simulation run = builder.build();
  for (Site site = 0; site < 2; ++site) run.place(TypeId{0}, site);
  run.start();
  CHECK_THROWS_WITH_AS(
      run.step(),
      "step 0, inject: t.recruit: 18000 cells would arrive in a step of 1 min, where there are 16 "
      "places in all",
      SimulationError);
}

TEST_CASE("consume, secrete: what cannot be counted is refused when it is built, where that can be known") {
  const auto consumes = [](const char* rate) {
    three_sites(4, 40).does("consume", table({{"oxygen", map({{"rate", expression(rate, "um3/min")}})}}));
  };
  CHECK_NOTHROW(consumes("2.09e9 um3/min"));  // 2^18 1/min of 8000 um3
  CHECK_THROWS_AS(consumes("2.1e9 um3/min"), ParameterError);
  const auto secretes = [](const char* rate) { three_sites(4, 0).does("secrete", secretion(rate)); };
  CHECK_NOTHROW(secretes("1.26e9 molecules/min"));
  CHECK_THROWS_AS(secretes("1.27e9 molecules/min"), ParameterError);
  CHECK_THROWS_AS(secretes("1e300 molecules/min"), ParameterError);
}

TEST_CASE("secrete: a level that is a pressure holds no number of molecules, and is refused") {
  WorldBuilder builder({.nx = 3, .ny = 1, .spacing = 20});
  builder.substance(still("oxygen", "mmHg", 0));
  builder.type("cell", 4, {{"alive", true}});
  CHECK_THROWS_AS(builder.does("secrete", secretion("600 molecules/min")), ParameterError);
}

TEST_CASE("recruit: only living cells of the tumour attract") {
  WorldBuilder builder = vessels();
  Values v = recruit_values(0);
  v.set("rate", number(0.001));
  v.set("per", word("tumour"));
  builder.does("recruit", v);
  Simulation run = builder.build();
  for (int i = 0; i < 100; ++i) run.place(TypeId{0}, 0);
  for (int i = 0; i < 100; ++i) run.place(TypeId{0}, 2, dead);
  run.start();
  steps(run, 1000);
  CHECK(poisson(total(run, 1, Event::Kind::recruitment), 100));
}

TEST_CASE("recruit: a type that acts every ten steps recruits for all of them") {
  WorldBuilder builder = vessels();
  builder.does("recruit", recruit_values(0.2));
  builder.params().types[1].period = 10;
  Simulation run = builder.build();
  run.start();
  steps(run, 1000);
  CHECK(poisson(total(run, 1, Event::Kind::recruitment), 200));
}

TEST_CASE("recruit: nobody enters where there is no room") {
  WorldBuilder builder = vessels();
  builder.params().capacity = 3;
  builder.does("recruit", recruit_values(20));
  Simulation run = builder.build();
  run.start();
  steps(run, 20);
  CHECK(run.world().populations[1].size() == 9);
  for (const Site s : {1U, 4U, 8U}) CHECK(run.world().occupancy.load(s) == 3);
}

/// A system of the body that sends cells at constant rates.
class SteadyNode final : public Process {
 public:
  [[nodiscard]] ProcessState initial() const override {
    return {"body",
            {"node.arriving [cells/min]", "node.arriving_irrelevant [cells/min]", "share"},
            {0.6, 0.2, 0.5}};
  }
};

TEST_CASE("recruit: of the cells that a system sends, the blind ones do not recognise the tumour") {
  WorldBuilder builder = vessels();
  builder.params().processes.push_back(std::make_shared<SteadyNode>());
  Values v = recruit_values(0);
  v.set("primed_in", word("node"));
  builder.does("recruit", v);
  Simulation run = builder.build();
  run.start();
  steps(run, 1000);
  const auto& specific = column<std::uint8_t>(run, 1, "specific");
  const auto seeing = static_cast<std::size_t>(std::count(specific.begin(), specific.end(), 1));
  CHECK(poisson(seeing, 300));
  CHECK(poisson(specific.size() - seeing, 100));
  CHECK(in_state(run, 1, 0) == specific.size());
}

}  // namespace
}  // namespace tilscape

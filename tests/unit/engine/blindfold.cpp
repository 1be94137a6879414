// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/blindfold.hpp"

#include "engine/base/error.hpp"
#include "engine/step/simulation.hpp"
#include "engine/step/touches.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <type_traits>

namespace tilscape {
namespace {

constexpr ColumnId x{0};
constexpr ColumnId y{1};

/// Does something in sense, and has asked for something: not always the same.
class Does final : public Behaviour {
 public:
  using Part = std::function<void(const Batch&, const View&)>;
  Does(Touched asked_for, Part part) : part_(std::move(part)) { has_asked_for(std::move(asked_for)); }
  [[nodiscard]] std::string name() const override { return "do"; }
  void sense(const Batch& batch, const View& view) const override { part_(batch, view); }

 private:
  Part part_;
};

Params cells(Touched asked_for, Does::Part part) {
  Params params{.lattice = Lattice({.nx = 4, .ny = 4})};
  params.types = {
      {.name = "cell",
       .states = {{"alive", true}, {"dead", false}},
       .columns = {{.name = "x", .initial = {Distribution::Kind::constant, 3, 0}}, {.name = "y"}}},
      {.name = "other",
       .states = {{"alive", true}},
       .columns = {{.name = "z", .initial = {Distribution::Kind::constant, 5, 0}}}}};
  params.types[0].behaviours.push_back(std::make_shared<Does>(std::move(asked_for), std::move(part)));
  return params;
}

/// y of a cell after a step in which the behaviour sees what it has asked for.
float outcome(Touched asked_for, Does::Part part) {
  Params params = cells(std::move(asked_for), std::move(part));
  params.blindfold = true;
  Simulation run(std::move(params), 1);
  REQUIRE(run.place(TypeId{0}, 5).done);
  REQUIRE(run.place(TypeId{1}, 5).done);
  run.start();
  run.step();
  return run.world().populations[0].column<float>(y)[0];
}

void copy_x(const Batch& batch, const View&) {
  batch.population.column<float>(y)[0] = batch.population.column<float>(x)[0];
}

TEST_CASE("blindfold: who has asked for what it reads and writes sees it as ever") {
  CHECK(outcome({.columns = {{x, Access::reads}, {y, Access::writes}}}, copy_x) == 3);
  CHECK(outcome({.columns = {{x, Access::recalls}, {y, Access::keeps}}}, copy_x) == 3);
}

TEST_CASE("blindfold: a column that was not asked for reads as no number") {
  CHECK(std::isnan(outcome({.columns = {{y, Access::writes}}}, copy_x)));
}

TEST_CASE("blindfold: who writes a column that it has not asked for, or may only read, is told") {
  for (const Touched& asked_for : {Touched{.columns = {{x, Access::reads}}},
                                   Touched{.columns = {{x, Access::reads}, {y, Access::reads}}},
                                   Touched{.columns = {{x, Access::reads}, {y, Access::recalls}}}})
    CHECK_THROWS_WITH_AS(outcome(asked_for, copy_x),
                         "step 0, sense: do writes `y` of cell, and has not asked for that", SimulationError);
}

TEST_CASE("blindfold: a state that was not asked for is none, and is not written") {
  const auto by_state = [](const Batch& batch, const View&) {
    batch.population.column<float>(y)[0] = batch.population.state[0];
  };
  CHECK(outcome({.columns = {{y, Access::writes}}}, by_state) == 63);
  CHECK(outcome({.columns = {{y, Access::writes}}, .state = {Access::reads}}, by_state) == 0);
  const auto dies = [](const Batch& batch, const View&) { batch.population.state[0] = 1; };
  CHECK_THROWS_WITH_AS(outcome({.state = {Access::reads}}, dies),
                       "step 0, sense: do writes the state of cell, and has not asked for that",
                       SimulationError);
  CHECK(outcome({.state = {Access::keeps}}, dies) == 0);
}

TEST_CASE("blindfold: others are found by who looks for them, and their rows are hidden from all") {
  const auto found = [](const Batch& batch, const View& view) {
    batch.population.column<float>(y)[0] = view.index[1].first(5) == SiteIndex::none ? 0 : 1;
  };
  CHECK(outcome({.columns = {{y, Access::writes}}}, found) == 0);
  CHECK(outcome({.columns = {{y, Access::writes}}, .found = {TypeId{1}}}, found) == 1);
  const auto raw = [](const Batch& batch, const View& view) {
    batch.population.column<float>(y)[0] = view.world.populations[1].column<float>(ColumnId{0})[0];
  };
  CHECK(std::isnan(outcome({.columns = {{y, Access::writes}}, .found = {TypeId{1}}}, raw)));
}

TEST_CASE("blindfold: it is for one thread") {
  Params params = cells({}, copy_x);
  params.blindfold = true;
  CHECK_THROWS_AS(Simulation(std::move(params), 2), UsageError);
}

TEST_CASE("touches: what is only read is constant, and what is asked for is what is told") {
  struct Two : Touches {
    using Touches::Touches;
    State<Access::reads> state{this};
    Made<float, Access::writes> level{this, {.name = "level", .unit = "nM"}};
    Made<float, Access::recalls> old{this, {.name = "old"}};
    Kept<std::uint8_t> phase{this, {.name = "phase"}, When::asked};
    Also occupancy{this, Access::reads, "occupancy"};
  };
  static_assert(std::is_same_v<decltype(std::declval<Batch>()[std::declval<Two>().level]), std::span<float>>);
  static_assert(
      std::is_same_v<decltype(std::declval<Batch>()[std::declval<Two>().old]), std::span<const float>>);
  static_assert(std::is_same_v<decltype(std::declval<Batch>()[std::declval<Two>().state]),
                               std::span<const std::uint8_t>>);

  BehaviourInfo info;
  info.touches = touches_of<Two>();
  CHECK(info.reads() == std::vector<std::string>{"state", "old", "occupancy"});
  CHECK(info.writes() == std::vector<std::string>{"level", "phase"});
  CHECK(info.columns() == std::vector<std::string>{"level"});

  Params params{.lattice = Lattice({.nx = 1, .ny = 1})};
  params.types = {{.name = "cell"}};
  Setup setup(params, TypeId{0});
  Two two(setup);
  REQUIRE(params.types[0].columns.size() == 2);
  CHECK(params.types[0].columns[0].unit == "nM");
  CHECK_FALSE(two.phase.valid());
  two.phase.make(setup);
  CHECK(params.types[0].columns[2].number == NumberType::u8);
  CHECK(setup.touched().has(two.level.id, Access::writes));
  CHECK(setup.touched().has(two.old.id, Access::recalls));
  CHECK(setup.touched().has(two.phase.id, Access::keeps));
  CHECK(setup.touched().has_state(Access::reads));
  CHECK_FALSE(setup.touched().has_state(Access::writes));
}

}  // namespace
}  // namespace tilscape

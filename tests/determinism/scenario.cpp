// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The determinism contract for whole scenarios: vessels, a drug in particles, a vaccine, oxygen.
#include "tests/support/runs.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

namespace tilscape {
namespace {

std::string hash_after(const scenarios::Scenario& scenario, int steps, test::Way way) {
  return test::run_in_a_way(scenario, steps, way).simulation->state_hash();
}

void check_ways(int dimensions, int steps) {
  const scenarios::Scenario scenario = test::small_trial(dimensions);
  const std::string one = hash_after(scenario, steps, {});
  for (const int threads : {2, 3, 8}) CHECK(hash_after(scenario, steps, {.threads = threads}) == one);
  CHECK(hash_after(scenario, steps, {.threads = 2, .batch = 100}) == one);
  CHECK(hash_after(scenario, steps, {.batch = 7}) == one);
  CHECK(hash_after(scenario, steps, {.sort_every = 0}) == one);
  CHECK(hash_after(scenario, steps, {.threads = 2, .batch = 64, .sort_every = 7}) == one);
  CHECK(hash_after(scenario, steps, {.batch = 100, .blindfold = true}) == one);
}

TEST_CASE("determinism: a scenario has one state hash, whatever threads, batches and order of rows, 2D") {
  check_ways(2, 200);
}

TEST_CASE("determinism: a scenario has one state hash, whatever threads, batches and order of rows, 3D") {
  check_ways(3, 80);
}

TEST_CASE("blindfold: no behaviour touches what it has not asked for") {
  std::set<std::string> done;
  for (const std::string name : {"cells", "drugs", "killing", "layers", "particles", "phases", "substances",
                                 "tables", "tissue", "vaccine", "vessels"}) {
    CAPTURE(name);
    const scenarios::Scenario scenario = test::checked(
        scenarios::validate(test::source_file("tests/witness/" + name + ".yaml"), test::language()));
    for (const AgentSpec& type : scenario.types)
      for (const auto& [verb, values] : type.behaviours) done.insert(verb);
    CHECK(hash_after(scenario, 30, {.batch = 100, .blindfold = true}) == hash_after(scenario, 30, {}));
  }
  for (const auto& [behaviour, make] : test::language().behaviours()) {
    const std::string& verb = behaviour.name;
    CAPTURE(verb);
    CHECK(done.count(behaviour.name) == 1);
  }
}

TEST_CASE("determinism: the scenarios of these tests are alive") {
  for (const int dimensions : {2, 3}) {
    scenarios::Run run = scenarios::build_run(test::small_trial(dimensions), 1);
    run.simulation->start();
    for (int s = 0; s < 80; ++s) run.simulation->step();
    const World& world = run.simulation->world();
    const auto of = [&](std::size_t type, Event::Kind kind) {
      return world.totals[type][static_cast<std::size_t>(kind)];
    };
    CAPTURE(dimensions);
    CHECK(of(0, Event::Kind::division) > 0);
    CHECK(of(0, Event::Kind::kill) > 0);
    CHECK(of(0, Event::Kind::death) > 0);
    CHECK(of(1, Event::Kind::recruitment) > 0);
    for (const Observable& o : run.series)
      if (o.name == "anti_pd1.mean" || o.name == "np_anti_pd1.mean" ||
          o.name == "body.lymph_node.antigen_inside" || o.name == "body.anti_pd1.given") {
        CAPTURE(o.name);
        CHECK(o.value(world) > 0);
      }
  }
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Nothing depends on the order in which a scenario says things: its sections, types, keys, columns, states.
#include "scenarios/build/build.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/runs.hpp"

#include <doctest/doctest.h>
#include <random>

namespace tilscape {
namespace {

using scenarios::Node;

/// The same text with the entries of every map in another order; lists stay as they are.
void permute(Node& node, std::mt19937& random) {
  for (std::size_t i = node.entries.size(); i > 1; --i)
    std::swap(node.entries[i - 1], node.entries[random() % i]);
  for (Node::Entry& e : node.entries) permute(e.value, random);
  for (Node& item : node.items) permute(item, random);
}

std::string hash_of(const Node& tree, const std::string& file) {
  scenarios::LoadOptions options;
  options.check = scenarios::LoadOptions::Check::only_this;
  const scenarios::Validation read = scenarios::validate_tree(tree, file, test::language(), options);
  REQUIRE_MESSAGE(read.problems.ok(), read.problems.text());
  scenarios::Run run = scenarios::build_run(read.scenario, 1);
  run.simulation->start();
  for (int s = 0; s < 30; ++s) run.simulation->step();
  return run.simulation->state_hash();
}

TEST_CASE("determinism: a scenario whose maps are written in another order is the same run") {
  std::mt19937 random(1);
  for (const char* name : {"cells", "drugs", "killing", "outputs", "particles", "space", "substances",
                           "tables", "tissue", "vaccine", "vessels"}) {
    CAPTURE(name);
    const std::string file = test::source_file("tests/witness/" + std::string(name) + ".yaml");
    scenarios::Problems problems;
    const std::optional<Node> tree = scenarios::load_extended(file, {}, problems);
    REQUIRE(tree);
    const std::string as_written = hash_of(*tree, file);
    for (int k = 0; k < 3; ++k) {
      Node other = *tree;
      permute(other, random);
      CHECK(hash_of(other, file) == as_written);
    }
  }
}

TEST_CASE("determinism: what one type decides does not see what another has decided in the same step") {
  // All targets die in the first step, and yet there is something to bind in it, whichever type comes first.
  const auto run = [](const char* killer, const char* target) {
    const std::string text =
        std::string("tilscape: 1\nname: x\ntime: { end: 1 h }\n") +
        "lattice: { sites: [12, 12] }\nagents:\n  " + target +
        ": { takes: 4, states: { well: begins, ill: alive, gone: dead }, start: { count: "
        "60, shape: everywhere }, die: { rate: 1000 1/min, leaves: gone } }\n  " +
        killer +
        ": { takes: 1, states: { searching: begins, engaged: alive }, start: { count: "
        "60, shape: everywhere }, kill: { target: " +
        target + ", engage: 3 1/min, slow: 1 1/min, fast: 1 1/min, leaves: gone } }\n";
    const scenarios::Scenario scenario =
        test::checked(scenarios::validate_text(text, "x.yaml", test::language()));
    scenarios::Run whole = scenarios::build_run(scenario, 1);
    whole.simulation->start();
    whole.simulation->step();
    const World& world = whole.simulation->world();
    const std::size_t of_killer = std::string(killer) < target ? 0 : 1;
    std::size_t engaged = 0;
    for (const std::uint8_t s : world.populations[of_killer].state) engaged += s == 1 ? 1 : 0;
    return engaged;
  };
  CHECK(run("a_killer", "b_target") > 40);
  CHECK(run("b_killer", "a_target") > 40);
}

TEST_CASE("determinism: cells that kill their own kind see each other as they were, whatever the threads") {
  const scenarios::Scenario scenario = test::checked(scenarios::validate_text(
      "tilscape: 1\nname: x\ntime: { end: 1 h }\nlattice: { sites: [30, 30] }\nagents:\n"
      "  cannibal:\n"
      "    takes: 2\n"
      "    states: { searching: begins, engaged: alive, gone: dead }\n"
      "    columns: { taste: 'uniform(0, 2)', ligand: 'uniform(0 molecules, 1e5 molecules)' }\n"
      "    start: { count: 600, shape: everywhere }\n"
      "    walk: { speed: 5 um/min, persistence: 5 min, in: [searching] }\n"
      "    divide: { every: exponential(1 h), into: here_or_neighbour }\n"
      "    kill: { target: cannibal, engage: 0.5 1/min, slow: 0.1 1/min, fast: 0.4 1/min, by: taste, leaves: "
      "gone }\n"
      "    inhibit: { target: cannibal, ligand: ligand, copies: 3000 molecules, affinity: 14.8 "
      "molecules/um2, area: 151 um2, target_area: 897 um2, reference: 9e4 molecules }\n"
      "    rules: [{ in: [searching], when: cannibal.count > 100, become: engaged, rate: 0.01 1/min }]\n",
      "x.yaml", test::language()));
  const auto hash = [&](test::Way way) {
    const scenarios::Run run = test::run_in_a_way(scenario, 60, way);
    const auto kills = static_cast<std::size_t>(Event::Kind::kill);
    CHECK(run.simulation->world().totals[0][kills] > 100);
    return run.simulation->state_hash();
  };
  const std::string one = hash({});
  for (const int threads : {2, 3, 8}) CHECK(hash({.threads = threads, .batch = 50}) == one);
}

}  // namespace
}  // namespace tilscape

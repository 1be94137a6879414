// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A run that is taken up from a saved state gives the bits of one that was never stopped, whatever it holds.
#include "engine/base/error.hpp"
#include "scenarios/output/saved_state.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <set>

namespace tilscape {
namespace {

using scenarios::Match;

void steps(Simulation& simulation, std::uint64_t until) {
  while (simulation.world().step < until) simulation.step();
}

/// Hash after `last` steps of a run whose state went through a file after `cut` of them.
std::string hash_through_file(const scenarios::Scenario& scenario, std::uint64_t cut, std::uint64_t last) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "state.tcheck").string();
  {
    const scenarios::Run first = scenarios::build_run(scenario, 1);
    first.simulation->start();
    steps(*first.simulation, cut);
    scenarios::save_state(*first.simulation, {}, {}, path);
  }
  const scenarios::Run second = scenarios::build_empty_run(scenario, 2);
  scenarios::load_state(*second.simulation, snapshot::read_checkpoint(path), Match::same_run);
  steps(*second.simulation, last);
  return second.simulation->state_hash();
}

void check_resume(const scenarios::Scenario& scenario, std::uint64_t last) {
  const scenarios::Run whole = scenarios::build_run(scenario, 1);
  whole.simulation->start();
  steps(*whole.simulation, last);
  const std::string hash = whole.simulation->state_hash();
  for (const std::uint64_t cut : {std::uint64_t{0}, std::uint64_t{1}, last / 2, last - 1, last}) {
    CAPTURE(cut);
    CHECK(hash_through_file(scenario, cut, last) == hash);
  }
}

TEST_CASE("resume: every shipped scenario gives the same bits, stopped at any step, on other threads") {
  for (const std::string& name : test::library()) {
    CAPTURE(name);
    check_resume(test::library_scenario(name), 25);
  }
}

TEST_CASE(
    "resume: a scenario with all of the body, doses between the steps and events gives the same bits, 2D") {
  check_resume(test::small_trial(2), 90);
}

TEST_CASE(
    "resume: a scenario with all of the body, doses between the steps and events gives the same bits, 3D") {
  check_resume(test::small_trial(3), 90);
}

/// Names of everything that the scenario declares, put together apart from visit_state().
std::set<std::string> declared(const Simulation& simulation) {
  std::set<std::string> names;
  for (const AgentType& type : simulation.params().types) {
    for (const char* part : {"id", "site", "state", "totals"})
      names.insert("agents." + type.name + "." + part);
    for (const ColumnSpec& column : type.columns)
      names.insert("agents." + type.name + ".columns." + column.name);
  }
  for (const Substance& substance : simulation.params().substances)
    for (const char* part : {"values", "carried"})
      names.insert("fields." + substance.field.name + "." + part);
  for (const auto& process : simulation.params().processes) {
    names.insert("processes." + process->initial().name);
    names.insert("labels.processes." + process->initial().name);
  }
  return names;
}

TEST_CASE("resume: every declared column, field and process is in a saved state") {
  const scenarios::Run run = scenarios::build_run(test::small_trial(3), 1);
  run.simulation->start();
  steps(*run.simulation, 30);
  std::set<std::string> saved;
  for (const auto& [name, numbers] : scenarios::copy_state(*run.simulation).arrays) saved.insert(name);
  CHECK(saved == declared(*run.simulation));
}

TEST_CASE("resume: each number of a saved state matters: another one is found by its hash") {
  const scenarios::Scenario scenario = test::small_trial(2);
  const scenarios::Run run = scenarios::build_run(scenario, 1);
  run.simulation->start();
  steps(*run.simulation, 30);
  const snapshot::Checkpoint saved = scenarios::copy_state(*run.simulation);
  int changed = 0;
  for (const auto& array : saved.arrays) {
    const std::string& name = array.first;
    if (name.ends_with(".id") || name.ends_with(".site")) continue;  // would be out of order
    CAPTURE(name);
    snapshot::Checkpoint other = saved;
    const bool any = std::visit(
        [](auto& values) {
          if (values.empty()) return false;
          auto& value = values[values.size() / 2];
          value = value == 0 ? 1 : 0;
          return true;
        },
        other.arrays.at(name));
    if (!any) continue;
    ++changed;
    const scenarios::Run again = scenarios::build_empty_run(scenario, 1);
    CHECK_THROWS_AS(scenarios::load_state(*again.simulation, other, Match::same_run), InputError);
  }
  CHECK(changed > 20);
}

TEST_CASE("resume: a state that does not fit the run is refused") {
  const scenarios::Scenario scenario = test::small_trial(2);
  const scenarios::Run run = scenarios::build_run(scenario, 1);
  run.simulation->start();
  const snapshot::Checkpoint saved = scenarios::copy_state(*run.simulation);
  const auto refused = [&](const auto& change, const char* why) {
    snapshot::Checkpoint other = saved;
    change(other);
    const scenarios::Run again = scenarios::build_empty_run(scenario, 1);
    CHECK_THROWS_WITH_AS(scenarios::load_state(*again.simulation, other, Match::same_run),
                         doctest::Contains(why), InputError);
  };
  refused([](auto& c) { c.arrays.erase("fields.oxygen.values"); }, "`fields.oxygen.values` is missing");
  refused([](auto& c) { c.arrays["fields.sugar.values"] = std::vector<double>{1}; },
          "no `fields.sugar.values`");
  refused([](auto& c) { c.arrays["fields.oxygen.values"] = std::vector<float>{1}; },
          "another type of number");
  refused([](auto& c) { c.arrays["fields.oxygen.values"] = std::vector<double>{1}; }, "one number per site");
  refused(
      [](auto& c) { std::get<std::vector<std::uint32_t>>(c.arrays["agents.cancer.site"])[0] = 1U << 30U; },
      "outside of the lattice");
  refused([](auto& c) { std::get<std::vector<std::uint8_t>>(c.arrays["agents.cancer.state"])[0] = 60; },
          "a state that does not exist");
  refused([](auto& c) { std::get<std::vector<std::uint8_t>>(c.arrays["agents.cancer.state"]).pop_back(); },
          "different lengths");
  refused(
      [](auto& c) {
        auto& site = std::get<std::vector<std::uint32_t>>(c.arrays["agents.cancer.site"]);
        site[1] = site[0];
      },
      "more than it has room for");
  refused([](auto& c) { c.header.result_version += 1; }, "results of version");
  refused([](auto& c) { c.header.step = ~std::uint64_t{0}; }, "longest run");
}

}  // namespace
}  // namespace tilscape

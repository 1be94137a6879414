// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/ledger.hpp"
#include "proto/old_files.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/output/told.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <string>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

std::vector<snapshot::SeriesColumn> columns_of_library(const std::string& name) {
  return series_columns_of(build_run(test::library_scenario(name), 1).series);
}

}  // namespace

TEST_CASE("what is told: kinds of events are the engine's, with those that are written") {
  const auto kinds = event_kinds_of({event_table.begin(), event_table.end()}, {"kill"});
  REQUIRE(kinds.size() == event_kinds);
  using Kind = snapshot::EventKindInfo;
  for (std::size_t k = 0; k < event_kinds; ++k) {
    CHECK(kinds[k].name == event_table[k].word);
    CHECK(kinds[k].total == event_table[k].total);
    CHECK((kinds[k].life == Kind::Life::begins) == (event_table[k].life == EventInfo::Life::begins));
    CHECK((kinds[k].life == Kind::Life::ends) == (event_table[k].life == EventInfo::Life::ends));
    CHECK(kinds[k].births() == (event_table[k].other == EventInfo::Other::parent));
    CHECK((kinds[k].other == Kind::Other::killer) == (event_table[k].other == EventInfo::Other::killer));
    CHECK(kinds[k].written == (event_table[k].kind == EventKind::kill));
  }
}

TEST_CASE("what is told: the kinds of old files are kinds of today with the same roles") {
  const auto today = event_kinds_of({event_table.begin(), event_table.end()}, {});
  for (const snapshot::EventKindInfo& old : snapshot::old_event_kinds({})) {
    CAPTURE(old.name);
    const snapshot::EventKindInfo kind = kind_of(today, old.name);
    CHECK(kind.total == old.total);
    CHECK(kind.life == old.life);
    CHECK(kind.other == old.other);
  }
}

TEST_CASE("what is told: each account with its parts, which sum up to what was given; values are in no sum") {
  const Run run = build_run(
      test::checked(validate(test::source_file("tests/witness/systems.yaml"), test::language())), 1);
  Simulation& simulation = *run.simulation;
  simulation.start();
  std::vector<std::vector<double>> rows;
  for (int record = 0; record < 3; ++record) {
    rows.push_back({static_cast<double>(record)});
    for (const Observable& o : run.series) rows.back().push_back(o.value(simulation.world()));
    for (int step = 0; step < 20; ++step) simulation.step();
  }
  const auto ledgers = snapshot::ledgers_of(series_columns_of(run.series), rows);
  const auto found = std::find_if(ledgers.begin(), ledgers.end(),
                                  [](const snapshot::Ledger& l) { return l.name == "body.plasma"; });
  REQUIRE(found != ledgers.end());
  const snapshot::Ledger& plasma = *found;
  CHECK(plasma.start > 0);  // its species start with something
  CHECK(plasma.given[2] > 0);
  std::set<std::string> stored;
  double sum = plasma.unaccounted[2];
  for (const auto& part : plasma.parts) {
    sum += part.amounts[2];
    if (part.role == snapshot::SeriesRole::stored) stored.insert(part.name);
  }
  CHECK(stored.contains("first"));
  CHECK_FALSE(stored.contains("memory"));       // a variable
  CHECK_FALSE(stored.contains("first.level"));  // follows from one
  CHECK(sum == test::near(plasma.came_in(2), 1e-12));
  CHECK(plasma.worst_share() < snapshot::most_unaccounted);
}

TEST_CASE("what is told: a column begins with its subject, and old names would be read as the same") {
  // But for the parts of an account, which may stand elsewhere, and those of the body, which old files call
  // otherwise.
  using snapshot::SeriesRole;
  std::set<SeriesRole> seen;
  for (const char* name : {"quickstart", "vaccine_prime_boost", "tumour_growth"}) {
    const auto told = columns_of_library(name);
    auto guessed = told;
    for (snapshot::SeriesColumn& column : guessed) column = {column.name, column.unit};
    snapshot::guess_roles(guessed);
    for (std::size_t c = 0; c < told.size(); ++c) {
      CAPTURE(told[c].name);
      CHECK(told[c].role != snapshot::SeriesRole::other);
      const bool of_body = told[c].name.starts_with("body.");
      if (!of_body) CHECK(told[c].name.starts_with(told[c].subject + "."));
      seen.insert(told[c].role);
      if (of_body) continue;
      // Of an account old files told what was given, and not what is part of it.
      if (told[c].role == SeriesRole::stored || told[c].role == SeriesRole::gone ||
          told[c].role == SeriesRole::unaccounted)
        CHECK(guessed[c].role == SeriesRole::amount);
      else
        CHECK(guessed[c] == told[c]);
    }
  }
  for (const auto role :
       {snapshot::SeriesRole::count, snapshot::SeriesRole::state, snapshot::SeriesRole::total,
        snapshot::SeriesRole::level_mean, snapshot::SeriesRole::given, snapshot::SeriesRole::amount,
        snapshot::SeriesRole::stored, snapshot::SeriesRole::gone, snapshot::SeriesRole::unaccounted})
    CHECK(seen.contains(role));
}

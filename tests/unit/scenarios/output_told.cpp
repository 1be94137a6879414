// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/old_files.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/output/told.hpp"
#include "tests/support/runs.hpp"

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

TEST_CASE("what is told: a column begins with its subject, and old names would be read as the same") {
  std::set<snapshot::SeriesRole> seen;
  for (const char* name : {"quickstart", "vaccine_prime_boost", "tumour_growth"}) {
    const auto told = columns_of_library(name);
    auto guessed = told;
    for (snapshot::SeriesColumn& column : guessed) column = {column.name, column.unit};
    snapshot::guess_roles(guessed);
    for (std::size_t c = 0; c < told.size(); ++c) {
      CAPTURE(told[c].name);
      CHECK(told[c].role != snapshot::SeriesRole::other);
      CHECK(told[c].name.starts_with(told[c].subject + "."));
      CHECK(guessed[c] == told[c]);
      seen.insert(told[c].role);
    }
  }
  for (const auto role :
       {snapshot::SeriesRole::count, snapshot::SeriesRole::state, snapshot::SeriesRole::total,
        snapshot::SeriesRole::level_mean, snapshot::SeriesRole::given, snapshot::SeriesRole::amount})
    CHECK(seen.contains(role));
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "tests/support/studies.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <sqlite3.h>
#include <string>
#include <vector>

using namespace tilscape::scenarios;
using tilscape::InputError;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// What an InputError says, or "".
std::string refusal(const std::function<void()>& read) {
  try {
    read();
  } catch (const InputError& e) {
    return e.what();
  }
  return {};
}

/// A result that holds together.
Result whole_result(const Plan& plan, std::size_t unit) {
  return {.unit = unit,
          .key = plan.keys[unit],
          .seed = plan.unit(unit).seed,
          .steps = 12,
          .end = 120,
          .state_hash = "0123",
          .columns = {{"cancer.count", "x"}, {"cells", "1"}, {"gone"}, {"cancer.count < 1"}},
          .times = {0, 120},
          .values = {20, 1, 0, 2},
          .reached = {120},
          .stopped_by = "gone"};
}

}  // namespace

TEST_CASE("shard: two attempts are the same only when all that a run decides is, to the last bit") {
  const Result one{.unit = 3,
                   .key = Key::of("a"),
                   .seed = 5,
                   .steps = 12,
                   .end = 120,
                   .state_hash = "0123",
                   .columns = {{"cancer.count"}, {"cells"}, {"gone"}, {"cancer.count < 1"}},
                   .times = {0, 120},
                   .values = {20, 0},
                   .reached = {120},
                   .stopped_by = "gone",
                   .seconds = 1,
                   .peak_memory = 100};
  Result other = one;
  other.seconds = 2;
  other.peak_memory = 200;
  other.columns.roles = {"count"};  // version 0.1 did not tell
  other.columns.subjects = {"cancer"};
  CHECK(one.same_as(other));
  const std::vector<std::function<void(Result&)>> changes = {
      [](Result& r) { r.key = Key::of("b"); },   [](Result& r) { r.seed = 6; },
      [](Result& r) { r.steps = 13; },           [](Result& r) { r.end = 130; },
      [](Result& r) { r.state_hash = "0124"; },  [](Result& r) { r.columns.units[0] = "1"; },
      [](Result& r) { r.times[1] = 119; },       [](Result& r) { r.values[1] = -0.0; },
      [](Result& r) { r.values.push_back(1); },  [](Result& r) { r.reached[0] = -1; },
      [](Result& r) { r.stopped_by = "cured"; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Result changed = one;
    changes[i](changed);
    CHECK_FALSE(one.same_as(changed));
  }
}

TEST_CASE("shard: what does not hold together behind checksums that do is refused, with the file's name") {
  const std::vector<std::function<void(Result&)>> faults = {
      [](Result& r) { r.values.clear(); },
      [](Result& r) { r.values.resize(2); },
      [](Result& r) { r.values.push_back(1); },
      [](Result& r) { r.times.clear(); },
      [](Result& r) { r.times.clear(), r.values.clear(); },
      [](Result& r) {
        r.times = {120, 0};
      },
      [](Result& r) { r.times[1] = none; },
      [](Result& r) { r.reached.clear(); },
      [](Result& r) { r.reached.push_back(1); },
      [](Result& r) { r.reached[0] = none; },
      [](Result& r) { r.end = std::numeric_limits<double>::infinity(); },
      [](Result& r) { r.stopped_by = "cured"; },
      [](Result& r) { r.seed = 77; },
      [](Result& r) { r.columns.names.emplace_back("more"); },
      [](Result& r) { r.columns.units.pop_back(); },
      [](Result& r) { r.columns.conditions.clear(); },
      [](Result& r) { r.columns.names[1] += std::string(1, '\0'); },
      [](Result& r) { r.columns.roles = {"count"}; },
      [](Result& r) {
        r.columns.roles = {"count", "amount"};
      },
      [](Result& r) {
        r.columns.subjects = {"cancer", "x"};
      },
      [](Result& r) { r.unit = 6; },
      [](Result& r) { r.unit = ~std::size_t{0}; },
      [](Result& r) { r.key = Key::of("another"); },
  };
  for (std::size_t i = 0; i < faults.size(); ++i) {
    CAPTURE(i);
    const tilscape::test::TemporaryFolder folder;
    const Plan plan = tilscape::test::plan_of(
        tilscape::test::written(folder.path(), tilscape::test::tiny_study("replicates: 6")));
    ShardWriter shard(folder.path(), "pool");
    shard.put(whole_result(plan, 0));
    Result result = whole_result(plan, 1);
    faults[i](result);
    shard.put(result);
    shard.finish();
    const std::string said = refusal([&] { ShardIndex(plan, folder.path()); });
    CHECK_MESSAGE(said.find("shards/pool-") != std::string::npos, said);
  }
}

TEST_CASE("shard: runs of one arm can have other columns, and are collected under the names of all") {
  const tilscape::test::TemporaryFolder folder;
  const Plan plan = tilscape::test::plan_of(
      tilscape::test::written(folder.path(), tilscape::test::tiny_study("replicates: 2")));
  ShardWriter shard(folder.path(), "pool");
  shard.put(whole_result(plan, 0));
  Result other = whole_result(plan, 1);
  other.columns = {{"a", "b", "CANCER.count"}, {"1", "1", "cells"}, {"end"}, {"b > 1"}};
  other.values = {1, 2, 3, 4, 5, 6};
  other.stopped_by = "end";
  shard.put(other);
  shard.finish();
  collect(plan, ShardIndex(plan, folder.path()), folder.path());
  const auto lines = tilscape::test::lines_of(folder.path() / "series.csv");
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] == "run,time [d],cancer.count [cells],x [1],a [1],b [1],CANCER.count [cells] (2)");
  CHECK(lines[1] == "0,0,20,1,,,");
  CHECK(lines[4] == "1,0.08333333333333333,,,4,5,6");
  const auto runs = tilscape::test::lines_of(folder.path() / "results.csv");
  CHECK(runs[0].find(",end [d],stopped by,gone [d],end [d] (2),") != std::string::npos);
}

TEST_CASE("collect: the results tell what each of their columns is, also those of old shards") {
  const tilscape::test::TemporaryFolder folder;
  const Plan plan = tilscape::test::plan_of(tilscape::test::written(
      folder.path(), tilscape::test::tiny_study("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }")));
  ShardWriter shard(folder.path(), "pool");
  Result told = whole_result(plan, 0);
  told.columns.roles = {"amount", "a role of a later version"};
  told.columns.subjects = {"cancer", "y"};
  shard.put(told);
  Result old = whole_result(plan, 1);
  old.columns.names[1] = "oxygen.mean";
  shard.put(old);
  shard.finish();
  collect(plan, ShardIndex(plan, folder.path()), folder.path());
  using Row = std::vector<std::string>;
  std::vector<Row> rows;
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((folder.path() / "results.sqlite").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(
              database, "select belongs_to, name, head, role, subject, unit from columns",
              [](void* into, int n, char** values, char**) {
                static_cast<std::vector<Row>*>(into)->push_back(Row(values, values + n));
                return 0;
              },
              &rows, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  CHECK(rows == std::vector<Row>{
                    {"runs", "run", "run", "run", "", ""},
                    {"runs", "arm", "arm", "arm", "", ""},
                    {"runs", "point", "point", "point", "", ""},
                    {"runs", "replicate", "replicate", "replicate", "", ""},
                    {"runs", "seed", "seed", "seed", "", ""},
                    {"runs", "rate", "rate", "factor", "rate", ""},
                    {"runs", "rate [1/min]", "rate [1/min]", "factor_number", "rate", "1/min"},
                    {"runs", "status", "status", "status", "", ""},
                    {"runs", "end [d]", "end [d]", "end", "", "d"},
                    {"runs", "stopped by", "stopped by", "stopped_by", "", ""},
                    {"runs", "gone [d]", "gone [d]", "endpoint", "gone", "d"},
                    {"runs", "last cancer.count [cells]", "last cancer.count [cells]", "last",
                     "cancer.count [cells]", "cells"},
                    {"runs", "last x [1]", "last x [1]", "last", "x [1]", "1"},
                    {"runs", "last oxygen.mean [1]", "last oxygen.mean [1]", "last", "oxygen.mean [1]", "1"},
                    {"runs", "state_hash", "state_hash", "state_hash", "", ""},
                    {"runs", "key", "key", "key", "", ""},
                    {"runs", "scenario_hash", "scenario_hash", "scenario_hash", "", ""},
                    {"runs", "program", "program", "program", "", ""},
                    {"series", "run", "run", "run", "", ""},
                    {"series", "time [d]", "time [d]", "time", "", "d"},
                    {"series", "cancer.count [cells]", "cancer.count [cells]", "amount", "cancer", "cells"},
                    {"series", "x [1]", "x [1]", "other", "y", "1"},
                    {"series", "oxygen.mean [1]", "oxygen.mean [1]", "level_mean", "oxygen", "1"}});
}

TEST_CASE("plan: what does not hold together behind checksums that do is refused, with the file's name") {
  const std::vector<std::function<void(Plan&)>> faults = {
      [](Plan& p) { p.arms.clear(); },
      [](Plan& p) { p.keys.pop_back(); },
      [](Plan& p) { p.keys.clear(), p.points.clear(); },
      [](Plan& p) { p.points.emplace_back(); },
      [](Plan& p) { p.factors.emplace_back("rate"); },
      [](Plan& p) { p.replicates = 0; },
      [](Plan& p) { p.replicates = std::size_t{1} << 63U, p.points.resize(2), p.keys.clear(); },
      [](Plan& p) { p.block = 0; },
      [](Plan& p) { p.block = ~std::size_t{0}; },
      [](Plan& p) { p.every = none; },
      [](Plan& p) { p.enough = Enough{.within = 1, .least = 0}; },
      [](Plan& p) { p.enough = Enough{.within = 1, .batch = ~std::size_t{0}}; },
      [](Plan& p) { p.enough = Enough{.within = none}; },
  };
  for (std::size_t i = 0; i < faults.size(); ++i) {
    CAPTURE(i);
    const tilscape::test::TemporaryFolder folder;
    Plan plan = tilscape::test::plan_of(
        tilscape::test::written(folder.path(), tilscape::test::tiny_study("replicates: 6")));
    faults[i](plan);
    write_plan(plan, folder.path());
    const std::string said = refusal([&] { (void)read_plan(folder.path()); });
    CHECK_MESSAGE(said.find("study.plan: the plan is damaged though") != std::string::npos, said);
  }
}

TEST_CASE("shard: a byte that is changed costs results, and never makes others") {
  const tilscape::test::TemporaryFolder folder;
  const Plan plan = tilscape::test::plan_of(
      tilscape::test::written(folder.path(), tilscape::test::tiny_study("replicates: 3")));
  ShardWriter shard(folder.path(), "pool");
  for (std::size_t u = 0; u < 3; ++u) shard.put(whole_result(plan, u));
  shard.finish();
  const auto file = std::filesystem::directory_iterator(folder.path() / "shards")->path();
  const std::string whole = tilscape::test::text_of(file);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    std::ofstream(file, std::ios::binary) << damaged;
    const ShardIndex index(plan, folder.path());
    CHECK(index.present_count() <= 3);
    for (std::size_t u = 0; u < 3; ++u)
      if (index.present(u)) CHECK(index.read(u).same_as(whole_result(plan, u)));
  }
}

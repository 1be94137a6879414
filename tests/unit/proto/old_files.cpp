// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Files of version 0.1 say neither what their events are nor what their columns are.
#include "proto/old_files.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::snapshot;

namespace {

std::string written(const std::string& scenario_text) {
  std::string names;
  for (const EventKindInfo& kind : old_event_kinds(scenario_text))
    if (kind.written) names += kind.name + " ";
  return names;
}

using Named = std::vector<std::string>;  // column, role, subject

std::vector<Named> roles_of(const std::vector<SeriesColumn>& columns) {
  std::vector<Named> out;
  for (const SeriesColumn& c : columns) out.push_back({c.head(), std::string(word_of(c.role)), c.subject});
  return out;
}

}  // namespace

TEST_CASE("old files: the events that the scenario asked for are those that are written") {
  CHECK(written("").empty());
  CHECK(written("seed=1\noutputs.events=[divide,kill,]\n") == "divide kill ");
  CHECK(written("outputs.events=[leave,]") == "leave ");
  CHECK(written("outputs.events=[kill,]\nnote=divide,die,\n") == "kill ");
  CHECK(written("x.outputs.events=[kill,]\n").empty());
}

TEST_CASE("old files: of a scenario only the seed and the outputs do not count") {
  const std::string text = "a=1\nseed=4\noutputs.snapshots.every=60 min\nb=2\n";
  const std::string hash = old_replicate_hash("x", text);
  CHECK(hash == old_replicate_hash("x", "a=1\nseed=5\nb=2\n"));
  CHECK(hash != old_replicate_hash("x", "a=1\nseed=4\nb=3\n"));
  CHECK(hash != old_replicate_hash("y", text));
}

TEST_CASE("old files: columns are what their names said") {
  const std::vector<std::string> heads = {"time [d]",
                                          "cancer.count [cells]",
                                          "cancer.resting [cells]",
                                          "cancer.kills [cells]",
                                          "cancer.left [cells]",
                                          "cancer.pd_l1 [molecules]",
                                          "cancer.generation",
                                          "oxygen.mean [mmHg]",
                                          "oxygen.min [mmHg]",
                                          "oxygen.max [mmHg]",
                                          "body_drug.given [nmol]",
                                          "body_drug.plasma [nM]",
                                          "supply_oxygen.given [unit um3]"};
  CHECK(roles_of(described(heads, {})) ==
        std::vector<Named>{{"cancer.count [cells]", "count", "cancer"},
                           {"cancer.resting [cells]", "state", "cancer"},
                           {"cancer.kills [cells]", "total", "cancer"},
                           {"cancer.left [cells]", "total", "cancer"},
                           {"cancer.pd_l1 [molecules]", "column_mean", "cancer"},
                           {"cancer.generation", "column_mean", "cancer"},
                           {"oxygen.mean [mmHg]", "level_mean", "oxygen"},
                           {"oxygen.min [mmHg]", "level_least", "oxygen"},
                           {"oxygen.max [mmHg]", "level_largest", "oxygen"},
                           {"body_drug.given [nmol]", "given", "body_drug"},
                           {"body_drug.plasma [nM]", "amount", "body_drug"},
                           {"supply_oxygen.given [unit um3]", "amount", "supply_oxygen"}});
}

TEST_CASE("old files: what a file tells of a column stands, whatever its name") {
  const std::vector<SeriesColumn> told = {{"a.count", "cells", SeriesRole::amount, "a"},
                                          {"b.x", "", SeriesRole::other, "b"}};
  CHECK(
      roles_of(described({"time [d]", "a.count [cells]", "b.x", "c.y"}, told)) ==
      std::vector<Named>{{"a.count [cells]", "amount", "a"}, {"b.x", "other", "b"}, {"c.y", "amount", "c"}});
}

TEST_CASE("old files: factors of a study stood between the seed and the status") {
  std::vector<Named> found;
  for (const study_tables::Column& c : old_study_columns(
           {"run", "arm", "point", "replicate", "seed", "dose", "dose [g/kg]", "share", "share (number)",
            "status", "end [d]", "stopped by", "gone [d]", "last cancer.count [cells]", "key"},
           {"run", "time [d]", "cancer.count [cells]"}))
    found.push_back({c.table, c.name, c.role, c.subject, c.unit});
  CHECK(found == std::vector<Named>{{"runs", "run", "run", "", ""},
                                    {"runs", "arm", "arm", "", ""},
                                    {"runs", "point", "point", "", ""},
                                    {"runs", "replicate", "replicate", "", ""},
                                    {"runs", "seed", "seed", "", ""},
                                    {"runs", "dose", "factor", "dose", ""},
                                    {"runs", "dose [g/kg]", "factor_number", "dose", "g/kg"},
                                    {"runs", "share", "factor", "share", ""},
                                    {"runs", "share (number)", "factor_number", "share", ""},
                                    {"runs", "status", "status", "", ""},
                                    {"runs", "end [d]", "end", "", "d"},
                                    {"runs", "stopped by", "stopped_by", "", ""},
                                    {"runs", "key", "key", "", ""},
                                    {"series", "run", "run", "", ""},
                                    {"series", "time [d]", "time", "", "d"},
                                    {"series", "cancer.count [cells]", "count", "cancer", "cells"}});
  CHECK(old_grouping("full") == study_tables::grouped::by_point);
  CHECK(old_grouping("one_at_a_time") == study_tables::grouped::by_point);
  CHECK(old_grouping("sobol") == study_tables::grouped::by_arm);
}

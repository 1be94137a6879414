// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The keys of `ensemble`: each study*.yaml is run as it stands, and once more for each key of the section
// that it gives (witness.cpp says how); the collected tables or the report have to differ.
#include "tests/support/program.hpp"
#include "tests/witness/witness.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tilscape;
using namespace tilscape::test;
using scenarios::Node;

namespace {

/// What a user can see of a study; the report without what repeats the scenario.
Sight study_sight(const std::string& file, const std::string& change) {
  const test::Program program;
  const auto ending =
      program.run("ensemble run '" + file + "' -o study " + (change.empty() ? "" : "--set '" + change + "'"));
  Sight sight;
  if (ending.code != 0) {
    sight.refused = ending.err;
    return sight;
  }
  sight.warnings = program.run("validate --strict '" + file + "'").err;
  for (const char* table : {"results.csv", "series.csv"})
    sight.parts[table] = text_of(program.folder() / "study" / table);
  REQUIRE(program.run("report study").code == 0);
  const auto report = nlohmann::json::parse(text_of(program.folder() / "study/report.json"));
  for (const char* part :
       {"compared", "groups", "courses", "paired_differences", "endpoints", "dose_response", "sensitivity"})
    sight.parts[std::string("the report's ") + part] = report[part].dump();
  return sight;
}

void check_study(const std::string& name) {
  const std::string file = witness_file(name);
  check_keys(
      name, [](const GivenKey& key) { return key.pattern.starts_with("ensemble."); },
      [&] { return study_sight(file, ""); },
      [&](const GivenKey& key, const Node* instead) {
        return study_sight(file, key.path() + "=" + (instead == nullptr ? "!unset" : flow_text(*instead)));
      });
}

}  // namespace

#define STUDY_CASE(name)                                                                 \
  TEST_CASE("witness: the study of " name ".yaml depends on each key of its ensemble") { \
    check_study(name);                                                                   \
  }
WITNESS_STUDIES(STUDY_CASE)

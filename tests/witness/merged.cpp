// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the program writes of a scenario passes its own `--strict`, and is the same run.
#include "scenarios/read/merged.hpp"

#include "scenarios/cli/load.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/program.hpp"
#include "tests/support/runs.hpp"
#include "tests/witness/witness.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

namespace tilscape {
namespace {

using namespace scenarios;

struct Built {
  Validation read;
  std::optional<Run> run;

  [[nodiscard]] std::string hash() {
    run->simulation->start();
    for (int s = 0; s < 5; ++s) run->simulation->step();
    return run->simulation->state_hash();
  }
};

Built built(const std::string& file, const std::string& variant) {
  LoadOptions options;
  options.variant = variant;
  options.check = LoadOptions::Check::only_this;
  Built out{validate(file, test::language(), options), std::nullopt};
  out.run = try_build(out.read.scenario, 1, out.read.problems);
  return out;
}

/// Is it told nothing of, so that the merged text has to be told nothing of either?
bool check_merged(const std::string& file, const std::string& variant) {
  CAPTURE(file);
  CAPTURE(variant);
  Built whole = built(file, variant);
  REQUIRE_MESSAGE(whole.run, whole.read.problems.text());
  const test::TemporaryFolder folder;
  const std::string merged = (folder.path() / "merged.yaml").string();
  std::ofstream(merged) << merged_yaml(whole.read.scenario, Defaults::that_act);
  Built again = built(merged, "");
  REQUIRE_MESSAGE(again.run, again.read.problems.text());
  const bool silent = whole.read.problems.warnings() == 0;
  if (silent) CHECK_MESSAGE(again.read.problems.warnings() == 0, again.read.problems.text());
  CHECK(canonical_bytes(again.read.scenario) == canonical_bytes(whole.read.scenario));
  CHECK(again.hash() == whole.hash());
  return silent;
}

TEST_CASE("merged: the text of each scenario that is shipped, and of its variants, has no idle key") {
  int silent = 0;
  for (const std::string& name : test::library()) {
    silent += check_merged(test::library_file(name), "") ? 1 : 0;
    for (const std::string& variant : test::library_scenario(name).variants)
      silent += check_merged(test::library_file(name), variant) ? 1 : 0;
  }
  CHECK(silent > 25);
}

TEST_CASE("merged: the text of a scenario in which each key acts has no idle key") {
#define WITNESS_NAME(name) name,
  for (const char* name : {WITNESS_RUNS(WITNESS_NAME) WITNESS_STUDIES(WITNESS_NAME)})
    CHECK(check_merged(test::witness_file(name), ""));
}

TEST_CASE("merged: the scenario in a run folder passes --strict, and runs to the same state") {
  const test::Program program;
  const auto hash = [&](const char* run) {
    return read_manifest(program.folder() / run / "manifest.json").state_hash;
  };
  for (const std::string& name : test::library()) {
    CAPTURE(name);
    const std::string file = "'" + test::library_file(name) + "'";
    REQUIRE(program.run("run -q -o begun --time-limit 0.01s " + file).code == 75);
    const auto strict = program.run("validate --strict begun/scenario.yaml");
    CHECK_MESSAGE(strict.code == 0, strict.err);
    REQUIRE(program.run("run -q -o own --until '10 min' " + file).code == 0);
    REQUIRE(program.run("run -q -o again --until '10 min' begun/scenario.yaml").code == 0);
    CHECK(hash("again") == hash("own"));
    for (const char* run : {"begun", "own", "again"}) std::filesystem::remove_all(program.folder() / run);
  }
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The keys of a run; witness.hpp says how they are looked at.
#include "tests/witness/witness.hpp"

#include "scenarios/read/ensemble.hpp"

#include <array>

using namespace tilscape;
using namespace tilscape::test;
using scenarios::Node;

namespace {

/// A key whose effect is not in a run of its file alone, and a piece of the test that shows it.
struct Elsewhere {
  const char* key;
  const char* why;
  const char* test;
};
constexpr std::array elsewhere = {
    Elsewhere{"tilscape", "there is one version", "this program reads format version 1, not "},
    Elsewhere{"about", "`describe` tells it", "complete: Everything at once"},
    Elsewhere{"extends", "reading lays the files together", "the others of the part stay"},
    Elsewhere{"references.*.doi", "`describe` tells it", "doi:10.1000/182"},
    Elsewhere{"references.*.note", "`describe` tells it", "made_up: numbers of this test"},
    Elsewhere{"references.*.url", "`describe` tells it", "https://example.org/numbers\"));"},
    Elsewhere{"agents.*.columns.*.about", "`describe` tells it", "marker: a surface marker"},
    Elsewhere{"models.*.about", "`describe` tells it", "a drug in two volumes"},
    Elsewhere{"models.*.values.*.about", "`describe` tells it", "out of the first"},
    Elsewhere{"models.*.species.*.about", "`describe` tells it", "where a dose goes"},
    Elsewhere{"models.*.variables.*.about", "`describe` tells it", "of the level, slowly"},
    Elsewhere{"models.*.flows.*.about", "`describe` tells it", "what the first loses"},
    Elsewhere{"reactions.*.about", "`describe` tells it", "(what is held)"},
    Elsewhere{"systems.*.about", "`describe` tells it", "with numbers of its own"},
    Elsewhere{"systems.*.values.*.about", "`describe` tells it", "(larger)"},
    Elsewhere{"systems.*.species.*.about", "`describe` tells it", "behind the second"},
    Elsewhere{"systems.*.variables.*.about", "`describe` tells it", "of what was there"},
    Elsewhere{"systems.*.flows.*.about", "`describe` tells it", "the more there is"},
    Elsewhere{"systems.*.of", "who gives a drug needs it", "takes the doses of drug"},
    Elsewhere{"models.*.events.*.about", "`describe` tells it", "when it has risen"},
    Elsewhere{"systems.*.events.*.about", "`describe` tells it", "and its own words"},
    Elsewhere{"variants", "a run takes one", "a variant is laid over the file and over its parameters"},
    Elsewhere{"agents.*.inhibit.target", "it is that of `kill`, another is refused", "`kill` binds `"},
    Elsewhere{"outputs.checkpoints.clock", "it is wall time", "a checkpoint comes when so much wall time"},
    Elsewhere{"ensemble.limit", "it is wall time", "a run that takes longer than its limit is given up"},
};

bool in_a_run(const GivenKey& key) {
  return std::none_of(elsewhere.begin(), elsewhere.end(),
                      [&](const Elsewhere& e) { return key.pattern == e.key; }) &&
         !key.pattern.starts_with("ensemble.") && !key.pattern.starts_with("expect.");
}

void check_run(const std::string& name) {
  const std::string file = witness_file(name);
  const Node text = witness_text(name);
  check_keys(
      name, in_a_run, [&] { return sight_of(text, file); },
      [&](const GivenKey& key, const Node* instead) { return sight_of(changed(text, key, instead), file); });
}

/// Whether the scenario can be built without the key, so that a run shows what it does.
bool goes_without(const Node& text, const GivenKey& key, const std::string& file) {
  scenarios::LoadOptions options;
  options.check = scenarios::LoadOptions::Check::only_this;
  try {
    scenarios::Validation v =
        scenarios::validate_tree(changed(text, key, nullptr), file, language(), options);
    if (v.problems.ok()) (void)scenarios::try_build(v.scenario, 1, v.problems);
    if (v.problems.ok() && key.pattern.starts_with("ensemble."))
      (void)scenarios::check_ensemble(v.scenario, options, v.problems);
    return v.problems.ok();
  } catch (const std::exception&) {
    return false;
  }
}

std::set<std::string> witnessed_keys() {
  std::set<std::string> keys;
#define WITNESS_NAME(name) name,
  for (const char* name :
       {WITNESS_RUNS(WITNESS_NAME) WITNESS_STUDIES(WITNESS_NAME) WITNESS_CLAIMS(WITNESS_NAME)}) {
    const Node text = witness_text(name);
    for (const GivenKey& key : given_keys(text))
      if (keys.count(key.pattern) == 0 &&
          (instead_of(text, key) != nullptr || goes_without(text, key, witness_file(name))))
        keys.insert(key.pattern);
  }
  return keys;
}

std::string all_tests() {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_file("tests")))
    if (entry.is_regular_file() && entry.path().parent_path().filename() != "witness")
      text += file_content(entry.path().string());
  return text;
}

}  // namespace

#define RUN_CASE(name)                                                         \
  TEST_CASE("witness: the run of " name ".yaml depends on each of its keys") { \
    check_run(name);                                                           \
  }
WITNESS_RUNS(RUN_CASE)

TEST_CASE("witness: every key of the language is in a scenario that shows what it does") {
  const std::set<std::string> shown = witnessed_keys();
  const std::vector<std::string> keys = all_keys();
  CHECK(keys.size() > 200);
  for (const std::string& key : keys) {
    const bool other =
        std::any_of(elsewhere.begin(), elsewhere.end(), [&](const auto& e) { return key == e.key; });
    CHECK_MESSAGE((other || shown.count(key) == 1), "no witness for " << key);
  }
}

TEST_CASE("witness: what a run does not show of a key is shown by another test") {
  const std::string tests = all_tests();
  const std::vector<std::string> keys = all_keys();
  for (const Elsewhere& e : elsewhere) {
    CHECK_MESSAGE(std::count(keys.begin(), keys.end(), e.key) == 1, "there is no key " << e.key);
    CHECK_MESSAGE(tests.find(e.test) != std::string::npos, e.key << ": no test has " << e.test);
  }
}

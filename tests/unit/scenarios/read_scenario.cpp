// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/quantity.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/read/sections.hpp"
#include "tests/support/near.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

const AgentSpec& type(const Scenario& scenario, const std::string& name) {
  for (const AgentSpec& t : scenario.types)
    if (t.name == name) return t;
  FAIL("there is no type " << name);
  return scenario.types.front();
}

const Values& behaviour(const AgentSpec& type, const std::string& name) {
  for (const auto& [n, values] : type.behaviours)
    if (n == name) return values;
  FAIL("there is no behaviour " << name);
  return type.values;
}

}  // namespace

TEST_CASE("scenario: every shipped scenario and each of its variants is read without an error") {
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_file("scenarios/library"))) {
    if (entry.path().extension() != ".yaml") continue;
    const Validation v = validate(entry.path().string(), language());
    INFO(v.problems.text());
    CHECK(v.problems.ok());
    for (const std::string& variant : v.scenario.variants) {
      LoadOptions options;
      options.variant = variant;
      const Validation w = validate(entry.path().string(), language(), options);
      INFO(w.problems.text());
      CHECK(w.problems.ok());
    }
    ++read;
  }
  CHECK(read > 0);
}

TEST_CASE("scenario: a scenario of all sections is read without a problem") {
  const Validation v = validate(complete_scenario(), language());
  INFO(v.problems.text());
  CHECK(v.problems.ok());
  CHECK(v.problems.sorted().empty());
  const Scenario& s = v.scenario;
  REQUIRE(s.types.size() == 2);
  CHECK(s.types[0].name == "cell");
  CHECK(s.variants == std::vector<std::string>{"untreated", "strong"});
  CHECK(s.root.map("time").number("end") == 2880);
  CHECK(s.root.map("lattice").numbers("size") == std::vector<double>{200, 200});
  CHECK(s.root.map("body").number("weight") == test::near(0.02, 1e-5));
  CHECK(s.root.map("body").numbers("represents") == std::vector<double>{8e5, 8e7});
  CHECK(s.root.map("outputs").map("endpoints").map("response").number("lasting") == 180);
}

TEST_CASE("scenario: a parameter is replaced with its source, and arithmetic keeps the unit") {
  const Validation v = validate(complete_scenario(), language());
  const Value& dose = v.scenario.root.map("treatments").map("first").at("dose");
  CHECK(std::get<double>(dose.data) == test::near(0.006, 1e-5));
  CHECK(dose.dimension == dimension_of("mg/kg"));
  const Value& diameter = v.scenario.root.map("particles").map("carrier").at("diameter");
  CHECK(std::get<double>(diameter.data) == test::near(0.08, 1e-5));
}

TEST_CASE("scenario: a rule that is a sentence changes the parameter it names") {
  const Validation v = validate(complete_scenario(), language());
  const auto& rate = behaviour(type(v.scenario, "cell"), "divide").expression("rate");
  CHECK(rate.text == "raised(0, 1, hill(oxygen, 12 mmHg, 4))");
}

TEST_CASE("scenario: of several sentences those that increase come first, whatever the order of the file") {
  const auto rate = [](const std::string& rules) {
    const Validation v = validate_text(
        "tilscape: 1\nname: n\ntime: { end: 1 h }\nlattice: { sites: [3, 3] }\nagents:\n  a:\n    takes: 1\n"
        "    columns: { wound: 1 }\n    die: { rate: 0.1 1/h @assumed }\n    rules: [" +
            rules + "]\n",
        "rules.yaml", language());
    CHECK_MESSAGE(v.problems.ok(), v.problems.text());
    return behaviour(type(v.scenario, "a"), "die").expression("rate").text;
  };
  const std::string more = "\"room increases die.rate to 2 1/h, half-max 0.5\"";
  const std::string less = "\"wound decreases die.rate, half-max 3, hill 2\"";
  CHECK(rate(less + ", " + more) == rate(more + ", " + less));
  CHECK(rate(less + ", " + more) ==
        "lowered(raised(0.1 1/h, 2 1/h, hill(room, 0.5, 1)), 0 1/min, hill(wound, 3, 2))");
}

TEST_CASE("scenario: rules become entries of the behaviour become, in their order") {
  const Validation v = validate(complete_scenario(), language());
  const Values& become = behaviour(type(v.scenario, "cell"), "become");
  REQUIRE(become.entries().size() == 2);
  CHECK(become.map("rule 1").text("become") == "hypoxic");
  CHECK(become.map("rule 1").list("in") == std::vector<std::string>{"cycling"});
  CHECK(become.map("rule 2").expression("rate").text == "1/60 1/min");
}

TEST_CASE("scenario: an unset behaviour is gone, and the others of the part stay") {
  const Validation v = validate(complete_scenario(), language());
  for (const auto& [name, values] : type(v.scenario, "cell").behaviours) CHECK(name != "walk");
  CHECK(behaviour(type(v.scenario, "cell"), "die").text("leaves") == "gone");
}

TEST_CASE("scenario: a variant is laid over the file and over its parameters") {
  LoadOptions options;
  options.variant = "strong";
  const Validation strong = validate(complete_scenario(), language(), options);
  CHECK(strong.problems.ok());
  CHECK(strong.scenario.root.map("treatments").map("first").number("dose") == test::near(0.02, 1e-5));
  options.variant = "untreated";
  const Validation untreated = validate(complete_scenario(), language(), options);
  CHECK(untreated.problems.ok());
  CHECK(untreated.scenario.root.map("treatments").map("first").number("count") == 0);
  CHECK_FALSE(untreated.scenario.root.map("treatments").has("prime"));
}

TEST_CASE("scenario: an override wins over file and variant, and reaches what the file leaves out") {
  LoadOptions options;
  options.overrides = {"dose=1 mg/kg",
                       "agents.cell.divide.every=exponential(2 d)",
                       "outputs.series.every=4 min",
                       "lattice.size=[1 mm, 1 mm]",
                       "time.step=2 min",
                       "time.periods.t_cell=2 min"};
  const Validation v = validate(complete_scenario(), language(), options);
  INFO(v.problems.text());
  CHECK(v.problems.ok());
  CHECK(v.scenario.root.map("treatments").map("first").number("dose") == test::near(0.002, 1e-5));
  CHECK(behaviour(type(v.scenario, "cell"), "divide").distribution("every").kind ==
        Distribution::Kind::exponential);
  CHECK(v.scenario.root.map("outputs").map("series").number("every") == 4);
  CHECK(v.scenario.root.map("lattice").numbers("size") == std::vector<double>{1000, 1000});
}

TEST_CASE("merged: the merged text reads back as the same scenario, and writes itself again") {
  for (const std::string file :
       {"tests/support/scenarios/complete.yaml", "scenarios/library/quickstart.yaml"}) {
    const Validation first = validate(source_file(file), language());
    const std::string text = merged_yaml(first.scenario, Defaults::all);
    const Validation second = validate_text(text, "merged.yaml", language());
    INFO(text);
    INFO(second.problems.text());
    CHECK(second.problems.ok());
    CHECK(canonical_bytes(second.scenario) == canonical_bytes(first.scenario));
    const Validation third =
        validate_text(merged_yaml(second.scenario, Defaults::all), "merged.yaml", language());
    CHECK(merged_yaml(third.scenario, Defaults::all) == merged_yaml(second.scenario, Defaults::all));
  }
}

TEST_CASE("merged: a default is written with where it is from, a value with its line") {
  const Validation v = validate(complete_scenario(), language());
  const std::string text = merged_yaml(v.scenario, Defaults::all);
  CHECK(text.find("# default: ") != std::string::npos);
  CHECK(text.find("complete.yaml:19") != std::string::npos);
  CHECK(text.find("rate: 0.05 1/d @assumed") != std::string::npos);
}

TEST_CASE("canonical form: a number written in another unit gives the same hash, another number does not") {
  const std::string text = file_content(complete_scenario());
  const auto hash = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    const Validation v = validate_text(changed, complete_scenario(), language());
    INFO(v.problems.text());
    CHECK(v.problems.ok());
    return scenario_hash(v.scenario);
  };
  const std::string same = hash("end: 2 d", "end: 2 d");
  CHECK(hash("end: 2 d", "end: 48 h") == same);
  CHECK(hash("name: complete", "name: another") == same);
  CHECK(hash("end: 2 d", "end: 49 h") != same);
  CHECK(hash("seed: 20261", "seed: 20262") != same);
}

TEST_CASE("ledger: a number carries its source, and counts as assumed without one") {
  const Validation v = validate(complete_scenario(), language());
  std::string decay;
  std::string speed;
  for (const LedgerLine& line : ledger(v.scenario)) {
    if (line.path == "substances.oxygen.decay") decay = line.source;
    if (line.path == "agents.t_cell.walk.speed") speed = line.source;
  }
  CHECK(decay == "biofvm");
  CHECK(speed == "assumed");
}

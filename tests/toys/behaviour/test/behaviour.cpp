// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A behaviour is one file: here ../behaviours/starve.cpp, which nothing else knows of.
#include "agents/catalogue.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/read/describe.hpp"
#include "scenarios/read/schema.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/beside.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {

std::vector<BehaviourKind> toy_behaviours();  // made by CMake

namespace {

using namespace scenarios;
using test::near;

const Language& with_toys() {
  static const Language all(test::beside(catalogue(), toy_behaviours()), part_catalogue());
  return all;
}

Validation read(const std::string& behaviours) {
  return validate_text(
      "tilscape: 1\nname: toy\ntime: { end: 10 min }\nlattice: { sites: [4, 4] }\n"
      "substances: { oxygen: { unit: mmHg, diffusion: 1e4 um2/min, initial: 3 mmHg } }\n"
      "agents:\n  cell: { takes: 8, start: { count: 4, shape: everywhere }, " +
          behaviours + " }\noutputs: { series: { columns: [hunger] } }\n",
      "toy.yaml", with_toys());
}

double hunger_after(int steps, const std::string& behaviours) {
  const Validation v = read(behaviours);
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  run.simulation->start();
  for (int step = 0; step < steps; ++step) run.simulation->step();
  for (const Observable& o : run.series)
    if (o.name == "cell.hunger") return o.value(run.simulation->world());
  return -1;
}

TEST_CASE("toy behaviour: it runs, and its column is in the series") {
  CHECK(hunger_after(5, "starve: { of: oxygen, below: 5 mmHg }") == near(5, 1e-6));
  CHECK(hunger_after(5, "starve: { of: oxygen, below: 2 mmHg }") == near(0, 1e-6));
}

TEST_CASE("toy behaviour: what is wrong with it is told") {
  const auto told = [](const std::string& behaviours) { return read(behaviours).problems.text(); };
  CHECK(told("starve: { of: oxigen, below: 5 mmHg }").find("Did you mean `oxygen`?") != std::string::npos);
  CHECK(told("starve: { of: oxygen, below: 5 nM }").find("error[E0307]") != std::string::npos);
  CHECK(told("starv: { of: oxygen, below: 5 mmHg }").find("Did you mean `starve`?") != std::string::npos);
  CHECK(told("starve: { of: oxygen, below: 0 mmHg }").find("`starve` does nothing") != std::string::npos);
}

TEST_CASE("toy behaviour: the reference, the schema and `describe` have it, with its column") {
  CHECK(reference_page(with_toys()).find("### starve") != std::string::npos);
  CHECK(scenario_schema(with_toys()).find("\"starve\"") != std::string::npos);
  const auto said = describe_key("starve", with_toys());
  REQUIRE(said);
  CHECK(said->text.find("hunger") != std::string::npos);
}

}  // namespace

}  // namespace tilscape

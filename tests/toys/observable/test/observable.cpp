// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A number that runs report is one file: here ../observables/filled.cpp, which nothing else knows of.
#include "agents/catalogue.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/beside.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {

std::vector<ObservableKind> toy_observables();  // made by CMake

namespace {

using namespace scenarios;
using test::near;

const Language& with_toys() {
  static const Language all(catalogue(), part_catalogue(),
                            test::beside(observable_catalogue(), toy_observables()));
  return all;
}

std::string scenario(const std::string& value) {
  return "tilscape: 1\nname: toy\ntime: { end: 10 min }\nlattice: { sites: [4, 4] }\n"
         "agents: { cell: { takes: 4, start: { count: 8, shape: everywhere } } }\n"
         "ensemble: { replicates: 2, compare: { value: " +
         value + " } }\n";
}

TEST_CASE("toy observable: it is a column of the series, and studies can compare by it") {
  Validation v = validate_text(scenario("tissue.filled"), "toy.yaml", with_toys());
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  run.simulation->start();
  REQUIRE(run.series.back().name == "tissue.filled");
  CHECK(run.series.back().value(run.simulation->world()) == near(0.25, 1e-12));
  check_compared(v.scenario, run, v.problems);
  CHECK_MESSAGE(v.problems.ok(), v.problems.text());
}

TEST_CASE("toy observable: a name that is almost its own is told with it") {
  Validation v = validate_text(scenario("tissue.filed"), "toy.yaml", with_toys());
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  check_compared(v.scenario, build_run(v.scenario, 1), v.problems);
  CHECK(v.problems.text().find("Did you mean `tissue.filled`?") != std::string::npos);
}

}  // namespace

}  // namespace tilscape

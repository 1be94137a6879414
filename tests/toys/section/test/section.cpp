// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A section of the language is one file: here ../parts/drips.cpp, which nothing else knows of.
#include "agents/catalogue.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/read/describe.hpp"
#include "scenarios/read/schema.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/beside.hpp"
#include "tests/support/near.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {

std::vector<Part> toy_parts();  // made by CMake

namespace {

using namespace scenarios;
using test::near;

const Language& with_toys() {
  static const Language all(catalogue(), test::beside(part_catalogue(), toy_parts()));
  return all;
}

std::string scenario(const std::string& drips) {
  return "tilscape: 1\nname: toy\ntime: { end: 10 min }\nlattice: { sites: [4, 4] }\n"
         "substances: { sugar: { diffusion: 1e4 um2/min } }\ndrips: " +
         drips + "\n";
}

Validation read(const std::string& drips) {
  return validate_text(scenario(drips), "toy.yaml", with_toys());
}

TEST_CASE("toy section: it is read, checked against its descriptor, and makes a run another one") {
  const Validation v = read("{ drain: { into: sugar, rate: 2 nM/min } }");
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  run.simulation->start();
  for (int step = 0; step < 10; ++step) run.simulation->step();
  const World& world = run.simulation->world();
  for (const double level : world.fields[0].values) CHECK(level == near(20, 1e-4));
  CHECK(world.processes.back().values[0] == near(20, 1e-12));
  bool column = false;
  for (const Observable& o : run.series) column = column || o.name == "drip_drain.given";
  CHECK(column);
}

TEST_CASE("toy section: what is wrong in it is told at its place, all in one go") {
  const Validation v = read("{ a: { into: sugr, rate: -1 nM/min }, b: { rate: 3 um }, c: { intoo: sugar } }");
  const std::string told = v.problems.text();
  CAPTURE(told);
  CHECK(told.find("toy.yaml:6:21: error[E0401]: there is no substance `sugr`") != std::string::npos);
  CHECK(told.find("error[E0305]: `rate` is below") != std::string::npos);
  CHECK(told.find("error[E0307]") != std::string::npos);
  CHECK(told.find("unknown key `intoo`") != std::string::npos);
  CHECK(read("{ a: { into: sugar, rate: 1 nM/min }, b: { into: sugar, rate: 1 nM/min } }")
            .problems.text()
            .find("error[E0207]: two drips go into `sugar`") != std::string::npos);
  CHECK(read("{ a: { into: sugar, rate: 0 nM/min } }")
            .problems.text()
            .find("warning[W0702]: `drips.a` does nothing") != std::string::npos);
}

TEST_CASE("toy section: the reference, the schema and the description of a scenario have it") {
  CHECK(reference_page(with_toys()).find("`drips`") != std::string::npos);
  CHECK(scenario_schema(with_toys()).find("\"drips\"") != std::string::npos);
  CHECK(describe_key("drips.drain.rate", with_toys()));
  CHECK(describe_scenario(read("{ drain: { into: sugar, rate: 2 nM/min } }").scenario)
            .text.find("Drips\n  drain: into sugar\n") != std::string::npos);
}

}  // namespace

}  // namespace tilscape

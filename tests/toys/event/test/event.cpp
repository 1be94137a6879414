// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A kind of event is one file: here ../behaviours/flash.cpp, which nothing else knows of.
#include "agents/catalogue.hpp"
#include "proto/reader.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/output/frames.hpp"
#include "scenarios/read/schema.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/beside.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

namespace tilscape {

std::vector<BehaviourKind> toy_behaviours();  // made by CMake

namespace {

using namespace scenarios;

const Language& with_toys() {
  static const Language all(test::beside(catalogue(), toy_behaviours()), part_catalogue());
  return all;
}

Validation read(const std::string& cell, const std::string& events = "[flash]") {
  return validate_text(
      "tilscape: 1\nname: toy\ntime: { end: 10 min }\nlattice: { sites: [4, 4] }\n"
      "agents:\n  cell: { takes: 8, start: { count: 16, shape: everywhere }" +
          cell + " }\noutputs: { events: " + events + " }\n",
      "toy.yaml", with_toys());
}

TEST_CASE("toy event: it is counted in the series, and written where it is asked for") {
  const Validation v = read(", flash: { rate: 0.2 1/min }");
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  run.simulation->start();
  const Framer framer(run.simulation->params(), run.snapshots);
  std::vector<snapshot::Event> written;
  for (int step = 0; step < 10; ++step) {
    run.simulation->step();
    framer.add_events(run.simulation->world(), written);
  }
  double counted = -1;
  for (const Observable& o : run.series)
    if (o.name == "cell.flashes") counted = o.value(run.simulation->world());
  CHECK(counted > 10);
  CHECK(static_cast<double>(written.size()) == counted);
  CHECK(std::all_of(written.begin(), written.end(), [](const auto& e) { return e.kind == "flash"; }));
  const auto kinds = framer.header(run.simulation->params()).event_kinds;
  REQUIRE(kinds.size() == event_kinds + 1);
  CHECK(kinds.back().name == "flash");
  CHECK(kinds.back().total == "flashes");
  CHECK(kinds.back().written);
}

TEST_CASE("toy event: it belongs to the state, and to runs of cells that have it only") {
  const auto hash = [](const std::string& cell) {
    const Validation v = read(cell, "[]");
    REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
    Run run = build_run(v.scenario, 1);
    run.simulation->start();
    for (int step = 0; step < 10; ++step) run.simulation->step();
    return run.simulation->state_hash();
  };
  CHECK(hash(", flash: { rate: 0.2 1/min }") != hash(", flash: { rate: 0.4 1/min }"));
  const Validation v = read(", flash: { rate: 0.2 1/min }");
  const Run run = build_run(v.scenario, 1);
  const Validation without = read("", "[]");
  const Run other = build_run(without.scenario, 1);
  CHECK(run.series.size() == other.series.size() + 1);
}

TEST_CASE("toy event: what is said of it is checked, and the schema has it") {
  CHECK(read("").problems.text().find("there will be no event `flash`") != std::string::npos);
  CHECK(read(", flash: { rate: 1 1/d }", "[flsh]").problems.text().find("flash") != std::string::npos);
  CHECK(read(", flash: { rate: 1 1/d }, states: { a: begins, flashes: alive }")
            .problems.text()
            .find("is taken") != std::string::npos);
  CHECK(scenario_schema(with_toys()).find("\"flash\"") != std::string::npos);
}

}  // namespace

}  // namespace tilscape

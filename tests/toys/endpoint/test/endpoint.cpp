// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// An endpoint is one file, and no code: here ../endpoints/halved.yaml, which scenarios extend.
#include "scenarios/build/build.hpp"
#include "scenarios/build/language.hpp"
#include "scenarios/output/endpoints.hpp"
#include "scenarios/output/series.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <string>

namespace tilscape::scenarios {

namespace {

TEST_CASE("toy endpoint: a run that extends it says when it was reached") {
  const Validation v = validate_text(
      "extends: endpoints/halved.yaml\ntilscape: 1\nname: toy\ntime: { end: 1 h }\nlattice: { sites: [20, "
      "20] }\n"
      "agents: { cell: { takes: 8, start: { count: 400, shape: everywhere }, die: { rate: 0.0693 1/min } } "
      "}\n"
      "outputs: { series: { every: 1 min } }\n",
      std::string(TILSCAPE_SOURCE_DIR) + "/tests/toys/endpoint/toy.yaml", language());
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  const test::TemporaryFolder folder;
  auto series = std::make_shared<SeriesRecorder>(folder.path() / "series.csv", run.series);
  run.simulation->add_recorder(series, run.series_every);
  run.simulation->start();
  while (run.simulation->world().step < run.steps) run.simulation->step();
  const auto reached = reached_endpoints(run.endpoints, *series);
  REQUIRE(reached.size() == 1);
  CHECK(reached[0].name == "halved");
  CHECK(reached[0].reached > 8);  // half of them die within ten minutes
  CHECK(reached[0].reached < 20);
}

}  // namespace

}  // namespace tilscape::scenarios

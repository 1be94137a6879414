// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Short runs whose outcome is stored in NAME.txt: a change of results is seen, and never by accident.
// tools/update_golden.sh writes the files anew.
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>

namespace tilscape {
namespace {

/// The state hash, and for the person who reads a difference the numbers of cells and of their events, means
/// of substances and what the body has got.
std::string outcome(const scenarios::Scenario& scenario, int steps) {
  scenarios::Run run = scenarios::build_run(scenario, 2);
  run.simulation->start();
  for (int s = 0; s < steps; ++s) run.simulation->step();
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out << "steps " << steps << "\nstate " << run.simulation->state_hash() << "\n";
  for (const Observable& o : run.series)
    if (const double value = o.value(run.simulation->world());
        (o.unit == "cells" || o.unit == "cell") && value != 0)
      out << o.name << " " << value << "\n";
  for (const Observable& o : run.series)
    if (o.name.ends_with(".mean") || o.name.ends_with(".given") || o.name.ends_with(".level"))
      out << o.name << " " << o.value(run.simulation->world()) << " " << o.unit << "\n";
  return out.str();
}

void check(const std::string& name, const scenarios::Scenario& scenario, int steps) {
  const std::string file = test::source_file("tests/golden/" + name + ".txt");
  const std::string now = outcome(scenario, steps);
  if (std::getenv("TILSCAPE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << now;
    return;
  }
  INFO(
      "The results have changed. If they should have, run tools/update_golden.sh, look at the difference and "
      "say in the change log why.");
  CHECK(now == test::file_content(file));
}

TEST_CASE("golden: a small trial with everything in it, 2D") {
  check("small_trial_2d", test::small_trial(2), 240);
}

TEST_CASE("golden: a small trial with everything in it, 3D") {
  check("small_trial_3d", test::small_trial(3), 120);
}

TEST_CASE("golden: quickstart, its first four hours") {
  check("quickstart", test::library_scenario("quickstart", "", {"agents.cd8.start.count=300"}), 240);
}

TEST_CASE("golden: real_tissue, its first hour") {
  check("real_tissue", test::library_scenario("real_tissue"), 60);
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A law of release is one file: here ../release/erosion.cpp, which nothing else knows of.
#include "agents/catalogue.hpp"
#include "agents/parts/medicines.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/read/describe.hpp"
#include "scenarios/read/schema.hpp"
#include "scenarios/read/validate.hpp"
#include "tests/support/beside.hpp"
#include "tests/support/near.hpp"
#include "tests/support/small_body.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {

std::vector<ReleaseLaw> toy_laws();  // made by CMake

namespace {

using namespace scenarios;
using test::near;

const Language& with_toys() {
  static const Language all(catalogue(), [] {
    std::vector<Part> parts = part_catalogue();
    for (Part& part : parts)
      if (part.title == "Treatments") part = parts::medicines(test::beside(release_laws(), toy_laws()));
    return parts;
  }());
  return all;
}

Validation read(const std::string& release) {
  return validate_text(
      "tilscape: 1\nname: toy\ntime: { end: 1 h }\nlattice: { sites: [6, 6] }\n"
      "vessels: { generate: regular, spacing: 60 um }\n"
      "drugs: { drug: { mass: 100 kDa } }\n"
      "particles: { np: { diameter: 80 nm, payload: { drug: 500 per particle }, release: " +
          release +
          " } }\n"
          "body:\n  weight: 20 g\n" +
          test::small_bodies({"drug", "np"}) + "treatments: { t: { give: np, dose: 3 nmol } }\n",
      "toy.yaml", with_toys());
}

/// What is left in the particles of plasma, over what is left without release.
double loaded_after_an_hour(const std::string& release) {
  const Validation v = read(release);
  REQUIRE_MESSAGE(v.problems.ok(), v.problems.text());
  Run run = build_run(v.scenario, 1);
  Problems unused;
  tell_unused(v.scenario, unused);
  CHECK_MESSAGE(unused.sorted().empty(), unused.text());
  run.simulation->start();
  for (int step = 0; step < 60; ++step) run.simulation->step();
  for (const ProcessState& p : run.simulation->world().processes)
    for (std::size_t i = 0; i < p.labels.size(); ++i)
      if (p.name == "body" && p.labels[i].starts_with("np.plasma.drug.level")) return p.values[i];
  return -1;
}

TEST_CASE("toy release: it acts") {
  const double kept = loaded_after_an_hour("{ none: {} }");
  CHECK(kept > 0);
  const double half = loaded_after_an_hour("{ first_order: { half_life: 1 h } }");
  CHECK(loaded_after_an_hour("{ erosion: { speed: 0.000693147180559945 um/min, radius: 0.06 um } }") ==
        near(half, 1e-9));
  CHECK(half < 0.6 * kept);
}

TEST_CASE("toy release: what is wrong with it is told, and the reference has it") {
  CHECK(read("{ erosion: { speed: 1 nM, radius: 40 nm } }").problems.text().find("E0307") !=
        std::string::npos);
  CHECK(read("{ erosin: { speed: 1 um/min, radius: 40 nm } }").problems.text().find("erosion") !=
        std::string::npos);
  CHECK(reference_page(with_toys()).find("release.erosion.speed") != std::string::npos);
}

}  // namespace

}  // namespace tilscape

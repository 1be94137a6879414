// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The shipped scenarios and all of their variants, in this process.
#include "scenarios/cli/load.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>

namespace tilscape {
namespace {

double observed(const scenarios::Run& run, const std::string& name) {
  for (const Observable& o : run.series)
    if (o.name == name) return o.value(run.simulation->world());
  throw std::runtime_error("there is no observable " + name);
}

void go(scenarios::Run& run, int steps) {
  run.simulation->start();
  for (int s = 0; s < steps; ++s) run.simulation->step();
}

void check_world(const scenarios::Run& run) {
  const World& world = run.simulation->world();
  for (const Observable& o : run.series) {
    CAPTURE(o.name);
    CHECK(std::isfinite(o.value(world)));
  }
  for (const Field& f : world.fields)
    for (const double c : f.values)
      if (!(c >= 0) || !std::isfinite(c)) FAIL_CHECK(f.spec.name << " is " << c);
  for (const Population& p : world.populations)
    for (std::size_t c = 0; c < p.columns(); ++c)
      if (const auto* values = std::get_if<std::vector<float>>(&p.data(c)))
        for (const float x : *values)
          if (!std::isfinite(x)) FAIL_CHECK("column " << c << " is " << x);
}

void check_variant(const std::string& name, const std::string& variant) {
  CAPTURE(variant);
  const scenarios::Scenario scenario = test::library_scenario(name, variant);
  CHECK(scenario.variant == variant);
  scenarios::Problems problems;
  std::optional<scenarios::Run> run = scenarios::try_build(scenario, 1, problems);
  REQUIRE(run);
  CHECK_MESSAGE(problems.warnings() == 0, problems.text());  // each key has an effect
  CHECK(run->steps >= 7 * 1440);
  CHECK(observed(*run, "cancer.count") > 300);
  go(*run, 20);
  check_world(*run);
}

void check_first_steps(const std::string& name) {
  const std::vector<std::string> variants = test::library_scenario(name).variants;
  CHECK_FALSE(variants.empty());
  check_variant(name, "");
  for (const std::string& variant : variants) check_variant(name, variant);
}

TEST_CASE("library: every scenario that is shipped is tested here") {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_file("scenarios/library")))
    if (entry.path().extension() == ".yaml") found.push_back(entry.path().stem());
  std::vector<std::string> known = test::library();
  std::sort(found.begin(), found.end());
  std::sort(known.begin(), known.end());
  CHECK(found == known);
}

TEST_CASE("library: quickstart and its variants run") {
  check_first_steps("quickstart");
}
TEST_CASE("library: immune_surveillance and its variants run") {
  check_first_steps("immune_surveillance");
}
TEST_CASE("library: anti_pd1_human and its variants run") {
  check_first_steps("anti_pd1_human");
}
TEST_CASE("library: anti_pd1_nanoparticle and its variants run") {
  check_first_steps("anti_pd1_nanoparticle");
}
TEST_CASE("library: real_tissue and its variants run") {
  check_first_steps("real_tissue");
}
TEST_CASE("library: study_dose_size and its variants run") {
  check_first_steps("study_dose_size");
}
TEST_CASE("library: study_small and its variants run") {
  check_first_steps("study_small");
}
TEST_CASE("library: study_three_arms and its variants run") {
  check_first_steps("study_three_arms");
}
TEST_CASE("library: study_outcomes and its variants run") {
  check_first_steps("study_outcomes");
}
TEST_CASE("library: claim_antibody and its variants run") {
  check_first_steps("claim_antibody");
}
TEST_CASE("library: tumour_growth and its variants run") {
  check_first_steps("tumour_growth");
}
TEST_CASE("library: vaccine_prime_boost and its variants run") {
  check_first_steps("vaccine_prime_boost");
}

TEST_CASE("library: without T cells nothing is killed, with many something is") {
  scenarios::Run many =
      scenarios::build_run(test::library_scenario("quickstart", "", {"agents.cd8.start.count=600"}), 1);
  go(many, 240);
  CHECK(observed(many, "cancer.kills") > 0);
  scenarios::Run none = scenarios::build_run(test::library_scenario("quickstart", "no_t_cells"), 1);
  go(none, 240);
  CHECK(observed(none, "cd8.count") == 0);
  CHECK(observed(none, "cancer.kills") == 0);
}

TEST_CASE("V26: a whole scenario accounts for every nanomole of the drug, free and in particles") {
  for (const std::string give : {"np_anti_pd1", "anti_pd1"}) {
    CAPTURE(give);
    std::vector<std::string> changes;
    for (const char* change : {"start=0 d", "every=4 h"})
      changes.push_back(std::string("treatments.anti_pd1.") + change);
    changes.push_back("treatments.anti_pd1.give=" + give);
    scenarios::Run run = scenarios::build_run(test::library_scenario("quickstart", "", changes), 1);
    go(run, 600);
    const double given = observed(run, "body.anti_pd1.given");
    // Three doses of 10 mg/kg for 20 g, 150 kDa.
    CHECK(given == test::near(3 * 10e-3 * 0.02 / 150e3 * 1e9, 1e-9));
    CHECK(observed(run, "body.anti_pd1.tissue") > 0);
    CHECK(observed(run, "body.anti_pd1.degraded") > 0);
    CHECK(std::abs(observed(run, "body.anti_pd1.unaccounted")) < 1e-10 * given);
  }
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/way.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace tilscape::test {

/// The shipped scenarios.
inline const std::vector<std::string>& library() {
  static const std::vector<std::string> names = {
      "quickstart",       "immune_surveillance", "anti_pd1_human",      "anti_pd1_nanoparticle",
      "real_tissue",      "study_dose_size",     "study_small",         "study_three_arms",
      "three_treatments", "tumour_growth",       "vaccine_prime_boost", "study_outcomes",
      "claim_antibody"};
  return names;
}
inline std::string library_file(const std::string& name) {
  return source_file("scenarios/library/" + name + ".yaml");
}

inline scenarios::Scenario checked(scenarios::Validation validation) {
  if (!validation.problems.ok()) throw std::runtime_error(validation.problems.text());
  return std::move(validation.scenario);
}
inline scenarios::Scenario library_scenario(const std::string& name, const std::string& variant = "",
                                            const std::vector<std::string>& overrides = {}) {
  scenarios::LoadOptions options;
  options.variant = variant;
  options.overrides = overrides;
  return checked(scenarios::validate(library_file(name), language(), options));
}

/// A small tumour with everything in it, treated from the first minutes on: T cells from vessels and from the
/// lymph node, anti-PD-1 in particles and a vaccine. For a lot to happen, not for the biology.
inline scenarios::Scenario small_trial(int dimensions, const std::string& more = "") {
  const bool flat = dimensions == 2;
  const std::string text =
      std::string("tilscape: 1\nname: small_trial\nseed: 5\n") + "extends: [parts/" +
      (flat ? "tissue_2d" : "tissue_3d") +
      ".yaml, parts/vessels.yaml, parts/cancer.yaml, parts/cd8.yaml, parts/" +
      (flat ? "pd1_bergman" : "pd1_tnbc") +
      ".yaml, parts/pd_l1_induced.yaml, parts/anti_pd1.yaml, parts/vaccine.yaml]\n"
      "time: { end: 4 h }\n"
      "lattice: { size: " +
      (flat ? "[600 um, 600 um]" : "[300 um, 300 um, 300 um]") +
      " }\n"
      "vessels: { spacing: 100 um }\n"
      "agents:\n"
      "  cancer: { start: { count: " +
      (flat ? "300, shape: disc, radius: 220 um" : "700, shape: sphere, radius: 120 um") +
      " }, die: { rate: 2 1/d, leaves: apoptotic } }\n"
      "  cd8: { start: { count: 80, shape: everywhere }, recruit: { rate: 1 per cell per "
      "day, primed_in: lymph_node } }\n"
      "body: { represents: " +
      (flat ? "0.0072 mm3 of 7.2 mm3" : "0.027 mm3 of 27 mm3") +
      " }\n"
      "treatments:\n"
      "  drug: { give: np_anti_pd1, dose: 10 mg/kg, of: anti_pd1, route: iv, start: 5 "
      "min, every: 1 h, count: 3 }\n"
      "  vaccine: { give: np_vaccine, route: sc, start: 0 d, every: 1 h, count: 2 }\n" +
      more;
  return checked(
      scenarios::validate_text(text, source_file("scenarios/library/small_trial.yaml"), language()));
}

/// A scenario after some steps.
inline scenarios::Run run_in_a_way(const scenarios::Scenario& scenario, int steps, Way way) {
  Params params = scenarios::build_params(scenario);
  params.batch = way.batch;
  params.sort_every = way.sort_every;
  params.blindfold = way.blindfold;
  scenarios::Run run;
  run.simulation = std::make_unique<Simulation>(std::move(params), way.threads);
  Refusals refusals;
  scenarios::place_cells(scenario, run, refusals);
  refusals.stop_if_any();
  run.simulation->start();
  for (int s = 0; s < steps; ++s) run.simulation->step();
  return run;
}

}  // namespace tilscape::test

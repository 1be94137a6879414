// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/study_plan.hpp"

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/ensemble/enough.hpp"
#include "scenarios/ensemble/unit.hpp"

#include <fmt/format.h>

namespace tilscape::scenarios {

void plan_options(Options& verb, PlanRequest& request) {
  scenario_options(verb, request.scenario);
  verb.add_option("--until", request.scenario.until, "Each run ends at this time: \"7 d\"");
  verb.add_option("--replicates", request.replicates, "Override the number of replicates").positive();
  verb.add_option("--block-size", request.block, "Runs of a block (default: at most 1,000 blocks)")
      .positive();
}

Planned plan_of(const PlanRequest& request, const Globals& globals) {
  ScenarioRequest scenario = request.scenario;
  if (request.replicates > 0)
    scenario.set.push_back(fmt::format("ensemble.replicates={}", request.replicates));
  const LoadOptions options = load_options(scenario);
  Validation read = read_scenario(scenario);
  const std::optional<Ensemble> ensemble = check_ensemble(read.scenario, options, read.problems);
  if (read.problems.ok() && !ensemble)
    read.problems.error(Code::missing_key, {scenario.file, 1, 1}, 1, "`ensemble` is missing",
                        "it says what differs between the runs", "One run: tilscape run " + scenario.file);
  require_compared(read.scenario, read.problems);
  if (!globals.quiet || !read.problems.ok()) console::tell_text(read.problems.text());
  if (!read.problems.ok()) {
    if (globals.json) console::print("{}\n", read.problems.json());
    console::tell("Nothing was run.\n");
    return {std::nullopt, exit_of(read.problems)};
  }
  Plan plan = make_plan(read.scenario, *ensemble, options, request.block);
  if (plan.enough) require_column(*plan.enough, UnitRunner(plan, language()).build(0).series);
  return {std::move(plan), Exit::done};
}

std::optional<StudyScenario> scenario_of(const Plan& plan) {
  LoadOptions options = plan.arm_options(0);
  options.variant.clear();
  Validation read = validate(plan.file, language(), options);
  std::optional<Ensemble> ensemble = check_ensemble(read.scenario, options, read.problems);
  if (!ensemble) {
    console::tell("{}{}: the study cannot be reported without the scenario that it was planned from\n",
                  read.problems.text(), plan.file);
    return std::nullopt;
  }
  refuse_changes(plan, make_plan(read.scenario, *ensemble, options, plan.block));
  return StudyScenario{std::move(read.scenario), std::move(*ensemble)};
}

void refuse_blocks(const Plan& plan) {
  if (plan.enough)
    throw CommandError(
        "a study with `ensemble.enough` cannot be run in blocks: only all results together tell when there "
        "are "
        "enough. Use `tilscape ensemble run`, on a cluster as one job, or leave `enough` out");
}

}  // namespace tilscape::scenarios

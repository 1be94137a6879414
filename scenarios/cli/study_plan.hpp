// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/ensemble/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>

// From a scenario to the plan of a study, and back.

namespace tilscape::scenarios {

/// Which study, and what is changed of it.
struct PlanRequest {
  ScenarioRequest scenario;
  std::size_t replicates = 0;  ///< 0: as the scenario says
  std::size_t block = 0;       ///< units of a block; 0: at most 1,000 blocks
};
void plan_options(Options& verb, PlanRequest& request);

/// The plan of a scenario, or nullopt and the problems told.
struct Planned {
  std::optional<Plan> plan;
  Exit exit = Exit::done;
};
Planned plan_of(const PlanRequest& request, const Globals& globals);

/// The scenario that a study was planned from, as it is now: refused when it has changed. nullopt when it
/// cannot be read, which is told.
struct StudyScenario {
  Scenario scenario;
  Ensemble ensemble;
};
std::optional<StudyScenario> scenario_of(const Plan& plan);

/// Throws CommandError for a study that a rule can end early: a block sees its own results alone.
void refuse_blocks(const Plan& plan);

}  // namespace tilscape::scenarios

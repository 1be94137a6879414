// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/commands.hpp"
#include "scenarios/ensemble/plan.hpp"

#include <optional>

namespace tilscape::scenarios {

struct EnsembleRequest {
  ScenarioRequest scenario;  ///< its file may be the folder of a study as well
  std::string folder;
  std::size_t replicates = 0;  ///< 0: as the scenario says
  std::size_t block = 0;       ///< units of a block; 0: at most 1,000 blocks
  int jobs = 0;                ///< 0: the cores that the process may use
  bool resume = false;
  bool stop_on_error = false;
  std::optional<std::size_t> only;  ///< one run alone
};
struct StudyRequest {
  std::string folder;
  std::size_t block = 0;  ///< of exec
  int jobs = 0;
  bool watch = false;
  bool dry_run = false;
  std::vector<std::string> launcher_options;
};

/// The scenario that a study was planned from, as it is now: refused when it has changed. nullopt when it
/// cannot be read, which is told.
struct StudyScenario {
  Scenario scenario;
  Ensemble ensemble;
};
std::optional<StudyScenario> scenario_of(const Plan& plan);

/// Throws CommandError for a study that a rule can end early: a block sees its own results alone.
void refuse_blocks(const Plan& plan);

Exit ensemble_run_command(const EnsembleRequest& request, const Globals& globals);
Exit ensemble_plan_command(const EnsembleRequest& request, const Globals& globals);
Exit ensemble_blocks_command(const StudyRequest& request, const Globals& globals);
Exit ensemble_exec_command(const StudyRequest& request, const Globals& globals);
Exit ensemble_submit_command(const StudyRequest& request, const Globals& globals);
Exit ensemble_collect_command(const StudyRequest& request, const Globals& globals);
Exit ensemble_worker_command(const std::string& folder, const std::string& prefix);
Exit status_command(const StudyRequest& request, const Globals& globals);
Exit report_command(const StudyRequest& request, const Globals& globals);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/exit.hpp"
#include "scenarios/cli/globals.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/ensemble/plan.hpp"
#include "scenarios/ensemble/pool.hpp"
#include "scenarios/ensemble/status.hpp"

#include <filesystem>
#include <string>

namespace tilscape::scenarios {

/// The folder of a study, for a verb that looks at one.
void study_option(Options& verb, std::string& folder);

/// The folder of a study and its plan.
struct Study {
  std::filesystem::path folder;
  Plan plan;
};

/// Runs what is missing of a range of a study, with progress, and says how it ended.
PoolEnding run_missing(const Study& study, Plan::Range range, const std::string& prefix, int jobs,
                       bool stop_on_error, const Globals& globals);

/// Prints how far it is.
void tell(const Study& study, const StudyStatus& status, const Globals& globals);

/// Of a study that is looked at, and of one that has just been run.
Exit exit_of(const StudyStatus& status);
Exit exit_of(const StudyStatus& status, PoolEnding ending);

/// Where this program's own file is.
std::string own_program();

/// Has a signal asked the program to stop.
bool asked_to_stop();

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/commands.hpp"
#include "scenarios/ensemble/plan.hpp"
#include "scenarios/ensemble/pool.hpp"

#include <filesystem>
#include <string>

namespace tilscape::scenarios {

/// The folder of a study and its plan.
struct Study {
  std::filesystem::path folder;
  Plan plan;
};

/// Runs what is missing of a range of a study, with progress, and says how it ended.
PoolEnding run_missing(const Study& study, Plan::Range range, const std::string& prefix, int jobs,
                       bool stop_on_error, const Globals& globals);

/// Where this program's own file is.
std::string own_program();

/// Has a signal asked the program to stop.
bool asked_to_stop();

}  // namespace tilscape::scenarios

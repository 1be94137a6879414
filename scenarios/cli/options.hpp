// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/load.hpp"

// Options that several verbs have.

namespace CLI {
class App;
}  // namespace CLI

namespace tilscape::scenarios {

/// Options that choose and change a scenario.
void scenario_options(CLI::App& verb, ScenarioRequest& request);

/// --time-limit of a verb that can be stopped and goes on.
void time_limit_option(CLI::App& verb, std::string& time_limit);

}  // namespace tilscape::scenarios

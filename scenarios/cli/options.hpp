// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/commands.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace tilscape::scenarios {

/// The command that was given, ready to go.
using Command = std::function<Exit()>;

/// Options that choose and change a scenario.
void scenario_options(CLI::App& app, ScenarioRequest& request);

/// `ensemble`, `status`, `report`.
void add_ensemble(CLI::App& app, const Globals& globals, Command& command);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/commands.hpp"

#include <functional>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace tilscape::scenarios {

/// The command that was given, ready to go.
using Command = std::function<Exit()>;

/// Options that choose and change a scenario.
void scenario_options(CLI::App& app, ScenarioRequest& request);

/// What is wrong with the command line, and where to read on.
std::string wrong_use(const CLI::App& program, const CLI::ParseError& error);

/// Completion for bash, zsh or fish.
Exit completions_command(const CLI::App& program, const std::string& shell);

/// `ensemble`, `status`, `report`.
void add_ensemble(CLI::App& app, const Globals& globals, Command& command);

}  // namespace tilscape::scenarios

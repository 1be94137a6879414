// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/verb.hpp"

namespace CLI {
class ParseError;
}  // namespace CLI

namespace tilscape::scenarios {

/// Reads the command line, which begins with one of these verbs, and does what it says; the number is the
/// process's exit code.
int run_program(int argc, char** argv, std::vector<Verb> (*catalogue)());

/// What is wrong with the command line, and where to read on.
std::string wrong_use(const CLI::App& program, const CLI::ParseError& error);

/// Says which program this is, and of what it was built.
Exit print_version(const Globals& globals);

}  // namespace tilscape::scenarios

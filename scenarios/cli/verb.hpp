// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A verb of the command line is one file in scenarios/cli/verbs, with a function of the file's name that
// returns a Verb; one behind `ensemble` is a file in verbs/ensemble. CMake lists them, and help, completion
// and what is said of wrong use follow from what the file says.

#pragma once

#include "scenarios/cli/exit.hpp"
#include "scenarios/cli/globals.hpp"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace tilscape::scenarios {

class Options;
struct Verb;

/// The command line around a verb, when it has been read.
struct CommandLine {
  const CLI::App& program;
  const std::vector<Verb>& verbs;
  Globals globals;
};

/// What a verb does, once its options have been read.
using Command = std::function<Exit(const CommandLine&)>;

/// A line of the program's help. What it shows comes in the order of a first day, which is not that of the
/// verbs.
struct Example {
  int order;
  const char* line;
};

struct Verb {
  const char* name;
  const char* about;
  /// Its place in the help, lowest first: tens, so that a new one finds room between two.
  int order;
  std::vector<Example> examples = {};
  /// Adds its options to the command line; the command does what they ask for. None: the verbs below do it.
  std::function<Command(Options& verb)> options = nullptr;
  /// Words beside options that it takes, to be completed.
  std::function<std::vector<std::string>()> words = nullptr;
  std::vector<Verb> below = {};
};

/// Those of scenarios/cli/verbs and of verbs/ensemble, in the order of their files.
std::vector<Verb> all_verbs();
std::vector<Verb> ensemble_verbs();

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/cli/load.hpp"
#include "scenarios/read/inputs.hpp"
#include "scenarios/run/session.hpp"

#include <filesystem>
#include <optional>
#include <string>

// What the verbs that run something share.

namespace tilscape::scenarios {

/// Threads of a run; tells when more are asked for than are granted.
int threads_of(const Globals& globals);

/// Throws CommandError when it is not a time such as 3h50m.
Stop stop_of(const std::string& time_limit);

/// A scenario that has been read and built.
struct Built {
  Scenario scenario;
  Run run;
};
/// Tells what is wrong on standard error; nothing when there is an error, whose exit code is in `code`.
std::optional<Built> read_and_build(const ScenarioRequest& request, Begin begin, int threads,
                                    const Globals& globals, Exit& code);

/// What the variants of a scenario are read from; null when it has none.
std::shared_ptr<const Inputs> inputs_of_variants(const Scenario& scenario, const ScenarioRequest& request);

/// What a new run's manifest says before it starts.
Manifest new_manifest(const Built& built, const std::string& file, int threads);

/// A run of a folder as its last whole checkpoint has it; throws what reading one throws.
Session taken_up(RunFolder folder, Manifest manifest, Built built, int threads);

/// A folder in which a run was begun before, and did not fail.
struct Begun {
  std::filesystem::path folder;
  Manifest manifest;
};
/// `below/name`, `below/name-2`, ... with the same scenario from the same state to the same end.
std::optional<Begun> begun_before(const std::filesystem::path& below, const std::string& name,
                                  const Manifest& wanted);
/// Its scenario, to be taken up; nothing when that does not hold, whose exit code is in `code`.
std::optional<Built> built_again(const Begun& begun, int threads, const Globals& globals, Exit& code);
/// What one that is finished has come to.
Session::Outcome outcome_of(const std::filesystem::path& folder);

/// Runs it to its end, with a greeting and progress for people.
Session::Outcome run_session(Session& session, const Stop& stop, const Globals& globals);

/// Prints what it came to, and how a run that was stopped goes on.
Exit tell(const Session& session, const Session::Outcome& outcome, const Globals& globals);

}  // namespace tilscape::scenarios

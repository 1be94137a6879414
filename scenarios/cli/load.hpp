// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/build/language.hpp"
#include "scenarios/cli/exit.hpp"
#include "scenarios/cli/globals.hpp"
#include "scenarios/read/inputs.hpp"
#include "scenarios/read/validate.hpp"
#include "scenarios/run/estimate.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

struct Expectation;

/// Which scenario, and what is changed of it.
struct ScenarioRequest {
  std::string file;
  std::string variant;
  std::vector<std::string> set;       ///< key=value
  std::vector<std::string> overlays;  ///< files that are laid over it
  std::optional<std::uint64_t> seed;
  std::string until;                               ///< a time; empty: as the scenario says
  std::shared_ptr<const Inputs> inputs = nullptr;  ///< read instead of the file, when there are any
};

/// The changes of the command line.
LoadOptions load_options(const ScenarioRequest& request);

/// Reads a scenario with the changes of the command line.
Validation read_scenario(const ScenarioRequest& request);

/// Why nothing comes of a scenario with errors: a file that cannot be read, or one that does not hold.
Exit exit_of(const Problems& problems);

/// Everything that is refused, as problems.
void add_refusals(const std::vector<Refusal>& list, Problems& problems);

/// What is there when a run has been built: its cells, or nothing, for a state that was saved.
enum class Begin : std::uint8_t { with_cells, empty };

/// Builds it, or adds what stands against it to the problems; of a scenario with errors, what stands against
/// the rest of it. Throws TooLarge before it takes memory that is not there.
std::optional<Run> try_build(const Scenario& scenario, int threads, Problems& problems,
                             Begin begin = Begin::with_cells);

/// The same, whatever is wrong with the claims of a scenario or with its variants: a run depends on neither.
std::optional<Run> build_beside_claims(const Scenario& scenario, Problems& problems);

/// Are the columns that the section `ensemble` looks at in the series of the run; adds a problem for each
/// that is not.
void check_compared(const Scenario& scenario, const Run& run, Problems& problems);
/// The same of a scenario that has not been built.
void require_compared(const Scenario& scenario, Problems& problems);

/// A scenario of which everything is looked at: its variants and its ensemble too.
struct Checked {
  Validation validation;
  std::optional<Demand> cost = {};  ///< before it was built: that takes memory of its own
  bool built = false;
  std::vector<std::string> notes = {};  ///< of the run
  std::string too_large = {};           ///< why it was not built
};
Checked check(const ScenarioRequest& request);

/// The claims of a scenario, with all that does not hold together in them, in the arms that they name and
/// under their challenges; `run`: of the scenario as it stands, none where it has errors, and then only the
/// changes of the challenges are looked at.
std::vector<Expectation> check_claims(const ScenarioRequest& request, const Scenario& scenario,
                                      std::optional<Run> run, Problems& problems);

/// Says what a run will take, and whether that is there.
Exit dry_run(const ScenarioRequest& request, const Globals& globals);

}  // namespace tilscape::scenarios

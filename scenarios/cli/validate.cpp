// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/read/ensemble.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/run/estimate.hpp"
#include "scenarios/verify/expectation.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// What stands against each variant as well, and what has no effect in it.
void build_variants(ScenarioRequest request, const std::vector<std::string>& variants, Problems& problems) {
  for (const std::string& variant : variants) {
    request.variant = variant;
    Validation validation = read_scenario(request);
    if (validation.problems.ok()) (void)try_build(validation.scenario, 1, validation.problems);
    problems.join(validation.problems);
  }
}

}  // namespace

Exit validate_command(const ValidateRequest& request, const Globals& globals) {
  Exit worst = Exit::done;
  for (const std::string& file : request.files) {
    ScenarioRequest one = request.changes;
    one.file = file;
    Validation validation = read_scenario(one);
    Problems& problems = validation.problems;
    std::string unbuilt;
    std::vector<std::string> notes;
    try {
      const bool read = problems.ok();
      if (read)
        if (const std::optional<Run> run = try_build(validation.scenario, 1, problems)) {
          check_compared(validation.scenario, *run, problems);
          (void)read_expectations(validation.scenario, *run, problems);
          notes = run->notes;
        }
      if (read && one.variant.empty()) build_variants(one, validation.scenario.variants, problems);
    } catch (const TooLarge& e) {  // perhaps it is for another machine
      unbuilt = fmt::format("; where its cells stand was not checked: {}", e.what());
    }
    (void)check_ensemble(validation.scenario, load_options(one), problems);
    const bool fine = problems.ok() && (!request.strict || problems.warnings() == 0);
    if (!fine) worst = std::max(worst, exit_of(problems));
    if (globals.json) {
      console::print("{}\n", problems.json());
      continue;
    }
    console::tell_text(problems.text());
    if (!globals.quiet)
      for (const std::string& note : notes) console::tell("{}: {}\n", file, note);
    if (request.show_merged && problems.ok())
      console::print_text(merged_yaml(validation.scenario));
    else if (fine && !globals.quiet)
      console::print("{}: valid{}\n", file, unbuilt);
  }
  return worst;
}

}  // namespace tilscape::scenarios

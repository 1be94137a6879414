// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/read/merged.hpp"

#include <algorithm>

namespace tilscape::scenarios::verbs {

namespace {

struct ValidateRequest {
  std::vector<std::string> files;
  ScenarioRequest changes;
  bool strict = false;
  bool show_merged = false;
};

Exit validate_command(const ValidateRequest& request, const Globals& globals) {
  Exit worst = Exit::done;
  for (const std::string& file : request.files) {
    ScenarioRequest one = request.changes;
    one.file = file;
    const Checked checked = check(one);
    const Problems& problems = checked.validation.problems;
    const bool fine = problems.ok() && (!request.strict || problems.warnings() == 0);
    if (!fine) worst = std::max(worst, exit_of(problems));
    if (globals.json) {
      console::print("{}\n", problems.json());
      continue;
    }
    console::tell_text(problems.text());
    if (!globals.quiet)
      for (const std::string& note : checked.notes) console::tell("{}: {}\n", file, note);
    if (request.show_merged && problems.ok())
      console::print_text(
          merged_yaml(checked.validation.scenario, checked.built ? Defaults::that_act : Defaults::all));
    else if (fine && !globals.quiet)
      console::print(
          "{}: valid{}{}\n", file,
          checked.too_large.empty() ? "" : "; where its cells stand was not checked: ", checked.too_large);
  }
  return worst;
}

Command options(Options& verb) {
  auto request = std::make_shared<ValidateRequest>();
  verb.add_option("FILE", request->files, "Scenarios").required();
  scenario_options(verb, request->changes);
  verb.add_flag("--strict", request->strict, "Warnings count as errors");
  verb.add_flag("--show-merged", request->show_merged,
                "Print the resolved scenario with the defaults that act");
  return [request](const CommandLine& line) { return validate_command(*request, line.globals); };
}

}  // namespace

Verb validate() {
  return {.name = "validate",
          .about = "Check scenarios and report every problem in one go",
          .order = 40,
          .examples = {{20, "tilscape validate trial.yaml --show-merged"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs

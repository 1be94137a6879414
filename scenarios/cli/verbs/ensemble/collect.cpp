// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/collect.hpp"

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios::ensemble {

namespace {

Exit collect_command(const std::string& folder, const Globals& globals) {
  const Plan plan = read_plan(folder);
  const ShardIndex index(plan, folder);
  const StudyStatus status = status_of(plan, index);
  collect(plan, index, folder);
  if (globals.json)
    console::print("{}\n", status_json(plan, status));
  else if (!globals.quiet)
    console::print_text(status_text(status));
  return exit_of(status);
}

Command options(Options& verb) {
  auto folder = std::make_shared<std::string>();
  study_option(verb, *folder);
  return [folder](const CommandLine& line) { return collect_command(*folder, line.globals); };
}

}  // namespace

Verb collect() {
  return {.name = "collect",
          .about = "Write results.sqlite, results.csv and series.csv",
          .order = 60,
          .options = options};
}

}  // namespace tilscape::scenarios::ensemble

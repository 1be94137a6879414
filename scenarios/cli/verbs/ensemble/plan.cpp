// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_plan.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/output/run_folder.hpp"

namespace tilscape::scenarios::ensemble {

namespace {

struct Request {
  PlanRequest plan;
  std::string folder;
};

Exit plan_command(const Request& request, const Globals& globals) {
  Planned planned = plan_of(request.plan, globals);
  if (!planned.plan) return planned.exit;
  const Plan& plan = *planned.plan;
  refuse_blocks(plan);
  const RunFolder folder = RunFolder::exactly(request.folder);
  write_plan(plan, folder.path());
  if (!globals.quiet)
    console::print("{}: {} runs in {} blocks of {}\n", plan.name, thousands(static_cast<double>(plan.size())),
                   plan.blocks(), plan.block);
  return Exit::done;
}

Command options(Options& verb) {
  auto request = std::make_shared<Request>();
  verb.add_option("FILE", request->plan.scenario.file, "A scenario with a section `ensemble`").required();
  plan_options(verb, request->plan);
  verb.add_option("-o,--out", request->folder, "Folder of the study").required();
  return [request](const CommandLine& line) { return plan_command(*request, line.globals); };
}

}  // namespace

Verb plan() {
  return {.name = "plan",
          .about = "Write the plan of a study that other machines run",
          .order = 20,
          .options = options};
}

}  // namespace tilscape::scenarios::ensemble

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_plan.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"

#include <fmt/format.h>

namespace tilscape::scenarios::ensemble {

namespace {

struct ExecRequest {
  std::string folder;
  std::size_t block = 0;
  int jobs = 0;  ///< 0: the cores that are granted
};

Exit exec_command(const ExecRequest& request, const Globals& globals) {
  const Study study{request.folder, read_plan(request.folder)};
  refuse_blocks(study.plan);
  if (request.block >= study.plan.blocks())
    throw CommandError(
        fmt::format("the study has blocks 0 to {}, not {}", study.plan.blocks() - 1, request.block));
  const Plan::Range range = study.plan.units_of_block(request.block);
  const std::string prefix = fmt::format("block-{}", request.block);
  const PoolEnding ending = run_missing(study, range, prefix, request.jobs, false, globals);
  const ShardIndex index(study.plan, study.folder, prefix + "-");
  StudyStatus status = status_of(study.plan, index);
  status.expected = range.last - range.first;
  status.missing = status.expected - status.present - status.quarantined.size();
  tell(study, status, globals);
  return exit_of(status, ending);
}

Command options(Options& verb) {
  auto request = std::make_shared<ExecRequest>();
  study_option(verb, request->folder);
  verb.add_option("--block", request->block, "Its number, from 0").required();
  verb.add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that are granted)")
      .between(1, 4096);
  return [request](const CommandLine& line) { return exec_command(*request, line.globals); };
}

}  // namespace

Verb exec() {
  return {.name = "exec",
          .about = "Run one block of a study: what a task of a cluster does",
          .order = 40,
          .options = options};
}

}  // namespace tilscape::scenarios::ensemble

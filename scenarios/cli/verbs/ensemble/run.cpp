// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape ensemble run: from a study to its results.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_plan.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/ensemble/analysis.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/ensemble/unit.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/run/shell_word.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace tilscape::scenarios::ensemble {

namespace {

namespace fs = std::filesystem;

struct RunRequest {
  PlanRequest plan;  ///< its file may be the folder of a study as well
  std::string folder;
  int jobs = 0;  ///< 0: the cores that the process may use
  bool resume = false;
  bool stop_on_error = false;
  std::optional<std::size_t> only;  ///< one run alone
};

/// An old one to go on with, or a new one.
Study opened(const RunRequest& request, Plan plan) {
  const fs::path usual = fs::path("runs") / (folder_name(plan.name) + "-ensemble");
  if (request.resume || request.only) {
    const fs::path folder = request.folder.empty() ? usual : fs::path(request.folder);
    Plan old = read_plan(folder);
    refuse_changes(old, plan);
    return {folder, std::move(old)};
  }
  const RunFolder folder = request.folder.empty()
                               ? RunFolder::next(usual.parent_path(), usual.filename().string())
                               : RunFolder::exactly(request.folder);
  write_plan(plan, folder.path());
  return {folder.path(), std::move(plan)};
}

/// Runs a study to its end. With a rule that can end it early the runs up to a look are all done before it.
PoolEnding run_study(const Study& study, const RunRequest& request, const Globals& globals) {
  while (true) {
    const PoolEnding ending =
        run_missing(study, {0, study.plan.size()}, "pool", request.jobs, request.stop_on_error, globals);
    const bool looks = ending == PoolEnding::finished && study.plan.enough;
    if (!looks || ShardIndex(study.plan, study.folder).missing({0, study.plan.size()}).empty()) return ending;
  }
}

/// What it has come to. All results are there already, so what stands against it is told and no failure.
void tell_results(const Study& study, const ShardIndex& index) {
  try {
    if (const auto scenario = scenario_of(study.plan))
      console::print_text(analysis_text(analyse(study.plan, scenario->ensemble, index)));
  } catch (const InputError& e) {
    console::tell("{}\n", e.what());
  }
}

/// One member alone: its result joins the others and is compared with those that are there.
Exit run_only(const Study& study, std::size_t number, const Globals& globals) {
  const Plan& plan = study.plan;
  if (number >= plan.size())
    throw CommandError(fmt::format("the study has runs 0 to {}, not {}", plan.size() - 1, number));
  const Unit unit = plan.unit(number);
  const Result result = UnitRunner(plan, language()).run(number);
  const ShardIndex before(plan, study.folder);
  const bool known = before.present(number);
  const bool same = !known || before.read(number).same_as(result);
  ShardWriter shard(study.folder, "only");
  shard.put(result);
  shard.finish();
  if (!globals.quiet) {
    const LoadOptions options = plan.options(unit.arm, unit.point);
    std::string command = "tilscape run " + shell_word(plan.file);
    if (!options.variant.empty()) command += " --variant " + shell_word(options.variant);
    for (const std::string& o : options.overrides) command += " --set " + shell_word(o);
    console::print(
        "run {} ({})   seed {}   {} steps   state {}{}\nIts run folder, with snapshots: {} --seed {} --until "
        "'{} min'\n",
        number, plan.label(unit.arm, unit.point), unit.seed, result.steps, result.state_hash,
        !known ? ""
        : same ? "   the same bits as before"
               : "   OTHER BITS than before",
        command, unit.seed, result.end);
  }
  if (!same) (void)ShardIndex(plan, study.folder).read(number);  // says which files differ
  return Exit::done;
}

Exit run_command(const RunRequest& request, const Globals& globals) {
  Study study;
  if (fs::is_directory(request.plan.scenario.file)) {
    study = {request.plan.scenario.file, read_plan(request.plan.scenario.file)};
  } else {
    Planned planned = plan_of(request.plan, globals);
    if (!planned.plan) return planned.exit;
    study = opened(request, std::move(*planned.plan));
  }
  if (request.only) return run_only(study, *request.only, globals);
  const PoolEnding ending = run_study(study, request, globals);
  const ShardIndex index(study.plan, study.folder);
  const StudyStatus status = status_of(study.plan, index);
  if (ending == PoolEnding::finished) {
    collect(study.plan, index, study.folder);
    if (!globals.quiet && !globals.json && status.present > 0) tell_results(study, index);
  }
  tell(study, status, globals);
  return exit_of(status, ending);
}

Command options(Options& verb) {
  auto request = std::make_shared<RunRequest>();
  verb.add_option("FILE", request->plan.scenario.file,
                  "A scenario with a section `ensemble`, or the folder of a study")
      .required();
  plan_options(verb, request->plan);
  verb.add_option("-o,--out", request->folder, "Folder of the study (default: runs/NAME-ensemble)");
  verb.add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that the process may use)")
      .between(1, 4096);
  verb.add_flag("--resume", request->resume, "Go on with the study in the folder: run what is missing");
  verb.add_option("--only", request->only, "Run this member alone, by its number, and compare its bits");
  verb.add_flag("--stop-on-error", request->stop_on_error, "End when a run has failed three times");
  return [request](const CommandLine& line) { return run_command(*request, line.globals); };
}

}  // namespace

Verb run() {
  return {.name = "run",
          .about = "Run the ensemble of a scenario on this machine",
          .order = 10,
          .examples = {{90, "tilscape ensemble run scenarios/library/study_small.yaml"}},
          .options = options};
}

}  // namespace tilscape::scenarios::ensemble

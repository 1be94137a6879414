// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape ensemble run, plan, exec: from a study to its results.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/ensemble.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/ensemble/analysis.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/enough.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/ensemble/unit.hpp"
#include "scenarios/ensemble/worker.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/run/shell_word.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

/// The plan of a scenario, or nullopt and the problems told.
struct Planned {
  std::optional<Plan> plan;
  Exit exit = Exit::done;
};
Planned plan_of(const EnsembleRequest& request, const Globals& globals) {
  ScenarioRequest scenario = request.scenario;
  if (request.replicates > 0)
    scenario.set.push_back(fmt::format("ensemble.replicates={}", request.replicates));
  const LoadOptions options = load_options(scenario);
  Validation read = read_scenario(scenario);
  const std::optional<Ensemble> ensemble = check_ensemble(read.scenario, options, read.problems);
  if (read.problems.ok() && !ensemble)
    read.problems.error(Code::missing_key, {scenario.file, 1, 1}, 1, "`ensemble` is missing",
                        "it says what differs between the runs", "One run: tilscape run " + scenario.file);
  require_compared(read.scenario, read.problems);
  if (!globals.quiet || !read.problems.ok()) console::tell_text(read.problems.text());
  if (!read.problems.ok()) {
    if (globals.json) console::print("{}\n", read.problems.json());
    console::tell("Nothing was run.\n");
    return {std::nullopt, exit_of(read.problems)};
  }
  Plan plan = make_plan(read.scenario, *ensemble, options, request.block);
  if (plan.enough) require_column(*plan.enough, UnitRunner(plan, behaviour_infos()).build(0).series);
  return {std::move(plan), Exit::done};
}

/// An old one to go on with, or a new one.
Study opened(const EnsembleRequest& request, Plan plan) {
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
PoolEnding run_study(const Study& study, const EnsembleRequest& request, const Globals& globals) {
  while (true) {
    const PoolEnding ending =
        run_missing(study, {0, study.plan.size()}, "pool", request.jobs, request.stop_on_error, globals);
    const bool looks = ending == PoolEnding::finished && study.plan.enough;
    if (!looks || ShardIndex(study.plan, study.folder).missing({0, study.plan.size()}).empty()) return ending;
  }
}

Exit exit_of_study(const StudyStatus& status, PoolEnding ending) {
  if (ending == PoolEnding::cannot_write) {
    console::tell(
        "tilscape: a result could not be written; what was written before is kept. With more room: "
        "the same command with --resume\n");
    return Exit::write_failed;
  }
  if (asked_to_stop()) return Exit::stopped;
  return status.present == status.expected ? Exit::done : Exit::members_failed;
}

void tell(const Study& study, const StudyStatus& status, const Globals& globals) {
  if (globals.json)
    console::print("{}\n", status_json(study.plan, status));
  else if (!globals.quiet || !status.quarantined.empty())
    console::print("{}Study: {}\n", status_text(status), study.folder.string());
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
  const Result result = UnitRunner(plan, behaviour_infos()).run(number);
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

}  // namespace

void refuse_blocks(const Plan& plan) {
  if (plan.enough)
    throw CommandError(
        "a study with `ensemble.enough` cannot be run in blocks: only all results together tell when there "
        "are "
        "enough. Use `tilscape ensemble run`, on a cluster as one job, or leave `enough` out");
}

Exit ensemble_run_command(const EnsembleRequest& request, const Globals& globals) {
  Study study;
  if (fs::is_directory(request.scenario.file)) {
    study = {request.scenario.file, read_plan(request.scenario.file)};
  } else {
    Planned planned = plan_of(request, globals);
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
  return exit_of_study(status, ending);
}

Exit ensemble_plan_command(const EnsembleRequest& request, const Globals& globals) {
  Planned planned = plan_of(request, globals);
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

Exit ensemble_exec_command(const StudyRequest& request, const Globals& globals) {
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
  return exit_of_study(status, ending);
}

Exit ensemble_worker_command(const std::string& folder, const std::string& prefix) {
  work(folder, prefix, behaviour_infos());
  return Exit::done;
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape ensemble run, plan, exec: from a study to its results.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/ensemble.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/ensemble/analysis.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/enough.hpp"
#include "scenarios/ensemble/memory.hpp"
#include "scenarios/ensemble/pool.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/ensemble/unit.hpp"
#include "scenarios/ensemble/worker.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/run/shell_word.hpp"
#include "scenarios/run/stop.hpp"

#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

bool asked_to_stop() {
  return Stop(std::nullopt).asked(0);
}

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

/// The folder of a study and its plan: an old one to go on with, or a new one.
struct Study {
  fs::path folder;
  Plan plan;
};
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

/// "412/1,000 runs ██████···· 41 %   2 at once   0 failed   3m12s left".
class PoolProgress {
 public:
  PoolProgress(const Globals& globals, std::size_t before, std::size_t total)
      : bar_(isatty(STDERR_FILENO) != 0), quiet_(globals.quiet), before_(before), total_(total) {}

  void update(const PoolState& state) {
    const auto now = Clock::now();
    const auto pause = bar_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(60000);
    if (quiet_ || now - last_ < pause) return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const auto left = static_cast<double>(state.waiting + state.running);
    const std::string remaining =
        state.done > 0 ? duration(elapsed / static_cast<double>(state.done) * left) + " left" : "";
    const std::size_t done = before_ + state.done;
    const std::string line =
        fmt::format("{}/{} runs   {:.0f} %   {} at once   {} given up   {}", count(done), count(total_),
                    100 * static_cast<double>(done) / static_cast<double>(total_), state.running,
                    state.given_up, remaining);
    console::draw(fmt::format("{}{}{}", bar_ ? "\r\x1b[2K" : "", line, bar_ ? "" : "\n"));
  }
  void finish() const {
    if (bar_ && !quiet_) console::draw("\r\x1b[2K");
  }

 private:
  using Clock = std::chrono::steady_clock;
  static std::string count(std::size_t n) { return thousands(static_cast<double>(n)); }

  bool bar_, quiet_;
  std::size_t before_, total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

std::string own_program() {
  return fs::read_symlink("/proc/self/exe").string();
}

/// Runs what is missing of a range, and says how it ended.
PoolEnding run_missing(const Study& study, Plan::Range range, const std::string& prefix, int jobs,
                       bool stop_on_error, const Globals& globals) {
  Stop::listen();
  const bool all = range.first == 0 && range.last == study.plan.size();
  const ShardIndex index(study.plan, study.folder, all ? "" : prefix + "-");
  const std::vector<std::size_t> missing = index.missing(range);
  if (!missing.empty()) (void)inputs_of(study.plan);
  std::map<std::size_t, std::size_t> earlier;
  for (const auto& [unit, failures] : index.failures()) earlier[unit] = failures.attempts;
  const int granted = cores_for_work();
  PoolOptions options{.command = {own_program(), "ensemble", "worker", study.folder.string(), prefix},
                      .jobs = static_cast<std::size_t>(jobs > 0 ? jobs : granted),
                      .attempts = ShardIndex::attempts_allowed,
                      .memory = memory_for_work(),
                      .limit = 60 * study.plan.limit,
                      .on_error = stop_on_error ? PoolOptions::OnError::stop : PoolOptions::OnError::go_on};
  const std::size_t groups = study.plan.size() / study.plan.replicates;
  const std::size_t wanted = all ? groups * index.need().replicates : range.last - range.first;
  if (!globals.quiet)
    console::tell("{}: {} of {} runs to do{}, {} at once ({} cores granted)   {}\n", study.plan.name,
                  thousands(static_cast<double>(missing.size())), thousands(static_cast<double>(wanted)),
                  index.need().verdict == Need::Verdict::open ? " before the next look" : "", options.jobs,
                  granted, study.folder.string());
  PoolProgress progress(globals, wanted - missing.size(), wanted);
  std::optional<ShardWriter> failures;
  const PoolEvents events{.failed =
                              [&](std::size_t unit, const std::string& reason) {
                                if (!failures) failures.emplace(study.folder, prefix + "-failures");
                                failures->put_failure(unit, study.plan.keys[unit], reason);
                              },
                          .tick = [&](const PoolState& state) { progress.update(state); },
                          .stop = [] { return asked_to_stop(); }};
  const PoolOutcome outcome = run_pool(missing, earlier, options, events);
  progress.finish();
  if (failures) failures->finish();
  return outcome.ending;
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

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/running.hpp"

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/bytes.hpp"
#include "proto/console.hpp"
#include "proto/series_table.hpp"
#include "scenarios/output/saved_state.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/run/estimate.hpp"
#include "scenarios/run/shell_word.hpp"

#include <fmt/format.h>
#include <limits>
#include <unistd.h>
#include <utility>

namespace tilscape::scenarios {

namespace {

void greet(const Session& session) {
  const Manifest& manifest = session.manifest();
  const Lattice& lattice = session.run().simulation->params().lattice;
  const std::string sites = lattice.dimensions() == 3
                                ? fmt::format("{}x{}x{}", lattice.nx(), lattice.ny(), lattice.nz())
                                : fmt::format("{}x{}", lattice.nx(), lattice.ny());
  console::tell("{}{}   {} sites ({} um)   {:.4g} d   seed {}   {} threads\n", manifest.scenario,
                manifest.variant.empty() ? "" : " (" + manifest.variant + ")", sites, lattice.spacing(),
                static_cast<double>(manifest.end_step) * manifest.step_length / minutes_per_day,
                manifest.seed, manifest.threads);
  for (const std::string& note : session.run().notes) console::tell("  {}\n", note);
  console::tell_text(disk_warning(session.run().disk, session.folder()));
}

/// Puts the newest whole checkpoint into the run; tells of damaged ones.
snapshot::Checkpoint take_up(Run& run, const RunFolder& folder) {
  auto found = Checkpoints(folder.path(), run.checkpoints).newest(std::numeric_limits<std::uint64_t>::max());
  if (!found)
    throw InputError(folder.path().string() +
                     ": there is no checkpoint in it. `tilscape run` on its scenario.yaml begins anew");
  for (const std::string& damaged : found->damaged)
    console::tell("Warning: {}. The checkpoint before it is taken.\n", damaged);
  load_state(*run.simulation, found->checkpoint, Match::same_run);
  return std::move(found->checkpoint);
}

}  // namespace

int threads_of(const Globals& globals) {
  const int granted = granted_cores();
  if (globals.threads == 0) return granted;
  if (globals.threads > granted && !globals.quiet)
    console::tell("Note: {} threads asked, {} cores granted; more threads than cores slow a run down.\n",
                  globals.threads, granted);
  return globals.threads;
}

Stop stop_of(const std::string& time_limit) {
  Stop::listen();
  if (time_limit.empty()) return Stop(std::nullopt);
  const auto seconds = wall_time(time_limit);
  if (!seconds) throw CommandError("--time-limit " + time_limit + ": not a time (such as 3h50m, 90s or 2d)");
  return Stop(seconds);
}

std::optional<Built> read_and_build(const ScenarioRequest& request, Begin begin, int threads,
                                    const Globals& globals, Exit& code) {
  Validation validation = read_scenario(request);
  std::optional<Run> run = try_build(validation.scenario, threads, validation.problems, begin);
  if (!globals.quiet || !validation.problems.ok()) console::tell_text(validation.problems.text());
  if (run) return Built{std::move(validation.scenario), std::move(*run)};
  if (globals.json) console::print("{}\n", validation.problems.json());
  console::tell("Nothing was run.\n");
  code = exit_of(validation.problems);
  return std::nullopt;
}

std::shared_ptr<const Inputs> inputs_of_variants(const Scenario& scenario, const ScenarioRequest& request) {
  if (request.inputs || scenario.variants.empty()) return request.inputs;
  auto inputs = std::make_shared<Inputs>(inputs_of(scenario));
  LoadOptions options = load_options(request);
  for (const std::string& variant : scenario.variants) {
    options.variant = variant;
    const Validation read = validate_tree(*scenario.text, scenario.file, *scenario.language, options);
    if (read.problems.ok()) inputs->add_files(files_of(read.scenario));
  }
  return inputs;
}

Manifest new_manifest(const Built& built, const std::string& file, int threads) {
  const Params& params = built.run.simulation->params();
  Manifest manifest{.scenario = built.scenario.root.text("name"),
                    .file = file,
                    .variant = built.scenario.variant,
                    .scenario_hash = scenario_hash(built.scenario),
                    .seed = params.seed,
                    .threads = threads,
                    .started = now_utc()};
  manifest.end_step = built.run.steps;
  manifest.step_length = params.step_length;
  manifest.notes = built.run.notes;
  for (const Warning& w : built.run.warnings) manifest.notes.push_back(w.what);
  return manifest;
}

Session taken_up(RunFolder folder, Manifest manifest, Built built, int threads) {
  snapshot::Checkpoint saved = take_up(built.run, folder);
  const snapshot::CheckpointHeader& from = saved.header;
  if (from.step > manifest.end_step || (from.step == manifest.end_step && manifest.ending == "finished"))
    throw CommandError(
        fmt::format("--until {:.4g} d: the run is at {:.4g} d already",
                    static_cast<double>(manifest.end_step) * manifest.step_length / minutes_per_day,
                    from.time / minutes_per_day));
  manifest.threads = threads;
  manifest.seconds = from.seconds;
  manifest.resumed.push_back(from.step);
  return Session({.scenario = std::move(built.scenario),
                  .run = std::move(built.run),
                  .folder = std::move(folder),
                  .manifest = std::move(manifest),
                  .origin = Session::Origin::checkpoint,
                  .first_step = from.first_step,
                  .saved = std::move(saved.arrays)});
}

std::optional<Begun> begun_before(const std::filesystem::path& below, const std::string& name,
                                  const Manifest& wanted) {
  const auto state = [](const Manifest& m) {
    return m.branch ? std::pair(m.branch->step, m.branch->state_hash)
                    : std::pair<std::uint64_t, std::string>();
  };
  for (int number = 1;; ++number) {
    const std::filesystem::path folder = below / (number == 1 ? name : fmt::format("{}-{}", name, number));
    if (!std::filesystem::exists(folder)) return std::nullopt;
    if (!std::filesystem::exists(folder / "manifest.json") || Checkpoints(folder, {}).list().empty())
      continue;
    Manifest found = read_manifest(folder / "manifest.json");
    if (state(found) == state(wanted) && found.end_step == wanted.end_step &&
        found.scenario_hash == wanted.scenario_hash && found.ending != "failed")
      return Begun{folder, std::move(found)};
  }
}

std::optional<Built> built_again(const Begun& begun, int threads, const Globals& globals, Exit& code) {
  const ScenarioRequest scenario{.file = (begun.folder / "scenario.yaml").string()};
  return read_and_build(scenario, Begin::empty, threads, globals, code);
}

Session::Outcome outcome_of(const std::filesystem::path& folder) {
  Session::Outcome outcome{.finished = true,
                           .text = snapshot::read_text((folder / "summary.txt").string()),
                           .json = snapshot::read_text((folder / "summary.json").string()),
                           .last = {}};
  const auto rows = snapshot::read_series((folder / "series.csv").string()).rows;
  if (!rows.empty()) outcome.last.assign(rows.back().begin() + 1, rows.back().end());
  return outcome;
}

Session::Outcome run_session(Session& session, const Stop& stop, const Globals& globals) {
  if (!globals.quiet) greet(session);
  const Manifest& manifest = session.manifest();
  return session.go(progress_of(globals, session.run().simulation->world().time(),
                                static_cast<double>(manifest.end_step) * manifest.step_length),
                    stop);
}

Exit tell(const Session& session, const Session::Outcome& outcome, const Globals& globals) {
  if (globals.json)
    console::print_text(outcome.json);
  else if (!globals.quiet)
    console::print_text(outcome.text);
  if (outcome.finished) return Exit::done;
  const Manifest& manifest = session.manifest();
  if (!globals.quiet)
    console::tell("Stopped at day {:.4g}; `tilscape resume {}` goes on from there.\n",
                  static_cast<double>(manifest.steps) * manifest.step_length / minutes_per_day,
                  shell_word(session.folder().string()));
  return Exit::stopped;
}

}  // namespace tilscape::scenarios

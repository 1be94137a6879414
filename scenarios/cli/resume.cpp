// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape resume: a run goes on from its last checkpoint, with the bits of one that was never stopped.
#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/running.hpp"
#include "scenarios/output/saved_state.hpp"
#include "scenarios/read/merged.hpp"

#include <fmt/format.h>
#include <limits>

namespace tilscape::scenarios {

namespace {

/// When the run is to end, as an override of its scenario; empty: as it was begun.
std::string end_of(const ResumeRequest& request, const Manifest& manifest) {
  if (request.extend.empty()) return request.until;
  const QuantityParse more = parse_quantity(request.extend);
  if (!more.quantity || more.quantity->dimension != dimension_of("min"))
    throw CommandError("--extend " + request.extend + ": not a time (such as 7 d)");
  return fmt::format("{} min",
                     static_cast<double>(manifest.end_step) * manifest.step_length + more.quantity->value);
}

void require_unchanged(const ScenarioRequest& request, const Manifest& manifest) {
  const Validation as_begun = read_scenario(request);
  if (as_begun.problems.ok() && scenario_hash(as_begun.scenario) != manifest.scenario_hash)
    throw InputError(request.file +
                     ": it has changed since the run began, or a table that it reads has. `tilscape branch` "
                     "goes on with changes");
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

Exit resume_command(const ResumeRequest& request, const Globals& globals) {
  const Stop stop = stop_of(request.time_limit);
  RunFolder folder = RunFolder::existing(request.folder);
  Manifest manifest = read_manifest(folder.file("manifest.json"));
  const std::string until = end_of(request, manifest);
  if (manifest.ending == "finished" && until.empty()) {
    if (!globals.quiet)
      console::tell("{}: the run is finished. --extend 7d goes on beyond its end.\n", request.folder);
    return Exit::done;
  }
  ScenarioRequest scenario{.file = folder.file("scenario.yaml").string()};
  require_unchanged(scenario, manifest);
  scenario.until = until;
  const int threads = threads_of(globals);
  Exit code = Exit::done;
  std::optional<Built> built = read_and_build(scenario, Begin::empty, threads, globals, code);
  if (!built) return code;
  if (!until.empty()) manifest.end_step = built->run.steps;
  Session session = taken_up(std::move(folder), std::move(manifest), std::move(*built), threads);
  if (!globals.quiet)
    console::tell("Goes on from day {:.4g}, step {}.\n",
                  session.run().simulation->world().time() / minutes_per_day,
                  thousands(static_cast<double>(session.run().simulation->world().step)));
  return tell(session, run_session(session, stop, globals), globals);
}

}  // namespace tilscape::scenarios

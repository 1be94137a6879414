// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape run: from a scenario to a run folder.
#include "scenarios/cli/running.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

RunFolder folder_of(const RunRequest& request, const Scenario& scenario, std::uint64_t seed) {
  if (!request.folder.empty() && !request.all_variants) return RunFolder::exactly(request.folder);
  std::string name = folder_name(scenario.root.text("name"));
  if (!scenario.variant.empty()) name += "-" + folder_name(scenario.variant);
  return RunFolder::next(request.folder.empty() ? fs::path("runs") : fs::path(request.folder),
                         fmt::format("{}-{}", name, seed));
}

Exit run_one(const RunRequest& request, const Stop& stop, const Globals& globals) {
  RunRequest mine = request;
  if (!mine.snapshot_every.empty())
    mine.scenario.set.push_back("outputs.snapshots.every=" + mine.snapshot_every);
  const int threads = threads_of(globals);
  Exit code = Exit::done;
  std::optional<Built> built = read_and_build(mine.scenario, Begin::with_cells, threads, globals, code);
  if (!built) return code;
  if (request.dry_run) {
    fmt::print("{}", cost_text(built->run));
    return Exit::done;
  }
  Manifest manifest = new_manifest(*built, request.scenario.file, threads);
  manifest.set = mine.scenario.set;
  RunFolder folder = folder_of(request, built->scenario, manifest.seed);
  Session session({.scenario = std::move(built->scenario),
                   .run = std::move(built->run),
                   .folder = std::move(folder),
                   .manifest = std::move(manifest)});
  return tell(session, run_session(session, stop, globals), globals);
}

}  // namespace

std::string cost_text(const Run& run) {
  const Simulation& simulation = *run.simulation;
  const Params& params = simulation.params();
  std::size_t agents = 0;
  std::size_t bytes = 0;
  for (const Population& p : simulation.world().populations) {
    agents += p.size();
    bytes += p.size() * p.row_bytes();
  }
  return fmt::format(
      "{} sites, {} agents at the start ({} bytes), {} substances, {} steps of {} min; memory now {:.0f} "
      "MB\n",
      thousands(static_cast<double>(params.lattice.sites())), thousands(static_cast<double>(agents)),
      thousands(static_cast<double>(bytes)), params.substances.size(),
      thousands(static_cast<double>(run.steps)), params.step_length,
      static_cast<double>(peak_memory()) / 1e6);
}

Exit run_command(const RunRequest& request, const Globals& globals) {
  const Stop stop = stop_of(request.time_limit);
  const Exit first = run_one(request, stop, globals);
  if (!request.all_variants || first != Exit::done) return first;
  for (const std::string& variant : read_scenario(request.scenario).scenario.variants) {
    RunRequest next = request;
    next.scenario.variant = variant;
    const Exit code = run_one(next, stop, globals);
    if (code != Exit::done) return code;
  }
  return Exit::done;
}

}  // namespace tilscape::scenarios

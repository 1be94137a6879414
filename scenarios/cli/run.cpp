// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape run: from a scenario to a run folder.
#include "proto/console.hpp"
#include "scenarios/cli/running.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <span>

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
  if (request.dry_run) return dry_run(mine.scenario, globals);
  const int threads = threads_of(globals);
  Exit code = Exit::done;
  std::optional<Built> built = read_and_build(mine.scenario, Begin::with_cells, threads, globals, code);
  if (!built) return code;
  Manifest manifest = new_manifest(*built, request.scenario.file, threads);
  manifest.set = mine.scenario.set;
  auto inputs = inputs_of_variants(built->scenario, mine.scenario);
  RunFolder folder = folder_of(request, built->scenario, manifest.seed);
  Session session({.scenario = std::move(built->scenario),
                   .run = std::move(built->run),
                   .folder = std::move(folder),
                   .manifest = std::move(manifest),
                   .inputs = std::move(inputs)});
  return tell(session, run_session(session, stop, globals), globals);
}

}  // namespace

Exit run_command(const RunRequest& request, const Globals& globals) {
  const Stop stop = stop_of(request.time_limit);
  Exit code = run_one(request, stop, globals);
  if (!request.all_variants) return code;
  const std::vector<std::string> variants = code == Exit::invalid_scenario
                                                ? std::vector<std::string>()
                                                : read_scenario(request.scenario).scenario.variants;
  std::size_t begun = 0;
  for (; begun < variants.size() && code == Exit::done; ++begun) {
    RunRequest next = request;
    next.scenario.variant = variants[begun];
    code = run_one(next, stop, globals);
  }
  if (begun < variants.size() && !globals.quiet)
    console::tell("Not begun: {}. --variant NAME runs one of them.\n",
                  listed(std::span(variants).subspan(begun), variants.size()));
  return code;
}

}  // namespace tilscape::scenarios

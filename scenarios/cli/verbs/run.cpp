// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape run: from a scenario to a run folder.
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/running.hpp"
#include "scenarios/cli/verb.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <span>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;

struct RunRequest {
  ScenarioRequest scenario;
  bool all_variants = false;
  std::string folder;  ///< empty: runs/NAME-SEED below the current folder
  std::string snapshot_every;
  bool dry_run = false;
  std::string time_limit;  ///< wall time; empty: none
};

/// Where its folder lies, unless exactly one was asked for.
struct FolderName {
  fs::path below;
  std::string name;
};
FolderName folder_name_of(const RunRequest& request, const Manifest& manifest) {
  const std::string variant = manifest.variant.empty() ? "" : "-" + folder_name(manifest.variant);
  return {request.folder.empty() ? fs::path("runs") : fs::path(request.folder),
          fmt::format("{}{}-{}", folder_name(manifest.scenario), variant, manifest.seed)};
}

/// One of several that the same command has begun before: it is finished, or goes on.
Exit go_on(const Begun& before, int threads, const Stop& stop, const Globals& globals) {
  if (before.manifest.ending == "finished") {
    if (globals.json)
      console::print_text(outcome_of(before.folder).json);
    else if (!globals.quiet)
      console::tell("Finished before: {}\n", before.folder.string());
    return Exit::done;
  }
  Exit code = Exit::done;
  std::optional<Built> built = built_again(before, threads, globals, code);
  if (!built) return code;
  Session session = taken_up(RunFolder::existing(before.folder), before.manifest, std::move(*built), threads);
  return tell(session, run_session(session, stop, globals), globals);
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
  const FolderName place = folder_name_of(request, manifest);
  if (request.all_variants)
    if (const auto before = begun_before(place.below, place.name, manifest)) {
      built.reset();
      return go_on(*before, threads, stop, globals);
    }
  auto inputs = inputs_of_variants(built->scenario, mine.scenario);
  RunFolder folder = request.folder.empty() || request.all_variants ? RunFolder::next(place.below, place.name)
                                                                    : RunFolder::exactly(request.folder);
  Session session({.scenario = std::move(built->scenario),
                   .run = std::move(built->run),
                   .folder = std::move(folder),
                   .manifest = std::move(manifest),
                   .inputs = std::move(inputs)});
  return tell(session, run_session(session, stop, globals), globals);
}

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
  if (globals.quiet) return code;
  if (begun < variants.size())
    console::tell("Not begun: {}. --variant NAME runs one of them.\n",
                  listed(std::span(variants).subspan(begun), variants.size()));
  if (code == Exit::stopped) console::tell("The same command goes on with what is missing.\n");
  return code;
}

Command options(Options& verb) {
  auto request = std::make_shared<RunRequest>();
  verb.add_option("FILE", request->scenario.file, "The scenario").required();
  scenario_options(verb, request->scenario);
  verb.add_flag("--variants", request->all_variants, "Run the file as it stands, then each of its variants");
  verb.add_option("-o,--out", request->folder,
                  "Folder of the run (default: runs/NAME-SEED, never an old one)");
  verb.add_option("--until", request->scenario.until, "End at this time: \"7 d\"");
  verb.add_option("--snapshot-every", request->snapshot_every, "Time between snapshots: \"6 h\"");
  verb.add_flag("--dry-run", request->dry_run, "Say how much memory and disk it would take, and stop");
  time_limit_option(verb, request->time_limit);
  return [request](const CommandLine& line) { return run_command(*request, line.globals); };
}

}  // namespace

Verb run() {
  return {.name = "run",
          .about = "Run one simulation",
          .order = 10,
          .examples = {{10, "tilscape run scenarios/library/quickstart.yaml"},
                       {10,
                        "tilscape run trial.yaml --variant free --seed 7 --set parameters.dose=\"3 mg/kg\" "
                        "-o runs/mine"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs

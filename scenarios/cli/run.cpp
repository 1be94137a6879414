// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape run: from a scenario to a run folder.
#include "engine/base/error.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/output/endpoints.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/output/series.hpp"
#include "scenarios/output/snapshots.hpp"
#include "scenarios/output/summary.hpp"
#include "scenarios/read/merged.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

std::atomic<int> signals = 0;  // the one thing that a signal can reach

/// The first signal lets the step finish and the outputs close; a second one ends at once, the stream valid
/// up to its last record.
extern "C" void on_signal(int) {
  if (signals.fetch_add(1) > 0) _exit(static_cast<int>(Exit::stopped));
}

int threads_of(const Globals& globals) {
  const int granted = granted_cores();
  if (globals.threads == 0) return granted;
  if (globals.threads > granted && !globals.quiet)
    fmt::print(stderr, "Note: {} threads asked, {} cores granted; more threads than cores slow a run down.\n",
               globals.threads, granted);
  return globals.threads;
}

std::string population_text(const World& world, const Params& params) {
  std::string text;
  for (std::size_t t = 0; t < params.types.size(); ++t)
    text += fmt::format("{}{} {}", t == 0 ? "" : ", ",
                        thousands(static_cast<double>(world.populations[t].size())), params.types[t].name);
  return text;
}

RunFolder folder_of(const RunRequest& request, const Scenario& scenario, std::uint64_t seed) {
  if (!request.folder.empty() && !request.all_variants) return RunFolder::exactly(request.folder);
  std::string name = folder_name(scenario.root.text("name"));
  if (!scenario.variant.empty()) name += "-" + folder_name(scenario.variant);
  return RunFolder::next(request.folder.empty() ? fs::path("runs") : fs::path(request.folder),
                         fmt::format("{}-{}", name, seed));
}

/// One run and its folder.
class Session {
 public:
  Session(const RunRequest& request, const Globals& globals, Scenario scenario, Run run, int threads)
      : globals_(globals),
        scenario_(std::move(scenario)),
        run_(std::move(run)),
        folder_(folder_of(request, scenario_, run_.simulation->params().seed)) {
    const Params& params = run_.simulation->params();
    manifest_ = {.scenario = scenario_.root.text("name"),
                 .file = request.scenario.file,
                 .variant = scenario_.variant,
                 .scenario_hash = scenario_hash(scenario_),
                 .seed = params.seed,
                 .threads = threads,
                 .started = now_utc(),
                 .finished = {},
                 .step_length = params.step_length,
                 .state_hash = {},
                 .ending = "running"};
  }

  Exit go() {
    open_outputs();
    if (!globals_.quiet) greet();
    const bool bar = isatty(STDERR_FILENO) != 0;
    const auto style = globals_.quiet ? Progress::Style::none
                       : bar          ? Progress::Style::bar
                                      : Progress::Style::lines;
    Simulation& simulation = *run_.simulation;
    Progress progress(style, coloured(globals_, STDERR_FILENO),
                      static_cast<double>(run_.steps) * manifest_.step_length);
    try {
      simulation.start();
      while (simulation.world().step < run_.steps && signals == 0) {
        simulation.step();
        progress.update(simulation.world().time(), population_text(simulation.world(), simulation.params()));
      }
    } catch (const SimulationError&) {
      progress.finish();
      manifest_.state_hash = simulation.state_hash();
      close_outputs(progress.elapsed(), "failed");
      throw;
    }
    progress.finish();
    record_end();
    close_outputs(progress.elapsed(), signals == 0 ? "finished" : "stopped");
    return signals == 0 ? Exit::done : Exit::stopped;
  }

 private:
  void open_outputs() {
    folder_.write("scenario.yaml", merged_yaml(scenario_));
    folder_.write("manifest.json", manifest_json(manifest_, build_info()));
    Simulation& simulation = *run_.simulation;
    series_ = std::make_shared<SeriesRecorder>(folder_.file("series.csv"), run_.series);
    simulation.add_recorder(series_, run_.series_every);
    Framer framer(simulation.params(), run_.snapshots);
    snapshot::RunHeader header = framer.header(simulation.params());
    header.program_version = build_info().version;
    header.scenario_name = manifest_.scenario;
    header.scenario_hash = manifest_.scenario_hash;
    header.scenario_text = canonical_bytes(scenario_);
    snapshots_ = std::make_shared<SnapshotRecorder>(
        std::move(framer), run_.series,
        snapshot::Writer(folder_.file("snapshots.tsnap").string(), std::move(header)));
    simulation.add_recorder(snapshots_, run_.snapshots_every);
  }

  void greet() const {
    const Lattice& lattice = run_.simulation->params().lattice;
    const std::string sites = lattice.dimensions() == 3
                                  ? fmt::format("{}x{}x{}", lattice.nx(), lattice.ny(), lattice.nz())
                                  : fmt::format("{}x{}", lattice.nx(), lattice.ny());
    fmt::print(stderr, "{}{}   {} sites ({} um)   {:.4g} d   seed {}   {} threads\n", manifest_.scenario,
               scenario_.variant.empty() ? "" : " (" + scenario_.variant + ")", sites, lattice.spacing(),
               static_cast<double>(run_.steps) * manifest_.step_length / 1440, manifest_.seed,
               manifest_.threads);
    for (const std::string& note : run_.notes) fmt::print(stderr, "  {}\n", note);
  }

  /// The end is a row and a frame also when it falls between two of them.
  void record_end() {
    Simulation& simulation = *run_.simulation;
    manifest_.state_hash = simulation.state_hash();  // puts the rows in order
    const World& world = simulation.world();
    if (world.step % run_.series_every != 0) series_->record(world, simulation.params());
    if (world.step % run_.snapshots_every != 0) snapshots_->record(world, simulation.params());
  }

  void close_outputs(double seconds, const char* ending) {
    series_->close();
    snapshots_->close();
    manifest_.finished = now_utc();
    manifest_.seconds = seconds;
    manifest_.costs = run_.simulation->costs();
    manifest_.substances.clear();
    for (const Substance& s : run_.simulation->params().substances)
      manifest_.substances.push_back(s.field.name);
    manifest_.peak_memory = peak_memory();
    manifest_.steps = run_.simulation->world().step;
    manifest_.ending = ending;
    const auto endpoints = reached_endpoints(run_.endpoints, *series_);
    const std::string folder = folder_.path().string();
    const std::string text = summary_text(manifest_, *series_, endpoints, folder);
    const std::string json = summary_json(manifest_, *series_, endpoints, folder);
    folder_.write("summary.txt", text);
    folder_.write("summary.json", json);
    folder_.write("manifest.json", manifest_json(manifest_, build_info()));
    if (globals_.json)
      fmt::print("{}", json);
    else if (!globals_.quiet)
      fmt::print("{}", text);
  }

  const Globals& globals_;
  Scenario scenario_;
  Run run_;
  RunFolder folder_;
  Manifest manifest_;
  std::shared_ptr<SeriesRecorder> series_;
  std::shared_ptr<SnapshotRecorder> snapshots_;
};

Exit run_one(const RunRequest& request, const Globals& globals) {
  RunRequest mine = request;
  if (!mine.snapshot_every.empty())
    mine.scenario.set.push_back("outputs.snapshots.every=" + mine.snapshot_every);
  const int threads = threads_of(globals);
  Validation validation = read_scenario(mine.scenario);
  std::optional<Run> run;
  if (validation.problems.ok()) run = try_build(validation.scenario, threads, validation.problems);
  if (!globals.quiet || !validation.problems.ok()) fmt::print(stderr, "{}", validation.problems.text());
  if (!run) {
    if (globals.json) fmt::print("{}\n", validation.problems.json());
    fmt::print(stderr, "Nothing was run.\n");
    return exit_of(validation.problems);
  }
  if (request.dry_run) {
    fmt::print("{}", cost_text(*run));
    return Exit::done;
  }
  return Session(mine, globals, std::move(validation.scenario), std::move(*run), threads).go();
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
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  const Exit first = run_one(request, globals);
  if (!request.all_variants || first != Exit::done) return first;
  for (const std::string& variant : read_scenario(request.scenario).scenario.variants) {
    RunRequest next = request;
    next.scenario.variant = variant;
    const Exit code = run_one(next, globals);
    if (code != Exit::done) return code;
  }
  return Exit::done;
}

}  // namespace tilscape::scenarios

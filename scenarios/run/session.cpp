// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/session.hpp"

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/error.hpp"
#include "scenarios/output/build_info.hpp"
#include "scenarios/output/endpoints.hpp"
#include "scenarios/output/inputs_folder.hpp"
#include "scenarios/output/saved_state.hpp"
#include "scenarios/output/summary.hpp"
#include "scenarios/output/told.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/run/shell_word.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::scenarios {

std::string population_text(const Simulation& simulation) {
  std::string text;
  const Params& params = simulation.params();
  for (std::size_t t = 0; t < params.types.size(); ++t)
    text += fmt::format("{}{} {}", t == 0 ? "" : ", ",
                        thousands(static_cast<double>(simulation.world().populations[t].size())),
                        params.types[t].name);
  return text;
}

Session::Session(Parts parts)
    : scenario_(std::move(parts.scenario)),
      run_(std::move(parts.run)),
      folder_(std::move(parts.folder)),
      manifest_(std::move(parts.manifest)),
      origin_(parts.origin),
      first_step_(origin_ == Origin::checkpoint ? parts.first_step : run_.simulation->world().step),
      saved_(std::move(parts.saved)),
      inputs_(std::move(parts.inputs)),
      seconds_before_(manifest_.seconds),
      checkpoints_(folder_.path(), run_.checkpoints) {}

Session::Outcome Session::go(Progress progress, const Stop& stop) {
  try {
    open_outputs();
    Simulation& simulation = *run_.simulation;
    if (origin_ == Origin::start) simulation.start();
    if (origin_ == Origin::branch) record_now();
    if (origin_ != Origin::checkpoint) save();
    run_to_the_end(progress, stop);
    progress.finish();
    const bool finished = simulation.world().step >= manifest_.end_step;
    if (finished) record_end();
    if (saved_step_ != simulation.world().step) save();
    manifest_.state_hash = simulation.state_hash();
    require_numbers(reached_endpoints(run_.endpoints, *series_));
    return close_outputs(progress.elapsed(), finished ? "finished" : "stopped");
  } catch (const SimulationError& e) {
    progress.finish();
    manifest_.reason = e.what();
    manifest_.state_hash = run_.simulation->state_hash();
    close_outputs(progress.elapsed(), "failed");
    throw;
  } catch (const FolderGone&) {
    progress.finish();
    throw;
  } catch (const snapshot::SyncError& e) {  // nothing is written again, not the manifest either
    progress.finish();
    throw with_way_on(e);
  } catch (const snapshot::WriteError& e) {
    progress.finish();
    const snapshot::WriteError told = with_way_on(e);
    cut_off(e.what(), progress.elapsed());
    throw told;
  }
}

void Session::run_to_the_end(Progress& progress, const Stop& stop) {
  Simulation& simulation = *run_.simulation;
  const auto seconds_since = [](Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
  };
  while (simulation.world().step < manifest_.end_step && !stop.asked(2 * (longest_save_ + longest_step_))) {
    const Clock::time_point before = Clock::now();
    simulation.step();
    longest_step_ = std::max(longest_step_, seconds_since(before));
    if (seconds_since(looked_at_) > 1) require_files();
    save_if_due();
    progress.update(simulation.world().time(), population_text(simulation));
  }
}

void Session::open_outputs() {
  if (origin_ != Origin::checkpoint) write_scenario();
  manifest_.reason.clear();
  open_series();
  open_snapshots();
  run_.simulation->add_recorder(series_, run_.series_every);
  run_.simulation->add_recorder(snapshots_, run_.snapshots_every);
  if (snapshots_->writes_events()) run_.simulation->add_event_recorder(snapshots_);
  if (origin_ == Origin::checkpoint) checkpoints_.forget_after(run_.simulation->world().step);
  manifest_.ending = "running";
  folder_.write("manifest.json", manifest_json(manifest_, build_info()));
}

/// What stands above a resolved scenario.
constexpr const char* resolved =
    "# One run, resolved: parts are merged, the variant and the changes of the command line applied, "
    "defaults\n"
    "# that act written out. It takes the same --set as the scenario that it is of; variants and ensemble "
    "are in that "
    "one.\n";

/// The scenario, with copies of the tables that it and its variants read: the folder stands alone.
void Session::write_scenario() {
  std::vector<std::string> files = files_of(scenario_);
  if (inputs_)
    for (const auto& [original, now] : inputs_->files) files.push_back(now);
  const auto copies = copy_files(files, folder_.path());
  if (inputs_) write_inputs(*inputs_, copies, folder_.path());
  folder_.write("scenario.yaml", resolved + merged_yaml(scenario_, Defaults::that_act, copies));
  manifest_.inputs = hashes_of_inputs(folder_.path());
}

void Session::open_series() {
  const auto file = folder_.file("series.csv");
  if (origin_ != Origin::checkpoint) {
    series_ = std::make_shared<SeriesRecorder>(file, run_.series);
    return;
  }
  const std::uint64_t now = run_.simulation->world().step;
  // A row that was there because the run ended is not one of a run that goes on.
  const auto keep = [this, now](std::uint64_t step) {
    return step <= now && (step == first_step_ || step % run_.series_every == 0);
  };
  series_ = std::make_shared<SeriesRecorder>(file, run_.series,
                                             SeriesRecorder::Continuation{manifest_.step_length, keep});
}

void Session::open_snapshots() {
  const Params& params = run_.simulation->params();
  const std::string file = folder_.file("snapshots.tsnap").string();
  Framer framer(params, run_.snapshots);
  if (origin_ != Origin::checkpoint) {
    snapshot::RunHeader header = framer.header(params);
    header.program_version = build_info().version;
    header.scenario_name = manifest_.scenario;
    header.scenario_hash = manifest_.scenario_hash;
    header.scenario_text = canonical_bytes(scenario_);
    header.series = series_columns_of(run_.series);
    header.replicate_hash = replicate_hash(scenario_, manifest_.scenario);
    snapshots_ = std::make_shared<SnapshotRecorder>(std::move(framer), run_.series,
                                                    snapshot::Writer(file, std::move(header)));
    return;
  }
  const std::uint64_t now = run_.simulation->world().step;
  const std::uint64_t last = std::max(first_step_, now - now % run_.snapshots_every);
  snapshot::Writer writer = snapshot::Writer::append(file, last, now, {});
  if (writer.last_step() != last)
    throw InputError(
        fmt::format("{}: its frames up to the checkpoint (day {:.4g}) are not all whole, and the run cannot "
                    "go on with a gap",
                    file, run_.simulation->world().time() / minutes_per_day));
  snapshots_ = std::make_shared<SnapshotRecorder>(std::move(framer), run_.series, std::move(writer));
  snapshots_->restore(saved_);
  saved_.clear();
}

void Session::record_now() {
  Simulation& simulation = *run_.simulation;
  series_->record(simulation.world(), simulation.params());
  snapshots_->record(simulation.world(), simulation.params());
}

/// The end is a row and a frame also when it falls between two of them.
void Session::record_end() {
  Simulation& simulation = *run_.simulation;
  (void)simulation.state_hash();  // puts the rows in order
  const World& world = simulation.world();
  if (world.step % run_.series_every != 0) series_->record(world, simulation.params());
  if (world.step % run_.snapshots_every != 0) snapshots_->record(world, simulation.params());
}

/// What is written to a file that somebody has removed is lost without an error.
void Session::require_files() {
  folder_.require({"series.csv", "snapshots.tsnap"});
  looked_at_ = Clock::now();
}

void Session::save_if_due() {
  const std::uint64_t step = run_.simulation->world().step;
  const bool asked_for = run_.checkpoints.every > 0 && step % run_.checkpoints.every == 0;
  const auto pause = std::chrono::duration<double, std::ratio<60>>(run_.checkpoints.clock);
  if (asked_for || Clock::now() - saved_at_ >= pause) save();
}

/// Everything that was recorded up to here goes to the disk first, so that a run that is taken up from this
/// state finds it there.
void Session::save() {
  const Clock::time_point before = Clock::now();
  series_->flush();
  snapshots_->flush();
  require_files();
  const std::uint64_t step = run_.simulation->world().step;
  snapshot::CheckpointHeader header;
  header.program_version = build_info().version;
  header.scenario_hash = manifest_.scenario_hash;
  header.first_step = first_step_;
  header.seconds = seconds_before_ + std::chrono::duration<double>(before - begun_).count();
  save_state(*run_.simulation, header, snapshots_->pending(), checkpoints_.place_for(step));
  saved_step_ = step;
  checkpoints_.tidy();
  saved_at_ = Clock::now();
  longest_save_ = std::max(longest_save_, std::chrono::duration<double>(saved_at_ - before).count());
}

/// What the manifest says of a run that has come to this end.
void Session::measured(double seconds, const char* ending) {
  const Simulation& simulation = *run_.simulation;
  manifest_.finished = now_utc();
  manifest_.seconds = seconds_before_ + seconds;
  manifest_.costs = simulation.costs();
  manifest_.substances.clear();
  for (const Substance& s : simulation.params().substances) manifest_.substances.push_back(s.field.name);
  manifest_.peak_memory = peak_memory();
  manifest_.steps = simulation.world().step;
  manifest_.ending = ending;
}

/// Something cannot be written: the manifest says so, if at least that can be.
void Session::cut_off(const std::string& why, double seconds) {
  manifest_.reason = why;
  measured(seconds, "cut_off");
  try {
    folder_.write("manifest.json", manifest_json(manifest_, build_info()));
  } catch (const snapshot::WriteError&) {  // the first one is told
  }
}

Session::Outcome Session::close_outputs(double seconds, const char* ending) {
  series_->close();
  snapshots_->close();
  measured(seconds, ending);
  const auto endpoints = reached_endpoints(run_.endpoints, *series_);
  const std::string folder = folder_.path().string();
  Outcome outcome{.finished = manifest_.ending == "finished",
                  .text = summary_text(manifest_, *series_, endpoints, folder),
                  .json = summary_json(manifest_, *series_, endpoints, folder),
                  .last = series_->rows().empty() ? std::vector<double>{} : series_->rows().back().values};
  folder_.write("summary.txt", outcome.text);
  folder_.write("summary.json", outcome.json);
  folder_.write("manifest.json", manifest_json(manifest_, build_info()));
  return outcome;
}

/// What a person can do when the disk is full.
std::string Session::way_on() const {
  const auto saved = checkpoints_.list();
  if (saved.empty() || !saved_step_ || saved.back().step != *saved_step_) return "";
  return fmt::format("\nThe state of day {:.4g} is saved: `tilscape resume {}` goes on from there.",
                     static_cast<double>(*saved_step_) * manifest_.step_length / minutes_per_day,
                     shell_word(folder_.path().string()));
}

snapshot::WriteError Session::with_way_on(const snapshot::WriteError& e) const {
  if (snapshots_) folder_.require({"series.csv", "snapshots.tsnap"});  // else that is why
  return snapshot::WriteError(e.what() + way_on());
}

}  // namespace tilscape::scenarios

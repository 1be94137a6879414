// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape branch: one state, many arms. Draws depend on the seed, the step and the agent only, so the arms
// are paired: they differ by what was changed and by nothing else.
#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "proto/console.hpp"
#include "proto/json_text.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/running.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/output/inputs_folder.hpp"
#include "scenarios/output/saved_state.hpp"
#include "scenarios/read/merged.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;

struct BranchRequest {
  std::string run;       ///< folder
  std::string at;        ///< a time of the run; empty: its newest checkpoint
  std::string scenario;  ///< file; empty: that of the run
  std::vector<std::string> variants, treatments, set;
  bool all_variants = false;
  std::string folder;  ///< of the arms; empty: RUN-dayX
  std::string until;
  std::string time_limit;
};

struct Arm {
  std::string name;
  ScenarioRequest scenario;
};

/// The run that the arms come from.
struct Parent {
  fs::path folder;
  Manifest manifest;
  Scenario scenario;
  snapshot::Checkpoint state;
};

double day_of(const Parent& parent) {
  return parent.state.header.time / minutes_per_day;
}

std::vector<Arm> arms_of(const BranchRequest& request, const Manifest& manifest) {
  for (const std::string& change : request.set)
    if (change.starts_with("seed="))
      throw CommandError("--set " + change + ": arms have the seed of their run, so that they are paired");
  ScenarioRequest base{.file = (fs::path(request.run) / "scenario.yaml").string()};
  const bool by_variant = request.all_variants || !request.variants.empty();
  if (by_variant || !request.scenario.empty()) {
    // Variants are laid over what the file says, not over what one of them has made of it.
    base.file = request.scenario.empty() ? manifest.file : request.scenario;
    base.set = manifest.set;
    if (request.scenario.empty()) base.inputs = read_inputs(request.run);
    if (!base.inputs && !fs::exists(base.file))
      throw CommandError(base.file + ": the scenario of the run is not there. Name it with --scenario");
  }
  base.set.insert(base.set.end(), request.set.begin(), request.set.end());
  base.seed = manifest.seed;
  base.until = request.until;
  std::vector<std::string> variants = request.variants;
  if (request.all_variants) variants = read_scenario(base).scenario.variants;
  std::vector<Arm> arms;
  if (request.all_variants || (variants.empty() && request.treatments.empty()))
    arms.push_back({request.set.empty() ? "unchanged" : "changed", base});
  for (const std::string& variant : variants) {
    arms.push_back({folder_name(variant), base});
    arms.back().scenario.variant = variant;
  }
  for (const std::string& file : request.treatments) {
    arms.push_back({folder_name(fs::path(file).stem().string()), base});
    arms.back().scenario.overlays.push_back(file);
  }
  std::set<std::string> names;
  for (const Arm& arm : arms)
    if (!names.insert(arm.name).second) throw CommandError("two arms have the name " + arm.name);
  return arms;
}

std::uint64_t step_of(const std::string& at, const Manifest& manifest) {
  if (at.empty()) return std::numeric_limits<std::uint64_t>::max();
  const QuantityParse time = parse_quantity(at);
  if (!time.quantity || time.quantity->dimension != dimension_of("min"))
    throw CommandError("--at " + at + ": not a time (such as 7 d)");
  const double steps = time.quantity->value / manifest.step_length;
  if (!(steps >= 0 && steps <= static_cast<double>(manifest.steps == 0 ? manifest.end_step : manifest.steps)))
    throw CommandError(
        fmt::format("--at {}: the run goes from day 0 to day {:.4g}", at,
                    static_cast<double>(manifest.end_step) * manifest.step_length / minutes_per_day));
  return static_cast<std::uint64_t>(std::llround(steps));
}

/// The state of a step: of a checkpoint, or made again from the nearest one before.
snapshot::Checkpoint state_at(std::uint64_t step, const Scenario& scenario, const fs::path& folder,
                              int threads, const Globals& globals) {
  const auto found = Checkpoints(folder, {}).newest(step);
  if (found)
    for (const std::string& damaged : found->damaged)
      console::tell("Warning: {}. The checkpoint before it is taken.\n", damaged);
  const bool any = step == std::numeric_limits<std::uint64_t>::max();
  if (found && (any || found->checkpoint.header.step == step)) return found->checkpoint;
  if (any) throw InputError(folder.string() + ": there is no checkpoint in it");
  Run run = found ? build_empty_run(scenario, threads) : build_run(scenario, threads);
  Simulation& simulation = *run.simulation;
  if (found)
    load_state(simulation, found->checkpoint, Match::same_run);
  else
    simulation.start();
  if (!globals.quiet)
    console::tell("The state of day {:.4g} is made again from day {:.4g} on.\n",
                  static_cast<double>(step) * simulation.world().step_length / minutes_per_day,
                  simulation.world().time() / minutes_per_day);
  Progress progress = progress_of(globals, simulation.world().time(),
                                  static_cast<double>(step) * simulation.world().step_length);
  while (simulation.world().step < step) {
    simulation.step();
    progress.update(simulation.world().time(), population_text(simulation));
  }
  progress.finish();
  return copy_state(simulation);
}

Parent read_parent(const BranchRequest& request, int threads, const Globals& globals) {
  if (!fs::exists(fs::path(request.run) / "manifest.json"))
    throw InputError(request.run + ": no run folder (it has no manifest.json)");
  Parent parent{.folder = request.run,
                .manifest = read_manifest(fs::path(request.run) / "manifest.json"),
                .scenario = {},
                .state = {}};
  Validation as_run = read_scenario({.file = (parent.folder / "scenario.yaml").string()});
  if (!as_run.problems.ok()) throw InputError(as_run.problems.text());
  parent.scenario = std::move(as_run.scenario);
  parent.state =
      state_at(step_of(request.at, parent.manifest), parent.scenario, parent.folder, threads, globals);
  return parent;
}

/// The lines of the canonical scenario below a key.
std::string canonical_part(const Scenario& scenario, const std::string& key) {
  std::istringstream lines(canonical_bytes(scenario));
  std::string text;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(key + ".") || line.starts_with(key + "=")) text += line + "\n";
  return text;
}

void require_same_space_and_time(const Parent& parent, const Scenario& arm) {
  for (const char* key : {"lattice", "time.step", "time.periods"})
    if (canonical_part(arm, key) != canonical_part(parent.scenario, key))
      throw InputError(fmt::format("{}: an arm cannot change `{}`", arm.file, key));
}

/// Doses that an arm would have had before it branched off.
std::vector<std::string> missed_doses(const Parent& parent, const Scenario& arm) {
  std::vector<std::string> notes;
  if (!arm.root.has("treatments")) return notes;
  const Values& treatments = arm.root.map("treatments");
  for (const auto& [name, entry] : treatments.entries()) {
    const Values& treatment = treatments.map(name);
    const std::string key = "treatments." + name;
    if (treatment.number("start") >= parent.state.header.time || treatment.number("count") < 1 ||
        canonical_part(arm, key) == canonical_part(parent.scenario, key))
      continue;
    notes.push_back(
        fmt::format("`{}` begins before the arm branches off (day {:.4g}): what it differs in before "
                    "then is not given.",
                    name, day_of(parent)));
  }
  return notes;
}

/// What acts at the start of a run only, and is another in the arm.
std::vector<std::string> past_start(const Parent& parent, const Scenario& arm) {
  std::vector<std::string> keys;
  for (const AgentSpec& type : arm.types) keys.push_back(joined({"agents.", type.name, ".start"}));
  if (arm.root.has("substances"))
    for (const auto& [name, entry] : arm.root.map("substances").entries())
      keys.push_back(joined({"substances.", name, ".initial"}));
  std::vector<std::string> notes;
  for (const std::string& key : keys)
    if (canonical_part(arm, key) != canonical_part(parent.scenario, key))
      notes.push_back(
          fmt::format("`{}` has no effect: it is of the start, and the arm branches off on day {:.4g}.", key,
                      day_of(parent)));
  return notes;
}

/// Of all arms: beside that of the run, when none is asked for.
fs::path folder_of(const BranchRequest& request, const Parent& parent) {
  if (!request.folder.empty()) return request.folder;
  const fs::path own = parent.folder.has_filename() ? parent.folder : parent.folder.parent_path();
  return fmt::format("{}-day{:.4g}", own.string(), day_of(parent));
}

/// An arm that stands where it branches off, and what its manifest says.
struct ReadyArm {
  Built built;
  Manifest manifest;
  std::shared_ptr<const Inputs> inputs;
};
ReadyArm branched_off(const Arm& arm, Built built, const Parent& parent, int threads) {
  require_same_space_and_time(parent, built.scenario);
  Run& run = built.run;
  for (auto& note : missed_doses(parent, built.scenario)) run.notes.push_back(std::move(note));
  for (auto& note : past_start(parent, built.scenario)) run.notes.push_back(std::move(note));
  for (auto& note : load_state(*run.simulation, parent.state, Match::other_arm))
    run.notes.push_back(std::move(note));
  if (run.simulation->world().step >= run.steps)
    throw CommandError(fmt::format("the arm {} ends on day {:.4g}, where it branches off; --until goes on",
                                   arm.name, day_of(parent)));
  auto inputs = inputs_of_variants(built.scenario, arm.scenario);
  Manifest manifest = new_manifest(built, arm.scenario.file, threads);
  manifest.set = arm.scenario.set;
  manifest.branch = {parent.folder.string(), parent.state.header.step, parent.state.header.state_hash};
  return {std::move(built), std::move(manifest), std::move(inputs)};
}

struct Result {
  std::string arm;
  Session::Outcome outcome;
  std::vector<Observable> series;
};

std::string table(const std::vector<Result>& results) {
  std::string text = fmt::format("\n{:34}", "at the end");
  for (const Result& r : results) text += fmt::format("{:>16}", r.arm);
  text += "\n";
  for (std::size_t c = 0; c < results.front().series.size(); ++c) {
    const Observable& o = results.front().series[c];
    if (o.role != Role::count && o.role != Role::level_mean) continue;
    text += fmt::format(
        "  {:32}", o.unit.empty() || o.unit == "cells" ? o.name : fmt::format("{} [{}]", o.name, o.unit));
    for (const Result& r : results) {
      const auto same = std::find_if(r.series.begin(), r.series.end(),
                                     [&](const Observable& other) { return other.name == o.name; });
      text +=
          same == r.series.end()
              ? fmt::format("{:>16}", "-")
              : fmt::format("{:>16.6g}", r.outcome.last[static_cast<std::size_t>(same - r.series.begin())]);
    }
    text += "\n";
  }
  return text;
}

/// An arm from its state to its end: begun, or taken up where it was stopped. Nothing when its scenario does
/// not hold; `code` says why.
std::optional<Result> run_arm(const Arm& arm, const Parent& parent, const fs::path& below, const Stop& stop,
                              int threads, const Globals& globals, Exit& code) {
  std::optional<Built> built = read_and_build(arm.scenario, Begin::empty, threads, globals, code);
  if (!built) return std::nullopt;
  std::vector<Observable> series = built->run.series;
  ReadyArm ready = branched_off(arm, std::move(*built), parent, threads);
  const std::optional<Begun> before = begun_before(below, arm.name, ready.manifest);
  if (before && before->manifest.ending == "finished") {
    if (!globals.quiet) console::tell("Arm {} is finished: {}\n", arm.name, before->folder.string());
    return Result{arm.name, outcome_of(before->folder), std::move(series)};
  }
  if (before) built = built_again(*before, threads, globals, code);
  if (!built) return std::nullopt;
  Session session =
      before ? taken_up(RunFolder::existing(before->folder), before->manifest, std::move(*built), threads)
             : Session({.scenario = std::move(ready.built.scenario),
                        .run = std::move(ready.built.run),
                        .folder = RunFolder::next(below, arm.name),
                        .manifest = std::move(ready.manifest),
                        .origin = Session::Origin::branch,
                        .inputs = std::move(ready.inputs)});
  if (!globals.quiet)
    console::tell("Arm {}, from day {:.4g}{}\n", arm.name,
                  session.run().simulation->world().time() / minutes_per_day, before ? " on" : "");
  return Result{arm.name, run_session(session, stop, globals), std::move(series)};
}

Exit branch_command(const BranchRequest& request, const Globals& globals) {
  const Stop stop = stop_of(request.time_limit);
  const int threads = threads_of(globals);
  const Parent parent = read_parent(request, threads, globals);
  const std::vector<Arm> arms = arms_of(request, parent.manifest);
  const fs::path below = folder_of(request, parent);
  std::vector<Result> results;
  nlohmann::ordered_json summaries = nlohmann::ordered_json::array();
  while (results.size() < arms.size() && (results.empty() || results.back().outcome.finished)) {
    Exit code = Exit::done;
    std::optional<Result> result = run_arm(arms[results.size()], parent, below, stop, threads, globals, code);
    if (!result) return code;
    summaries.push_back(nlohmann::ordered_json::parse(result->outcome.json));
    results.push_back(std::move(*result));
  }
  std::vector<std::string> not_begun;
  for (std::size_t a = results.size(); a < arms.size(); ++a) not_begun.push_back(arms[a].name);
  if (globals.json)
    console::print("{}\n",
                   json_text(nlohmann::ordered_json{
                       {"schema", "tilscape.branch/1"}, {"arms", summaries}, {"not_begun", not_begun}}));
  else if (!globals.quiet)
    console::print("{}\nArms: {}\n", table(results), below.string());
  if (results.back().outcome.finished) return Exit::done;
  if (!globals.quiet)
    console::tell("Stopped in the arm {}{}{}. The same command goes on with what is missing.\n",
                  results.back().arm,
                  not_begun.empty() ? "" : "; not begun: ", listed(not_begun, not_begun.size()));
  return Exit::stopped;
}

Command options(Options& verb) {
  auto request = std::make_shared<BranchRequest>();
  verb.add_option("DIR", request->run, "The run folder").required();
  verb.add_option("--at", request->at,
                  "The time of the run at which the arms part (default: its newest checkpoint)");
  verb.add_option("--variant", request->variants,
                  "An arm: this entry of the scenario's `variants` (can be repeated)");
  verb.add_flag("--variants", request->all_variants,
                "An arm for the scenario as it stands and one for each variant");
  verb.add_option("--treatment", request->treatments,
                  "An arm: this file laid over the scenario (can be repeated)")
      .type_name("FILE");
  verb.add_option("--set", request->set, "Override a value in all arms: a.b.c=\"3 mg/kg\" (can be repeated)")
      .type_name("KEY=VALUE");
  verb.add_option("--scenario", request->scenario, "The scenario of the arms (default: that of the run)");
  verb.add_option("-o,--out", request->folder, "Folder for the arms (default: DIR-dayX)");
  verb.add_option("--until", request->until, "End at this time of the run: \"21 d\"");
  time_limit_option(verb, request->time_limit);
  return [request](const CommandLine& line) { return branch_command(*request, line.globals); };
}

}  // namespace

Verb branch() {
  return {.name = "branch",
          .about = "Go on from one state of a run in several ways, paired draw by draw",
          .order = 30,
          .examples = {{60, "tilscape branch runs/quickstart-1 --at \"4 d\" --variants"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs

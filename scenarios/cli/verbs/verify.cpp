// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape verify: the claims of scenarios, each with the challenge that must refute it.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "proto/error.hpp"
#include "scenarios/cli/exact_laws.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/run/stop.hpp"
#include "scenarios/verify/from_study.hpp"
#include "scenarios/verify/verdict.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;

struct VerifyRequest {
  std::vector<std::string> paths;  ///< scenarios, or folders of them
  std::string folder = "runs/verify";
  int jobs = 0;  ///< 0: the cores that the process may use
  bool quick = false;
  bool all = false;    ///< in place of paths: what the project, or the installation, has
  bool exact = false;  ///< in place of paths: the laws of the test programs
};

constexpr std::size_t quick_seeds = 3;

/// Scenarios among the files below a folder, in the order of their names; the file itself.
std::vector<std::string> scenarios_at(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<std::string> out;
  try {
    for (const auto& each : fs::recursive_directory_iterator(path))
      if (each.is_regular_file() && each.path().extension() == ".yaml") out.push_back(each.path().string());
  } catch (const fs::filesystem_error& e) {
    throw InputError(fmt::format("{}: cannot be looked through ({})", path, e.code().message()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Where the shipped scenarios are: in the project's folder, or installed beside the program.
std::string shipped_scenarios() {
  if (fs::is_directory("scenarios/library")) return "scenarios";
  const fs::path beside = fs::path(own_program()).parent_path();
  for (const char* up :
       {"../share/tilscape/scenarios", "../../../scenarios"})  // installed; in build/NAME/bin
    if (fs::is_directory(beside / up)) return fs::relative(beside / up).string();
  throw InputError("the shipped scenarios are not here: name files, or folders of them");
}

/// A scenario with what it claims.
struct Claimed {
  Scenario scenario;
  std::vector<Expectation> expectations;
};

/// The claims of a file, with all that does not hold together in them; none: it makes no claim.
std::optional<Claimed> claimed_in(const std::string& file, bool of_a_folder, Problems& problems) {
  ScenarioRequest one{.file = file};
  Validation read = read_scenario(one);
  if (!has_expectations(read.scenario)) {
    // Of a folder: a part, or a scenario without claims. What cannot be read at all might have some.
    const bool readable = read.scenario.text != nullptr && !read.scenario.text->failed;
    if (readable && of_a_folder) return std::nullopt;
    if (readable && read.problems.ok())
      read.problems.error(Code::missing_key, {file, 1, 1}, 1, "`expect` is missing",
                          "there is no claim to verify");
  }
  Claimed claimed{read.scenario, {}};
  if (read.scenario.text != nullptr && has_expectations(read.scenario)) {
    std::optional<Run> run = build_beside_claims(read.scenario, read.problems);
    claimed.expectations = check_claims(one, read.scenario, std::move(run), read.problems);
  }
  problems.join(read.problems);
  return claimed;
}

/// The claims of all files; what does not hold together is told, in one go.
std::vector<Claimed> read_claims(const VerifyRequest& request, Problems& problems) {
  std::vector<Claimed> out;
  const std::vector<std::string> paths =
      request.all ? std::vector<std::string>{shipped_scenarios()} : request.paths;
  for (const std::string& path : paths) {
    const std::size_t before = out.size();
    const bool folder = fs::is_directory(path);
    for (const std::string& file : scenarios_at(path))
      if (std::optional<Claimed> claimed = claimed_in(file, folder, problems))
        out.push_back(std::move(*claimed));
    if (folder && out.size() == before)
      problems.error(Code::missing_key, {path, 1, 1}, 1, "no scenario (*.yaml) in this folder has `expect`",
                     "there is no claim to verify");
  }
  return out;
}

/// The plan of a folder whose name says what it is: one that a full disk or a kill has spoilt is written
/// again.
Plan kept_plan(const fs::path& folder, const Plan& plan) {
  try {
    return read_plan(folder);
  } catch (const InputError&) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
      throw snapshot::WriteError(
          fmt::format("{}: cannot make the folder ({})", folder.string(), error.message()));
    write_plan(plan, folder);
    return read_plan(folder);
  }
}

/// Runs of one scenario under one set of changes, shared by the claims that want them.
class Runs {
 public:
  Runs(const VerifyRequest& request, const Globals& globals) : request_(request), globals_(globals) {}

  /// Their study, with everything run that is missing.
  PoolEnding make(const Scenario& scenario, const Challenge& change, std::vector<std::string> arms,
                  std::size_t seeds) {
    LoadOptions options = load_options({.file = scenario.file});
    options.overrides = change.set;
    options.check = LoadOptions::Check::only_this;
    for (std::string& arm : arms)
      if (arm.empty()) arm = change.variant.empty() ? as_written : change.variant;
    std::sort(arms.begin(), arms.end());
    arms.erase(std::unique(arms.begin(), arms.end()), arms.end());
    Ensemble ensemble;
    ensemble.replicates = seeds;
    ensemble.arms = arms;
    const Plan plan = make_plan(scenario, ensemble, options, 0);
    // What decides results, and the names under which they are asked for.
    std::string identity = fmt::format("{};", plan.replicates);
    for (const Plan::Arm& arm : plan.arms) identity += fmt::format("{};", arm.name);
    for (const Key& key : plan.keys) identity += key.bytes();
    const fs::path folder = fs::path(request_.folder) / fmt::format("{}-{}", folder_name(plan.name),
                                                                    Key::of(identity).text().substr(0, 16));
    study_ = {folder, kept_plan(folder, plan)};
    variant_ = change.variant;
    PoolEnding ending = PoolEnding::finished;
    for (const Plan::Range& range : ranges(study_.plan))
      if (ending == PoolEnding::finished)
        ending = run_missing(study_, range, "pool", request_.jobs, false, globals_);
    index_.emplace(study_.plan, study_.folder);
    return ending;
  }

  /// Of each seed the value of an expectation; empty and why when a run has no result.
  std::vector<double> values(const Expectation& e, std::size_t seeds, std::string& failed) const {
    return values_of(e, study_.plan, *index_, variant_.empty() ? as_written : variant_, seeds, failed);
  }

  [[nodiscard]] std::string folder() const { return study_.folder.string(); }

 private:
  /// A quick look asks for the first seeds of each arm, of the same study as a whole one.
  [[nodiscard]] std::vector<Plan::Range> ranges(const Plan& plan) const {
    if (!request_.quick || plan.replicates <= quick_seeds) return {{0, plan.size()}};
    std::vector<Plan::Range> out;
    for (std::size_t arm = 0; arm < plan.arms.size(); ++arm)
      out.push_back({arm * plan.replicates, arm * plan.replicates + quick_seeds});
    return out;
  }

  const VerifyRequest& request_;
  const Globals& globals_;
  Study study_;
  std::string variant_;
  std::optional<ShardIndex> index_;
};

std::size_t seeds_of(const Expectation& e, const VerifyRequest& request) {
  return request.quick ? std::min(e.seeds, quick_seeds) : e.seeds;
}

/// Arms and seeds that these expectations want together.
std::pair<std::vector<std::string>, std::size_t> wanted(const std::vector<const Expectation*>& list) {
  std::set<std::string> arms;
  std::size_t seeds = 0;
  for (const Expectation* e : list) {
    arms.merge(arms_of(*e));
    seeds = std::max(seeds, e->seeds);
  }
  return {{arms.begin(), arms.end()}, seeds};
}

/// A scenario of which nothing has been run.
ScenarioVerdicts untested(const Claimed& claimed) {
  ScenarioVerdicts out{claimed.scenario.root.text("name"), claimed.scenario.file, {}};
  for (const Expectation& e : claimed.expectations) out.verdicts.push_back({e, {}, {}, {}});
  return out;
}

/// Says of a claim that runs have failed, as claimed or under its challenge, and how they are made again.
void add_failure(Verdict& v, bool plain, const std::string& why, const std::string& folder) {
  if (!v.failed.empty()) v.failed += "\n";
  v.failed += fmt::format("{}: {} (without {} it is tried again)",
                          plain ? "as claimed" : "under its challenge", why, folder);
}

/// What has been tested of the claims before all had to end, as JSON: of the others it is told why not.
void print_unfinished(std::vector<ScenarioVerdicts> all, const std::vector<Claimed>& claimed,
                      const std::string& why) {
  while (all.size() < claimed.size()) all.push_back(untested(claimed[all.size()]));
  for (ScenarioVerdicts& s : all)
    for (Verdict& v : s.verdicts)
      if (v.failed.empty() && v.challenged.planned == 0) v.failed = why;
  console::print("{}\n", verdicts_json(all));
}

ScenarioVerdicts verify(const Claimed& claimed, const VerifyRequest& request, const Globals& globals,
                        PoolEnding& ending) {
  ScenarioVerdicts out = untested(claimed);
  std::vector<Challenge> changes = {{}};  // the first changes nothing
  for (const Expectation& e : claimed.expectations)
    if (std::find(changes.begin(), changes.end(), e.challenge) == changes.end())
      changes.push_back(e.challenge);
  for (const Challenge& change : changes) {
    const bool plain = change == Challenge{};
    std::vector<const Expectation*> asked;
    for (const Expectation& e : claimed.expectations)
      if (plain || e.challenge == change) asked.push_back(&e);
    const auto [arms, seeds] = wanted(asked);
    Runs runs(request, globals);
    ending = runs.make(claimed.scenario, change, arms, seeds);
    if (ending != PoolEnding::finished) return out;
    for (Verdict& v : out.verdicts) {
      if (!plain && !(v.expectation.challenge == change)) continue;
      std::string failed;
      const std::vector<double> values = runs.values(v.expectation, seeds_of(v.expectation, request), failed);
      if (!failed.empty()) add_failure(v, plain, failed, runs.folder());
      (plain ? v.as_claimed : v.challenged) = measured(v.expectation, values, request.quick);
    }
  }
  return out;
}

Exit verify_command(const VerifyRequest& request, const Globals& globals) {
  Stop::listen();  // what is asked before the first run is begun counts as well
  Problems problems;
  const std::vector<Claimed> claimed = read_claims(request, problems);
  if (!problems.ok()) {
    if (globals.json) console::print("{}\n", problems.json());
    console::tell_text(problems.text());
    console::tell("Nothing was run.\n");
    return exit_of(problems);
  }
  std::vector<ScenarioVerdicts> all;
  for (const Claimed& each : claimed) {
    PoolEnding ending = PoolEnding::finished;
    all.push_back(verify(each, request, globals, ending));
    if (ending == PoolEnding::cannot_write) {
      if (globals.json) print_unfinished(std::move(all), claimed, "a result could not be written");
      console::tell(
          "tilscape: a result could not be written; what was written before is kept. With more room the same "
          "command goes on where it was\n");
      return Exit::write_failed;
    }
    if (asked_to_stop()) {
      if (globals.json) print_unfinished(std::move(all), claimed, "stopped before all its runs were made");
      console::tell("Stopped; the same command goes on where it was.\n");
      return Exit::stopped;
    }
  }
  if (globals.json)
    console::print("{}\n", verdicts_json(all));
  else
    console::print_text(verdicts_text(all));
  for (const ScenarioVerdicts& s : all)
    for (const Verdict& v : s.verdicts)
      if (!v.passes()) return Exit::claim_missed;
  return Exit::done;
}

Command options(Options& verb) {
  auto request = std::make_shared<VerifyRequest>();
  const Option files = verb.add_option("FILE", request->paths, "Scenarios, or folders of them");
  const Option all =
      verb.add_flag("--all", request->all, "Every claim of the shipped scenarios").excludes(files);
  verb.add_flag("--exact", request->exact,
                "The laws with an exact result: what the test programs of this build measure")
      .excludes(files)
      .excludes(all);
  verb.add_option("-o,--out", request->folder,
                  "Folder of the runs, which are made once (default: runs/verify)");
  verb.add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that the process may use)")
      .between(1, 4096);
  verb.add_flag("--quick", request->quick, "Three seeds at most, and only their mean against the band");
  verb.require("FILE, --all or --exact",
               [request] { return !request->paths.empty() || request->all || request->exact; });
  return [request](const CommandLine& line) {
    return request->exact ? verify_exact_laws(line.globals) : verify_command(*request, line.globals);
  };
}

}  // namespace

Verb verify() {
  return {.name = "verify",
          .about = "Test what scenarios claim (`expect`), and that each claim fails under its challenge",
          .order = 50,
          .examples = {{100, "tilscape verify scenarios/validation"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs

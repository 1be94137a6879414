// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape resume: a run goes on from its last checkpoint, with the bits of one that was never stopped.
#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/running.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/read/merged.hpp"

#include <fmt/format.h>

namespace tilscape::scenarios::verbs {

namespace {

struct ResumeRequest {
  std::string folder;
  std::string until;   ///< a time of the run; empty: as it was begun
  std::string extend;  ///< so much longer than it was begun
  std::string time_limit;
};

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

Command options(Options& verb) {
  auto request = std::make_shared<ResumeRequest>();
  verb.add_option("DIR", request->folder, "Its run folder").required();
  const Option until = verb.add_option("--until", request->until, "End at this time of the run: \"21 d\"");
  verb.add_option("--extend", request->extend, "End so much later than it was begun: \"7 d\"")
      .excludes(until);
  time_limit_option(verb, request->time_limit);
  return [request](const CommandLine& line) { return resume_command(*request, line.globals); };
}

}  // namespace

Verb resume() {
  return {.name = "resume",
          .about = "Go on with a run from its last checkpoint, to the same bits",
          .order = 20,
          .examples = {{50, "tilscape resume runs/quickstart-1 --extend \"7 d\""}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs

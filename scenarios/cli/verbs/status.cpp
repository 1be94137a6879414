// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"

#include <chrono>
#include <thread>

namespace tilscape::scenarios::verbs {

namespace {

struct StatusRequest {
  std::string folder;
  bool watch = false;
};

constexpr std::chrono::seconds between_looks{2};

Exit status_command(const StatusRequest& request, const Globals& globals) {
  const Plan plan = read_plan(request.folder);
  while (true) {
    const StudyStatus status = status_of(plan, ShardIndex(plan, request.folder));
    console::print("{}{}", globals.json ? status_json(plan, status) : status_text(status),
                   globals.json ? "\n" : "");
    if (!request.watch || status.missing == 0) return Exit::done;
    std::this_thread::sleep_for(between_looks);
  }
}

Command options(Options& verb) {
  auto request = std::make_shared<StatusRequest>();
  study_option(verb, request->folder);
  verb.add_flag("--watch", request->watch, "Again every few seconds, until nothing is missing");
  return [request](const CommandLine& line) { return status_command(*request, line.globals); };
}

}  // namespace

Verb status() {
  return {.name = "status", .about = "How far a study is", .order = 70, .options = options};
}

}  // namespace tilscape::scenarios::verbs

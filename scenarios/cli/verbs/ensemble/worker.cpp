// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/worker.hpp"

#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios::ensemble {

namespace {

struct WorkerRequest {
  std::string folder;
  std::string prefix;
};

Exit worker_command(const WorkerRequest& request) {
  work(request.folder, request.prefix, language());
  return Exit::done;
}

Command options(Options& verb) {
  auto request = std::make_shared<WorkerRequest>();
  verb.hide();  // for the pool, not for people
  verb.add_option("DIR", request->folder, "").required();
  verb.add_option("PREFIX", request->prefix, "").required();
  return [request](const CommandLine&) { return worker_command(*request); };
}

}  // namespace

Verb worker() {
  return {.name = "worker", .about = "", .order = 70, .options = options};
}

}  // namespace tilscape::scenarios::ensemble

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios::ensemble {

namespace {

Exit blocks_command(const std::string& folder) {
  console::print("{}\n", read_plan(folder).blocks());
  return Exit::done;
}

Command options(Options& verb) {
  auto folder = std::make_shared<std::string>();
  study_option(verb, *folder);
  return [folder](const CommandLine&) { return blocks_command(*folder); };
}

}  // namespace

Verb blocks() {
  return {.name = "blocks", .about = "Print how many blocks a study has", .order = 30, .options = options};
}

}  // namespace tilscape::scenarios::ensemble

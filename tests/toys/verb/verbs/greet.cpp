// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A verb as anybody may add one: this file and nothing else.
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

#include <memory>

namespace tilscape::scenarios::verbs {

namespace {

Command options(Options& verb) {
  auto name = std::make_shared<std::string>("world");
  verb.add_option("--name", *name, "Who is greeted");
  return [name](const CommandLine&) {
    console::print("Hello, {}\n", *name);
    return Exit::done;
  };
}

std::vector<std::string> words() {
  return {"everybody"};
}

}  // namespace

Verb greet() {
  return {.name = "greet",
          .about = "Greet somebody",
          .order = 45,
          .examples = {{25, "tilscape greet --name Ada"}},
          .options = options,
          .words = words};
}

}  // namespace tilscape::scenarios::verbs

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/viewer.hpp"

namespace tilscape::scenarios::verbs {

namespace {

Command options(Options& verb) {
  return viewer(verb, {});
}

std::vector<std::string> words() {
  return {"--port"};
}

}  // namespace

Verb view() {
  return {.name = "view",
          .about = "Look at runs in a browser (tilscape-view)",
          .order = 150,
          .examples = {{80, "tilscape view runs/quickstart-1"}},
          .options = options,
          .words = words};
}

}  // namespace tilscape::scenarios::verbs

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/viewer.hpp"

namespace tilscape::scenarios::verbs {

namespace {

Command options(Options& verb) {
  return viewer(verb, {"share"});
}

std::vector<std::string> words() {
  return {"--every", "--color", "--out", "--most"};
}

}  // namespace

Verb share() {
  return {.name = "share",
          .about = "Write one HTML file that plays a run anywhere (tilscape-view share)",
          .order = 170,
          .options = options,
          .words = words};
}

}  // namespace tilscape::scenarios::verbs

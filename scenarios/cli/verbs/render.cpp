// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/viewer.hpp"

namespace tilscape::scenarios::verbs {

namespace {

Command options(Options& verb) {
  return viewer(verb, {"render"});
}

std::vector<std::string> words() {
  return {"--view",  "--at",         "--every", "--out",  "--rate",       "--size", "--cut",
          "--color", "--background", "--level", "--hide", "--no-vessels", "--range"};
}

}  // namespace

Verb render() {
  return {.name = "render",
          .about = "Draw a PNG or a film of a run (tilscape-view render)",
          .order = 160,
          .options = options,
          .words = words};
}

}  // namespace tilscape::scenarios::verbs

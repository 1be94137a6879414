// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/compare.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios::verbs {

namespace {

struct DiffRequest {
  std::string a;
  std::string b;
};

Exit diff_command(const DiffRequest& request, const Globals& globals) {
  const snapshot::Comparison comparison = snapshot::compare(request.a, request.b);
  if (globals.json)
    console::print("{}\n", snapshot::comparison_json(comparison));
  else if (!globals.quiet)
    console::print_text(snapshot::comparison_text(comparison));
  return comparison.same() ? Exit::done : Exit::differ;
}

Command options(Options& verb) {
  auto request = std::make_shared<DiffRequest>();
  verb.add_option("A", request->a, "A run folder or a .tsnap file").required();
  verb.add_option("B", request->b, "Another").required();
  return [request](const CommandLine& line) { return diff_command(*request, line.globals); };
}

}  // namespace

Verb diff() {
  return {.name = "diff", .about = "Tell where two runs first differ", .order = 130, .options = options};
}

}  // namespace tilscape::scenarios::verbs

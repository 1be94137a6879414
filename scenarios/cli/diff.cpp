// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/compare.hpp"
#include "proto/console.hpp"
#include "scenarios/cli/commands.hpp"

namespace tilscape::scenarios {

Exit diff_command(const DiffRequest& request, const Globals& globals) {
  const snapshot::Comparison comparison = snapshot::compare(request.a, request.b);
  if (globals.json)
    console::print("{}\n", snapshot::comparison_json(comparison));
  else if (!globals.quiet)
    console::print_text(snapshot::comparison_text(comparison));
  return comparison.same() ? Exit::done : Exit::differ;
}

}  // namespace tilscape::scenarios

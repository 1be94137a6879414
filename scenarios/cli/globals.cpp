// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/globals.hpp"

#include <cstdlib>
#include <sched.h>
#include <string_view>
#include <unistd.h>

namespace tilscape::scenarios {

int granted_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set);
}

Progress progress_of(const Globals& globals, double begin, double end) {
  const auto style = globals.quiet                ? Progress::Style::none
                     : isatty(STDERR_FILENO) != 0 ? Progress::Style::bar
                                                  : Progress::Style::lines;
  return {style, coloured(globals, STDERR_FILENO), begin, end};
}

bool coloured(const Globals& globals, int descriptor) {
  if (globals.colour == "always") return true;
  const char* no_colour = std::getenv("NO_COLOR");
  return globals.colour == "auto" && isatty(descriptor) != 0 && (no_colour == nullptr || *no_colour == 0);
}

}  // namespace tilscape::scenarios

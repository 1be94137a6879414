// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/output/progress.hpp"

#include <string>

namespace tilscape::scenarios {

/// Flags that every verb has.
struct Globals {
  bool quiet = false;
  bool json = false;
  std::string colour = "auto";  ///< auto, always, never
  int threads = 0;              ///< 0: the cores allowed to the process
};

/// Cores that the process may use.
int granted_cores();
bool coloured(const Globals& globals, int descriptor);
/// Of a run from one time [min] to another, as the terminal and the flags want it.
Progress progress_of(const Globals& globals, double begin, double end);

}  // namespace tilscape::scenarios

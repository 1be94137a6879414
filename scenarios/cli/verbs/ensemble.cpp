// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

namespace tilscape::scenarios::verbs {

Verb ensemble() {
  return {.name = "ensemble",
          .about = "Many runs of a scenario: replicates, sweeps, arms",
          .order = 60,
          .below = ensemble_verbs()};
}

}  // namespace tilscape::scenarios::verbs

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What should come out of a scenario, and what would refute it.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"
#include "scenarios/subjects/claims.hpp"

namespace tilscape::scenarios {

ParameterInfo expect_section() {
  return entry::map(
      claims_name,
      "claims by name: what should come out, from where that is known, and a challenge under which it must "
      "not; "
      "`tilscape verify` tests them, a run does not depend on them",
      describe<ClaimParams>());
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Nobody has asked for any value of the scenario yet.
void forget_asked(const Scenario& scenario);

/// Warns of every key that was given and that nobody has asked for since: what was built does not depend on
/// it. `undone`: paths of parts that were not built and would have asked; an empty one might have asked for
/// anything.
void tell_unused(const Scenario& scenario, Problems& problems, const std::vector<std::string>& undone = {});

}  // namespace tilscape::scenarios

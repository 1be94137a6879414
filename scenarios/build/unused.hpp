// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

namespace tilscape::scenarios {

/// Nobody has asked for any value of the scenario yet.
void forget_asked(const Scenario& scenario);

/// Warns of every key that was given and that nobody has asked for since: what was built does not depend on
/// it.
void tell_unused(const Scenario& scenario, Problems& problems);

}  // namespace tilscape::scenarios

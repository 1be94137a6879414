// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/names.hpp"
#include "scenarios/read/scenario.hpp"

namespace tilscape::scenarios {

/// What concerns several values at once: shapes that fit the lattice, periods that fit the step, names of
/// outputs and treatments; and warnings for what is possible but unusual.
void check_scenario(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);

/// Can each column keep what it begins with, as it is stored?
void check_columns(const Scenario& scenario, Problems& problems);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/subjects/start.hpp"

namespace tilscape::scenarios {

/// Lines of a `start` with a table that are meant. Throws BuildError and InputError.
std::size_t count_cells(const StartParams& start);

/// Stands anything against the lines that are meant? Throws BuildError and InputError.
void check_lines(const StartParams& start);

/// Puts the cells of a `start` with a table in their places. Throws BuildError and InputError.
void place_table(const StartParams& start, const AgentSpec& spec, TypeId type, Run& run);

}  // namespace tilscape::scenarios

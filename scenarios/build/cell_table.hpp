// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"

namespace tilscape::scenarios {

/// Lines of a `start` with a table that are meant. Throws BuildError and InputError.
std::size_t count_cells(const Values& start);

/// Stands anything against the lines that are meant? Throws BuildError and InputError.
void check_lines(const Values& start);

/// Puts the cells of a `start` with a table in their places. Throws BuildError and InputError.
void place_table(const Values& start, const AgentSpec& spec, TypeId type, Run& run);

}  // namespace tilscape::scenarios

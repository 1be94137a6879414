// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/problem.hpp"
#include "scenarios/read/scenario.hpp"

#include <vector>

namespace tilscape::scenarios {

/// A scenario with errors is built as far as it is sound, so that what stands against the rest is told as
/// well. A value is refused when an error stands at its place, whoever tells it, and so is a record that
/// lacks a key or has one too many. In its place stands what no accessor of Values takes: who asks for it
/// fails, does not come to be, and says nothing, because the cause is told (Refusals). Where true or false is
/// asked for, false stands in. False: an error has no place among the values, so nothing can be built.
bool mark_refused(Scenario& scenario, const Problems& problems);

/// What stands in the place of one: a truth that nobody has written.
Value refused_value(const Location& where, const Dimension& dimension = {});
bool is_refused(const Value& value);
/// All of them.
std::vector<const Value*> refused_values(const Scenario& scenario);

}  // namespace tilscape::scenarios

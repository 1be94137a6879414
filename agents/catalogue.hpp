// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/part.hpp"
#include "engine/step/behaviour.hpp"

#include <vector>

namespace tilscape {

/// All behaviours that a scenario can use, by name. The list is made by CMake from the files in
/// agents/behaviours: a file `verb.cpp` defines `BehaviourKind tilscape::behaviours::verb()`.
std::vector<BehaviourKind> catalogue();

/// All parts of the language that agents/ brings, from the files in agents/parts in the same way.
std::vector<Part> part_catalogue();

}  // namespace tilscape

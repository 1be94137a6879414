// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/release_law.hpp"
#include "engine/part/assembly.hpp"

#include <vector>

namespace tilscape::body {

/// Makes the fields of the medicines that a scenario gives, and the process of the body that they go through.
void assemble(Assembly& out, const std::vector<ReleaseLaw>& laws);

}  // namespace tilscape::body

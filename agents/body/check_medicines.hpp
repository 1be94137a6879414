// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/review.hpp"

namespace tilscape::body {

/// What cannot be, or does nothing, of drugs, particles and vaccines, and of what is given of them.
void check_medicines(Review& review);

/// Does an agent type take cells that a system of the body sends?
bool primed_cells_come(const std::vector<AgentSpec>& types);

}  // namespace tilscape::body

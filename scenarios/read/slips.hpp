// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour_info.hpp"
#include "scenarios/read/document.hpp"

#include <vector>

namespace tilscape::scenarios {

/// Calls each key that nobody knows as the one that it nearly is and that is missing beside it; `written`
/// keeps what stands there, which the reader tells.
void read_slips(Node& root, const std::vector<BehaviourInfo>& catalogue);

}  // namespace tilscape::scenarios

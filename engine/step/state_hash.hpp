// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/world.hpp"

#include <string>

namespace tilscape {

/// XXH3-128 over the whole state in the order of site, then id, as 32 hexadecimal digits: two runs are the
/// same run when it is equal. The rows must be sorted (Population::sort); throws UsageError otherwise.
std::string state_hash(const World& world);

}  // namespace tilscape

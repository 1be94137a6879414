// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"

namespace tilscape::scenarios {

// What keyed draws outside of runs are for; runs have the numbers below 100.
inline constexpr Purpose points_of_design = static_cast<Purpose>(100);
inline constexpr Purpose bootstrap_sample = static_cast<Purpose>(101);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace tilscape {

/// Grows whenever the same scenario and seed give other bits than before (the golden runs tell). A run goes
/// on from a checkpoint of the same number only.
inline constexpr std::uint32_t result_version = 1;

}  // namespace tilscape

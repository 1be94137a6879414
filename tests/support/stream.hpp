// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"

namespace tilscape::test {

/// Draws of tests.
inline constexpr Stream stream{"test", 1000};

}  // namespace tilscape::test

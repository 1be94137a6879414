// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/release_law.hpp"
#include "engine/part/part.hpp"

#include <vector>

namespace tilscape::parts {

/// The part with these laws of release.
Part medicines(const std::vector<ReleaseLaw>& laws);

}  // namespace tilscape::parts

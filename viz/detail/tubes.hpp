// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/detail/space.hpp"

namespace tilscape::viz::detail {

/// Draws vessels: the walls of tubes with round ends, as far as they are in the space. Where one is cut its
/// inside shows, darker.
void draw_tubes(Canvas& canvas, const Camera& camera, const Space& space, const snapshot::RunHeader& header);

}  // namespace tilscape::viz::detail

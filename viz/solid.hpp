// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/look.hpp"
#include "viz/section.hpp"

namespace tilscape::viz {

/// The lattice in space, in parallel projection; z is up. Cells are balls (the greatest in a site as large as
/// the site, small ones less), vessels tubes; a substance is drawn on the surface of the block. Shaded by
/// direction, by depth and by how open a point lies.
Section draw_solid(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Look& look,
                   int pixels);

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/colouring.hpp"
#include "viz/section.hpp"

namespace tilscape::viz {

enum class Cut : std::uint8_t {
  octant,  ///< the quarter towards the viewer is taken out, so that the inside shows
  slice,   ///< the middle layer only, as a section
  none,
};

/// The lattice in space, in parallel projection, seen from the side of large x, y and z; z is up. Cells are
/// balls (the greatest in a site as large as the site, small ones less); a substance is drawn on the surface
/// of the block. Shaded by direction, by depth and by how open a point lies.
Section draw_solid(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Colouring& by,
                   Cut cut, int pixels);

}  // namespace tilscape::viz

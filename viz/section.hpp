// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/colouring.hpp"

namespace tilscape::viz {

/// A layer of the lattice, seen from above: x to the right, y down.
struct Section {
  Image image;
  double pixel;  ///< [um]
};

/// Draws layer z into at most `pixels` x `pixels`. Each site is a square of whole pixels; when there are more
/// sites than pixels the picture is reduced. `background`: a substance below the cells, in cividis.
Section draw_section(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint32_t z,
                     const Colouring& by, const std::optional<Colouring>& background, int pixels);

}  // namespace tilscape::viz

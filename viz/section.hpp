// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/look.hpp"

namespace tilscape::viz {

/// A picture and its measure. Of a layer: the first of its axes to the right, the other down.
struct Section {
  Image image;
  double pixel;  ///< [um]
};

/// Draws the look's layer into at most `pixels` x `pixels`. Each site is a square of whole pixels; when there
/// are more sites than pixels the picture is reduced. Vessels lie on top of the cells.
Section draw_section(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Look& look,
                     int pixels);

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>

namespace tilscape {

/// A straight piece of something round, which is drawn beside the cells.
struct Tube {
  using Point = std::array<double, 3>;  ///< [um]; site (i, j, k) is the cube from (i, j, k) times the spacing
  Point from, to;
  double radius = 0;  ///< [um] > 0
};

}  // namespace tilscape

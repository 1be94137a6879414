// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/colouring.hpp"

#include <cstdint>
#include <optional>

namespace tilscape::viz {

enum class Cut : std::uint8_t {
  octant,  ///< the octant of large x, y and z is taken out, so that the inside shows
  plane,   ///< what lies from a layer on is taken out
  layer,   ///< one layer only, as a section
  none,
};

struct Cutting {
  Cut cut = Cut::octant;
  std::size_t axis = 2;  ///< of plane and layer: 0 x, 1 y, 2 z
  double at = 0.5;       ///< of plane and layer, in shares of the lattice

  /// Which layer that is.
  [[nodiscard]] std::uint32_t layer(const snapshot::LatticeInfo& lattice) const;
};

/// From where a solid is seen, and what of a layer, as on the page.
struct Viewpoint {
  double azimuth = 37;    ///< [degrees] from x to y
  double elevation = 32;  ///< [degrees]
  double zoom = 1;        ///< 1: the lattice fits, seen from anywhere; > 0
  double x = 0, y = 0;    ///< how far the lattice is moved to the right and down, in shares of the picture
};

/// The surface on which a substance has a level.
struct Level {
  std::uint32_t substance = 0;
  double value = 0;
};

/// What of a run is drawn.
struct Look {
  Colouring by;
  std::optional<Colouring> background;  ///< a substance on the faces of the cut, or below a section's cells
  Cutting cutting;
  std::optional<Viewpoint> viewpoint;  ///< nothing: all, from the usual direction
  std::optional<Level> level;          ///< of a solid
  bool vessels = true;                 ///< when the run has any
};

}  // namespace tilscape::viz

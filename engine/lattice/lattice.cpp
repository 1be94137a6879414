// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/lattice/lattice.hpp"

#include "engine/base/error.hpp"

#include <cmath>
#include <cstdlib>

namespace tilscape {

namespace {

/// Brings a coordinate back into [0, n), or says what lies beyond.
bool wrap(std::int32_t& c, std::int32_t n, Side side, bool& left) {
  if (c >= 0 && c < n) return true;
  if (side == Side::periodic) {
    c = c < 0 ? c + n : c - n;
    return true;
  }
  left = side == Side::open;
  return false;
}

}  // namespace

Lattice::Lattice(const Shape& shape) : shape_(shape) {
  if (shape.nx < 1 || shape.ny < 1 || shape.nz < 1)
    throw UsageError("a lattice needs at least one site along each axis");
  if (!(shape.spacing > 0)) throw UsageError("the spacing of a lattice must be positive");
  const std::array<std::int32_t, 3> lengths = {shape.nx, shape.ny, shape.nz};
  for (std::size_t axis = 0; axis < (shape.nz > 1 ? 3 : 2); ++axis)
    if (shape.sides[axis] == Side::periodic && lengths[axis] < 3)
      throw UsageError("a periodic axis of a lattice has three sites or more");
  const double sites = static_cast<double>(shape.nx) * shape.ny * shape.nz;
  if (sites > 4294967294.0) throw UsageError("a lattice has at most 2^32 - 2 sites");
  sites_ = static_cast<std::size_t>(sites);
  const double depth = shape.nz > 1 || shape.thickness <= 0 ? shape.spacing : shape.thickness;
  volume_ = shape.spacing * shape.spacing * depth;
  const int reach_z = shape.nz > 1 ? 1 : 0;
  for (int z = -reach_z; z <= reach_z; ++z)
    for (int y = -1; y <= 1; ++y)
      for (int x = -1; x <= 1; ++x) {
        const int steps = std::abs(x) + std::abs(y) + std::abs(z);
        if (steps == 0 || (shape.neighbourhood == Neighbourhood::von_neumann && steps > 1)) continue;
        offsets_.push_back({x, y, z});
        hops_.push_back(shape.spacing * std::sqrt(static_cast<double>(steps)));
        shifts_.push_back(site({x, y, z}));
      }
}

Lattice::Step Lattice::step(Coordinates from, int direction) const {
  const Coordinates d = offset(direction);
  Coordinates to{from.x + d.x, from.y + d.y, from.z + d.z};
  bool left = false;
  if (wrap(to.x, shape_.nx, shape_.sides[0], left) && wrap(to.y, shape_.ny, shape_.sides[1], left) &&
      wrap(to.z, shape_.nz, shape_.sides[2], left))
    return {site(to), false};
  return {no_site, left};
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/segments.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tilscape::vessels::detail {

/// Edges of a site [um].
inline Point cell(const Lattice& lattice) {
  const double h = lattice.spacing();
  return {h, h, lattice.site_volume() / (h * h)};
}

/// Edges of the lattice [um]; its corner is the origin.
inline Point extent(const Lattice& lattice) {
  const Point edge = cell(lattice);
  return {edge[0] * lattice.nx(), edge[1] * lattice.ny(), edge[2] * lattice.nz()};
}

inline Point between(const Point& from, const Point& to, double t) {
  return {from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), from[2] + t * (to[2] - from[2])};
}

inline double length(const Point& from, const Point& to) {
  double sum = 0;
  for (std::size_t a = 0; a < 3; ++a) sum += (to[a] - from[a]) * (to[a] - from[a]);
  return std::sqrt(sum);
}

/// The part of a line from..to that lies in a box, as shares of the way.
struct Part {
  double begin, end;
};
inline std::optional<Part> clip(const Point& from, const Point& to, const Point& box) {
  Part part{0, 1};
  for (std::size_t a = 0; a < 3; ++a) {
    const double way = to[a] - from[a];
    if (way == 0) {
      if (from[a] < 0 || from[a] > box[a]) return std::nullopt;
      continue;
    }
    const double low = -from[a] / way;
    const double high = (box[a] - from[a]) / way;
    part.begin = std::max(part.begin, std::min(low, high));
    part.end = std::min(part.end, std::max(low, high));
  }
  if (!(part.begin < part.end)) return std::nullopt;
  return part;
}

}  // namespace tilscape::vessels::detail

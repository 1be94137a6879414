// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/detail/box.hpp"
#include "agents/vessels/segments.hpp"

#include <cmath>

namespace tilscape::vessels {

std::string refused(const Segment& vessel) {
  constexpr double least_radius = 0.1;  // [um] a fiftieth of a capillary's
  constexpr double most_radius = 1000;  // [um]
  constexpr double farthest = 1e8;      // [um] 100 m
  if (vessel.radius <= 0) return "the radius of a vessel must be positive";
  if (vessel.radius < least_radius || vessel.radius > most_radius)
    return "the radius of a vessel lies between 0.1 um and 1000 um";
  if (vessel.from == vessel.to) return "a vessel ends where it begins";
  for (const Point& end : {vessel.from, vessel.to})
    for (const double x : end)
      if (std::abs(x) > farthest) return "the end of a vessel lies farther away than 1e8 um";
  return {};
}

std::vector<Segment> within(const std::vector<Segment>& segments, const Point& low, const Point& high) {
  const auto from_low = [&](const Point& p) { return Point{p[0] - low[0], p[1] - low[1], p[2] - low[2]}; };
  const Point box = from_low(high);
  std::vector<Segment> parts;
  for (const Segment& segment : segments) {
    const Point from = from_low(segment.from);
    const Point to = from_low(segment.to);
    if (const auto part = detail::clip(from, to, box))
      parts.push_back(
          {detail::between(from, to, part->begin), detail::between(from, to, part->end), segment.radius});
  }
  return parts;
}

}  // namespace tilscape::vessels

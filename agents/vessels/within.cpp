// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/detail/box.hpp"
#include "agents/vessels/segments.hpp"

namespace tilscape::vessels {

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

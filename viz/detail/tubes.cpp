// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/detail/tubes.hpp"

#include "viz/palette.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::viz::detail {
namespace {

struct Tube {
  Vec start, end;
  Vec along;  // unit vector
  float length, radius;
};

/// Where a line p + t towards crosses a round surface, farther and nearer to the viewer: a t^2 + 2 b t + c =
/// 0.
struct Crossings {
  float far = nothing, near = nothing;
};
Crossings crossings(float a, float b, float c) {
  const float under_root = b * b - a * c;
  if (a <= 1e-6F || under_root < 0) return {};
  const float root = std::sqrt(under_root);
  return {(-b - root) / a, (-b + root) / a};
}

class Painter {
 public:
  Painter(Canvas& canvas, const Camera& camera, const Space& space)
      : canvas_(canvas), camera_(camera), space_(space) {}

  void draw(const Tube& tube) {
    const float reach = tube.radius * camera_.scale() + 1;
    const auto [x0, x1] = std::minmax({camera_.screen_x(tube.start), camera_.screen_x(tube.end)});
    const auto [y0, y1] = std::minmax({camera_.screen_y(tube.start), camera_.screen_y(tube.end)});
    const auto columns = canvas_.span(x0 - reach, x1 + reach);
    const auto rows = canvas_.span(y0 - reach, y1 + reach);
    for (int y = rows.first; y <= rows.last; ++y)
      for (int x = columns.first; x <= columns.last; ++x) {
        const Vec from = camera_.behind(x, y);
        wall(x, y, from, tube);
        cap(x, y, from, tube, tube.start);
        cap(x, y, from, tube, tube.end);
      }
  }

 private:
  void wall(int x, int y, const Vec& from, const Tube& tube) {
    const Vec& towards = camera_.towards();
    const Vec w = from - tube.start;
    const float lean = dot(towards, tube.along);
    const float shift = dot(w, tube.along);
    const Vec across = towards - lean * tube.along;
    const Vec off = w - shift * tube.along;
    const Crossings at =
        crossings(dot(across, across), dot(across, off), dot(off, off) - tube.radius * tube.radius);
    for (const float t : {at.far, at.near}) {
      const float way = shift + t * lean;
      if (way >= 0 && way <= tube.length) put(x, y, from, t, off + t * across);
    }
  }

  /// Only what lies beyond the tube's end, so that its inside stays open.
  void cap(int x, int y, const Vec& from, const Tube& tube, const Vec& centre) {
    const Vec w = from - centre;
    const Crossings at = crossings(1, dot(camera_.towards(), w), dot(w, w) - tube.radius * tube.radius);
    for (const float t : {at.far, at.near}) {
      const Vec outwards = w + t * camera_.towards();
      const float way = dot(outwards + centre - tube.start, tube.along);
      if (way < 0 || way > tube.length) put(x, y, from, t, outwards);
    }
  }

  void put(int x, int y, const Vec& from, float t, const Vec& outwards) {
    if (t == nothing || t <= canvas_.depth(x, y) || !space_.holds(from + t * camera_.towards())) return;
    const Vec normal = camera_.seen(unit(outwards));
    const bool outside = normal[2] >= 0;
    canvas_.put(
        x, y,
        {t, outside ? vessel_colour : mix(vessel_colour, black, 0.35F), outside ? normal : -1.0F * normal});
  }

  Canvas& canvas_;
  const Camera& camera_;
  const Space& space_;
};

}  // namespace

void draw_tubes(Canvas& canvas, const Camera& camera, const Space& space, const snapshot::RunHeader& header) {
  const auto site = static_cast<float>(header.lattice.spacing);
  Painter painter(canvas, camera, space);
  for (const snapshot::VesselPiece& piece : header.vessels) {
    const Vec start = 1 / site * Vec{piece.start} + space.whole.low;
    const Vec end = 1 / site * Vec{piece.end} + space.whole.low;
    const Vec way = end - start;
    const float length = std::sqrt(dot(way, way));
    if (length > 0) painter.draw({start, end, 1 / length * way, length, piece.radius / site});
  }
}

}  // namespace tilscape::viz::detail

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/detail/surface.hpp"

#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilscape::viz::detail {
namespace {

/// The cube between the middles of eight sites, corner 1 towards x, 2 towards y, 4 towards z.
struct Cube {
  Vec low;  // its first corner
  std::array<float, 8> value;

  [[nodiscard]] bool crosses(float level) const {
    const auto [least, greatest] = std::minmax_element(value.begin(), value.end());
    return *least < level && *greatest >= level;
  }
  /// Linear along each axis; `p` from the first corner.
  [[nodiscard]] float at(const Vec& p) const {
    std::array<float, 2> ends{};  // towards x
    for (std::size_t x = 0; x < 2; ++x) {
      const float front = value[x] + p[1] * (value[x + 2] - value[x]);
      const float back = value[x + 4] + p[1] * (value[x + 6] - value[x + 4]);
      ends[x] = front + p[2] * (back - front);
    }
    return ends[0] + p[0] * (ends[1] - ends[0]);
  }
  [[nodiscard]] Vec slope(const Vec& p) const {
    Vec found;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      Vec low_side = p;
      Vec high_side = p;
      low_side[axis] = 0;
      high_side[axis] = 1;
      found[axis] = at(high_side) - at(low_side);
    }
    return found;
  }
};

/// How far along a line, between two places inside of a cube, the field has the level; the last such place.
std::optional<float> crossing(const Cube& cube, const Vec& from, const Vec& towards, const Hit& part,
                              float level) {
  constexpr int steps = 4;
  const float step = (part.leaves - part.enters) / steps;
  const auto above = [&](float t) { return cube.at(from + t * towards - cube.low) - level; };
  float here = above(part.leaves);
  for (int i = 0; i < steps; ++i) {
    const float t = part.leaves - static_cast<float>(i + 1) * step;
    const float next = above(t);
    if ((here < 0) != (next < 0)) return t + step * next / (next - here);
    here = next;
  }
  return std::nullopt;
}

void draw_cube(Canvas& canvas, const Camera& camera, const Cube& cube, float level) {
  const Box box{cube.low, cube.low + Vec{1, 1, 1}};
  const Vec middle = cube.low + Vec{0.5F, 0.5F, 0.5F};
  const float reach = 0.87F * camera.scale() + 1;  // half of a cube's diagonal
  const auto columns = canvas.span(camera.screen_x(middle) - reach, camera.screen_x(middle) + reach);
  const auto rows = canvas.span(camera.screen_y(middle) - reach, camera.screen_y(middle) + reach);
  for (int y = rows.first; y <= rows.last; ++y)
    for (int x = columns.first; x <= columns.last; ++x) {
      const Vec from = camera.behind(x, y);
      const Hit part = meet(from, camera.towards(), box);
      if (!part.any() || part.leaves <= canvas.depth(x, y)) continue;
      const auto t = crossing(cube, from, camera.towards(), part, level);
      if (!t) continue;
      const Vec slope = camera.seen(cube.slope(from + *t * camera.towards() - cube.low));
      const float steep = std::sqrt(dot(slope, slope));
      if (steep <= 0) continue;
      canvas.put(x, y, {*t, surface_colour, (slope[2] < 0 ? -1 : 1) / steep * slope});
    }
}

}  // namespace

void draw_surface(Canvas& canvas, const Camera& camera, const Space& space,
                  const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field, double level) {
  const auto value = [&](std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    const std::size_t site = x + std::size_t{lattice.nx} * (y + std::size_t{lattice.ny} * z);
    return static_cast<float>(field_value(field, site));
  };
  for (std::uint32_t z = 0; z + 1 < lattice.nz; ++z)
    for (std::uint32_t y = 0; y + 1 < lattice.ny; ++y)
      for (std::uint32_t x = 0; x + 1 < lattice.nx; ++x) {
        Cube cube;
        for (std::uint32_t i = 0; i < 8; ++i)
          cube.value[i] = value(x + (i & 1U), y + (i >> 1U & 1U), z + (i >> 2U));
        if (!cube.crosses(static_cast<float>(level))) continue;
        cube.low = space.middle_of({static_cast<int>(x), static_cast<int>(y), static_cast<int>(z)});
        draw_cube(canvas, camera, cube, static_cast<float>(level));
      }
}

}  // namespace tilscape::viz::detail

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/detail/space.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

namespace tilscape::viz::detail {

Space::Space(const snapshot::LatticeInfo& lattice, const Cutting& cutting) {
  const std::array<std::uint32_t, 3> sites = {lattice.nx, lattice.ny, lattice.nz};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    whole.high[axis] = static_cast<float>(sites[axis]) / 2;
    whole.low[axis] = -whole.high[axis];
  }
  const auto place = [&](std::size_t axis, std::uint32_t site) {
    return static_cast<float>(site) + whole.low[axis];
  };
  if (cutting.cut == Cut::octant) {
    hole = whole;
    for (std::size_t axis = 0; axis < 3; ++axis) hole->low[axis] = place(axis, sites[axis] / 2);
  } else if (cutting.cut == Cut::plane) {
    hole = whole;
    hole->low[cutting.axis] = place(cutting.axis, cutting.layer(lattice));
  }
}

Vec Space::middle_of(const std::array<int, 3>& site) const {
  return {static_cast<float>(site[0]) + 0.5F + whole.low[0],
          static_cast<float>(site[1]) + 0.5F + whole.low[1],
          static_cast<float>(site[2]) + 0.5F + whole.low[2]};
}

Camera::Camera(const Space& space, const std::optional<Viewpoint>& viewpoint, int pixels) {
  const Viewpoint from = viewpoint.value_or(Viewpoint{});
  const double degree = std::numbers::pi / 180;
  const double azimuth = from.azimuth * degree;
  const double elevation = from.elevation * degree;
  towards_ = {static_cast<float>(std::cos(elevation) * std::cos(azimuth)),
              static_cast<float>(std::cos(elevation) * std::sin(azimuth)),
              static_cast<float>(std::sin(elevation))};
  right_ = {static_cast<float>(-std::sin(azimuth)), static_cast<float>(std::cos(azimuth)), 0};
  up_ = cross(towards_, right_);
  const auto size = static_cast<float>(pixels);
  middle_x_ = size * (0.5F + static_cast<float>(from.x));
  middle_y_ = size * (0.5F + static_cast<float>(from.y));
  const Vec& half = space.whole.high;
  const auto reach = [&](const Vec& axis) {
    return std::abs(axis[0]) * half[0] + std::abs(axis[1]) * half[1] + std::abs(axis[2]) * half[2];
  };
  // With a viewpoint the measure of the page: viz/web/src/scene.ts.
  scale_ = viewpoint ? static_cast<float>(from.zoom) * size / (1.9F * 1.03F * std::sqrt(dot(half, half)))
                     : 0.49F * size / std::max(reach(right_), reach(up_));
}

Vec Camera::behind(int x, int y) const {
  const float a = (static_cast<float>(x) + 0.5F - middle_x_) / scale_;
  const float b = (middle_y_ - static_cast<float>(y) - 0.5F) / scale_;
  return a * right_ + b * up_;
}

Hit meet(const Vec& from, const Vec& towards, const Box& box) {
  Hit hit;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (towards[axis] == 0) {
      if (from[axis] < box.low[axis] || from[axis] > box.high[axis]) return {-nothing, nothing, 0, 0};
      continue;
    }
    float in = (box.low[axis] - from[axis]) / towards[axis];
    float out = (box.high[axis] - from[axis]) / towards[axis];
    if (in > out) std::swap(in, out);
    if (in > hit.enters) {
      hit.enters = in;
      hit.axis_in = axis;
    }
    if (out < hit.leaves) {
      hit.leaves = out;
      hit.axis_out = axis;
    }
  }
  return hit;
}

Canvas::Span Canvas::span(float from, float to) const {
  const auto end = static_cast<float>(side_);
  return {static_cast<int>(std::clamp(from, 0.0F, end)), static_cast<int>(std::clamp(to, -1.0F, end - 1))};
}

}  // namespace tilscape::viz::detail

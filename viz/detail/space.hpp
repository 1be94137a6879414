// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/image.hpp"
#include "viz/look.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

// The lattice in space, in parallel projection. Lengths are in sites, the origin is the middle of the
// lattice; pixels grow to the right and down.

namespace tilscape::viz::detail {

constexpr float nothing = -std::numeric_limits<float>::infinity();

struct Vec {
  std::array<float, 3> along{};  ///< x, y, z
  float& operator[](std::size_t axis) { return along[axis]; }
  const float& operator[](std::size_t axis) const { return along[axis]; }
};

inline Vec operator+(const Vec& a, const Vec& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
inline Vec operator-(const Vec& a, const Vec& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
inline Vec operator*(float k, const Vec& a) {
  return {k * a[0], k * a[1], k * a[2]};
}
inline float dot(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline Vec cross(const Vec& a, const Vec& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline Vec unit(const Vec& a) {
  return 1 / std::sqrt(dot(a, a)) * a;
}

struct Box {
  Vec low{}, high{};
  [[nodiscard]] bool contains(const Vec& p) const {
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (p[axis] < low[axis] || p[axis] > high[axis]) return false;
    return true;
  }
};

/// The lattice, and what a cut takes out of it.
struct Space {
  Box whole;
  std::optional<Box> hole;

  Space(const snapshot::LatticeInfo& lattice, const Cutting& cutting);
  [[nodiscard]] bool holds(const Vec& p) const { return whole.contains(p) && !(hole && hole->contains(p)); }
  [[nodiscard]] Vec middle_of(const std::array<int, 3>& site) const;
};

class Camera {
 public:
  Camera(const Space& space, const std::optional<Viewpoint>& viewpoint, int pixels);

  [[nodiscard]] const Vec& towards() const { return towards_; }  ///< from the scene to the viewer
  [[nodiscard]] const Vec& right() const { return right_; }
  [[nodiscard]] const Vec& up() const { return up_; }
  [[nodiscard]] float scale() const { return scale_; }  ///< pixels per site
  [[nodiscard]] float screen_x(const Vec& p) const { return middle_x_ + scale_ * dot(p, right_); }
  [[nodiscard]] float screen_y(const Vec& p) const { return middle_y_ - scale_ * dot(p, up_); }
  [[nodiscard]] float depth(const Vec& p) const { return dot(p, towards_); }
  /// The point at depth 0 behind the middle of a pixel.
  [[nodiscard]] Vec behind(int x, int y) const;
  /// A direction along right, up and towards the viewer.
  [[nodiscard]] Vec seen(const Vec& direction) const {
    return {dot(direction, right_), dot(direction, up_), dot(direction, towards_)};
  }

 private:
  Vec towards_, right_, up_;
  float scale_, middle_x_, middle_y_;
};

/// Where a line towards the viewer is in a box: how far along it, and the axes of the faces.
struct Hit {
  float enters = nothing, leaves = -nothing;
  std::size_t axis_in = 0, axis_out = 0;
  [[nodiscard]] bool any() const { return leaves > enters; }
};
Hit meet(const Vec& from, const Vec& towards, const Box& box);

/// What is seen in a pixel.
struct Sample {
  float depth = nothing;  ///< towards the viewer
  Rgb colour;
  Vec normal{};      ///< along right, up and towards the viewer
  float relief = 1;  ///< how strong light and shadow are; little where colours stand for numbers
};

class Canvas {
 public:
  explicit Canvas(int side)
      : side_(side), samples_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}
  [[nodiscard]] int side() const { return side_; }
  [[nodiscard]] const Sample& at(int x, int y) const { return samples_[index(x, y)]; }
  [[nodiscard]] float depth(int x, int y) const {
    return x < 0 || x >= side_ || y < 0 || y >= side_ ? nothing : samples_[index(x, y)].depth;
  }
  /// Keeps what is nearer to the viewer.
  void put(int x, int y, const Sample& sample) {
    if (Sample& there = samples_[index(x, y)]; sample.depth > there.depth) there = sample;
  }

  /// Pixels between two places of the screen, as far as they are on the canvas.
  struct Span {
    int first, last;
  };
  [[nodiscard]] Span span(float from, float to) const;

 private:
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(side_) + static_cast<std::size_t>(x);
  }
  int side_;
  std::vector<Sample> samples_;
};

}  // namespace tilscape::viz::detail

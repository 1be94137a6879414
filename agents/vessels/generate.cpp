// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/detail/box.hpp"
#include "agents/vessels/segments.hpp"
#include "engine/base/error.hpp"
#include "engine/base/math.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::vessels {

namespace {

using detail::extent;

constexpr double most_abreast = 4;  // vessels beside each other in a site
/// Keys of draws that no agent and no site has.
constexpr std::uint64_t vessel_key = std::uint64_t{1} << 62U;
constexpr Stream vessel_draws{"vessels.random", 10};

void check(const Lattice& lattice, double spacing, double radius) {
  if (spacing < lattice.spacing() / most_abreast)
    throw ParameterError("spacing", "vessels at this spacing are closer than a quarter of a site");
  if (!(radius > 0)) throw ParameterError("radius", "the radius of vessels must be positive");
  if (spacing < 2 * radius) throw ParameterError("spacing", "vessels at this spacing would overlap");
}

/// Places at a spacing, centred in 0..length.
std::vector<double> centred(double length, double spacing) {
  const double count = std::max(1.0, std::floor(length / spacing + 0.5));
  std::vector<double> places;
  for (double i = 0; i < count; ++i) places.push_back((length - (count - 1) * spacing) / 2 + i * spacing);
  return places;
}

/// One line of a set that is uniform in place and isotropic: its direction is uniform on the sphere, and it
/// crosses the disc across this direction, about the box's middle, that the box's corners fit into.
struct Line {
  Point from, to;
};
Line draw_line(const Draws& draws, std::uint64_t index, const Point& box) {
  const auto u = [&](std::uint16_t k) { return draws.of(vessel_draws).uniform(vessel_key | index, k); };
  const double reach = detail::length({0, 0, 0}, box) / 2;
  const double cos_polar = 2 * u(0) - 1;
  const double sin_polar = math::sqrt(1 - cos_polar * cos_polar);
  const double azimuth = 2 * math::pi * u(1);
  const double cos_azimuth = math::cos(azimuth);
  const double sin_azimuth = math::sin(azimuth);
  const double off = reach * math::sqrt(u(2));
  const double turn = 2 * math::pi * u(3);
  const double a = off * math::cos(turn);
  const double b = off * math::sin(turn);
  const Point along = {sin_polar * cos_azimuth, sin_polar * sin_azimuth, cos_polar};
  const Point first = {cos_polar * cos_azimuth, cos_polar * sin_azimuth, -sin_polar};  // both across
  const Point second = {-sin_azimuth, cos_azimuth, 0};
  Line line{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double middle = box[i] / 2 + a * first[i] + b * second[i];
    line.from[i] = middle - reach * along[i];
    line.to[i] = middle + reach * along[i];
  }
  return line;
}

std::vector<Segment> random_points(const Lattice& lattice, const Draws& draws, double spacing,
                                   double radius) {
  const Point box = extent(lattice);
  const double count = std::max(1.0, std::floor(box[0] * box[1] / (spacing * spacing) + 0.5));
  std::vector<Segment> vessels;
  for (std::uint64_t i = 0; static_cast<double>(i) < count; ++i) {
    const double x = box[0] * draws.of(vessel_draws).uniform(vessel_key | i, 0);
    const double y = box[1] * draws.of(vessel_draws).uniform(vessel_key | i, 1);
    vessels.push_back({{x, y, 0}, {x, y, box[2]}, radius});
  }
  return vessels;
}

}  // namespace

std::vector<Segment> regular(const Lattice& lattice, Axis along, double spacing, double radius) {
  check(lattice, spacing, radius);
  const Point box = extent(lattice);
  const auto a = static_cast<std::size_t>(along);
  const std::size_t b = (a + 1) % 3;
  const std::size_t c = (a + 2) % 3;
  std::vector<Segment> vessels;
  for (const double second : centred(box[c], spacing))
    for (const double first : centred(box[b], spacing)) {
      Segment vessel{{}, {}, radius};
      vessel.from[b] = vessel.to[b] = first;
      vessel.from[c] = vessel.to[c] = second;
      vessel.to[a] = box[a];
      vessels.push_back(vessel);
    }
  return vessels;
}

std::vector<Segment> random(const Lattice& lattice, const Draws& draws, double spacing, double radius) {
  check(lattice, spacing, radius);
  if (lattice.dimensions() == 2) return random_points(lattice, draws, spacing, radius);
  const Point box = extent(lattice);
  double missing = box[0] * box[1] * box[2] / (spacing * spacing);  // [um] of length
  std::vector<Segment> vessels;
  for (std::uint64_t i = 0; missing > 0; ++i) {
    const Line line = draw_line(draws, i, box);
    const auto part = detail::clip(line.from, line.to, box);
    if (!part) continue;
    Segment vessel{detail::between(line.from, line.to, part->begin),
                   detail::between(line.from, line.to, part->end), radius};
    const double length = detail::length(vessel.from, vessel.to);
    if (length > missing) vessel.to = detail::between(vessel.from, vessel.to, missing / length);
    missing -= length;
    vessels.push_back(vessel);
  }
  return vessels;
}

}  // namespace tilscape::vessels

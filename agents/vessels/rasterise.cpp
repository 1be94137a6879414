// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/detail/box.hpp"
#include "agents/vessels/segments.hpp"
#include "engine/base/math.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tilscape::vessels {

namespace {

/// Where lines cross the sites of a lattice.
class Raster {
 public:
  explicit Raster(const Lattice& lattice)
      : lattice_(lattice), edge_(detail::cell(lattice)), box_(detail::extent(lattice)) {}

  void add(const Segment& vessel) {
    const double length = detail::length(vessel.from, vessel.to);
    if (length == 0) return;
    const double around = 2 * math::pi * vessel.radius;
    if (2 * vessel.radius <= lattice_.spacing()) {
      add_line(vessel.from, vessel.to, around * length);
      return;
    }
    const double lines = std::ceil(2 * around / lattice_.spacing());
    const auto [first, second] = across(vessel, length);
    for (double i = 0; i < lines; ++i) {
      const double turn = 2 * math::pi * i / lines;
      const double a = vessel.radius * math::cos(turn);
      const double b = vessel.radius * math::sin(turn);
      Point from = vessel.from;
      Point to = vessel.to;
      for (std::size_t k = 0; k < 3; ++k) {
        from[k] += a * first[k] + b * second[k];
        to[k] += a * first[k] + b * second[k];
      }
      add_line(from, to, around * length / lines);
    }
  }

  VesselSites finish() {
    // Stable: the pieces of a site are summed in the order of the vessels.
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return a.first < b.first; });
    VesselSites sites;
    for (const auto& [site, surface] : pieces_)
      if (!sites.site.empty() && sites.site.back() == site) {
        sites.surface_um2.back() += surface;
      } else {
        sites.site.push_back(site);
        sites.surface_um2.push_back(surface);
      }
    return sites;
  }

 private:
  using Piece = std::pair<Site, double>;

  /// Two unit vectors across the vessel and each other.
  static std::pair<Point, Point> across(const Segment& vessel, double length) {
    Point along{};
    for (std::size_t k = 0; k < 3; ++k) along[k] = (vessel.to[k] - vessel.from[k]) / length;
    std::size_t least = 0;
    for (std::size_t k = 1; k < 3; ++k)
      if (std::abs(along[k]) < std::abs(along[least])) least = k;
    Point first{};
    for (std::size_t k = 0; k < 3; ++k) first[k] = (k == least ? 1.0 : 0.0) - along[least] * along[k];
    const double size = detail::length({0, 0, 0}, first);
    for (double& x : first) x /= size;
    const Point second = {along[1] * first[2] - along[2] * first[1],
                          along[2] * first[0] - along[0] * first[2],
                          along[0] * first[1] - along[1] * first[0]};
    return {first, second};
  }

  /// Shares a surface among the sites that a line crosses, by the length in each.
  void add_line(const Point& from, const Point& to, double surface) {
    const auto part = detail::clip(from, to, box_);
    if (!part) return;
    crossings_ = {part->begin, part->end};
    for (std::size_t a = 0; a < 3; ++a) add_crossings(from[a], to[a], edge_[a], *part);
    std::sort(crossings_.begin(), crossings_.end());
    for (std::size_t i = 0; i + 1 < crossings_.size(); ++i) {
      const double share = crossings_[i + 1] - crossings_[i];
      if (share > 0)
        pieces_.emplace_back(site_of(detail::between(from, to, (crossings_[i] + crossings_[i + 1]) / 2)),
                             share * surface);
    }
  }

  /// Where a coordinate passes a plane between sites.
  void add_crossings(double from, double to, double edge, const detail::Part& part) {
    const double way = to - from;
    if (way == 0) return;
    const double begin = (from + part.begin * way) / edge;
    const double end = (from + part.end * way) / edge;
    for (double plane = std::ceil(std::min(begin, end)); plane <= std::max(begin, end); ++plane) {
      const double t = (plane * edge - from) / way;
      if (t > part.begin && t < part.end) crossings_.push_back(t);
    }
  }

  [[nodiscard]] Site site_of(const Point& place) const {
    const auto index = [](double x, double edge, std::int32_t n) {
      return std::clamp(static_cast<std::int32_t>(std::floor(x / edge)), 0, n - 1);
    };
    return lattice_.site({index(place[0], edge_[0], lattice_.nx()), index(place[1], edge_[1], lattice_.ny()),
                          index(place[2], edge_[2], lattice_.nz())});
  }

  const Lattice& lattice_;
  Point edge_, box_;  // [um]
  std::vector<double> crossings_;
  std::vector<Piece> pieces_;
};

}  // namespace

VesselSites rasterise(const Lattice& lattice, const std::vector<Segment>& segments) {
  Raster raster(lattice);
  for (const Segment& vessel : segments) raster.add(vessel);
  return raster.finish();
}

}  // namespace tilscape::vessels

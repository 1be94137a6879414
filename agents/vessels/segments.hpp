// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"
#include "engine/lattice/lattice.hpp"
#include "engine/lattice/tube.hpp"

#include <iosfwd>
#include <string>
#include <vector>

// Vessels as straight pieces, and the surface that they have on each site: docs/methods/vessels.md.

namespace tilscape::vessels {

using Point = Tube::Point;
using Segment = Tube;  ///< a straight piece of a vessel

/// Empty, or why there is no such vessel. What a vessel costs grows with its radius: limits keep a slip of
/// the unit from costing hours.
std::string refused(const Segment& vessel);

enum class Axis : unsigned char { x, y, z };

/// Parallel vessels along an axis, in a square pattern about the lattice's middle; at least one. In 2D those
/// along z cross the section.
std::vector<Segment> regular(const Lattice& lattice, Axis along, double spacing, double radius);

/// Straight vessels of random place and direction, every place and direction alike, with the length per
/// volume of parallel ones at this spacing (1 / spacing^2, exactly). In 2D they cross the section: round(area
/// / spacing^2) of them, at least one.
std::vector<Segment> random(const Lattice& lattice, const Draws& draws, double spacing, double radius);

/// Reads segments from a CSV file with the columns x1_um, y1_um, z1_um, x2_um, y2_um, z2_um, radius_um, in
/// any order, among others. Throws InputError with every problem as "file:line: problem".
std::vector<Segment> read_segments(const std::string& file);
std::vector<Segment> read_segments(std::istream& in, const std::string& name);

/// The parts of segments that lie in a box, by their axes, in their order; places are from its corner `low`.
std::vector<Segment> within(const std::vector<Segment>& segments, const Point& low, const Point& high);

/// The sites that have vessel wall.
struct VesselSites {
  std::vector<Site> site;           ///< ascending
  std::vector<double> surface_um2;  ///< > 0
};

/// Vessel wall of each site: 2 pi r times length. A vessel thinner than a site lies on its axis; the wall of
/// a wider one is spread over lines around it, at most half a spacing apart. What lies outside of the lattice
/// is left out.
VesselSites rasterise(const Lattice& lattice, const std::vector<Segment>& segments);

}  // namespace tilscape::vessels

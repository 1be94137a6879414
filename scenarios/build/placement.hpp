// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/simulation.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A region of the lattice that cells start in.
struct Region {
  enum class Shape : std::uint8_t {
    everywhere,
    sphere,  ///< in 2D a disc
    disc,    ///< across z: in 3D of one layer
    box
  };
  Shape shape = Shape::everywhere;
  std::array<double, 3> centre{};  ///< [um]
  double inner = 0;                ///< [um] radius of a hollow in a sphere or disc
  double radius = 0;               ///< [um] of a sphere or disc
  std::array<double, 3> size{};    ///< [um] of a box
};

/// How many sites a region has, more or less [sites].
double size_of(const Region& region, const Lattice& lattice);

/// Sites whose centre is inside, in order.
std::vector<Site> sites_in(const Lattice& lattice, const Region& region);

/// Puts `count` agents (or as many as fit when it is not given) on sites of a region, each site with the same
/// chance: the sites in the order of a draw, round after round while several fit. Returns how many were
/// placed.
std::size_t scatter(Simulation& run, TypeId type, const Region& region, std::optional<std::size_t> count,
                    std::uint8_t state = 0);

/// A cell of a measured table, already in um from the lower corner of the lattice.
struct MeasuredCell {
  double x = 0, y = 0, z = 0;
  std::vector<float> values;  ///< of the columns that are filled from the table
};
struct Fitted {
  std::size_t placed = 0, moved = 0, left_out = 0;
};
/// Puts each cell on its site, or on the nearest one within two spacings that has room.
Fitted place_measured(Simulation& run, TypeId type, const std::vector<MeasuredCell>& cells,
                      const std::vector<ColumnId>& columns);

}  // namespace tilscape::scenarios

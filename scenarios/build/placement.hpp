// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/simulation.hpp"

#include <array>
#include <cstdint>
#include <optional>
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

/// How measured cells found room.
struct Fitted {
  std::size_t placed = 0, moved = 0, left_out = 0;
  std::size_t outside = 0;              ///< of those left out: beyond the lattice
  std::array<double, 3> low{}, high{};  ///< [um] the box of all of them
};

/// Puts cells on the sites that they are on, or on the nearest one within two spacings that has room.
class Fitter {
 public:
  Fitter(Simulation& run, TypeId type);

  /// At a place in um from the lattice's lower corner, where there is room; some columns are given.
  void place(const std::array<double, 3>& at, std::uint8_t state, std::span<const ColumnValue> given);
  [[nodiscard]] const Fitted& fitted() const { return fitted_; }

 private:
  Simulation& run_;
  TypeId type_;
  std::vector<Coordinates> around_;
  Fitted fitted_;
};

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/axis.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// The equation of a field as it is defined, site by site and in double precision: what the solver's
/// iterations, in single precision, are held against.
class FieldBalance {
 public:
  FieldBalance(const Lattice& lattice, const std::array<FieldAxis, 3>& axes, double decay);

  /// out = div D grad c + source - (decay + uptake) c [unit/min] for row (y, z); source and uptake are the
  /// row's. Differences come first, so that what is even rounds to nothing.
  void rates(std::span<const double> c, std::int32_t y, std::int32_t z, const double* source,
             const double* uptake, double* out) const;

  /// What comes in through the held sides [unit/min], over all sites.
  [[nodiscard]] double gain_through_sides(std::span<const double> c) const;

 private:
  struct Neighbour {
    const double* row;
    double weight;  // [1/min]
  };
  enum class Towards : std::uint8_t { lower, upper };
  [[nodiscard]] Neighbour beside(std::span<const double> c, std::array<std::int32_t, 3> at, std::size_t axis,
                                 Towards side) const;

  Lattice lattice_;
  std::array<FieldAxis, 3> axes_;
  double decay_;
  std::array<std::vector<double>, 6> held_;  // rows of what the sides are held at, by side
};

}  // namespace tilscape

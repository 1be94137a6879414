// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/field.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// Flow of a fluid through the faces of the sites: volume per area and time v [um/min] (a Darcy velocity).
/// Face i of a line of n sites along an axis lies below site i, face n above the last one: both are sides of
/// the lattice, and the same face where the axis is periodic. In 2D there are none along z.
struct FluidFlow {
  explicit FluidFlow(const Lattice& lattice);
  std::array<std::int32_t, 3> size;      ///< sites
  std::array<std::vector<double>, 3> v;  ///< by axis, in the order of the sites with one more along the axis

  /// Place of the face below site (x, y, z); with one more along the axis, above the last.
  [[nodiscard]] std::size_t face(std::size_t axis, std::array<std::int32_t, 3> at) const {
    const auto n = [&](std::size_t a) { return static_cast<std::size_t>(size[a] + (a == axis ? 1 : 0)); };
    return static_cast<std::size_t>(at[0]) +
           n(0) * (static_cast<std::size_t>(at[1]) + n(1) * static_cast<std::size_t>(at[2]));
  }
};

/// Carries a substance with a fluid: dc/dt = -div(v w) - drain w, w = c / open, conservative, of second order
/// where it is smooth, and positive. Fluid that leaves over a side takes along what its last site has; what
/// comes in brings the level of a held side, or nothing over a closed one: docs/methods/fields.md.
class FieldAdvection {
 public:
  FieldAdvection(const Lattice& lattice, const std::array<FieldSide, 6>& sides);
  /// What it takes on a lattice.
  static std::size_t bytes(const Lattice& lattice) { return 3 * lattice.sites() * sizeof(double); }

  struct Sites {
    std::span<double> c;                ///< [unit] of the whole tissue, in and out
    std::span<const double> open = {};  ///< share of the tissue's volume, in (0, 1]; empty: `everywhere`
    double everywhere = 1;
    std::span<const double> drain = {};  ///< [1/min] fluid that is taken up, with what it carries; empty: 0
  };
  /// [unit um3]
  struct Carried {
    double before = 0, after = 0;
    double through_sides = 0;  ///< net gain
    double drained = 0;
    int parts = 0;  ///< equal ones, that the step was taken in
    [[nodiscard]] double gap() const { return after - (before + through_sides - drained); }
  };
  /// Parts in which a step of dt [min] has to be taken, so that no site loses all that it has.
  [[nodiscard]] double parts(const Sites& sites, const FluidFlow& flow, double dt,
                             const Threads& threads) const;
  /// Throws UsageError when the arrays do not fit, SimulationError when the fluid is so fast that it would
  /// take more than `most_parts`.
  Carried advance(const Sites& sites, const FluidFlow& flow, double dt, const Threads& threads);
  static constexpr double most_parts = 10000;

 private:
  void find_slopes(std::span<const double> c, const Sites& sites, const Threads& threads);
  [[nodiscard]] double face_level(std::size_t axis, std::array<std::int32_t, 3> at,
                                  const FluidFlow& flow) const;
  void step(const Sites& sites, const FluidFlow& flow, double dt, double keep, std::span<const double> from,
            std::span<double> to, Carried& sum, const Threads& threads);

  Lattice lattice_;
  std::array<FieldSide, 6> sides_;
  std::vector<double> w_, start_;
  std::array<std::vector<double>, 3> slope_;
  struct Chunk {
    double through_sides = 0, drained = 0;
  };
  std::vector<Chunk> chunks_;
};

}  // namespace tilscape

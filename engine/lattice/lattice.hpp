// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// What lies beyond a side of the lattice, for agents. Fields have boundary conditions of their own.
enum class Side : std::uint8_t {
  closed,    ///< nothing passes
  periodic,  ///< the opposite side
  open,      ///< an agent that steps over it has left
};

enum class Neighbourhood : std::uint8_t {
  von_neumann,  ///< 4 neighbours in 2D, 6 in 3D
  moore,        ///< 8 neighbours in 2D, 26 in 3D
};

struct Coordinates {
  std::int32_t x = 0, y = 0, z = 0;
  friend constexpr bool operator==(const Coordinates&, const Coordinates&) = default;
};

/// A regular square (nz = 1) or cubic lattice of equal sites; at most 2^32 - 2 of them.
class Lattice {
 public:
  struct Shape {
    std::int32_t nx = 1, ny = 1, nz = 1;  ///< sites along each axis, >= 1; nz = 1 is 2D
    double spacing = 20;                  ///< [um] > 0
    std::array<Side, 3> sides = {Side::closed, Side::closed, Side::closed};  ///< both sides of x, y, z
    Neighbourhood neighbourhood = Neighbourhood::moore;
    double thickness = 0;  ///< [um] of a 2D section; 0: the spacing
  };

  /// Throws UsageError when the shape cannot be.
  explicit Lattice(const Shape& shape);

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::int32_t nx() const { return shape_.nx; }
  [[nodiscard]] std::int32_t ny() const { return shape_.ny; }
  [[nodiscard]] std::int32_t nz() const { return shape_.nz; }
  [[nodiscard]] int dimensions() const { return shape_.nz > 1 ? 3 : 2; }
  [[nodiscard]] double spacing() const { return shape_.spacing; }
  [[nodiscard]] std::size_t sites() const { return sites_; }
  /// Volume of a site [um^3].
  [[nodiscard]] double site_volume() const { return volume_; }

  [[nodiscard]] Site site(Coordinates c) const {
    return static_cast<Site>(c.x + shape_.nx * (c.y + static_cast<std::int64_t>(shape_.ny) * c.z));
  }
  [[nodiscard]] Coordinates coordinates(Site s) const {
    const auto plane = static_cast<Site>(shape_.nx) * static_cast<Site>(shape_.ny);
    const Site z = s / plane;
    const Site rest = s - z * plane;
    const Site y = rest / static_cast<Site>(shape_.nx);
    return {static_cast<std::int32_t>(rest - y * static_cast<Site>(shape_.nx)), static_cast<std::int32_t>(y),
            static_cast<std::int32_t>(z)};
  }
  [[nodiscard]] bool inside(Coordinates c) const {
    return c.x >= 0 && c.x < shape_.nx && c.y >= 0 && c.y < shape_.ny && c.z >= 0 && c.z < shape_.nz;
  }

  /// Number of directions: 4, 6, 8 or 26.
  [[nodiscard]] int directions() const { return static_cast<int>(offsets_.size()); }
  [[nodiscard]] Coordinates offset(int direction) const {
    return offsets_[static_cast<std::size_t>(direction)];
  }
  /// The direction that points the other way.
  [[nodiscard]] int opposite(int direction) const { return directions() - 1 - direction; }
  /// Length of a hop in this direction [um].
  [[nodiscard]] double hop(int direction) const { return hops_[static_cast<std::size_t>(direction)]; }

  /// What a step from a site leads to: a site, or no_site behind a closed or open side; `left` tells which.
  struct Step {
    Site site = no_site;
    bool left = false;  ///< over an open side
  };
  [[nodiscard]] Step step(Coordinates from, int direction) const;
  [[nodiscard]] Site neighbour(Site from, int direction) const {
    return step(coordinates(from), direction).site;
  }
  /// Calls visit(direction, site) for all directions in their order, with no_site behind a side that nothing
  /// passes, until visit returns false. Away from the sides a neighbour is one addition.
  template <class Visit>
  void for_neighbours(Site from, const Visit& visit) const {
    const Coordinates c = coordinates(from);
    const bool inner = c.x > 0 && c.x + 1 < shape_.nx && c.y > 0 && c.y + 1 < shape_.ny &&
                       (shape_.nz == 1 || (c.z > 0 && c.z + 1 < shape_.nz));
    for (int d = 0; d < directions(); ++d)
      if (!visit(d, inner ? from + shifts_[static_cast<std::size_t>(d)] : step(c, d).site)) return;
  }

 private:
  Shape shape_;
  std::size_t sites_;
  double volume_;
  std::vector<Coordinates>
      offsets_;  // in lexicographic order of (z, y, x), so that opposite() is a subtraction
  std::vector<double> hops_;
  std::vector<Site> shifts_;  // to the neighbour in each direction, modulo 2^32
};

}  // namespace tilscape

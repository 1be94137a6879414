// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tilscape::viz {

/// Whether a cell of this type fills its site (takes more than half of it); small cells lie beside it.
bool fills_site(const snapshot::RunHeader& header, std::uint32_t type);

/// Throws std::invalid_argument for a lattice beyond which a file is hostile or a mistake, not a tissue.
void require_drawable(const snapshot::LatticeInfo& lattice);

/// A number between -1 and 1 that belongs to an agent and an axis, so that cells do not stand in rank and
/// file.
float scatter(std::uint64_t id, unsigned axis);

/// Where the `place`-th of up to eight small cells of one site lies in it, in shares of the site's side.
std::array<float, 2> place_in_site(std::uint32_t place, std::uint32_t places);

/// Which sites of a lattice are filled, and which of them can be seen from outside.
class Block {
 public:
  explicit Block(const snapshot::LatticeInfo& lattice);

  [[nodiscard]] std::array<int, 3> coordinates(std::uint32_t site) const;
  void fill(std::uint32_t site) { filled_[site] = 1; }
  /// Keeps the filled sites whose six neighbours are filled. Twice, and the cells there cannot be seen: balls
  /// leave gaps through which one sees one layer further.
  void erode();
  [[nodiscard]] bool filled(std::uint32_t site) const { return filled_[site] != 0; }
  /// Empties the sites that are not filled in another block.
  void keep(const Block& other);
  /// Fills what cannot be reached from outside through sites that share a face: the pores inside of a tissue.
  void close_pores();
  /// The octants of directions towards which a face of a site is open: bit 1 for +x, 2 for +y, 4 for +z, so
  /// bit number 5 is +x -y +z. Who looks from another octant sees nothing of the site, and those that are
  /// open towards an octant cover, seen from there, all that is filled.
  [[nodiscard]] std::uint8_t open_octants(std::uint32_t site) const;
  /// The share of the 26 sites around one that are not filled, in 255ths; outside of the lattice nothing is.
  [[nodiscard]] std::uint8_t openness(std::uint32_t site) const;

 private:
  int nx_, ny_, nz_;
  std::vector<std::uint8_t> filled_;
};

}  // namespace tilscape::viz

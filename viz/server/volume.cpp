// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/volume.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace tilscape::viz {

Volume volume_of(const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field,
                 std::uint32_t most) {
  Volume volume;
  volume.block = (std::max({lattice.nx, lattice.ny, lattice.nz}) + most - 1) / most;
  const auto blocks = [&](std::uint32_t sites) { return (sites + volume.block - 1) / volume.block; };
  volume.size = {blocks(lattice.nx), blocks(lattice.ny), blocks(lattice.nz)};
  const std::size_t count = std::size_t{volume.size[0]} * volume.size[1] * volume.size[2];
  std::vector<double> sums(count, 0);
  std::vector<std::uint32_t> sites(count, 0);
  std::visit(
      [&](const auto& values) {
        std::size_t site = 0;
        for (std::uint32_t z = 0; z < lattice.nz; ++z)
          for (std::uint32_t y = 0; y < lattice.ny; ++y) {
            const std::size_t row =
                volume.size[0] * (y / volume.block + std::size_t{volume.size[1]} * (z / volume.block));
            for (std::uint32_t x = 0; x < lattice.nx; ++x, ++site) {
              sums[row + x / volume.block] += static_cast<double>(values[site]);
              ++sites[row + x / volume.block];
            }
          }
      },
      field.values);
  volume.values.resize(count);
  for (std::size_t i = 0; i < count; ++i) volume.values[i] = static_cast<float>(sums[i] / sites[i]);
  return volume;
}

}  // namespace tilscape::viz

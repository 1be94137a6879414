// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/slice.hpp"

#include <array>
#include <stdexcept>
#include <variant>

namespace tilscape::viz {

Slice slice_of(const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field, std::size_t axis,
               std::uint32_t index) {
  const std::array<std::size_t, 3> size = {lattice.nx, lattice.ny, lattice.nz};
  if (axis > 2 || index >= size[axis]) throw std::invalid_argument("there is no such layer");
  const std::array<std::size_t, 3> stride = {1, size[0], size[0] * size[1]};
  const std::size_t across = axis == 0 ? 1 : 0;
  const std::size_t down = axis == 2 ? 1 : 2;
  Slice slice{static_cast<std::uint32_t>(size[across]), static_cast<std::uint32_t>(size[down]), {}};
  slice.values.reserve(size[across] * size[down]);
  std::visit(
      [&](const auto& values) {
        for (std::size_t j = 0; j < size[down]; ++j) {
          std::size_t site = index * stride[axis] + j * stride[down];
          for (std::size_t i = 0; i < size[across]; ++i, site += stride[across])
            slice.values.push_back(static_cast<float>(values[site]));
        }
      },
      field.values);
  return slice;
}

}  // namespace tilscape::viz

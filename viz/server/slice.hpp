// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape::viz {

/// One layer of a field: rows of values, x to the right where x lies in the layer, else y.
struct Slice {
  std::uint32_t width = 0, height = 0;
  std::vector<float> values;
};

/// The layer `index` of a field across `axis` (0 x, 1 y, 2 z); throws std::invalid_argument outside.
Slice slice_of(const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field, std::size_t axis,
               std::uint32_t index);

}  // namespace tilscape::viz

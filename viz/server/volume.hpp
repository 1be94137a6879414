// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace tilscape::viz {

/// A field as means of cubes of sites, x fastest.
struct Volume {
  std::uint32_t block = 1;                 ///< sites along a cube's side; the last of a row may have less
  std::array<std::uint32_t, 3> size = {};  ///< in blocks
  std::vector<float> values;
};

/// With blocks just so large that there are at most `most` along each side of the lattice.
Volume volume_of(const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field, std::uint32_t most);

}  // namespace tilscape::viz

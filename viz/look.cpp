// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/look.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilscape::viz {

std::uint32_t Cutting::layer(const snapshot::LatticeInfo& lattice) const {
  if (lattice.nz == 1) return 0;
  const std::uint32_t sites = std::array{lattice.nx, lattice.ny, lattice.nz}.at(axis);
  return std::min(sites - 1, static_cast<std::uint32_t>(std::floor(at * sites)));
}

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/field.hpp"

#include <cstdint>
#include <vector>

namespace tilscape {

/// One axis of a tensor grid of finite volumes: the widths of its cells and what follows from them.
/// A grid's operator is the sum of its axes', so nothing of this is stored per cell of the grid.
struct FieldAxis {
  double diffusion = 0;  ///< [um^2/min]
  FieldSide lower_side, upper_side;
  std::vector<double> width;  ///< [um]
  std::vector<double>
      lower;  ///< D / (width * distance to the neighbour below) [1/min]; at a side by its kind
  std::vector<double> upper;  ///< the same above

  FieldAxis(std::vector<double> widths, double diffusion, FieldSide lower_side, FieldSide upper_side);

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(width.size()); }
  [[nodiscard]] bool periodic() const { return lower_side.kind == FieldSide::Kind::periodic; }
  [[nodiscard]] double length() const;

  /// The axis of half as many cells; of an odd number the last one stays narrower.
  [[nodiscard]] FieldAxis coarser() const;
};

/// How the cells of an axis and of the coarser one belong together. Fine cell i lies in coarse cell i / 2.
struct FieldTransfer {
  std::vector<double> share;  ///< of the coarse cell's width, per fine cell
  /// Weight, in linear interpolation by true centres, of the coarse cell next to a fine cell's own, on the
  /// side of i: below for even i, above for odd. Beyond a dirichlet side that neighbour is the side itself.
  std::vector<double> towards;

  FieldTransfer(const FieldAxis& fine, const FieldAxis& coarse);

  /// That neighbour: may lie beyond the last cells.
  static std::int32_t beside(std::int32_t fine) { return fine % 2 == 0 ? fine / 2 - 1 : fine / 2 + 1; }
};

}  // namespace tilscape

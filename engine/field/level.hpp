// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/axis.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tilscape {

/// Numbers of a grid with a rim of one ghost cell around it (no z rim in 2D). A row along x is stored as its
/// even cells, then its odd ones: the cells of one colour of a red-black sweep and each of their neighbours
/// are then contiguous, so that sweeps load whole vectors and touch only what they need.
class FieldGrid {
 public:
  FieldGrid(std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z)
      : half_(static_cast<std::size_t>((nx + 2) / 2 + 1)),
        rows_(static_cast<std::size_t>(ny) + 2),
        rim_z_(static_cast<std::size_t>(rim_z)),
        values_(2 * half_ * rows_ * (static_cast<std::size_t>(nz) + 2 * rim_z_), 0.0) {}

  /// The cells x = parity, parity + 2, ... of row (y, z); element -1 is there too.
  [[nodiscard]] double* row(std::int32_t y, std::int32_t z, int parity) {
    return values_.data() + offset(y, z, parity);
  }
  [[nodiscard]] const double* row(std::int32_t y, std::int32_t z, int parity) const {
    return values_.data() + offset(y, z, parity);
  }
  /// The same numbers by position, the same in every grid of a level.
  [[nodiscard]] std::size_t position(std::int32_t y, std::int32_t z, int parity) const {
    return offset(y, z, parity);
  }
  [[nodiscard]] double& operator[](std::size_t position) { return values_[position]; }
  [[nodiscard]] double operator[](std::size_t position) const { return values_[position]; }

  [[nodiscard]] std::size_t row_stride() const { return 2 * half_; }
  [[nodiscard]] std::size_t plane_stride() const { return 2 * half_ * rows_; }
  /// From a row's even cells to its odd ones.
  [[nodiscard]] std::size_t half() const { return half_; }

 private:
  [[nodiscard]] std::size_t offset(std::int32_t y, std::int32_t z, int parity) const {
    const std::size_t plane = static_cast<std::size_t>(z + static_cast<std::int32_t>(rim_z_));
    return (plane * rows_ + static_cast<std::size_t>(y + 1)) * 2 * half_ +
           static_cast<std::size_t>(parity) * half_ + 1;
  }

  std::size_t half_, rows_, rim_z_;
  std::vector<double> values_;
};

struct FieldNorms {
  double residual = 0;  ///< largest |residual| [unit/min]
  double value = 0;     ///< largest |value| [unit]
};

/// No lower bound on the values of a sweep.
inline constexpr double unbounded = -std::numeric_limits<double>::infinity();

/// One grid of the hierarchy: (shift + reaction - div D grad) value = rhs. Per volume, so that a coarse
/// grid's reaction and right-hand side are averages of the finer one's.
class FieldLevel {
 public:
  FieldLevel(FieldAxis x, FieldAxis y, FieldAxis z, std::int32_t rim_z);

  std::array<FieldAxis, 3> axes;
  FieldGrid value, rhs, reaction, residual;

  [[nodiscard]] std::int32_t nx() const { return nx_; }
  [[nodiscard]] std::int32_t ny() const { return ny_; }
  [[nodiscard]] std::int32_t nz() const { return nz_; }
  [[nodiscard]] bool flat() const { return rim_z_ == 0; }

  /// Calls body(y, z, tile) for every row; the rows of a tile are done in order by one thread.
  template <class Body>
  void for_rows(const Threads& threads, const Body& body) const {
    const auto rows = static_cast<std::size_t>(ny_) * static_cast<std::size_t>(nz_);
    threads.for_chunks(rows, tile_rows_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t r = begin; r < end; ++r)
        body(static_cast<std::int32_t>(r % static_cast<std::size_t>(ny_)),
             static_cast<std::int32_t>(r / static_cast<std::size_t>(ny_)), begin / tile_rows_);
    });
  }
  [[nodiscard]] std::size_t tiles() const { return norms_.size(); }

  /// Cells of a row with this parity of x.
  [[nodiscard]] std::ptrdiff_t count(int parity) const { return (nx_ + 1 - parity) / 2; }

  /// The values of the ghost cells beyond the dirichlet sides of the finest grid.
  void hold_sides();

  /// A red-black Gauss-Seidel sweep that lets no value below `floor`.
  void relax(double shift, double floor, const Threads& threads);
  /// residual = rhs - operator(value), and the largest of both.
  FieldNorms compute_residual(double shift, const Threads& threads);
  /// Copies the periodic sides into the ghost cells beyond the opposite ones.
  void wrap(const Threads& threads);
  /// Bound of the largest diagonal of the operator without shift and reaction [1/min].
  [[nodiscard]] double largest_exchange() const;

 private:
  struct Weights;
  [[nodiscard]] Weights weights(std::int32_t y, std::int32_t z) const;
  void relax_row(std::int32_t y, std::int32_t z, int parity, double shift, double floor);
  FieldNorms residual_row(std::int32_t y, std::int32_t z, int parity, double shift);

  std::int32_t nx_, ny_, nz_, rim_z_;
  std::size_t tile_rows_;
  std::array<std::vector<double>, 2> lower_x_, upper_x_;  // by parity of x
  std::vector<FieldNorms> norms_;                         // per tile
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/axis.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// One grid for several substances that react, with a conductance at each face: the second stencil of the
/// house, in double precision. The equation of a cell is integrated over it, in volumes of the finest cell:
///   block * x + sum over faces of conductance (x - x beyond) = right-hand side,
/// x one number per substance, beyond a held side 0. Numbers are by substance, then by cell.
class CoupledLevel {
 public:
  using Vector = std::vector<double>;

  /// Axes of diffusion 1, which say where the cells lie.
  CoupledLevel(std::array<FieldAxis, 3> axes, std::size_t substances);

  std::array<FieldAxis, 3> axes;
  std::array<Vector, 3> lower, upper;  ///< conductances [1/min] by axis, at both faces of each cell
  Vector block;                        ///< [1/min] by cell, then substance x substance
  Vector change, rhs, residual;

  [[nodiscard]] std::size_t substances() const { return substances_; }
  [[nodiscard]] std::size_t cells() const { return cells_; }
  [[nodiscard]] std::size_t numbers() const { return cells_ * substances_; }
  [[nodiscard]] std::size_t rows() const {
    return static_cast<std::size_t>(size_[1]) * static_cast<std::size_t>(size_[2]);
  }
  [[nodiscard]] std::int32_t nx() const { return size_[0]; }
  /// Chunks of rows, the same for any number of threads.
  [[nodiscard]] std::size_t rows_per_chunk() const { return rows_per_chunk_; }
  [[nodiscard]] std::size_t chunks() const { return (rows() + rows_per_chunk_ - 1) / rows_per_chunk_; }
  template <class Body>
  void for_rows(const Threads& threads, const Body& body) const {
    threads.for_chunks(rows(), rows_per_chunk_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin; row < end; ++row)
        body(static_cast<std::int32_t>(row % static_cast<std::size_t>(size_[1])),
             static_cast<std::int32_t>(row / static_cast<std::size_t>(size_[1])));
    });
  }

  /// Inverts what stands on the diagonal: to be called when conductances or blocks are new.
  void prepare(const Threads& threads);
  /// A sweep in two colours over `change`; where an axis wraps around an odd number of cells, a damped step
  /// of all cells at once, so that no order is seen.
  void relax(const Threads& threads);
  /// residual = rhs - operator(change).
  void find_residual(const Threads& threads);
  /// out = operator(x), each row over its diagonal: as levels that are wanted.
  void apply_scaled(const Vector& x, Vector& out, const Threads& threads) const;
  /// rhs = values times the diagonal, or out = rhs over it.
  void set_rhs_scaled(const Vector& values, const Threads& threads);
  void get_rhs_scaled(Vector& out, const Threads& threads) const;

  /// out = sum over faces of conductance (x beyond - x) of row (y, z) of one substance; `beyond` is what its
  /// sides are held at.
  void exchange(const double* x, std::size_t substance, const std::array<double, 6>& beyond, std::int32_t y,
                std::int32_t z, double* out) const;

  /// A cell beside (y, z) of x along an axis, or `none` beyond a side.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t beside(std::array<std::int32_t, 3> at, std::size_t axis, std::int32_t step) const;
  [[nodiscard]] std::size_t cell(std::array<std::int32_t, 3> at) const {
    return static_cast<std::size_t>(at[0]) +
           static_cast<std::size_t>(size_[0]) *
               (static_cast<std::size_t>(at[1]) +
                static_cast<std::size_t>(size_[1]) * static_cast<std::size_t>(at[2]));
  }

 private:
  struct Row;
  [[nodiscard]] Row row(const Vector& x, std::size_t substance, std::int32_t y, std::int32_t z) const;
  template <class Take>
  void relaxed(std::int32_t y, std::int32_t z, std::int32_t x0, std::int32_t step, const Take& take);
  void operator_on(const Vector& x, std::int32_t y, std::int32_t z, double* out) const;

  std::array<std::int32_t, 3> size_;
  std::size_t substances_, cells_, rows_per_chunk_;
  bool two_coloured_;
  Vector inverse_;   // by cell, of block + conductances
  Vector diagonal_;  // of these, by substance and cell; 1 where it is 0
  Vector zeros_;     // a row of them
};

}  // namespace tilscape

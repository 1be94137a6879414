// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/axis.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// Numbers of a grid with a rim of one ghost cell around it (no z rim in 2D), in single precision: they are
/// changes to values in double precision. A row along x is stored as its even cells, then its odd ones: the
/// cells of one colour of a red-black sweep and each of their neighbours are then contiguous, so that sweeps
/// load whole vectors and touch only what they need.
class FieldGrid {
 public:
  FieldGrid(std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z)
      : half_(half_of(nx)),
        rows_(rows_of(ny)),
        rim_z_(static_cast<std::size_t>(rim_z)),
        values_(2 * half_ * rows_ * (static_cast<std::size_t>(nz) + 2 * rim_z_), 0.0F) {}

  /// What such a grid takes.
  static std::size_t bytes(std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z) {
    return 2 * half_of(nx) * rows_of(ny) * static_cast<std::size_t>(nz + 2 * rim_z) * sizeof(float);
  }

  /// The cells x = parity, parity + 2, ... of row (y, z); element -1 is there too.
  [[nodiscard]] float* row(std::int32_t y, std::int32_t z, int parity) {
    return values_.data() + offset(y, z, parity);
  }
  [[nodiscard]] const float* row(std::int32_t y, std::int32_t z, int parity) const {
    return values_.data() + offset(y, z, parity);
  }
  /// The same numbers by position, the same in every grid of a level.
  [[nodiscard]] std::size_t position(std::int32_t y, std::int32_t z, int parity) const {
    return offset(y, z, parity);
  }
  [[nodiscard]] float& operator[](std::size_t position) { return values_[position]; }
  [[nodiscard]] const float& operator[](std::size_t position) const { return values_[position]; }

  [[nodiscard]] std::size_t row_stride() const { return 2 * half_; }
  [[nodiscard]] std::size_t plane_stride() const { return 2 * half_ * rows_; }
  /// From a row's even cells to its odd ones.
  [[nodiscard]] std::size_t half() const { return half_; }

 private:
  static std::size_t half_of(std::int32_t nx) { return static_cast<std::size_t>((nx + 2) / 2 + 1); }
  static std::size_t rows_of(std::int32_t ny) { return static_cast<std::size_t>(ny) + 2; }
  [[nodiscard]] std::size_t offset(std::int32_t y, std::int32_t z, int parity) const {
    const std::size_t plane = static_cast<std::size_t>(z + static_cast<std::int32_t>(rim_z_));
    return (plane * rows_ + static_cast<std::size_t>(y + 1)) * 2 * half_ +
           static_cast<std::size_t>(parity) * half_ + 1;
  }

  std::size_t half_, rows_, rim_z_;
  std::vector<float> values_;
};

/// What a level of the hierarchy computes with: nothing in it outlives a solve.
struct FieldScratch {
  FieldGrid change, rhs, reaction, residual;
  FieldGrid base;  ///< the values that are changed; the finest level's only
};

struct FieldNorms {
  double residual = 0;  ///< largest |residual| [unit/min]
  double value = 0;     ///< largest |value| [unit]
  double change = 0;    ///< largest |change| of the values [unit]
};

/// What a sweep over the finest grid may do to the values.
enum class FieldBound : std::uint8_t {
  none,
  not_negative,  ///< no change takes a value below 0
};

struct Stencil;

/// One grid of the hierarchy: (shift + reaction - div D grad) change = rhs. Per volume, so that a coarse
/// grid's reaction and right-hand side are averages of the finer one's. Beyond held sides the change is 0.
class FieldLevel {
 public:
  FieldLevel(FieldAxis x, FieldAxis y, FieldAxis z, std::int32_t rim_z, FieldScratch& scratch);
  /// What such a level takes beside its scratch, but for its axes.
  static std::size_t bytes(std::int32_t ny, std::int32_t nz);

  std::array<FieldAxis, 3> axes;
  FieldGrid &change, &rhs, &reaction, &residual, &base;

  [[nodiscard]] std::int32_t nx() const { return nx_; }
  [[nodiscard]] std::int32_t ny() const { return ny_; }
  [[nodiscard]] std::int32_t nz() const { return nz_; }
  [[nodiscard]] bool flat() const { return rim_z_ == 0; }

  /// Calls body(y, z, tile) for every row; the rows of a tile are done in order by one thread.
  template <class Body>
  void for_rows(const Threads& threads, const Body& body) const {
    threads.for_chunks(rows(), tile_rows_, [&](std::size_t begin, std::size_t end) {
      for (std::size_t r = begin; r < end; ++r)
        body(static_cast<std::int32_t>(r % static_cast<std::size_t>(ny_)),
             static_cast<std::int32_t>(r / static_cast<std::size_t>(ny_)), begin / tile_rows_);
    });
  }
  [[nodiscard]] std::size_t tiles() const { return (rows() + tile_rows_ - 1) / tile_rows_; }

  /// Cells of a row with this parity of x.
  [[nodiscard]] std::ptrdiff_t count(int parity) const { return (nx_ + 1 - parity) / 2; }

  /// No change beyond the sides: others may have left one in the scratch.
  void clear_rim();
  /// Sets the change of a row to 0.
  void clear_change(std::int32_t y, std::int32_t z) {
    std::fill_n(change.row(y, z, 0) - 1, change.row_stride(), 0.0F);
  }
  /// Copies the periodic sides into the ghost cells beyond the opposite ones.
  void wrap(const Threads& threads);

  /// Layers are planes in 3D, rows in 2D.
  [[nodiscard]] std::int32_t layers() const { return flat() ? ny_ : nz_; }
  /// Rows begin to end of a layer; in 2D the layer itself.
  struct Strip {
    std::int32_t layer, begin, end;
  };
  [[nodiscard]] Strip whole(std::int32_t layer) const { return {layer, 0, flat() ? 1 : ny_}; }
  template <class Body>  // of (y, z)
  void for_rows_of(const Strip& strip, const Body& body) const {
    if (flat()) return body(strip.layer, 0);
    for (std::int32_t y = strip.begin; y < strip.end; ++y) body(y, strip.layer);
  }

  /// Half a red-black Gauss-Seidel sweep: the cells of a colour. Rows that sleep are left alone.
  void relax(const Strip& strip, int colour, double shift, FieldBound bound);
  /// residual = rhs - operator(change), after a sweep that has ended with colour 1: its cells are left out of
  /// a row where they are solved. In rows that are awake or next to such; elsewhere it cannot have changed.
  void compute_residual(const Strip& strip, double shift);
  /// Where the residuals of a row are: with no change the right-hand side, in both colours or in colour 0
  /// only.
  enum class Residuals : std::uint8_t { right_hand_side, both_colours, first_colour };
  [[nodiscard]] Residuals& residuals(std::int32_t y, std::int32_t z) { return residuals_[row_number(y, z)]; }
  [[nodiscard]] Residuals residuals(std::int32_t y, std::int32_t z) const {
    return residuals_[row_number(y, z)];
  }
  /// No cell has a neighbour of its own colour: all but periodic axes of odd length.
  [[nodiscard]] bool two_coloured() const { return two_coloured_; }
  [[nodiscard]] static int parity(std::int32_t y, std::int32_t z, int colour) { return (y + z + colour) % 2; }

  /// The norms of a row, as compute_residual() and whoever sets a new right-hand side leave them.
  [[nodiscard]] FieldNorms& norms_of(std::int32_t y, std::int32_t z) { return norms_[row_number(y, z)]; }
  /// Sets the norms of the rows of the finest grid that compute_residual() has worked on.
  void measure(const Strip& strip);
  /// The largest |change| of the grid [unit]; sets the norms of all rows.
  [[nodiscard]] double largest_change(const Threads& threads);
  /// The largest of all rows.
  [[nodiscard]] FieldNorms norms() const;

  /// A row sleeps through a cycle when its residual is at most `quiet_residual` [unit/min] and the correction
  /// that the coarser grid has for it at most `quiet_correction` [unit].
  void wake(double quiet_residual, const FieldLevel& coarser, double quiet_correction);
  void wake(double quiet_residual);
  [[nodiscard]] bool awake(std::int32_t y, std::int32_t z) const { return awake_[row_number(y, z)] != 0; }
  [[nodiscard]] double awake_share() const;

  /// Calls body(pass, strip) for all rows in each of the passes, as if pass by pass. A pass may read the rows
  /// next to its own, so it follows the one before at a distance of one layer and one row: all of them go
  /// through memory together, a band of rows at a time, so that what they share stays in a core's cache.
  /// Slabs of layers are done at the same time up to the wedges between them, which come last.
  template <class Body>
  void in_passes(const Threads& threads, int passes, const Body& body) {
    if (axes[0].periodic() || axes[1].periodic() || axes[2].periodic()) {
      for (int pass = 0; pass < passes; ++pass) {
        wrap(threads);
        threads.for_chunks(static_cast<std::size_t>(layers()), 1, [&](std::size_t layer, std::size_t) {
          body(pass, whole(static_cast<std::int32_t>(layer)));
        });
      }
      return;
    }
    // As thick as the wedges between them need, or thicker where layers are small or many.
    const std::int32_t thickness = std::max({2 * passes, slab_layers_, layers() / most_slabs});
    const std::int32_t slabs = std::max(1, layers() / thickness);
    const auto begin_of = [&](std::int32_t slab) { return slab == slabs ? layers() : slab * thickness; };
    threads.for_chunks(static_cast<std::size_t>(slabs), 1, [&](std::size_t index, std::size_t) {
      const auto slab = static_cast<std::int32_t>(index);
      const std::int32_t begin = begin_of(slab);
      const std::int32_t end = begin_of(slab + 1);
      for (std::int32_t band = 0; band < bands(); ++band)
        for (std::int32_t front = begin; front < end + passes - 1; ++front)
          for (int pass = 0; pass < passes; ++pass) {
            const std::int32_t layer = front - pass;
            const bool below_wedge = slab + 1 == slabs ? layer < end : layer < end - pass;
            const bool above_wedge = slab == 0 ? layer >= 0 : layer >= begin + pass;
            if (below_wedge && above_wedge) body(pass, strip(band, pass, layer));
          }
    });
    threads.for_chunks(static_cast<std::size_t>(slabs - 1), 1, [&](std::size_t index, std::size_t) {
      const std::int32_t middle = begin_of(static_cast<std::int32_t>(index) + 1);
      for (std::int32_t band = 0; band < bands(); ++band)
        for (int pass = 1; pass < passes; ++pass)
          for (std::int32_t layer = middle - pass; layer < middle + pass; ++layer)
            body(pass, strip(band, pass, layer));
    });
  }
  /// Bound of the largest diagonal of the operator without shift and reaction [1/min].
  [[nodiscard]] double largest_exchange() const;

 private:
  [[nodiscard]] FieldNorms measured(std::int32_t y, std::int32_t z) const;
  [[nodiscard]] Stencil stencil(std::int32_t y, std::int32_t z, int parity, double shift) const;
  [[nodiscard]] std::size_t row_number(std::int32_t y, std::int32_t z) const {
    return static_cast<std::size_t>(y) + static_cast<std::size_t>(ny_) * static_cast<std::size_t>(z);
  }
  static constexpr std::int32_t most_slabs = 16;
  [[nodiscard]] std::int32_t bands() const { return flat() ? 1 : (ny_ + band_rows_ - 1) / band_rows_; }
  /// A band's rows of a layer in a pass: each pass lags a row behind the one before.
  [[nodiscard]] Strip strip(std::int32_t band, int pass, std::int32_t layer) const {
    if (flat()) return whole(layer);
    const std::int32_t begin = band == 0 ? 0 : std::max(0, band * band_rows_ - pass);
    const std::int32_t end = band + 1 == bands() ? ny_ : std::max(0, (band + 1) * band_rows_ - pass);
    return {layer, begin, end};
  }
  [[nodiscard]] bool stirred(std::int32_t y, std::int32_t z) const;
  [[nodiscard]] std::size_t rows() const {
    return static_cast<std::size_t>(ny_) * static_cast<std::size_t>(nz_);
  }

  std::int32_t nx_, ny_, nz_, rim_z_;
  std::size_t tile_rows_;
  std::int32_t slab_layers_, band_rows_;
  bool two_coloured_;
  std::array<std::vector<float>, 2> lower_x_, upper_x_;  // by parity of x
  // Per row:
  std::vector<FieldNorms> norms_;
  std::vector<std::uint8_t> awake_;
  std::vector<std::uint8_t> bounded_;  // the last half sweep met the bound: its cells are not solved
  std::vector<Residuals> residuals_;
};

}  // namespace tilscape

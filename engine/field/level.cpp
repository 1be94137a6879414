// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/level.hpp"

#include "engine/base/wide.hpp"
#include "engine/field/rows.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tilscape {

/// The cells of one colour in a row, their neighbours, and the coefficients of their equations.
struct Stencil {
  std::ptrdiff_t n;
  const float *left, *right, *south, *north, *below, *above;
  const float *rhs, *reaction;
  const float *to_left, *to_right;               // [1/min] per cell
  float to_south, to_north, to_below, to_above;  // [1/min]
  float shift;                                   // [1/min]

  [[gnu::always_inline]] [[nodiscard]] float relaxed(std::ptrdiff_t i) const {
    const float inflow = rhs[i] + (to_left[i] * left[i] + to_right[i] * right[i]) +
                         (to_south * south[i] + to_north * north[i]) +
                         (to_below * below[i] + to_above * above[i]);
    const float across = (to_south + to_north) + (to_below + to_above);
    return inflow / (shift + across + (to_left[i] + to_right[i]) + reaction[i]);
  }
  /// Differences come first, so that what is even rounds to nothing.
  [[gnu::always_inline]] [[nodiscard]] float residual(std::ptrdiff_t i, float own) const {
    return rhs[i] - (shift + reaction[i]) * own +
           (to_left[i] * (left[i] - own) + to_right[i] * (right[i] - own)) +
           (to_south * (south[i] - own) + to_north * (north[i] - own)) +
           (to_below * (below[i] - own) + to_above * (above[i] - own));
  }
};

namespace {

// Small enough that a tile's rows stay in a core's cache between the two colours of a small grid, large
// enough that handing out a tile costs nothing.
constexpr std::size_t tile_sites = 16384;
constexpr std::int32_t slab_sites = 32768;  // of a slab, at least
// Of a band in one layer: five arrays of eight layers of it fit a core's second cache (0.3 MB).
constexpr std::int32_t band_sites = 2048;

std::array<std::vector<float>, 2> by_parity(const std::vector<double>& all) {
  std::array<std::vector<float>, 2> halves;
  for (std::size_t i = 0; i < all.size(); ++i) halves[i % 2].push_back(static_cast<float>(all[i]));
  return halves;
}

double larger(double a, double b) {
  return a < b ? b : a;
}

TILSCAPE_WIDE void relax_cells(const Stencil& stencil, float* __restrict own) {
  const Stencil s = stencil;
  for (std::ptrdiff_t i = 0; i < s.n; ++i) own[i] = s.relaxed(i);
}

/// No value, base + change, ends below 0. Says whether one would have.
TILSCAPE_WIDE bool relax_bounded_cells(const Stencil& stencil, const float* base, float* __restrict own) {
  const Stencil s = stencil;
  std::uint32_t below = 0;
  for (std::ptrdiff_t i = 0; i < s.n; ++i) {
    const float v = s.relaxed(i);
    const float least = -base[i];
    below |= v < least ? 1U : 0U;
    own[i] = v < least ? least : v;
  }
  return below != 0;
}

TILSCAPE_WIDE void residual_of_cells(const Stencil& stencil, const float* own, float* __restrict out) {
  const Stencil s = stencil;
  for (std::ptrdiff_t i = 0; i < s.n; ++i) out[i] = s.residual(i, own[i]);
}

}  // namespace

FieldLevel::FieldLevel(FieldAxis x, FieldAxis y, FieldAxis z, std::int32_t rim_z, FieldScratch& scratch)
    : axes{std::move(x), std::move(y), std::move(z)},
      change(scratch.change),
      rhs(scratch.rhs),
      reaction(scratch.reaction),
      residual(scratch.residual),
      base(scratch.base),
      nx_(axes[0].size()),
      ny_(axes[1].size()),
      nz_(axes[2].size()),
      rim_z_(rim_z),
      tile_rows_(std::max<std::size_t>(1, tile_sites / static_cast<std::size_t>(nx_))),
      slab_layers_(slab_sites / (rim_z > 0 ? nx_ * ny_ : nx_)),
      band_rows_(std::max(8, band_sites / nx_)),
      two_coloured_(std::none_of(axes.begin(), axes.end(),
                                 [](const FieldAxis& a) { return a.periodic() && a.size() % 2 == 1; })),
      lower_x_(by_parity(axes[0].lower)),
      upper_x_(by_parity(axes[0].upper)),
      norms_(rows()),
      awake_(rows(), 1),
      bounded_(rows(), 0),
      residuals_(rows(), Residuals::right_hand_side) {}

std::size_t FieldLevel::bytes(std::int32_t ny, std::int32_t nz) {
  const std::size_t rows = static_cast<std::size_t>(ny) * static_cast<std::size_t>(nz);
  return rows * (sizeof(FieldNorms) + sizeof(Residuals) + 2 * sizeof(std::uint8_t));
}

Stencil FieldLevel::stencil(std::int32_t y, std::int32_t z, int parity, double shift) const {
  const auto j = static_cast<std::size_t>(y);
  const auto k = static_cast<std::size_t>(z);
  const auto p = static_cast<std::size_t>(parity);
  const std::size_t position = change.position(y, z, parity);
  const float* own = &change[position];
  // Beside an even cell the odd ones of the same number and the one before, and the other way round.
  const float* right = parity == 0 ? own + change.half() : own - change.half() + 1;
  const std::size_t row = change.row_stride();
  // In 2D there are no layers: other rows stand in, with weight 0.
  const std::size_t layer = flat() ? row : change.plane_stride();
  return {.n = count(parity),
          .left = right - 1,
          .right = right,
          .south = own - row,
          .north = own + row,
          .below = own - layer,
          .above = own + layer,
          .rhs = &rhs[position],
          .reaction = &reaction[position],
          .to_left = lower_x_[p].data(),
          .to_right = upper_x_[p].data(),
          .to_south = static_cast<float>(axes[1].lower[j]),
          .to_north = static_cast<float>(axes[1].upper[j]),
          .to_below = static_cast<float>(axes[2].lower[k]),
          .to_above = static_cast<float>(axes[2].upper[k]),
          .shift = static_cast<float>(shift)};
}

double FieldLevel::largest_exchange() const {
  double sum = 0;
  for (const FieldAxis& axis : axes) {
    double largest = 0;
    for (std::size_t i = 0; i < axis.width.size(); ++i)
      largest = larger(largest, axis.lower[i] + axis.upper[i]);
    sum += largest;
  }
  return sum;
}

void FieldLevel::clear_rim() {
  for (std::int32_t z = 0; z < nz_; ++z)
    for (const std::int32_t y : {-1, ny_}) clear_change(y, z);
  if (flat()) return;
  for (const std::int32_t z : {-1, nz_})
    for (std::int32_t y = -1; y <= ny_; ++y) clear_change(y, z);
}

void FieldLevel::wrap(const Threads& threads) {
  const auto stride = static_cast<std::ptrdiff_t>(change.row_stride());
  const auto copy_row = [&](std::int32_t from_y, std::int32_t from_z, std::int32_t y, std::int32_t z) {
    std::copy_n(change.row(from_y, from_z, 0) - 1, stride, change.row(y, z, 0) - 1);
  };
  const auto planes = static_cast<std::size_t>(nz_);
  if (axes[0].periodic() || axes[1].periodic()) {
    threads.for_chunks(planes, 1, [&](std::size_t plane, std::size_t) {
      const auto z = static_cast<std::int32_t>(plane);
      if (axes[0].periodic())
        for (std::int32_t y = 0; y < ny_; ++y) {
          const std::int32_t last = nx_ - 1;
          change.row(y, z, 1)[-1] = change.row(y, z, last % 2)[last / 2];
          change.row(y, z, nx_ % 2)[nx_ / 2] = change.row(y, z, 0)[0];
        }
      if (axes[1].periodic()) {
        copy_row(ny_ - 1, z, -1, z);
        copy_row(0, z, ny_, z);
      }
    });
  }
  if (flat() || !axes[2].periodic()) return;
  for (std::int32_t y = -1; y <= ny_; ++y) {
    copy_row(y, nz_ - 1, y, -1);
    copy_row(y, 0, y, nz_);
  }
}

void FieldLevel::relax(const Strip& strip, int colour, double shift, FieldBound bound) {
  for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (!awake(y, z)) return;
    const int cells = parity(y, z, colour);
    const Stencil s = stencil(y, z, cells, shift);
    bool bounded = false;
    if (bound == FieldBound::not_negative)
      bounded = relax_bounded_cells(s, base.row(y, z, cells), change.row(y, z, cells));
    else
      relax_cells(s, change.row(y, z, cells));
    bounded_[row_number(y, z)] = bounded ? 1 : 0;
  });
}

void FieldLevel::compute_residual(const Strip& strip, double shift) {
  for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (!stirred(y, z)) return;
    const bool solved = two_coloured_ && awake(y, z) && bounded_[row_number(y, z)] == 0;
    residuals(y, z) = solved ? Residuals::first_colour : Residuals::both_colours;
    for (const int colour : {0, 1}) {
      if (colour == 1 && solved) continue;
      const int cells = parity(y, z, colour);
      residual_of_cells(stencil(y, z, cells, shift), change.row(y, z, cells), residual.row(y, z, cells));
    }
  });
}

void FieldLevel::measure(const Strip& strip) {
  for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (stirred(y, z)) norms_of(y, z) = measured(y, z);
  });
}

FieldNorms FieldLevel::measured(std::int32_t y, std::int32_t z) const {
  FieldNorms most;
  for (const int colour : {0, 1}) {
    const int cells = parity(y, z, colour);
    const std::ptrdiff_t n = count(cells);
    const rows::Changed changed = rows::largest_changed(base.row(y, z, cells), change.row(y, z, cells), n);
    const auto take = [](double& largest, float v) { largest = larger(largest, static_cast<double>(v)); };
    take(most.change, changed.change);
    take(most.value, changed.value);
    if (colour == 0 || residuals(y, z) == Residuals::both_colours)
      take(most.residual, rows::largest_magnitude(residual.row(y, z, cells), n));
  }
  return most;
}

/// Is it awake, or one of the rows that its equations read?
bool FieldLevel::stirred(std::int32_t y, std::int32_t z) const {
  const auto beside = [](std::int32_t i, std::int32_t n) { return std::clamp(i, 0, n - 1); };
  return awake(y, z) || awake(beside(y - 1, ny_), z) || awake(beside(y + 1, ny_), z) ||
         awake(y, beside(z - 1, nz_)) || awake(y, beside(z + 1, nz_));
}

double FieldLevel::largest_change(const Threads& threads) {
  in_passes(threads, 1, [&](int, const Strip& strip) {
    for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
      double& most = norms_of(y, z).change;
      most = 0;
      for (const int parity : {0, 1})
        most = larger(most,
                      static_cast<double>(rows::largest_magnitude(change.row(y, z, parity), count(parity))));
    });
  });
  return norms().change;
}

FieldNorms FieldLevel::norms() const {
  FieldNorms most;
  for (const FieldNorms& row : norms_)
    most = {larger(most.residual, row.residual), larger(most.value, row.value),
            larger(most.change, row.change)};
  return most;
}

void FieldLevel::wake(double quiet_residual, const FieldLevel& coarser, double quiet_correction) {
  const auto beside = [](std::int32_t fine, std::int32_t n) {  // the other coarse row that it reads
    const std::int32_t other = FieldTransfer::beside(fine);
    return other < 0 || other >= n ? fine / 2 : other;
  };
  const bool wrapped = axes[1].periodic() || axes[2].periodic();
  for (std::int32_t z = 0; z < nz_; ++z) {
    const std::int32_t z2 = beside(z, coarser.nz_);
    for (std::int32_t y = 0; y < ny_; ++y) {
      const std::int32_t y2 = beside(y, coarser.ny_);
      double most = 0;
      for (const std::int32_t k : {z / 2, z2})
        for (const std::int32_t j : {y / 2, y2})
          most = larger(most, coarser.norms_[coarser.row_number(j, k)].change);
      const std::size_t row = row_number(y, z);
      awake_[row] = wrapped || norms_[row].residual > quiet_residual || most > quiet_correction ? 1 : 0;
    }
  }
}

void FieldLevel::wake(double quiet_residual) {
  const bool wrapped = axes[1].periodic() || axes[2].periodic();
  for (std::size_t row = 0; row < awake_.size(); ++row)
    awake_[row] = wrapped || norms_[row].residual > quiet_residual ? 1 : 0;
}

double FieldLevel::awake_share() const {
  return static_cast<double>(std::count(awake_.begin(), awake_.end(), std::uint8_t{1})) /
         static_cast<double>(awake_.size());
}

}  // namespace tilscape

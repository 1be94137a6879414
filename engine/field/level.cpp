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
  const double *left, *right, *south, *north, *below, *above;
  const double *rhs, *reaction;
  const double *to_left, *to_right;               // [1/min] per cell
  double to_south, to_north, to_below, to_above;  // [1/min]
  double base;                                    // [1/min] of the diagonal: shift and the four above
};

namespace {

// Small enough that a tile's rows stay in a core's cache between the two colours of a small grid, large
// enough that handing out a tile costs nothing.
constexpr std::size_t tile_sites = 16384;
constexpr std::int32_t slab_sites = 32768;  // of a slab, at least
// Of a band in one layer: four arrays of eight layers of it fit a core's second cache (0.5 MB).
constexpr std::int32_t band_sites = 2048;

std::array<std::vector<double>, 2> by_parity(const std::vector<double>& all) {
  std::array<std::vector<double>, 2> halves;
  for (std::size_t i = 0; i < all.size(); ++i) halves[i % 2].push_back(all[i]);
  return halves;
}

double larger(double a, double b) {
  return a < b ? b : a;
}

TILSCAPE_WIDE void relax_cells(const Stencil& s, double* __restrict own, double floor) {
  for (std::ptrdiff_t i = 0; i < s.n; ++i) {
    const double inflow = s.rhs[i] + (s.to_left[i] * s.left[i] + s.to_right[i] * s.right[i]) +
                          (s.to_south * s.south[i] + s.to_north * s.north[i]) +
                          (s.to_below * s.below[i] + s.to_above * s.above[i]);
    const double v = inflow / (s.base + (s.to_left[i] + s.to_right[i]) + s.reaction[i]);
    own[i] = v < floor ? floor : v;
  }
}

TILSCAPE_WIDE void residual_of_cells(const Stencil& s, const double* own, double* __restrict out) {
  for (std::ptrdiff_t i = 0; i < s.n; ++i)
    out[i] = s.rhs[i] + (s.to_left[i] * s.left[i] + s.to_right[i] * s.right[i]) +
             (s.to_south * s.south[i] + s.to_north * s.north[i]) +
             (s.to_below * s.below[i] + s.to_above * s.above[i]) -
             (s.base + (s.to_left[i] + s.to_right[i]) + s.reaction[i]) * own[i];
}

}  // namespace

FieldLevel::FieldLevel(FieldAxis x, FieldAxis y, FieldAxis z, std::int32_t rim_z)
    : axes{std::move(x), std::move(y), std::move(z)},
      value(axes[0].size(), axes[1].size(), axes[2].size(), rim_z),
      rhs(value),
      reaction(value),
      residual(value),
      nx_(axes[0].size()),
      ny_(axes[1].size()),
      nz_(axes[2].size()),
      rim_z_(rim_z),
      tile_rows_(std::max<std::size_t>(1, tile_sites / static_cast<std::size_t>(nx_))),
      slab_layers_(slab_sites / (rim_z > 0 ? nx_ * ny_ : nx_)),
      band_rows_(std::max(8, band_sites / nx_)),
      lower_x_(by_parity(axes[0].lower)),
      upper_x_(by_parity(axes[0].upper)) {
  norms_.resize(rows());
  awake_.assign(rows(), 1);
}

std::size_t FieldLevel::bytes(std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z) {
  const std::size_t grids = 4;  // value, rhs, reaction, residual
  const std::size_t rows = static_cast<std::size_t>(ny) * static_cast<std::size_t>(nz);
  return grids * FieldGrid::bytes(nx, ny, nz, rim_z) + rows * (sizeof(FieldNorms) + sizeof(std::uint8_t));
}

Stencil FieldLevel::stencil(std::int32_t y, std::int32_t z, int parity, double shift) const {
  const auto j = static_cast<std::size_t>(y);
  const auto k = static_cast<std::size_t>(z);
  const auto p = static_cast<std::size_t>(parity);
  const std::size_t position = value.position(y, z, parity);
  const double* own = &value[position];
  // Beside an even cell the odd ones of the same number and the one before, and the other way round.
  const double* right = parity == 0 ? own + value.half() : own - value.half() + 1;
  const std::size_t row = value.row_stride();
  // In 2D there are no layers: other rows stand in, with weight 0.
  const std::size_t layer = flat() ? row : value.plane_stride();
  Stencil s{.n = count(parity),
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
            .to_south = axes[1].lower[j],
            .to_north = axes[1].upper[j],
            .to_below = axes[2].lower[k],
            .to_above = axes[2].upper[k],
            .base = shift};
  s.base += s.to_south + s.to_north + s.to_below + s.to_above;
  return s;
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

void FieldLevel::hold_sides() {
  const auto held = [](const FieldSide& side) {
    return side.kind == FieldSide::Kind::dirichlet ? side.value : 0.0;
  };
  const auto set_row = [&](std::int32_t y, std::int32_t z, double v) {
    for (const int parity : {0, 1}) std::fill_n(value.row(y, z, parity), count(parity), v);
  };
  for (std::int32_t z = 0; z < nz_; ++z) {
    for (std::int32_t y = 0; y < ny_; ++y) {
      value.row(y, z, 1)[-1] = held(axes[0].lower_side);
      value.row(y, z, nx_ % 2)[nx_ / 2] = held(axes[0].upper_side);
    }
    set_row(-1, z, held(axes[1].lower_side));
    set_row(ny_, z, held(axes[1].upper_side));
  }
  if (flat()) return;
  for (std::int32_t y = 0; y < ny_; ++y) {
    set_row(y, -1, held(axes[2].lower_side));
    set_row(y, nz_, held(axes[2].upper_side));
  }
}

void FieldLevel::wrap(const Threads& threads) {
  const auto stride = static_cast<std::ptrdiff_t>(value.row_stride());
  const auto copy_row = [&](std::int32_t from_y, std::int32_t from_z, std::int32_t y, std::int32_t z) {
    std::copy_n(value.row(from_y, from_z, 0) - 1, stride, value.row(y, z, 0) - 1);
  };
  const auto planes = static_cast<std::size_t>(nz_);
  if (axes[0].periodic() || axes[1].periodic()) {
    threads.for_chunks(planes, 1, [&](std::size_t plane, std::size_t) {
      const auto z = static_cast<std::int32_t>(plane);
      if (axes[0].periodic())
        for (std::int32_t y = 0; y < ny_; ++y) {
          const std::int32_t last = nx_ - 1;
          value.row(y, z, 1)[-1] = value.row(y, z, last % 2)[last / 2];
          value.row(y, z, nx_ % 2)[nx_ / 2] = value.row(y, z, 0)[0];
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

void FieldLevel::relax_row(std::int32_t y, std::int32_t z, int parity, double shift, double floor) {
  relax_cells(stencil(y, z, parity, shift), value.row(y, z, parity), floor);
}

void FieldLevel::relax(const Strip& strip, int colour, double shift, double floor) {
  for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (awake(y, z)) relax_row(y, z, (y + z + colour) % 2, shift, floor);
  });
}

FieldNorms FieldLevel::residual_row(std::int32_t y, std::int32_t z, int parity, double shift) {
  const double* own = value.row(y, z, parity);
  double* out = residual.row(y, z, parity);
  residual_of_cells(stencil(y, z, parity, shift), own, out);
  return {rows::largest_magnitude(out, count(parity)), rows::largest_magnitude(own, count(parity))};
}

void FieldLevel::compute_residual(const Strip& strip, double shift) {
  for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (!stirred(y, z)) return;
    FieldNorms& most = norms_[row_number(y, z)];
    most = {};
    for (const int parity : {0, 1}) {
      const FieldNorms row = residual_row(y, z, parity, shift);
      most = {larger(most.residual, row.residual), larger(most.value, row.value)};
    }
  });
}

/// Is it awake, or one of the rows that its equations read?
bool FieldLevel::stirred(std::int32_t y, std::int32_t z) const {
  const auto beside = [](std::int32_t i, std::int32_t n) { return std::clamp(i, 0, n - 1); };
  return awake(y, z) || awake(beside(y - 1, ny_), z) || awake(beside(y + 1, ny_), z) ||
         awake(y, beside(z - 1, nz_)) || awake(y, beside(z + 1, nz_));
}

double FieldLevel::largest_value(const Threads& threads) {
  in_passes(threads, 1, [&](int, const Strip& strip) {
    for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
      FieldNorms& most = norms_[row_number(y, z)];
      most = {};
      for (const int parity : {0, 1})
        most.value = larger(most.value, rows::largest_magnitude(value.row(y, z, parity), count(parity)));
    });
  });
  return norms().value;
}

FieldNorms FieldLevel::norms() const {
  FieldNorms most;
  for (const FieldNorms& row : norms_)
    most = {larger(most.residual, row.residual), larger(most.value, row.value)};
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
          most = larger(most, coarser.norms_[coarser.row_number(j, k)].value);
      const std::size_t row = row_number(y, z);
      awake_[row] = wrapped || norms_[row].residual > quiet_residual || most > quiet_correction ? 1 : 0;
    }
  }
}

double FieldLevel::awake_share() const {
  return static_cast<double>(std::count(awake_.begin(), awake_.end(), std::uint8_t{1})) /
         static_cast<double>(awake_.size());
}

}  // namespace tilscape

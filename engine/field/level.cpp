// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/level.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tilscape {

namespace {

// Small enough that a tile's rows stay in a core's cache between the two colours of a small grid, large
// enough that handing out a tile costs nothing.
constexpr std::size_t tile_sites = 16384;
// Slabs are as thick as the wedges between them need (twice the passes), or thicker where layers are small.
constexpr std::int32_t least_slab = 2 * FieldLevel::most_passes;
constexpr std::int32_t slab_sites = 32768;

std::array<std::vector<double>, 2> by_parity(const std::vector<double>& all) {
  std::array<std::vector<double>, 2> halves;
  for (std::size_t i = 0; i < all.size(); ++i) halves[i % 2].push_back(all[i]);
  return halves;
}

double larger(double a, double b) {
  return a < b ? b : a;
}

// In lanes that do not wait for each other: a maximum needs no order.
double largest_magnitude(const double* values, std::ptrdiff_t n) {
  std::array<double, 8> lanes{};
  std::ptrdiff_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (std::ptrdiff_t lane = 0; lane < 8; ++lane) {
      double& most = lanes[static_cast<std::size_t>(lane)];
      most = larger(most, std::abs(values[i + lane]));
    }
  double most = 0;
  for (; i < n; ++i) most = larger(most, std::abs(values[i]));
  for (const double lane : lanes) most = larger(most, lane);
  return most;
}

}  // namespace

/// What is the same all along a row.
struct FieldLevel::Weights {
  double south, north, below, above;
  [[nodiscard]] double sum() const { return south + north + below + above; }
};

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
      slab_layers_(std::max(least_slab, slab_sites / (rim_z > 0 ? nx_ * ny_ : nx_))),
      lower_x_(by_parity(axes[0].lower)),
      upper_x_(by_parity(axes[0].upper)) {
  norms_.resize(static_cast<std::size_t>(layers()));
}

FieldLevel::Weights FieldLevel::weights(std::int32_t y, std::int32_t z) const {
  const auto j = static_cast<std::size_t>(y);
  const auto k = static_cast<std::size_t>(z);
  return {axes[1].lower[j], axes[1].upper[j], axes[2].lower[k], axes[2].upper[k]};
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
  const Weights w = weights(y, z);
  const double base = shift + w.sum();
  const std::ptrdiff_t n = count(parity);
  double* __restrict own = value.row(y, z, parity);
  const double* right = value.row(y, z, 1 - parity) + parity;
  const double* left = right - 1;
  const double* south = value.row(y - 1, z, parity);
  const double* north = value.row(y + 1, z, parity);
  const double* f = rhs.row(y, z, parity);
  const double* a = reaction.row(y, z, parity);
  const double* wl = lower_x_[static_cast<std::size_t>(parity)].data();
  const double* wr = upper_x_[static_cast<std::size_t>(parity)].data();
  if (flat()) {
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const double inflow =
          f[i] + (wl[i] * left[i] + wr[i] * right[i]) + (w.south * south[i] + w.north * north[i]);
      const double v = inflow / (base + (wl[i] + wr[i]) + a[i]);
      own[i] = v < floor ? floor : v;
    }
    return;
  }
  const double* below = value.row(y, z - 1, parity);
  const double* above = value.row(y, z + 1, parity);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double inflow = f[i] + (wl[i] * left[i] + wr[i] * right[i]) +
                          (w.south * south[i] + w.north * north[i]) +
                          (w.below * below[i] + w.above * above[i]);
    const double v = inflow / (base + (wl[i] + wr[i]) + a[i]);
    own[i] = v < floor ? floor : v;
  }
}

void FieldLevel::relax_layer(std::int32_t layer, int colour, double shift, double floor) {
  for_rows_of_layer(
      layer, [&](std::int32_t y, std::int32_t z) { relax_row(y, z, (y + z + colour) % 2, shift, floor); });
}

FieldNorms FieldLevel::residual_row(std::int32_t y, std::int32_t z, int parity, double shift) {
  const Weights w = weights(y, z);
  const double base = shift + w.sum();
  const auto row = static_cast<std::ptrdiff_t>(value.row_stride());
  // In 2D both are the row itself, with weight 0.
  const auto plane = flat() ? std::ptrdiff_t{0} : static_cast<std::ptrdiff_t>(value.plane_stride());
  const std::ptrdiff_t n = count(parity);
  double* __restrict out = residual.row(y, z, parity);
  const double* own = value.row(y, z, parity);
  const double* right = value.row(y, z, 1 - parity) + parity;
  const double* left = right - 1;
  const double* f = rhs.row(y, z, parity);
  const double* a = reaction.row(y, z, parity);
  const double* wl = lower_x_[static_cast<std::size_t>(parity)].data();
  const double* wr = upper_x_[static_cast<std::size_t>(parity)].data();
  for (std::ptrdiff_t i = 0; i < n; ++i)
    out[i] = f[i] + (wl[i] * left[i] + wr[i] * right[i]) + (w.south * own[i - row] + w.north * own[i + row]) +
             (w.below * own[i - plane] + w.above * own[i + plane]) - (base + (wl[i] + wr[i]) + a[i]) * own[i];
  return {largest_magnitude(out, n), largest_magnitude(own, n)};
}

void FieldLevel::compute_residual_of_layer(std::int32_t layer, double shift) {
  FieldNorms& most = norms_[static_cast<std::size_t>(layer)];
  most = {};
  for_rows_of_layer(layer, [&](std::int32_t y, std::int32_t z) {
    for (const int parity : {0, 1}) {
      const FieldNorms row = residual_row(y, z, parity, shift);
      most = {larger(most.residual, row.residual), larger(most.value, row.value)};
    }
  });
}

FieldNorms FieldLevel::norms() const {
  FieldNorms most;
  for (const FieldNorms& layer : norms_)
    most = {larger(most.residual, layer.residual), larger(most.value, layer.value)};
  return most;
}

}  // namespace tilscape

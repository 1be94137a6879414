// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/balance.hpp"

#include "engine/base/wide.hpp"

namespace tilscape {

namespace {

using Kind = FieldSide::Kind;

/// A row, what it exchanges with along x inside of it, and the rows next to it.
struct RowBalance {
  const double *own, *source, *uptake;
  const double *south, *north, *below, *above;
  double along, to_south, to_north, to_below, to_above;  // [1/min]
  double decay;

  [[gnu::always_inline]] [[nodiscard]] double at(std::ptrdiff_t i, double from_sides_x) const {
    const double c = own[i];
    return source[i] - (decay + uptake[i]) * c + from_sides_x +
           (to_south * (south[i] - c) + to_north * (north[i] - c)) +
           (to_below * (below[i] - c) + to_above * (above[i] - c));
  }
};

/// All sites of the row but the first and the last one.
TILSCAPE_WIDE void inner_rates(const RowBalance& row, double* __restrict out, std::ptrdiff_t n) {
  const RowBalance r = row;
  for (std::ptrdiff_t i = 1; i < n - 1; ++i)
    out[i] = r.at(i, r.along * ((r.own[i - 1] - r.own[i]) + (r.own[i + 1] - r.own[i])));
}

}  // namespace

FieldBalance::FieldBalance(const Lattice& lattice, const std::array<FieldAxis, 3>& axes, double decay)
    : lattice_(lattice), axes_(axes), decay_(decay) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::array<FieldSide, 2> sides = {axes[axis].lower_side, axes[axis].upper_side};
    for (std::size_t side = 0; side < 2; ++side)
      if (sides[side].kind == Kind::dirichlet)
        held_[2 * axis + side].assign(static_cast<std::size_t>(lattice.nx()), sides[side].value);
  }
}

// The row next to a row, or along x the site next to a site. Where nothing passes the weight is 0.
FieldBalance::Neighbour FieldBalance::beside(std::span<const double> c, std::array<std::int32_t, 3> at,
                                             std::size_t axis, Towards side) const {
  const bool lower = side == Towards::lower;
  const FieldAxis& a = axes_[axis];
  const auto here = static_cast<std::size_t>(at[axis]);
  const double weight = lower ? a.lower[here] : a.upper[here];
  const std::int32_t next = at[axis] + (lower ? -1 : 1);
  if (next < 0 || next >= a.size()) {
    if ((lower ? a.lower_side : a.upper_side).kind == Kind::dirichlet)
      return {held_[2 * axis + (lower ? 0 : 1)].data(), weight};
    if (a.periodic()) at[axis] = lower ? a.size() - 1 : 0;
  } else {
    at[axis] = next;
  }
  return {c.data() + lattice_.site({at[0], at[1], at[2]}), weight};
}

void FieldBalance::rates(std::span<const double> c, std::int32_t y, std::int32_t z, const double* source,
                         const double* uptake, double* out) const {
  const Neighbour south = beside(c, {0, y, z}, 1, Towards::lower);
  const Neighbour north = beside(c, {0, y, z}, 1, Towards::upper);
  const Neighbour below = beside(c, {0, y, z}, 2, Towards::lower);
  const Neighbour above = beside(c, {0, y, z}, 2, Towards::upper);
  const std::int32_t n = lattice_.nx();
  const RowBalance row{.own = c.data() + lattice_.site({0, y, z}),
                       .source = source,
                       .uptake = uptake,
                       .south = south.row,
                       .north = north.row,
                       .below = below.row,
                       .above = above.row,
                       .along = n > 1 ? axes_[0].upper[0] : 0,
                       .to_south = south.weight,
                       .to_north = north.weight,
                       .to_below = below.weight,
                       .to_above = above.weight,
                       .decay = decay_};
  inner_rates(row, out, n);
  const auto end = [&](std::int32_t x) {
    const Neighbour left = beside(c, {x, y, z}, 0, Towards::lower);
    const Neighbour right = beside(c, {x, y, z}, 0, Towards::upper);
    out[x] = row.at(x, left.weight * (*left.row - row.own[x]) + right.weight * (*right.row - row.own[x]));
  };
  end(0);
  if (n > 1) end(n - 1);
}

double FieldBalance::gain_through_sides(std::span<const double> c) const {
  const std::array<std::int32_t, 3> size = {lattice_.nx(), lattice_.ny(), lattice_.nz()};
  double gain = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const FieldAxis& a = axes_[axis];
    for (const bool upper : {false, true}) {
      const FieldSide& side = upper ? a.upper_side : a.lower_side;
      if (side.kind != Kind::dirichlet) continue;
      const double weight = upper ? a.upper.back() : a.lower.front();
      std::array<std::int32_t, 3> low = {0, 0, 0};
      std::array<std::int32_t, 3> end = size;
      (upper ? low : end)[axis] = upper ? size[axis] - 1 : 1;
      double sum = 0;
      for (std::int32_t z = low[2]; z < end[2]; ++z)
        for (std::int32_t y = low[1]; y < end[1]; ++y)
          for (std::int32_t x = low[0]; x < end[0]; ++x) sum += side.value - c[lattice_.site({x, y, z})];
      gain += weight * sum;
    }
  }
  return gain;
}

}  // namespace tilscape

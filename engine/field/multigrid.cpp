// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/multigrid.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tilscape {

namespace {

// The averages of the finer cells' numbers, for a row of the coarser grid.
void restrict_row(const std::array<FieldTransfer, 3>& axes, const FieldLevel& fine, const FieldGrid& from,
                  const FieldLevel& coarse, FieldGrid& to, std::int32_t y, std::int32_t z) {
  const double* share_x = axes[0].share.data();
  const std::ptrdiff_t pairs = fine.nx() / 2;  // whole coarse cells; an odd row ends in a single fine one
  for (const int parity : {0, 1}) std::fill_n(to.row(y, z, parity), coarse.count(parity), 0.0);
  for (std::int32_t k = 2 * z; k < std::min(2 * z + 2, fine.nz()); ++k) {
    for (std::int32_t j = 2 * y; j < std::min(2 * y + 2, fine.ny()); ++j) {
      const double share =
          axes[1].share[static_cast<std::size_t>(j)] * axes[2].share[static_cast<std::size_t>(k)];
      const double* even = from.row(j, k, 0);
      const double* odd = from.row(j, k, 1);
      for (const int parity : {0, 1}) {
        double* out = to.row(y, z, parity);
        for (std::ptrdiff_t i = parity; i < pairs; i += 2)
          out[i / 2] += share * (share_x[2 * i] * even[i] + share_x[2 * i + 1] * odd[i]);
      }
      if (fine.nx() % 2 == 1) to.row(y, z, static_cast<int>(pairs % 2))[pairs / 2] += share * even[pairs];
    }
  }
}

// Adds the coarser grid's correction to a row of the finer one.
void prolong_row(const std::array<FieldTransfer, 3>& axes, const FieldLevel& coarse, FieldLevel& fine,
                 std::int32_t y, std::int32_t z, double floor) {
  const double ty = axes[1].towards[static_cast<std::size_t>(y)];
  const double tz = axes[2].towards[static_cast<std::size_t>(z)];
  const double* tx = axes[0].towards.data();
  const std::int32_t y2 = y % 2 == 0 ? y / 2 - 1 : y / 2 + 1;
  const std::int32_t z2 = fine.flat() ? 0 : (z % 2 == 0 ? z / 2 - 1 : z / 2 + 1);
  const std::array<const double*, 4> rows = {coarse.value.row(y / 2, z / 2, 0),
                                             coarse.value.row(y2, z / 2, 0), coarse.value.row(y / 2, z2, 0),
                                             coarse.value.row(y2, z2, 0)};
  const std::array<double, 4> w = {(1 - ty) * (1 - tz), ty * (1 - tz), (1 - ty) * tz, ty * tz};
  const auto half = static_cast<std::ptrdiff_t>(coarse.value.half());
  const auto at = [&](std::ptrdiff_t i) {  // coarse cell i, interpolated in y and z
    const std::ptrdiff_t k = (i & 1) * half + (i >> 1);
    return (w[0] * rows[0][k] + w[1] * rows[1][k]) + (w[2] * rows[2][k] + w[3] * rows[3][k]);
  };
  const auto bounded = [floor](double v) { return v < floor ? floor : v; };
  double* even = fine.value.row(y, z, 0);
  double* odd = fine.value.row(y, z, 1);
  const std::ptrdiff_t pairs = fine.nx() / 2;
  double previous = at(-1);
  double here = at(0);
  for (std::ptrdiff_t i = 0; i < pairs; ++i) {
    const double next = at(i + 1);
    even[i] = bounded(even[i] + (here + tx[2 * i] * (previous - here)));
    odd[i] = bounded(odd[i] + (here + tx[2 * i + 1] * (next - here)));
    previous = here;
    here = next;
  }
  if (fine.nx() % 2 == 1) even[pairs] = bounded(even[pairs] + (here + tx[2 * pairs] * (previous - here)));
}

}  // namespace

FieldMultigrid::FieldMultigrid(const Lattice& lattice, double diffusion,
                               const std::array<FieldSide, 6>& sides) {
  const auto axis = [&](std::int32_t n, std::size_t lower) {
    return FieldAxis(std::vector<double>(static_cast<std::size_t>(n), lattice.spacing()), diffusion,
                     sides[lower], sides[lower + 1]);
  };
  const std::int32_t rim_z = lattice.nz() > 1 ? 1 : 0;
  levels_.emplace_back(axis(lattice.nx(), 0), axis(lattice.ny(), 2), axis(lattice.nz(), 4), rim_z);
  levels_.front().hold_sides();
  while (std::max({levels_.back().nx(), levels_.back().ny(), levels_.back().nz()}) > 1) {
    const std::array<FieldAxis, 3> fine = levels_.back().axes;
    const std::array<FieldAxis, 3> half = {fine[0].coarser(), fine[1].coarser(), fine[2].coarser()};
    steps_.push_back({{FieldTransfer(fine[0], half[0]), FieldTransfer(fine[1], half[1]),
                       FieldTransfer(fine[2], half[2])}});
    levels_.emplace_back(half[0], half[1], half[2], rim_z);
  }
}

double FieldMultigrid::coarsest_rate() const {
  const FieldLevel& cell = levels_.back();
  return cell.reaction.row(0, 0, 0)[0] + cell.largest_exchange();
}

void FieldMultigrid::coarsen_reaction(const Threads& threads) {
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    levels_[l].in_passes(threads, 1, [&](int, std::int32_t layer) {
      restrict_layer(l, &FieldLevel::reaction, &FieldLevel::reaction, layer);
    });
  }
}

FieldNorms FieldMultigrid::smooth(double shift, double floor, const Threads& threads) {
  FieldLevel& fine = finest();
  fine.in_passes(threads, 3, [&](int pass, std::int32_t layer) {
    if (pass < 2)
      fine.relax_layer(layer, pass, shift, floor);
    else
      fine.compute_residual_of_layer(layer, shift);
  });
  return fine.norms();
}

FieldNorms FieldMultigrid::cycle(double shift, double floor, const Threads& threads) {
  if (levels_.size() == 1) return smooth(shift, floor, threads);
  descend(1, shift, threads);
  levels_[1].wrap(threads);
  FieldLevel& fine = finest();
  fine.in_passes(threads, 6, [&](int pass, std::int32_t layer) {
    if (pass == 0)
      prolong_layer(0, layer, floor);
    else if (pass < 5)
      fine.relax_layer(layer, (pass - 1) % 2, shift, floor);
    else
      fine.compute_residual_of_layer(layer, shift);
  });
  return fine.norms();
}

// Solves for the correction on a level, given the residual of the finer one, by a V(1,1) cycle.
void FieldMultigrid::descend(std::size_t level, double shift, const Threads& threads) {
  FieldLevel& here = levels_[level];
  here.in_passes(threads, 4, [&](int pass, std::int32_t layer) {
    if (pass == 0) {
      restrict_layer(level, &FieldLevel::residual, &FieldLevel::rhs, layer);
      here.for_rows_of_layer(layer, [&](std::int32_t y, std::int32_t z) {
        for (const int parity : {0, 1}) std::fill_n(here.value.row(y, z, parity), here.count(parity), 0.0);
      });
    } else if (pass < 3) {
      here.relax_layer(layer, pass - 1, shift, unbounded);
    } else {
      here.compute_residual_of_layer(layer, shift);
    }
  });
  if (level + 1 == levels_.size()) return;  // a single cell: solved
  descend(level + 1, shift, threads);
  levels_[level + 1].wrap(threads);
  here.in_passes(threads, 3, [&](int pass, std::int32_t layer) {
    if (pass == 0)
      prolong_layer(level, layer, unbounded);
    else
      here.relax_layer(layer, pass - 1, shift, unbounded);
  });
}

void FieldMultigrid::restrict_layer(std::size_t coarse_level, FieldGrid FieldLevel::*from,
                                    FieldGrid FieldLevel::*to, std::int32_t layer) {
  const FieldLevel& fine = levels_[coarse_level - 1];
  FieldLevel& coarse = levels_[coarse_level];
  coarse.for_rows_of_layer(layer, [&](std::int32_t y, std::int32_t z) {
    restrict_row(steps_[coarse_level - 1].axes, fine, fine.*from, coarse, coarse.*to, y, z);
  });
}

void FieldMultigrid::prolong_layer(std::size_t fine_level, std::int32_t layer, double floor) {
  FieldLevel& fine = levels_[fine_level];
  fine.for_rows_of_layer(layer, [&](std::int32_t y, std::int32_t z) {
    prolong_row(steps_[fine_level].axes, levels_[fine_level + 1], fine, y, z, floor);
  });
}

}  // namespace tilscape

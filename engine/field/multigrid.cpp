// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/multigrid.hpp"

#include "engine/base/wide.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tilscape {

namespace {

// A row is stored as its even cells, then its odd ones. The fine cells 4m, 4m + 1 lie in the even coarse cell
// m, the fine cells 4m + 2, 4m + 3 in the odd one: loops over m meet every combination in a fixed place.

/// Adds share times the averages of two fine cells along x to each coarse cell. `quads` of them are whole.
TILSCAPE_WIDE void add_pairs(const double* share_x, double share, const double* __restrict fine_even,
                             const double* __restrict fine_odd, double* __restrict even,
                             double* __restrict odd, std::ptrdiff_t quads) {
  for (std::ptrdiff_t m = 0; m < quads; ++m) {
    even[m] += share * (share_x[4 * m] * fine_even[2 * m] + share_x[4 * m + 1] * fine_odd[2 * m]);
    odd[m] += share * (share_x[4 * m + 2] * fine_even[2 * m + 1] + share_x[4 * m + 3] * fine_odd[2 * m + 1]);
  }
}

// The averages of the finer cells' numbers, for a row of the coarser grid.
void restrict_row(const std::array<FieldTransfer, 3>& axes, const FieldLevel& fine, const FieldGrid& from,
                  const FieldLevel& coarse, FieldGrid& to, std::int32_t y, std::int32_t z) {
  const double* share_x = axes[0].share.data();
  const std::ptrdiff_t pairs = fine.nx() / 2;  // whole coarse cells; an odd row ends in a single fine one
  const std::ptrdiff_t quads = pairs / 2;
  double* out_even = to.row(y, z, 0);
  double* out_odd = to.row(y, z, 1);
  std::fill_n(out_even, coarse.count(0), 0.0);
  std::fill_n(out_odd, coarse.count(1), 0.0);
  for (std::int32_t k = 2 * z; k < std::min(2 * z + 2, fine.nz()); ++k) {
    for (std::int32_t j = 2 * y; j < std::min(2 * y + 2, fine.ny()); ++j) {
      const double share =
          axes[1].share[static_cast<std::size_t>(j)] * axes[2].share[static_cast<std::size_t>(k)];
      const double* even = from.row(j, k, 0);
      const double* odd = from.row(j, k, 1);
      add_pairs(share_x, share, even, odd, out_even, out_odd, quads);
      if (pairs % 2 == 1)
        out_even[quads] +=
            share * (share_x[4 * quads] * even[2 * quads] + share_x[4 * quads + 1] * odd[2 * quads]);
      if (fine.nx() % 2 == 1) (pairs % 2 == 0 ? out_even : out_odd)[pairs / 2] += share * even[pairs];
    }
  }
}

/// Four rows of the coarser grid and their weights in the interpolation across them.
struct Across {
  std::array<const double*, 4> rows;
  std::array<double, 4> weights;
};

TILSCAPE_WIDE void interpolate_across(const Across& a, double* __restrict out, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i)
    out[i] = (a.weights[0] * a.rows[0][i] + a.weights[1] * a.rows[1][i]) +
             (a.weights[2] * a.rows[2][i] + a.weights[3] * a.rows[3][i]);
}

/// Adds the correction to fine cells in quads; even[-1 ...], odd[-1 ...]: the coarse row with a ghost cell.
TILSCAPE_WIDE void add_along(const double* towards, const double* __restrict even,
                             const double* __restrict odd, double* __restrict fine_even,
                             double* __restrict fine_odd, std::ptrdiff_t quads, double floor) {
  const auto bounded = [floor](double v) { return v < floor ? floor : v; };
  for (std::ptrdiff_t m = 0; m < quads; ++m) {
    const double e = even[m];
    const double o = odd[m];
    fine_even[2 * m] = bounded(fine_even[2 * m] + (e + towards[4 * m] * (odd[m - 1] - e)));
    fine_odd[2 * m] = bounded(fine_odd[2 * m] + (e + towards[4 * m + 1] * (o - e)));
    fine_even[2 * m + 1] = bounded(fine_even[2 * m + 1] + (o + towards[4 * m + 2] * (e - o)));
    fine_odd[2 * m + 1] = bounded(fine_odd[2 * m + 1] + (o + towards[4 * m + 3] * (even[m + 1] - o)));
  }
}

// Adds the coarser grid's correction to a row of the finer one. `buffer` is for a row of the coarser grid.
void prolong_row(const std::array<FieldTransfer, 3>& axes, const FieldLevel& coarse, FieldLevel& fine,
                 std::int32_t y, std::int32_t z, double floor, std::vector<double>& buffer) {
  const double ty = axes[1].towards[static_cast<std::size_t>(y)];
  const double tz = axes[2].towards[static_cast<std::size_t>(z)];
  const double* tx = axes[0].towards.data();
  const std::int32_t y2 = FieldTransfer::beside(y);
  const std::int32_t z2 = fine.flat() ? 0 : FieldTransfer::beside(z);
  const auto half = static_cast<std::ptrdiff_t>(coarse.value.half());
  // From the ghost cell before the even cells to the end of the odd ones.
  const Across across{{coarse.value.row(y / 2, z / 2, 0) - 1, coarse.value.row(y2, z / 2, 0) - 1,
                       coarse.value.row(y / 2, z2, 0) - 1, coarse.value.row(y2, z2, 0) - 1},
                      {(1 - ty) * (1 - tz), ty * (1 - tz), (1 - ty) * tz, ty * tz}};
  buffer.resize(static_cast<std::size_t>(2 * half));
  interpolate_across(across, buffer.data(), 2 * half);
  const double* even = buffer.data() + 1;
  const double* odd = even + half;
  double* fine_even = fine.value.row(y, z, 0);
  double* fine_odd = fine.value.row(y, z, 1);
  const std::ptrdiff_t quads = fine.nx() / 4;
  add_along(tx, even, odd, fine_even, fine_odd, quads, floor);
  const auto at = [&](std::ptrdiff_t i) { return (i & 1) == 0 ? even[i >> 1] : odd[i >> 1]; };
  for (std::ptrdiff_t x = 4 * quads; x < fine.nx(); ++x) {
    const std::ptrdiff_t i = x / 2;
    double& cell = (x % 2 == 0 ? fine_even : fine_odd)[i];
    const double v = cell + (at(i) + tx[x] * (at(x % 2 == 0 ? i - 1 : i + 1) - at(i)));
    cell = v < floor ? floor : v;
  }
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

std::size_t FieldMultigrid::bytes(const Lattice& lattice) {
  const std::int32_t rim_z = lattice.nz() > 1 ? 1 : 0;
  std::int32_t nx = lattice.nx();
  std::int32_t ny = lattice.ny();
  std::int32_t nz = lattice.nz();
  std::size_t sum = FieldLevel::bytes(nx, ny, nz, rim_z);
  while (std::max({nx, ny, nz}) > 1) {
    nx = (nx + 1) / 2;
    ny = (ny + 1) / 2;
    nz = (nz + 1) / 2;
    sum += FieldLevel::bytes(nx, ny, nz, rim_z);
  }
  return sum;
}

double FieldMultigrid::coarsest_rate() const {
  const FieldLevel& cell = levels_.back();
  return cell.reaction.row(0, 0, 0)[0] + cell.largest_exchange();
}

void FieldMultigrid::coarsen_reaction(const Threads& threads) {
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    levels_[l].in_passes(threads, 1, [&](int, const FieldLevel::Strip& strip) {
      restrict_strip(l, &FieldLevel::reaction, &FieldLevel::reaction, strip);
    });
  }
}

FieldNorms FieldMultigrid::smooth(double shift, double floor, const Threads& threads) {
  FieldLevel& fine = finest();
  fine.wake_all();
  fine.in_passes(threads, 3, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass < 2)
      fine.relax(strip, pass, shift, floor);
    else
      fine.compute_residual(strip, shift);
  });
  return fine.norms();
}

FieldNorms FieldMultigrid::cycle(double shift, double floor, const Quiet& quiet, const Threads& threads) {
  if (levels_.size() == 1) return smooth(shift, floor, threads);
  descend(1, shift, threads);
  levels_[1].wrap(threads);
  last_correction_ = levels_[1].largest_value(threads);
  FieldLevel& fine = finest();
  fine.wake(quiet.residual, levels_[1], quiet.correction);
  last_awake_ = fine.awake_share();
  fine.in_passes(threads, 6, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0)
      prolong_strip(0, strip, floor);
    else if (pass < 5)
      fine.relax(strip, (pass - 1) % 2, shift, floor);
    else
      fine.compute_residual(strip, shift);
  });
  return fine.norms();
}

// Solves for the correction on a level, given the residual of the finer one, by a V(1,1) cycle.
void FieldMultigrid::descend(std::size_t level, double shift, const Threads& threads) {
  FieldLevel& here = levels_[level];
  here.in_passes(threads, 4, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0) {
      restrict_strip(level, &FieldLevel::residual, &FieldLevel::rhs, strip);
      here.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
        for (const int parity : {0, 1}) std::fill_n(here.value.row(y, z, parity), here.count(parity), 0.0);
      });
    } else if (pass < 3) {
      here.relax(strip, pass - 1, shift, unbounded);
    } else {
      here.compute_residual(strip, shift);
    }
  });
  if (level + 1 == levels_.size()) return;  // a single cell: solved
  descend(level + 1, shift, threads);
  levels_[level + 1].wrap(threads);
  here.in_passes(threads, 3, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0)
      prolong_strip(level, strip, unbounded);
    else
      here.relax(strip, pass - 1, shift, unbounded);
  });
}

void FieldMultigrid::restrict_strip(std::size_t coarse_level, FieldGrid FieldLevel::*from,
                                    FieldGrid FieldLevel::*to, const FieldLevel::Strip& strip) {
  const FieldLevel& fine = levels_[coarse_level - 1];
  FieldLevel& coarse = levels_[coarse_level];
  coarse.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    restrict_row(steps_[coarse_level - 1].axes, fine, fine.*from, coarse, coarse.*to, y, z);
  });
}

void FieldMultigrid::prolong_strip(std::size_t fine_level, const FieldLevel::Strip& strip, double floor) {
  static thread_local std::vector<double> buffer;
  FieldLevel& fine = levels_[fine_level];
  fine.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (fine.awake(y, z))
      prolong_row(steps_[fine_level].axes, levels_[fine_level + 1], fine, y, z, floor, buffer);
  });
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/multigrid.hpp"

#include "engine/base/wide.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tilscape {

namespace {

// A row is stored as its even cells, then its odd ones. The fine cells 4m, 4m + 1 lie in the even coarse cell
// m, the fine cells 4m + 2, 4m + 3 in the odd one: loops over m meet every combination in a fixed place.
using ByRemainder = std::array<std::vector<float>, 4>;

ByRemainder by_remainder(const std::vector<double>& all) {
  ByRemainder parts;
  for (std::size_t x = 0; x < all.size(); ++x) parts[x % 4].push_back(static_cast<float>(all[x]));
  return parts;
}

/// Fine cells of a row that are all even or all odd, and their coarse cells.
struct Pairs {
  const float *in_even, *in_odd;  // a number per fine cell of an even and of an odd coarse cell
  std::ptrdiff_t evens, odds;     // of them
};

Pairs pairs_of(const ByRemainder& parts, std::size_t parity) {
  const auto size = [](const std::vector<float>& v) { return static_cast<std::ptrdiff_t>(v.size()); };
  return {parts[parity].data(), parts[parity + 2].data(), size(parts[parity]), size(parts[parity + 2])};
}

/// Adds to each coarse cell its share of the fine cells.
TILSCAPE_WIDE void add_shares(const Pairs& shares, float share, const float* __restrict fine,
                              float* __restrict even, float* __restrict odd) {
  const Pairs s = shares;
  for (std::ptrdiff_t m = 0; m < s.odds; ++m) {
    even[m] += share * (s.in_even[m] * fine[2 * m]);
    odd[m] += share * (s.in_odd[m] * fine[2 * m + 1]);
  }
  if (s.evens > s.odds) even[s.odds] += share * (s.in_even[s.odds] * fine[2 * s.odds]);
}

/// Four rows of the coarser grid and their weights in the interpolation across them.
struct Across {
  std::array<const float*, 4> rows;
  std::array<float, 4> weights;
};

TILSCAPE_WIDE void interpolate_across(const Across& across, float* __restrict out, std::ptrdiff_t n) {
  const Across a = across;
  for (std::ptrdiff_t i = 0; i < n; ++i)
    out[i] = (a.weights[0] * a.rows[0][i] + a.weights[1] * a.rows[1][i]) +
             (a.weights[2] * a.rows[2][i] + a.weights[3] * a.rows[3][i]);
}

/// Adds the correction to fine cells: the coarse ones that they lie in, and those on their other side.
TILSCAPE_WIDE void add_along(const Pairs& towards, const float* __restrict even, const float* __restrict odd,
                             const float* __restrict beside_even, const float* __restrict beside_odd,
                             float* __restrict fine) {
  const Pairs t = towards;
  for (std::ptrdiff_t m = 0; m < t.odds; ++m) {
    fine[2 * m] += even[m] + t.in_even[m] * (beside_even[m] - even[m]);
    fine[2 * m + 1] += odd[m] + t.in_odd[m] * (beside_odd[m] - odd[m]);
  }
  const std::ptrdiff_t m = t.odds;
  if (t.evens > m) fine[2 * m] += even[m] + t.in_even[m] * (beside_even[m] - even[m]);
}

}  // namespace

FieldMultigrid::Step::Step(const FieldLevel& fine, const FieldLevel& coarse)
    : axes{FieldTransfer(fine.axes[0], coarse.axes[0]), FieldTransfer(fine.axes[1], coarse.axes[1]),
           FieldTransfer(fine.axes[2], coarse.axes[2])},
      share_x(by_remainder(axes[0].share)),
      towards_x(by_remainder(axes[0].towards)) {}

namespace {

/// Calls body(nx, ny, nz, rim_z) for each level, from the finest to the single cell.
template <class Body>
void for_levels(const Lattice& lattice, const Body& body) {
  std::array<std::int32_t, 3> n = {lattice.nx(), lattice.ny(), lattice.nz()};
  const std::int32_t rim_z = n[2] > 1 ? 1 : 0;
  for (;;) {
    body(n[0], n[1], n[2], rim_z);
    if (std::max({n[0], n[1], n[2]}) == 1) return;
    for (std::int32_t& cells : n) cells = (cells + 1) / 2;
  }
}

}  // namespace

FieldWorkspace::FieldWorkspace(const Lattice& lattice) {
  for_levels(lattice, [this](std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z) {
    const FieldGrid zeros(nx, ny, nz, rim_z);
    levels.push_back({zeros, zeros, zeros, zeros, levels.empty() ? zeros : FieldGrid(0, 0, 0, 0)});
  });
}

std::size_t FieldWorkspace::bytes(const Lattice& lattice) {
  std::size_t sum = 0;
  for_levels(lattice, [&](std::int32_t nx, std::int32_t ny, std::int32_t nz, std::int32_t rim_z) {
    const std::size_t grids = sum == 0 ? 5 : 4;  // change, rhs, reaction, residual; base
    sum += grids * FieldGrid::bytes(nx, ny, nz, rim_z);
  });
  return sum;
}

FieldMultigrid::FieldMultigrid(const Lattice& lattice, double diffusion,
                               const std::array<FieldSide, 6>& sides,
                               std::shared_ptr<FieldWorkspace> workspace)
    : workspace_(std::move(workspace)) {
  const auto axis = [&](std::int32_t n, std::size_t lower) {
    return FieldAxis(std::vector<double>(static_cast<std::size_t>(n), lattice.spacing()), diffusion,
                     sides[lower], sides[lower + 1]);
  };
  std::array<FieldAxis, 3> axes = {axis(lattice.nx(), 0), axis(lattice.ny(), 2), axis(lattice.nz(), 4)};
  for (FieldScratch& scratch : workspace_->levels) {
    levels_.emplace_back(axes[0], axes[1], axes[2], lattice.nz() > 1 ? 1 : 0, scratch);
    for (FieldAxis& a : axes) a = a.coarser();
  }
  for (std::size_t l = 1; l < levels_.size(); ++l) steps_.emplace_back(levels_[l - 1], levels_[l]);
}

std::size_t FieldMultigrid::bytes(const Lattice& lattice) {
  std::size_t sum = 0;
  for_levels(lattice, [&](std::int32_t, std::int32_t ny, std::int32_t nz, std::int32_t) {
    sum += FieldLevel::bytes(ny, nz);
  });
  return sum;
}

void FieldMultigrid::begin(const Threads& threads) {
  for (FieldLevel& level : levels_) level.clear_rim();
  coarsen_reaction(threads);
}

double FieldMultigrid::coarsest_rate() const {
  const FieldLevel& cell = levels_.back();
  return static_cast<double>(cell.reaction.row(0, 0, 0)[0]) + cell.largest_exchange();
}

namespace {

/// A fine row's numbers: a grid, and whether those of colour 1 are 0.
struct FineRow {
  const FieldGrid& grid;
  bool first_colour_only;
};

// The averages of the finer cells' numbers, for a row of the coarser grid. `from` gives the FineRow of (y,
// z).
template <class From>
void restrict_row(const std::array<FieldTransfer, 3>& axes, const ByRemainder& share_x,
                  const FieldLevel& fine, const From& from, const FieldLevel& coarse, FieldGrid& to,
                  std::int32_t y, std::int32_t z) {
  float* even = to.row(y, z, 0);
  float* odd = to.row(y, z, 1);
  std::fill_n(even, coarse.count(0), 0.0F);
  std::fill_n(odd, coarse.count(1), 0.0F);
  for (std::int32_t k = 2 * z; k < std::min(2 * z + 2, fine.nz()); ++k) {
    for (std::int32_t j = 2 * y; j < std::min(2 * y + 2, fine.ny()); ++j) {
      const auto share = static_cast<float>(axes[1].share[static_cast<std::size_t>(j)] *
                                            axes[2].share[static_cast<std::size_t>(k)]);
      const FineRow row = from(j, k);
      for (const int colour : {0, 1}) {
        if (colour == 1 && row.first_colour_only) continue;
        const int cells = FieldLevel::parity(j, k, colour);
        add_shares(pairs_of(share_x, static_cast<std::size_t>(cells)), share, row.grid.row(j, k, cells), even,
                   odd);
      }
    }
  }
}

}  // namespace

void FieldMultigrid::coarsen_reaction(const Threads& threads) {
  for (std::size_t l = 1; l < levels_.size(); ++l) {
    const FieldLevel& fine = levels_[l - 1];
    FieldLevel& coarse = levels_[l];
    coarse.in_passes(threads, 1, [&](int, const FieldLevel::Strip& strip) {
      coarse.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
        const auto all = [&](std::int32_t, std::int32_t) { return FineRow{fine.reaction, false}; };
        restrict_row(steps_[l - 1].axes, steps_[l - 1].share_x, fine, all, coarse, coarse.reaction, y, z);
      });
    });
  }
}

FieldNorms FieldMultigrid::smooth(double shift, FieldBound bound, double quiet_residual,
                                  const Threads& threads) {
  FieldLevel& fine = finest();
  fine.wake(quiet_residual);
  fine.in_passes(threads, 3, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass < 2) return fine.relax(strip, pass, shift, bound);
    fine.compute_residual(strip, shift);
    fine.measure(strip);
  });
  return fine.norms();
}

FieldNorms FieldMultigrid::cycle(double shift, FieldBound bound, const Quiet& quiet, const Threads& threads) {
  FieldLevel& fine = finest();
  if (levels_.size() > 1) {
    descend(1, shift, threads);
    levels_[1].wrap(threads);
    last_correction_ = levels_[1].largest_change(threads);
    fine.wake(quiet.residual, levels_[1], quiet.correction);
    last_awake_ = fine.awake_share();
  }
  fine.in_passes(threads, 6, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0 && levels_.size() > 1) prolong(0, strip);
    // The bound holds for what the last sweep leaves: it writes every cell that is awake.
    if (pass > 0 && pass < 3) fine.relax(strip, pass - 1, shift, FieldBound::none);
    if (pass > 2 && pass < 5) fine.relax(strip, pass - 3, shift, bound);
    if (pass < 5) return;
    fine.compute_residual(strip, shift);
    fine.measure(strip);
  });
  return fine.norms();
}

// Solves for the correction on a level, given the residual of the finer one, by a V(1,1) cycle.
void FieldMultigrid::descend(std::size_t level, double shift, const Threads& threads) {
  FieldLevel& here = levels_[level];
  here.in_passes(threads, 4, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0) {
      restrict_residual(level, strip);
      here.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) { here.clear_change(y, z); });
    } else if (pass < 3) {
      here.relax(strip, pass - 1, shift, FieldBound::none);
    } else {
      here.compute_residual(strip, shift);
    }
  });
  if (level + 1 == levels_.size()) return;  // a single cell: solved
  descend(level + 1, shift, threads);
  levels_[level + 1].wrap(threads);
  here.in_passes(threads, 3, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0)
      prolong(level, strip);
    else
      here.relax(strip, pass - 1, shift, FieldBound::none);
  });
}

void FieldMultigrid::restrict_residual(std::size_t coarse_level, const FieldLevel::Strip& strip) {
  const FieldLevel& fine = levels_[coarse_level - 1];
  FieldLevel& coarse = levels_[coarse_level];
  const Step& step = steps_[coarse_level - 1];
  using Residuals = FieldLevel::Residuals;
  const auto from = [&](std::int32_t y, std::int32_t z) {
    const Residuals where = fine.residuals(y, z);
    return FineRow{where == Residuals::right_hand_side ? fine.rhs : fine.residual,
                   where == Residuals::first_colour};
  };
  coarse.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    restrict_row(step.axes, step.share_x, fine, from, coarse, coarse.rhs, y, z);
  });
}

// Adds the coarser grid's correction to the cells that the next half sweep reads: those of colour 1.
void FieldMultigrid::prolong(std::size_t fine_level, const FieldLevel::Strip& strip) {
  static thread_local std::vector<float> buffer;
  FieldLevel& fine = levels_[fine_level];
  const FieldLevel& coarse = levels_[fine_level + 1];
  const Step& step = steps_[fine_level];
  const auto half = static_cast<std::ptrdiff_t>(coarse.change.half());
  buffer.resize(std::max(buffer.size(), static_cast<std::size_t>(2 * half)));
  const float* even = buffer.data() + 1;
  const float* odd = even + half;
  fine.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    if (!fine.awake(y, z)) return;
    const double ty = step.axes[1].towards[static_cast<std::size_t>(y)];
    const double tz = step.axes[2].towards[static_cast<std::size_t>(z)];
    const std::int32_t y2 = FieldTransfer::beside(y);
    const std::int32_t z2 = fine.flat() ? 0 : FieldTransfer::beside(z);
    // From the ghost cell before the even cells to the end of the odd ones.
    const auto row = [&](std::int32_t j, std::int32_t k) { return coarse.change.row(j, k, 0) - 1; };
    const auto weight = [](double a, double b) { return static_cast<float>(a * b); };
    interpolate_across({{row(y / 2, z / 2), row(y2, z / 2), row(y / 2, z2), row(y2, z2)},
                        {weight(1 - ty, 1 - tz), weight(ty, 1 - tz), weight(1 - ty, tz), weight(ty, tz)}},
                       buffer.data(), 2 * half);
    for (const int colour : {0, 1}) {
      if (colour == 0 && fine.two_coloured()) continue;
      const int cells = FieldLevel::parity(y, z, colour);
      const Pairs towards = pairs_of(step.towards_x, static_cast<std::size_t>(cells));
      if (cells == 0)
        add_along(towards, even, odd, odd - 1, even, fine.change.row(y, z, 0));
      else
        add_along(towards, even, odd, odd, even + 1, fine.change.row(y, z, 1));
    }
  });
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/coupled_level.hpp"

#include "engine/base/small_matrix.hpp"

#include <algorithm>
#include <utility>

namespace tilscape {

namespace {

constexpr std::size_t chunk_cells = 8192;
constexpr double damping = 0.8;  // of a step of all cells at once, for a stencil of five or seven points

}  // namespace

/// A row of a substance, the rows beside it, and the conductances of its cells.
struct CoupledLevel::Row {
  const double *own, *south, *north, *below, *above;
  const double *left_g, *right_g, *south_g, *north_g, *below_g, *above_g;
  std::int32_t n;
  bool wraps;

  [[gnu::always_inline]] [[nodiscard]] double left(std::int32_t i) const {
    return i > 0 ? own[i - 1] : (wraps ? own[n - 1] : 0.0);
  }
  [[gnu::always_inline]] [[nodiscard]] double right(std::int32_t i) const {
    return i + 1 < n ? own[i + 1] : (wraps ? own[0] : 0.0);
  }
  /// Of cell i, between these two.
  [[gnu::always_inline]] [[nodiscard]] double inflow(std::int32_t i, double before, double after) const {
    return (left_g[i] * before + right_g[i] * after) + (south_g[i] * south[i] + north_g[i] * north[i]) +
           (below_g[i] * below[i] + above_g[i] * above[i]);
  }
  /// Differences come first, so that what is even rounds to nothing.
  [[gnu::always_inline]] [[nodiscard]] double outflow(std::int32_t i, double before, double after) const {
    const double c = own[i];
    return (left_g[i] * (c - before) + right_g[i] * (c - after)) +
           (south_g[i] * (c - south[i]) + north_g[i] * (c - north[i])) +
           (below_g[i] * (c - below[i]) + above_g[i] * (c - above[i]));
  }
  /// Calls visit(i, before, after) for the cells x0, x0 + step, ...: within a row nobody asks for its ends.
  template <class Visit>
  [[gnu::always_inline]] void each(std::int32_t x0, std::int32_t step, const Visit& visit) const {
    std::int32_t i = x0;
    if (i == 0 && i < n) {
      visit(0, left(0), right(0));
      i += step;
    }
    for (; i + 1 < n; i += step) visit(i, own[i - 1], own[i + 1]);
    if (i < n) visit(i, left(i), right(i));
  }
};

CoupledLevel::CoupledLevel(std::array<FieldAxis, 3> a, std::size_t substances)
    : axes(std::move(a)),
      size_{axes[0].size(), axes[1].size(), axes[2].size()},
      substances_(substances),
      cells_(static_cast<std::size_t>(size_[0]) * static_cast<std::size_t>(size_[1]) *
             static_cast<std::size_t>(size_[2])),
      rows_per_chunk_(std::max<std::size_t>(1, chunk_cells / static_cast<std::size_t>(size_[0]))),
      two_coloured_(std::none_of(axes.begin(), axes.end(),
                                 [](const FieldAxis& x) { return x.periodic() && x.size() % 2 == 1; })),
      inverse_(cells_ * substances * substances),
      zeros_(static_cast<std::size_t>(size_[0]), 0.0) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis].assign(numbers(), 0.0);
    upper[axis].assign(numbers(), 0.0);
  }
  block.assign(inverse_.size(), 0.0);
  change.assign(numbers(), 0.0);
  diagonal_.assign(numbers(), 1.0);
  rhs = change;
  residual = change;
}

std::size_t CoupledLevel::beside(std::array<std::int32_t, 3> at, std::size_t axis, std::int32_t step) const {
  const std::int32_t n = size_[axis];
  std::int32_t next = at[axis] + step;
  if (next < 0 || next >= n) {
    if (!axes[axis].periodic()) return none;
    next = next < 0 ? n - 1 : 0;
  }
  at[axis] = next;
  return cell(at);
}

CoupledLevel::Row CoupledLevel::row(const Vector& x, std::size_t k, std::int32_t y, std::int32_t z) const {
  const std::size_t own = cell({0, y, z});
  const std::size_t first = k * cells_;
  const auto next = [&](std::size_t axis, std::int32_t step) {
    const std::size_t there = beside({0, y, z}, axis, step);
    return there == none ? zeros_.data() : &x[first + there];
  };
  return {.own = &x[first + own],
          .south = next(1, -1),
          .north = next(1, +1),
          .below = next(2, -1),
          .above = next(2, +1),
          .left_g = &lower[0][first + own],
          .right_g = &upper[0][first + own],
          .south_g = &lower[1][first + own],
          .north_g = &upper[1][first + own],
          .below_g = &lower[2][first + own],
          .above_g = &upper[2][first + own],
          .n = size_[0],
          .wraps = axes[0].periodic()};
}

void CoupledLevel::prepare(const Threads& threads) {
  const std::size_t s = substances_;
  for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    for (std::int32_t x = 0; x < size_[0]; ++x) {
      const std::size_t i = cell({x, y, z});
      double* inverse = inverse_.data() + i * s * s;
      std::copy_n(block.data() + i * s * s, s * s, inverse);
      for (std::size_t k = 0; k < s; ++k) {
        const std::size_t at = k * cells_ + i;
        inverse[k * s + k] +=
            (lower[0][at] + upper[0][at]) + (lower[1][at] + upper[1][at]) + (lower[2][at] + upper[2][at]);
      }
      small_matrix::invert(inverse, s);
    }
  });
}

// The cells x0, x0 + step, ... of a row, which its neighbours and rhs want; take(place, value) is called for
// each substance. One substance is most of what there is, and has a loop of its own.
template <class Take>
void CoupledLevel::relaxed(std::int32_t y, std::int32_t z, std::int32_t x0, std::int32_t step,
                           const Take& take) {
  const std::size_t s = substances_;
  const std::size_t first = cell({0, y, z});
  if (s == 1) {
    const Row r = row(change, 0, y, z);
    const double* const right = rhs.data() + first;
    const double* const inverse = inverse_.data() + first;
    r.each(x0, step, [&](std::int32_t x, double before, double after) {
      take(first + static_cast<std::size_t>(x), inverse[x] * (right[x] + r.inflow(x, before, after)));
    });
    return;
  }
  std::array<double, small_matrix::most> inflow;
  std::array<Row, small_matrix::most> rows;
  for (std::size_t k = 0; k < s; ++k) rows[k] = row(change, k, y, z);
  for (std::int32_t x = x0; x < size_[0]; x += step) {
    const std::size_t i = first + static_cast<std::size_t>(x);
    for (std::size_t k = 0; k < s; ++k)
      inflow[k] = rhs[k * cells_ + i] + rows[k].inflow(x, rows[k].left(x), rows[k].right(x));
    const double* inverse = inverse_.data() + i * s * s;
    for (std::size_t k = 0; k < s; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < s; ++j) sum += inverse[k * s + j] * inflow[j];
      take(k * cells_ + i, sum);
    }
  }
}

void CoupledLevel::relax(const Threads& threads) {
  if (two_coloured_) {
    for (const int colour : {0, 1})
      for_rows(threads, [&](std::int32_t y, std::int32_t z) {
        relaxed(y, z, (y + z + colour) % 2, 2, [&](std::size_t at, double v) { change[at] = v; });
      });
    return;
  }
  for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    relaxed(y, z, 0, 1,
            [&](std::size_t at, double v) { residual[at] = change[at] + damping * (v - change[at]); });
  });
  std::swap(change, residual);
}

void CoupledLevel::operator_on(const Vector& x, std::int32_t y, std::int32_t z, double* out) const {
  const std::size_t s = substances_;
  const std::size_t first = cell({0, y, z});
  for (std::size_t k = 0; k < s; ++k) {
    const Row r = row(x, k, y, z);
    double* const to = out + k * cells_;
    r.each(0, 1, [&](std::int32_t i, double before, double after) {
      const std::size_t at = first + static_cast<std::size_t>(i);
      double sum = r.outflow(i, before, after);
      const double* b = block.data() + at * s * s + k * s;
      for (std::size_t j = 0; j < s; ++j) sum += b[j] * x[j * cells_ + at];
      to[at] = sum;
    });
  }
}

void CoupledLevel::exchange(const double* x, std::size_t k, const std::array<double, 6>& beyond,
                            std::int32_t y, std::int32_t z, double* out) const {
  const std::size_t first = cell({0, y, z});
  const double* const own = x + first;
  const std::size_t at = k * cells_ + first;
  const std::size_t south = beside({0, y, z}, 1, -1);
  const std::size_t north = beside({0, y, z}, 1, +1);
  const std::size_t below = beside({0, y, z}, 2, -1);
  const std::size_t above = beside({0, y, z}, 2, +1);
  const auto from = [&](std::size_t row, std::size_t i, std::size_t side) {
    return row == none ? beyond[side] : x[row + i];
  };
  const auto n = static_cast<std::size_t>(size_[0]);
  const bool wraps = axes[0].periodic();
  for (std::size_t i = 0; i < n; ++i) {
    const double c = own[i];
    const double left = i > 0 ? own[i - 1] : (wraps ? own[n - 1] : beyond[0]);
    const double right = i + 1 < n ? own[i + 1] : (wraps ? own[0] : beyond[1]);
    out[i] = (lower[0][at + i] * (left - c) + upper[0][at + i] * (right - c)) +
             (lower[1][at + i] * (from(south, i, 2) - c) + upper[1][at + i] * (from(north, i, 3) - c)) +
             (lower[2][at + i] * (from(below, i, 4) - c) + upper[2][at + i] * (from(above, i, 5) - c));
  }
}

void CoupledLevel::apply_scaled(const Vector& x, Vector& out, const Threads& threads) const {
  const auto n = static_cast<std::size_t>(size_[0]);
  for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    operator_on(x, y, z, out.data());
    for (std::size_t k = 0; k < substances_; ++k) {
      const std::size_t first = k * cells_ + cell({0, y, z});
      for (std::size_t i = first; i < first + n; ++i) out[i] /= diagonal_[i];
    }
  });
}

void CoupledLevel::set_rhs_scaled(const Vector& values, const Threads& threads) {
  threads.for_chunks(numbers(), chunk_cells, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) rhs[i] = values[i] * diagonal_[i];
  });
}

void CoupledLevel::get_rhs_scaled(Vector& out, const Threads& threads) const {
  threads.for_chunks(numbers(), chunk_cells, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) out[i] = rhs[i] / diagonal_[i];
  });
}

void CoupledLevel::find_residual(const Threads& threads) {
  for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    operator_on(change, y, z, residual.data());
    const std::size_t first = cell({0, y, z});
    for (std::size_t k = 0; k < substances_; ++k)
      for (std::size_t i = k * cells_ + first; i < k * cells_ + first + static_cast<std::size_t>(size_[0]);
           ++i)
        residual[i] = rhs[i] - residual[i];
  });
}

}  // namespace tilscape

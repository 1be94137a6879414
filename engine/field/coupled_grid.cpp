// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/coupled_grid.hpp"

#include "engine/field/rows.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape {

namespace {

using Vector = CoupledLevel::Vector;

constexpr double rounding = 1e-16;  // relative to the largest levels: nothing is wanted

/// Distance [um] of a cell's centre to what lies above or below it; 0: nothing does.
double distance(const FieldAxis& axis, std::size_t i, bool above) {
  const double g = above ? axis.upper[i] : axis.lower[i];
  return g > 0 ? 1 / (axis.width[i] * g) : 0;
}

}  // namespace

CoupledGrid::CoupledGrid(const Lattice& lattice, const std::array<bool, 3>& periodic,
                         std::size_t substances) {
  const auto axis = [&](std::int32_t n, std::size_t lower) {
    // A closed side has no conductance, and so it does not matter where it lies.
    const FieldSide side{periodic[lower / 2] ? FieldSide::Kind::periodic : FieldSide::Kind::dirichlet, 0};
    return FieldAxis(std::vector<double>(static_cast<std::size_t>(n), lattice.spacing()), 1.0, side, side);
  };
  std::array<FieldAxis, 3> axes = {axis(lattice.nx(), 0), axis(lattice.ny(), 2), axis(lattice.nz(), 4)};
  for (;;) {
    levels_.emplace_back(axes, substances);
    if (levels_.back().cells() == 1) break;
    Step step;
    for (std::size_t a = 0; a < 3; ++a) {
      const FieldAxis coarse = axes[a].coarser();
      for (std::size_t i = 0; i < axes[a].width.size(); ++i) {
        const auto ratio = [&](bool above) {
          const double there = distance(coarse, i / 2, above);
          return there > 0 ? distance(axes[a], i, above) / there : 0;
        };
        step.lower[a].push_back(ratio(false));
        step.upper[a].push_back(ratio(true));
      }
    }
    steps_.push_back(std::move(step));
    for (FieldAxis& a : axes) a = a.coarser();
  }
  krylov_.reserve(basis + 2);
  sums_.resize(finest().chunks());
  zeros_.resize(static_cast<std::size_t>(finest().nx()));
  product_.resize(finest().numbers());
}

std::size_t CoupledGrid::bytes(const Lattice& lattice, std::size_t substances) {
  const std::size_t grids = (13 + basis + 2) * substances + 2 * substances * substances;
  return lattice.sites() * grids * sizeof(double) * 8 / 7;
}

// A coarse face is crossed where the finer ones are, between centres that lie further apart; in series that
// is exact (harmonic means), in parallel their sum.
void CoupledGrid::coarsen_conductances(const Threads& threads) {
  for (std::size_t l = 0; l + 1 < levels_.size(); ++l) {
    find_shares(l, threads);
    const CoupledLevel& fine = levels_[l];
    CoupledLevel& coarse = levels_[l + 1];
    const Step& step = steps_[l];
    const std::array<std::int32_t, 3> n = {fine.axes[0].size(), fine.axes[1].size(), fine.axes[2].size()};
    coarse.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
      for (std::int32_t x = 0; x < coarse.nx(); ++x) {
        const std::array<std::int32_t, 3> at = {x, y, z};
        const std::size_t to = coarse.cell(at);
        for (std::size_t axis = 0; axis < 3; ++axis)
          for (const bool above : {false, true}) {
            std::array<std::int32_t, 3> low;
            std::array<std::int32_t, 3> end;
            for (std::size_t a = 0; a < 3; ++a) {
              low[a] = 2 * at[a];
              end[a] = std::min(2 * at[a] + 2, n[a]);
            }
            (above ? low : end)[axis] = above ? end[axis] - 1 : low[axis] + 1;
            const auto face = static_cast<std::size_t>(low[axis]);
            const double ratio = above ? step.upper[axis][face] : step.lower[axis][face];
            const auto& from = above ? fine.upper[axis] : fine.lower[axis];
            for (std::size_t k = 0; k < fine.substances(); ++k) {
              double sum = 0;
              for (std::int32_t c = low[2]; c < end[2]; ++c)
                for (std::int32_t b = low[1]; b < end[1]; ++b)
                  for (std::int32_t a = low[0]; a < end[0]; ++a)
                    sum += from[k * fine.cells() + fine.cell({a, b, c})];
              (above ? coarse.upper[axis] : coarse.lower[axis])[k * coarse.cells() + to] = ratio * sum;
            }
          }
      }
    });
  }
}

void CoupledGrid::prepare(const Threads& threads) {
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    CoupledLevel& here = levels_[l];
    if (l > 0) {
      const CoupledLevel& fine = levels_[l - 1];
      const std::size_t size = here.substances() * here.substances();
      here.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
        for (std::int32_t x = 0; x < here.nx(); ++x) {
          double* to = &here.block[here.cell({x, y, z}) * size];
          std::fill_n(to, size, 0.0);
          for (std::int32_t c = 2 * z; c < std::min(2 * z + 2, fine.axes[2].size()); ++c)
            for (std::int32_t b = 2 * y; b < std::min(2 * y + 2, fine.axes[1].size()); ++b)
              for (std::int32_t a = 2 * x; a < std::min(2 * x + 2, fine.nx()); ++a) {
                const double* from = &fine.block[fine.cell({a, b, c}) * size];
                for (std::size_t i = 0; i < size; ++i) to[i] += from[i];
              }
        }
      });
    }
    here.prepare(threads);
  }
}

void CoupledGrid::cycle(std::size_t level, const Threads& threads) {
  CoupledLevel& here = levels_[level];
  std::fill(here.change.begin(), here.change.end(), 0.0);
  here.relax(threads);
  if (level + 1 == levels_.size()) return;  // a single cell: solved
  here.relax(threads);
  here.find_residual(threads);
  restrict_residual(level, threads);
  cycle(level + 1, threads);
  prolong(level, threads);
  here.relax(threads);
  here.relax(threads);
}

void CoupledGrid::restrict_residual(std::size_t level, const Threads& threads) {
  const CoupledLevel& fine = levels_[level];
  CoupledLevel& coarse = levels_[level + 1];
  coarse.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    for (std::size_t k = 0; k < fine.substances(); ++k) {
      double* to = &coarse.rhs[k * coarse.cells() + coarse.cell({0, y, z})];
      std::fill_n(to, coarse.nx(), 0.0);
      for (std::int32_t c = 2 * z; c < std::min(2 * z + 2, fine.axes[2].size()); ++c)
        for (std::int32_t b = 2 * y; b < std::min(2 * y + 2, fine.axes[1].size()); ++b) {
          const double* from = &fine.residual[k * fine.cells() + fine.cell({0, b, c})];
          for (std::int32_t a = 0; a < fine.nx(); ++a) to[a / 2] += from[a];
        }
    }
  });
}

// A cell has its coarse cell's correction and, along each axis, a share of the difference to the coarse cell
// on its own side: as far as a flow from the one centre to the other has come when it passes the fine cell.
void CoupledGrid::find_shares(std::size_t level, const Threads& threads) {
  const CoupledLevel& fine = levels_[level];
  Step& step = steps_[level];
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::vector<double>& share = step.share[axis];
    share.resize(fine.numbers());
    fine.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
      for (std::size_t k = 0; k < fine.substances(); ++k)
        for (std::int32_t x = 0; x < fine.nx(); ++x) {
          const std::array<std::int32_t, 3> at = {x, y, z};
          const std::size_t here = k * fine.cells() + fine.cell(at);
          const bool even = at[axis] % 2 == 0;
          share[here] = 0;
          if (even && at[axis] + 1 == fine.axes[axis].size()) continue;  // alone, and so in the centre
          const auto face = static_cast<std::size_t>(at[axis]);
          const double beyond = even ? fine.lower[axis][here] : fine.upper[axis][here];
          const double within = even ? fine.upper[axis][here] : fine.lower[axis][here];
          if (!(beyond > 0) || !(within > 0)) continue;
          const double ratio = even ? step.lower[axis][face] : step.upper[axis][face];
          share[here] = std::min(0.5, 0.5 * ratio * beyond / within);
        }
    });
  }
}

void CoupledGrid::prolong(std::size_t level, const Threads& threads) {
  CoupledLevel& fine = levels_[level];
  const CoupledLevel& coarse = levels_[level + 1];
  const Step& step = steps_[level];
  const std::int32_t half = coarse.nx();
  const bool wraps = coarse.axes[0].periodic();
  fine.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
    const std::array<std::int32_t, 3> above = {0, y / 2, z / 2};
    const std::size_t beside_y = coarse.beside(above, 1, y % 2 == 0 ? -1 : +1);
    const std::size_t beside_z = coarse.beside(above, 2, z % 2 == 0 ? -1 : +1);
    for (std::size_t k = 0; k < fine.substances(); ++k) {
      const double* const all = coarse.change.data() + k * coarse.cells();
      const double* const own = all + coarse.cell(above);
      const double* const to_y = beside_y == CoupledLevel::none ? zeros_.data() : all + beside_y;
      const double* const to_z = beside_z == CoupledLevel::none ? zeros_.data() : all + beside_z;
      const std::size_t first = k * fine.cells() + fine.cell({0, y, z});
      const double* const share_x = step.share[0].data() + first;
      const double* const share_y = step.share[1].data() + first;
      const double* const share_z = step.share[2].data() + first;
      double* const change = fine.change.data() + first;
      const auto add = [&](std::int32_t x, double centre, double next) {
        const std::int32_t c = x / 2;
        change[x] += centre + (share_x[x] * (next - centre) +
                               (share_y[x] * (to_y[c] - centre) + share_z[x] * (to_z[c] - centre)));
      };
      for (std::int32_t c = 0; c < half; ++c) {
        const double left = c > 0 ? own[c - 1] : (wraps ? own[half - 1] : 0.0);
        const double right = c + 1 < half ? own[c + 1] : (wraps ? own[0] : 0.0);
        add(2 * c, own[c], left);
        if (2 * c + 1 < fine.nx()) add(2 * c + 1, own[c], right);
      }
    }
  });
}

void CoupledGrid::precondition(const Vector& v, Vector& out, const Threads& threads) {
  CoupledLevel& fine = finest();
  fine.set_rhs_scaled(v, threads);
  cycle(0, threads);
  std::copy(fine.change.begin(), fine.change.end(), out.begin());
}

double CoupledGrid::dot(const Vector& a, const Vector& b, std::span<const double> scales,
                        const Threads& threads) {
  const CoupledLevel& fine = finest();
  const auto nx = static_cast<std::size_t>(fine.nx());
  threads.for_chunks(fine.rows(), fine.rows_per_chunk(), [&](std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t k = 0; k < fine.substances(); ++k) {
      const std::size_t at = k * fine.cells() + begin * nx;
      const double part = rows::product_sum(&a[at], &b[at], static_cast<std::ptrdiff_t>((end - begin) * nx));
      sum += part / scales[k] / scales[k];
    }
    sums_[begin / fine.rows_per_chunk()] = sum;
  });
  double sum = 0;
  for (const double part : sums_) sum += part;
  return sum;
}

CoupledGrid::Outcome CoupledGrid::solve(Vector& x, std::span<const double> scales, double enough, int most,
                                        const Threads& threads) {
  CoupledLevel& fine = finest();
  const auto axpy = [&](double factor, const Vector& from, Vector& to) {
    threads.for_chunks(to.size(), 65536, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) to[i] += factor * from[i];
    });
  };
  const auto vector = [&](std::size_t i) -> Vector& {  // made when it is first needed
    while (krylov_.size() <= i) krylov_.emplace_back(fine.numbers());
    return krylov_[i];
  };
  std::fill(x.begin(), x.end(), 0.0);
  Vector& residual = vector(0);  // the basis follows
  fine.get_rhs_scaled(residual, threads);
  const double start = std::sqrt(dot(residual, residual, scales, threads));
  Outcome outcome;
  if (start <= rounding * std::sqrt(static_cast<double>(fine.numbers()))) return {0, 0};
  std::array<double, (basis + 1) * basis> h{};  // Hessenberg matrix, made triangular on the way
  std::array<double, basis + 1> g{};
  std::array<double, basis> cosine{};
  std::array<double, basis> sine{};
  for (double norm = start;;) {
    const auto scale = [&](Vector& v, double factor) {
      for (double& value : v) value *= factor;
    };
    Vector& first = vector(1);
    std::copy(residual.begin(), residual.end(), first.begin());
    scale(first, 1 / norm);
    g = {};
    g[0] = norm;
    std::size_t j = 0;
    for (; j < basis && outcome.iterations < most; ++j) {
      Vector& next = vector(j + 2);
      precondition(vector(j + 1), product_, threads);
      fine.apply_scaled(product_, next, threads);
      ++outcome.iterations;
      for (std::size_t i = 0; i <= j; ++i) {
        const double along = dot(next, vector(i + 1), scales, threads);
        h[i * basis + j] = along;
        axpy(-along, vector(i + 1), next);
      }
      double length = std::sqrt(dot(next, next, scales, threads));
      if (length > 0) scale(next, 1 / length);
      for (std::size_t i = 0; i < j; ++i) {
        const double up = h[i * basis + j];
        const double down = h[(i + 1) * basis + j];
        h[i * basis + j] = cosine[i] * up + sine[i] * down;
        h[(i + 1) * basis + j] = cosine[i] * down - sine[i] * up;
      }
      const double up = h[j * basis + j];
      const double hypotenuse = std::sqrt(up * up + length * length);
      if (!(hypotenuse > 0)) break;
      cosine[j] = up / hypotenuse;
      sine[j] = length / hypotenuse;
      h[j * basis + j] = hypotenuse;
      if (j + 1 < basis) h[(j + 1) * basis + j] = 0;
      g[j + 1] = -sine[j] * g[j];
      g[j] *= cosine[j];
      if (std::abs(g[j + 1]) <= enough * start) {
        ++j;
        break;
      }
    }
    if (j == 0) break;
    std::array<double, basis> y{};
    for (std::size_t i = j; i-- > 0;) {
      double sum = g[i];
      for (std::size_t c = i + 1; c < j; ++c) sum -= h[i * basis + c] * y[c];
      y[i] = sum / h[i * basis + i];
    }
    Vector& combined = vector(1);
    scale(combined, y[0]);
    for (std::size_t i = 1; i < j; ++i) axpy(y[i], vector(i + 1), combined);
    precondition(combined, product_, threads);
    axpy(1, product_, x);
    outcome.reduction = std::abs(g[j]) / start;
    if (outcome.reduction <= enough || outcome.iterations >= most || !std::isfinite(outcome.reduction)) break;
    fine.apply_scaled(product_, combined, threads);
    axpy(-1, combined, residual);
    norm = std::sqrt(dot(residual, residual, scales, threads));
    if (!(norm > 0)) break;
  }
  return outcome;
}

}  // namespace tilscape

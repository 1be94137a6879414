// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a solve has come to: values and account, or why it could not be solved.
#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/field/coupled_solver.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace tilscape {

std::string CoupledSolver::names() const {
  std::string out;
  for (const FieldSpec& spec : specs_) out += (out.empty() ? "'" : ", '") + spec.name + "'";
  return out;
}

std::array<double, 6> CoupledSolver::beyond(std::size_t k) const {
  std::array<double, 6> levels{};
  for (std::size_t side = 0; side < 6; ++side) levels[side] = specs_[k].sides[side].value;
  return levels;
}

// Hands out the part's values and writes the account: what its balance leaves open is owed.
void CoupledSolver::finish(double dt, double weight, double share, Report& report, const Threads& threads) {
  CoupledLevel& level = grid_.finest();
  const std::size_t cells = level.cells();
  const auto nx = static_cast<std::size_t>(lattice_.nx());
  std::vector<MassAccount> accounts(level.chunks());
  std::vector<double> flow(cells);
  for (std::size_t k = 0; k < specs_.size(); ++k) {
    const Sites& s = sites_[k];
    Vector& mean = first_[k];  // becomes it
    threads.for_chunks(cells, 65536, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        mean[i] = weight < 1 && !specs_[k].steady ? (1 - weight) * mean[i] + weight * u_[k][i] : u_[k][i];
    });
    const auto place = std::find(mobile_.begin(), mobile_.end(), k);
    const auto p = static_cast<std::size_t>(place - mobile_.begin());
    const std::array<double, 6> outside = beyond(k);
    if (place != mobile_.end())
      level.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
        level.exchange(mean.data(), p, outside, y, z, &flow[level.cell({0, y, z})]);
      });
    else
      std::fill(flow.begin(), flow.end(), 0.0);
    std::fill(accounts.begin(), accounts.end(), MassAccount{});
    threads.for_chunks(level.rows(), level.rows_per_chunk(), [&](std::size_t first, std::size_t last) {
      MassAccount& sum = accounts[first / level.rows_per_chunk()];
      for (std::size_t i = first * nx; i < last * nx; ++i) {
        const double source = s.source.empty() ? 0 : s.source[i];
        const double taken = (s.uptake.empty() ? 0 : s.uptake[i]) * mean[i];
        const double decayed = specs_[k].decay * open(k, i) * mean[i];
        const double made = made_[k][i];
        sum.sourced += dt * source;
        sum.taken_up += dt * taken;
        sum.decayed += dt * decayed;
        sum.reacted += dt * made;
        const double rate = flow[i] + source + made - taken - decayed;
        const double after = u_[k][i] * open(k, i);
        if (specs_[k].steady)
          sum.carried += dt * rate;
        else
          s.carried[i] += (s.c[i] - after) + dt * rate;
        s.c[i] = after;
        s.mean[i] += share * mean[i];
      }
    });
    MassAccount& m = report.mass[k];
    for (const MassAccount& a : accounts) {
      m.sourced += a.sourced;
      m.taken_up += a.taken_up;
      m.decayed += a.decayed;
      m.reacted += a.reacted;
      m.carried += a.carried;
    }
    if (place == mobile_.end()) continue;
    // What passes between sites cancels in the sum; what is left of it came through the held sides.
    const std::array<std::int32_t, 3> size = {lattice_.nx(), lattice_.ny(), lattice_.nz()};
    for (std::size_t side = 0; side < 6; ++side) {
      if (specs_[k].sides[side].kind != FieldSide::Kind::dirichlet) continue;
      const std::size_t axis = side / 2;
      std::array<std::int32_t, 3> low = {0, 0, 0};
      std::array<std::int32_t, 3> end = size;
      (side % 2 == 0 ? end : low)[axis] = side % 2 == 0 ? 1 : size[axis] - 1;
      double sum = 0;
      for (std::int32_t z = low[2]; z < end[2]; ++z)
        for (std::int32_t y = low[1]; y < end[1]; ++y)
          for (std::int32_t x = low[0]; x < end[0]; ++x) {
            const std::size_t i = level.cell({x, y, z});
            const double g = (side % 2 == 0 ? level.lower : level.upper)[axis][p * cells + i];
            sum += g * (outside[side] - mean[i]);
          }
      m.through_sides += dt * sum;
    }
  }
}

void CoupledSolver::give_up(double shortest) const {
  const std::string fields = (specs_.size() > 1 ? "fields " : "field ") + names();
  for (std::size_t i = 0; kinetics_ && i < lattice_.sites(); ++i) {
    std::array<double, most> levels{};
    for (std::size_t k = 0; k < specs_.size(); ++k) levels[k] = u_[k][i] * open(k, i);
    const std::string what = kinetics_->fault(i, levels.data());
    if (what.empty()) continue;
    const Coordinates at = lattice_.coordinates(static_cast<Site>(i));
    throw SimulationError(joined({fields, ": ", what, " at site (", std::to_string(at.x), ", ",
                                  std::to_string(at.y), ", ", std::to_string(at.z), ")"}));
  }
  double least = std::numeric_limits<double>::infinity();
  double most_way = 0;
  for (std::size_t k = 0; k < specs_.size(); ++k)
    for (std::size_t i = 0; i < sites_[k].mobility.size() || i < sites_[k].open.size(); ++i) {
      const double way = open(k, i) * (sites_[k].mobility.empty() ? 1 : sites_[k].mobility[i]);
      if (way > 0) least = std::min(least, way);
      most_way = std::max(most_way, way);
    }
  std::string why;
  if (most_way > 100 * least)
    why = "; its way differs by a factor of " + std::to_string(std::llround(most_way / least)) +
          " within the tissue, and steady states are found up to about 100";
  const std::string rates = kinetics_ ? kinetics_->about() : "";
  if (why.empty() && !rates.empty())
    why = ", with " + rates + ": a rate that jumps, or rises without bound, has no solution to find";
  throw SimulationError(fields + ": the equations could not be solved, even in steps of " +
                        std::to_string(shortest) + " min" + why);
}

}  // namespace tilscape

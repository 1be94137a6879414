// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/saturated_solver.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilscape {

namespace {

constexpr std::size_t chunk = 1024;         // sites
constexpr int most_corrections = 40;        // then there is the other solver
constexpr double share_of_tolerance = 0.5;  // that the next correction may be

}  // namespace

/// Over the lattice.
struct SaturatedSolver::Found {
  double off = 0;   // [unit/min] largest error of the last linear problem's sinks
  double next = 0;  // [unit] no correction that follows from it is larger
  double rise = 0;  // [1/min] largest slope of what makes the substance
  double sourced = 0, taken_up = 0, reacted = 0, content = 0;
  bool finite = true;

  void take(const Found& f) {
    off = std::max(off, f.off);
    next = std::max(next, f.next);
    rise = std::max(rise, f.rise);
    sourced += f.sourced;
    taken_up += f.taken_up;
    reacted += f.reacted;
    content += f.content;
    finite = finite && f.finite;
  }
};

// Puts tangents in the place of what the kinetics take, and says how far those of before were from it.
SaturatedSolver::Found SaturatedSolver::linearise(const FieldSolver::Sites& sites,
                                                  const SiteKinetics& kinetics, double scale,
                                                  const Threads& threads) {
  const std::size_t n = sites.c.size();
  std::vector<Found> parts((n + chunk - 1) / chunk);
  const double decay = solver_.spec().decay;
  threads.for_chunks(n, chunk, [&](std::size_t begin, std::size_t end) {
    std::array<double, chunk> levels;
    std::array<double, chunk> rates{};
    std::array<double, chunk> slopes{};
    std::copy(sites.c.begin() + static_cast<std::ptrdiff_t>(begin),
              sites.c.begin() + static_cast<std::ptrdiff_t>(end), levels.begin());
    kinetics.evaluate({begin, end - begin, levels.data(), &scale, rates.data(), slopes.data()});
    Found& f = parts[begin / chunk];
    for (std::size_t s = begin; s < end; ++s) {
      const double c = sites.c[s];
      const double rate = rates[s - begin];
      const double sink = std::max(-slopes[s - begin], 0.0);
      const double source = sites.source.empty() ? 0 : sites.source[s];
      const double uptake = sites.uptake.empty() ? 0 : sites.uptake[s];
      const double off = std::abs((source + rate - uptake * c) - (source_[s] - uptake_[s] * c));
      f.off = std::max(f.off, off);
      if (off > 0) f.next = std::max(f.next, off / (decay + uptake + sink));  // by the comparison principle
      f.rise = std::max(f.rise, slopes[s - begin]);
      f.sourced += source;
      f.taken_up += uptake * c;
      f.reacted += rate;
      f.content += c;
      source_[s] = source + rate + sink * c;
      uptake_[s] = uptake + sink;
      f.finite = f.finite && std::isfinite(source_[s]) && std::isfinite(uptake_[s]);
    }
  });
  Found all;
  for (const Found& f : parts) all.take(f);
  return all;
}

// A tangent to a sink that saturates lies above it, so each iterate is a lower bound of the solution, and so
// is the larger of it and 0: from there they rise, whatever the step (as in CoupledSolver).
std::optional<SolveReport> SaturatedSolver::solve(const FieldSolver::Sites& sites,
                                                  const SiteKinetics& kinetics, double dt,
                                                  const Threads& threads) {
  const FieldSpec& spec = solver_.spec();
  const bool negative =
      std::any_of(sites.source.begin(), sites.source.end(), [](double v) { return v < 0; }) ||
      std::any_of(spec.sides.begin(), spec.sides.end(), [](const FieldSide& s) { return s.value < 0; });
  if (negative) return std::nullopt;
  const auto largest = [&] {
    double most = 0;
    for (const double c : sites.c) most = std::max(most, c);
    return most;
  };
  first_.assign(sites.c.begin(), sites.c.end());
  for (double& c : sites.c) c = std::max(c, 0.0);
  const double exchange =
      spec.diffusion / (lattice_.spacing() * lattice_.spacing());  // [1/min] of neighbours
  SolveReport report;
  double cut = 0;
  for (int n = 0; n <= most_corrections; ++n) {
    const double most = largest();
    const double tolerable = spec.tolerance * most;
    const Found found = linearise(sites, kinetics, most > 0 ? most : 1, threads);
    if (!found.finite || found.rise > 0) break;
    // Where sinks are steep a level may be all but right and what flows far from it.
    if (n > 0 && found.next <= share_of_tolerance * tolerable && cut <= tolerable &&
        found.off <= (exchange + spec.decay) * tolerable) {
      const double volume = lattice_.site_volume();
      MassAccount& m = report.mass;
      m.sourced = found.sourced * volume * dt;
      m.taken_up = found.taken_up * volume * dt;
      m.reacted = found.reacted * volume * dt;
      m.decayed = spec.decay * found.content * volume * dt;
      m.before = m.after = found.content * volume;
      m.carried = m.sourced + m.reacted - m.taken_up - m.decayed + m.through_sides;
      return report;
    }
    const FieldSolver::Sites linear{.c = sites.c, .carried = {}, .uptake = uptake_, .source = source_};
    const SolveReport solved = solver_.solve_steady(linear, dt, threads);
    report.cycles += solved.cycles;
    report.awake += solved.awake;
    report.residual = solved.residual;
    report.mass = solved.mass;
    cut = 0;
    for (double& c : sites.c) {
      cut = std::max(cut, -c);
      c = std::max(c, 0.0);
    }
  }
  std::copy(first_.begin(), first_.end(), sites.c.begin());
  return std::nullopt;
}

}  // namespace tilscape

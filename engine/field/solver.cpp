// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/solver.hpp"

#include "engine/base/error.hpp"
#include "engine/base/wide.hpp"
#include "engine/field/rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace tilscape {

namespace {

using Kind = FieldSide::Kind;

// Singly diagonally implicit Runge-Kutta of two stages, stiffly accurate and L-stable
// (Alexander 1977, doi:10.1137/0714068): gamma = 1 - 1/sqrt(2).
constexpr double gamma = 0.29289321881345247560;

constexpr int most_cycles = 100;
constexpr int fair_trial = 4;            // cycles after which slow convergence counts as none
constexpr double asleep = 0.02;          // share of the tolerance at which a row sleeps
constexpr double prudence = 2;           // on the estimate of what is left
constexpr double untried = 0.5;          // what a first cycle is trusted to leave of the error
constexpr double least_reduction = 0.1;  // no cycle is trusted to do better
constexpr double most_reduction = 0.9;   // rows that sleep shrink nothing, and what they hide is small
constexpr double slow_decrease = 0.8;    // a cycle of a solvable problem does much better than this
// Rounding of a residual, in units of epsilon times the diagonal times the largest value.
constexpr double rounding = 8 * std::numeric_limits<double>::epsilon();

bool not_negative(double v) {
  return std::isfinite(v) && v >= 0;
}

void check(const Lattice& lattice, const FieldSpec& spec) {
  const auto fail = [&](const std::string& why) { throw UsageError("field '" + spec.name + "': " + why); };
  if (!not_negative(spec.diffusion)) fail("its diffusion coefficient must be a number >= 0");
  if (!not_negative(spec.decay)) fail("its decay rate must be a number >= 0");
  if (!(spec.tolerance > 0 && spec.tolerance < 1)) fail("its tolerance must lie between 0 and 1");
  for (std::size_t lower = 0; lower < 6; lower += 2) {
    const FieldSide& a = spec.sides[lower];
    const FieldSide& b = spec.sides[lower + 1];
    if ((a.kind == Kind::periodic) != (b.kind == Kind::periodic))
      fail("one side of an axis is periodic and the other is not");
    for (const FieldSide& side : {a, b})
      if (side.kind == Kind::dirichlet && !std::isfinite(side.value))
        fail("a side is held at a value that is not finite");
  }
  if (lattice.nz() == 1 && (spec.sides[4].kind == Kind::dirichlet || spec.sides[5].kind == Kind::dirichlet))
    fail("a 2D lattice has no z sides to hold at a value");
}

bool sides_not_negative(const FieldSpec& spec) {
  return std::all_of(spec.sides.begin(), spec.sides.end(),
                     [](const FieldSide& s) { return s.kind != Kind::dirichlet || s.value >= 0; });
}

// The share of a debt that a site can meet without going negative in backward Euler (and so in the first
// second-order stage); the rest waits for better days. Credits are paid in full.
double payable(double carried, double value, double source, double dt, bool in_full) {
  const double least = -(value + dt * source);
  return !in_full && carried < least ? least : carried;
}

TILSCAPE_WIDE void first_stage_rhs(const double* c, const double* source, const double* carried, double shift,
                                   double dt, bool in_full, double* rhs, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double paid = payable(carried[i], c[i], source[i], dt, in_full);
    rhs[i] = shift * c[i] + source[i] + paid / dt;
  }
}

TILSCAPE_WIDE void add_growth(const double* stage, const double* c, double growth, double* rhs,
                              std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) rhs[i] += growth * (stage[i] - c[i]);
}

/// first = (1 - weight) first + weight last.
TILSCAPE_WIDE void blend(const double* last, double weight, double* first, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) first[i] = (1 - weight) * first[i] + weight * last[i];
}

/// What is owed after a step: its residual, and what the step before owed and has not been paid.
TILSCAPE_WIDE void carry(const double* c, const double* source, const double* residual, double dt,
                         bool in_full, double* carried, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double paid = payable(carried[i], c[i], source[i], dt, in_full);
    carried[i] += dt * residual[i] - paid;
  }
}

}  // namespace

struct FieldSolver::Problem {
  std::span<double> c;
  std::span<const double> uptake, source;
  double dt;  // [min]; of a steady problem: the time that its flows are given for
  std::span<double> mean;
  const Threads& threads;
  bool steady;
};

FieldSolver::FieldSolver(const Lattice& lattice, FieldSpec spec)
    : lattice_((check(lattice, spec), lattice)),
      spec_(std::move(spec)),
      grid_(lattice, spec_.diffusion, spec_.sides),
      carried_(lattice.sites(), 0.0),
      first_residual_(spec_.steady ? 0 : lattice.sites(), 0.0),
      zeros_(static_cast<std::size_t>(lattice.nx()), 0.0),
      accounts_(grid_.finest().tiles()),
      extents_(grid_.finest().tiles()) {}

std::size_t FieldSolver::bytes(const Lattice& lattice, const FieldSpec& spec) {
  const std::size_t per_site = (spec.steady ? 1 : 2) * sizeof(double);  // carried_, first_residual_
  return FieldMultigrid::bytes(lattice) + per_site * lattice.sites();
}

// Room for so many rows, the thread's own.
double* FieldSolver::buffers(std::size_t count) const {
  static thread_local std::vector<double> room;
  room.resize(std::max(room.size(), count * static_cast<std::size_t>(lattice_.nx())));
  return room.data();
}

// Calls body(row) for every row of sites, tile by tile.
template <class Body>
void FieldSolver::for_rows(const Threads& threads, const Body& body) const {
  grid_.finest().for_rows(threads, [&](std::int32_t y, std::int32_t z, std::size_t tile) {
    body(Row{y, z, lattice_.site({0, y, z}), tile});
  });
}

void FieldSolver::put(FieldGrid& grid, const Row& row, const double* values) const {
  rows::split(values, grid.row(row.y, row.z, 0), grid.row(row.y, row.z, 1), lattice_.nx());
}

void FieldSolver::get(const FieldGrid& grid, const Row& row, double* values) const {
  rows::join(grid.row(row.y, row.z, 0), grid.row(row.y, row.z, 1), values, lattice_.nx());
}

// Of values that may be left out, being zero.
const double* FieldSolver::of(std::span<const double> values, const Row& row) const {
  return values.empty() ? zeros_.data() : values.data() + row.site;
}

SolveReport FieldSolver::advance(std::span<double> c, std::span<const double> uptake,
                                 std::span<const double> source, double dt, std::span<double> mean,
                                 const Threads& threads) {
  if (!(dt > 0 && std::isfinite(dt)))
    throw UsageError("field '" + spec_.name + "': the step must be > 0 min");
  return solve({c, uptake, source, dt, mean, threads, spec_.steady});
}

SolveReport FieldSolver::solve_steady(std::span<double> c, std::span<const double> uptake,
                                      std::span<const double> source, std::span<double> mean,
                                      const Threads& threads) {
  return solve({c, uptake, source, 1.0, mean, threads, true});
}

SolveReport FieldSolver::solve(const Problem& p) {
  const std::size_t n = lattice_.sites();
  const auto fits = [n](std::size_t size) { return size == n || size == 0; };
  if (p.c.size() != n || p.mean.size() != n || !fits(p.uptake.size()) || !fits(p.source.size()))
    throw UsageError("field '" + spec_.name + "': the arrays do not have one number per site");
  load(p);
  SolveReport report;
  Outcome last;
  double last_weight = 1;
  const auto stage = [&](double shift, Patience patience) {
    last = converge(shift, patience, p.threads);
    report.cycles += last.cycles;
    report.awake += last.awake;
    return last.converged;
  };
  if (p.steady) {
    require_a_steady_state();
    begin_stage(p, 0);
    stage(0, Patience::until_converged);
  } else {
    const double shift = 1 / (gamma * p.dt);
    begin_stage(p, shift);
    stage(shift, Patience::until_converged);
    begin_second_stage(p, shift);
    last_weight = gamma;
    if (!stage(shift, signed_ ? Patience::until_converged : Patience::while_converging)) {
      report.fell_back = true;
      last_weight = 1;
      begin_stage(p, 1 / p.dt);
      stage(1 / p.dt, Patience::until_converged);
    }
  }
  report.residual = last.residual;
  report.mass = finish(p, last_weight);
  return report;
}

void FieldSolver::load(const Problem& p) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::fill(extents_.begin(), extents_.end(), Extent{inf, inf, 0, inf, 0});
  FieldLevel& level = grid_.finest();
  const std::ptrdiff_t n = lattice_.nx();
  for_rows(p.threads, [&](const Row& row) {
    const double* c = of(p.c, row);
    const double* uptake = of(p.uptake, row);
    double* buffer = buffers(1);
    put(level.value, row, c);
    rows::add(uptake, spec_.decay, buffer, n);
    put(level.reaction, row, buffer);
    const rows::Range values = rows::range(c, n);
    const rows::Range uptakes = rows::range(uptake, n);
    const rows::Range sources = rows::range(of(p.source, row), n);
    Extent& e = extents_[row.tile];
    e.least_value = std::min(e.least_value, values.least);
    e.least_uptake = std::min(e.least_uptake, uptakes.least);
    e.most_uptake = std::max(e.most_uptake, uptakes.most);
    e.least_source = std::min(e.least_source, sources.least);
    e.poison += values.poison + uptakes.poison + sources.poison;
  });
  extent_ = {inf, inf, 0, inf, 0};
  for (const Extent& e : extents_) {
    extent_.least_value = std::min(extent_.least_value, e.least_value);
    extent_.least_uptake = std::min(extent_.least_uptake, e.least_uptake);
    extent_.most_uptake = std::max(extent_.most_uptake, e.most_uptake);
    extent_.least_source = std::min(extent_.least_source, e.least_source);
    extent_.poison += e.poison;
  }
  if (!(extent_.poison == 0)) report_not_finite(p);
  if (extent_.least_uptake < 0) throw UsageError("field '" + spec_.name + "': an uptake is negative");
  signed_ = extent_.least_source < 0 || !sides_not_negative(spec_) || (!p.steady && extent_.least_value < 0);
  grid_.coarsen_reaction(p.threads);
}

void FieldSolver::report_not_finite(const Problem& p) const {
  const auto search = [&](const char* what, std::span<const double> values) {
    const auto bad = std::find_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
    if (bad == values.end()) return;
    const Coordinates c = lattice_.coordinates(static_cast<Site>(bad - values.begin()));
    throw SimulationError("field '" + spec_.name + "': its " + what + " is not finite at site (" +
                          std::to_string(c.x) + ", " + std::to_string(c.y) + ", " + std::to_string(c.z) +
                          ")");
  };
  search("uptake", p.uptake);
  search("source", p.source);
  search("concentration", p.c);
  throw SimulationError("field '" + spec_.name + "': a number is not finite");
}

void FieldSolver::require_a_steady_state() const {
  const bool drained = std::any_of(spec_.sides.begin(), spec_.sides.end(),
                                   [](const FieldSide& s) { return s.kind == Kind::dirichlet; });
  if (spec_.decay + extent_.least_uptake > 0) return;
  if (spec_.diffusion > 0 && (drained || extent_.most_uptake > 0)) return;
  throw UsageError("field '" + spec_.name +
                   "' has no steady state: it needs decay, uptake, or a side held at a value, and diffusion "
                   "towards them");
}

// A lower bound of the rate [1/min] at which the slowest pattern relaxes, so that a residual r leaves an
// error of at most r / rate. The comparison functions 1, x (2 L - x) / (2 D) for one held side and x (L - x)
// / (2 D) for two, raised by h^2 / (8 D) for the half distance at the side, bound the inverse in the maximum
// norm. Where none of them holds (uptake in places and nothing else), the mean rate stands in.
double FieldSolver::slowest_rate(double shift) const {
  double rate = shift + spec_.decay + extent_.least_uptake;
  for (const FieldAxis& axis : grid_.finest().axes) {
    const bool lower = axis.lower_side.kind == Kind::dirichlet;
    const bool upper = axis.upper_side.kind == Kind::dirichlet;
    const double length2 = axis.length() * axis.length();
    const double width2 = axis.width.front() * axis.width.front();
    if (lower && upper)
      rate = std::max(rate, 8 * axis.diffusion / (length2 + width2));
    else if (lower || upper)
      rate = std::max(rate, 2 * axis.diffusion / length2);
  }
  return rate > 0 ? rate : grid_.coarsest_rate();
}

FieldSolver::Outcome FieldSolver::converge(double shift, Patience patience, const Threads& threads) {
  const double floor = signed_ ? unbounded : 0.0;
  const double rate = slowest_rate(shift);
  const double diagonal = shift + spec_.decay + extent_.most_uptake + grid_.finest().largest_exchange();
  const double enough = std::max(spec_.tolerance * rate, rounding * diagonal);
  const double local = shift + spec_.decay + extent_.least_uptake + grid_.finest().largest_exchange() / 2;
  double before = std::numeric_limits<double>::infinity();
  double error = std::numeric_limits<double>::infinity();  // estimate, see below
  double last_wrong = 0;
  double awake = 0;
  FieldNorms norms = grid_.smooth(shift, floor, threads);
  for (int cycle = 0;; ++cycle) {
    const double bound = std::min(error, norms.residual / rate);
    const double relative = norms.value > 0 ? bound / norms.value : 0.0;
    if (norms.residual <= enough * norms.value || error <= spec_.tolerance * norms.value)
      return {cycle, relative, true, awake};
    const bool slow = cycle >= fair_trial && norms.residual > slow_decrease * before;
    if (patience == Patience::while_converging && (slow || cycle == most_cycles))
      return {cycle, relative, false, awake};
    if (cycle == most_cycles)
      throw SimulationError("field '" + spec_.name + "': its solution did not converge in " +
                            std::to_string(most_cycles) + " cycles");
    before = norms.residual;
    const double quiet = asleep * spec_.tolerance * norms.value;
    norms = grid_.cycle(shift, floor, {quiet * local, quiet}, threads);
    awake += grid_.last_awake();
    // What the cycle has found wrong, smooth and local. Cycles that shrink it by q leave q / (1 - q) of it.
    const double wrong = grid_.last_correction() + before / local;
    const double q = cycle == 0 ? untried
                                : std::clamp(std::max(wrong / last_wrong, norms.residual / before),
                                             least_reduction, most_reduction);
    error = prudence * wrong * q / (1 - q);
    last_wrong = wrong;
  }
}

void FieldSolver::begin_stage(const Problem& p, double shift) {
  FieldLevel& level = grid_.finest();
  for_rows(p.threads, [&](const Row& row) {
    const double* source = of(p.source, row);
    if (p.steady) return put(level.rhs, row, source);
    double* rhs = buffers(1);
    first_stage_rhs(of(p.c, row), source, &carried_[row.site], shift, p.dt, signed_, rhs, lattice_.nx());
    put(level.rhs, row, rhs);
  });
}

void FieldSolver::begin_second_stage(const Problem& p, double shift) {
  FieldLevel& level = grid_.finest();
  const double growth = shift * (1 - gamma) / gamma;
  const std::ptrdiff_t n = lattice_.nx();
  for_rows(p.threads, [&](const Row& row) {
    double* rhs = buffers(1);
    double* mean = p.mean.data() + row.site;
    get(level.value, row, mean);
    get(level.residual, row, &first_residual_[row.site]);
    get(level.rhs, row, rhs);
    add_growth(mean, of(p.c, row), growth, rhs, n);
    put(level.rhs, row, rhs);
  });
}

// Hands out the last stage's values, of this weight in the mean over the step, and writes the account.
MassAccount FieldSolver::finish(const Problem& p, double last_weight) {
  const FieldLevel& level = grid_.finest();
  const std::ptrdiff_t n = lattice_.nx();
  std::fill(accounts_.begin(), accounts_.end(), MassAccount{});
  for_rows(p.threads, [&](const Row& row) {
    double* c = p.c.data() + row.site;
    double* mean = p.mean.data() + row.site;
    const double* source = of(p.source, row);
    double* after = buffers(2);
    double* residual = after + n;
    get(level.value, row, after);
    get(level.residual, row, residual);
    if (last_weight < 1) {
      blend(after, last_weight, mean, n);  // mean holds the first stage's values
      blend(residual, last_weight, &first_residual_[row.site], n);
      residual = &first_residual_[row.site];
    } else {
      std::copy_n(after, n, mean);
    }
    MassAccount& sum = accounts_[row.tile];
    sum.before += rows::sum(p.steady ? after : c, n);
    sum.after += rows::sum(after, n);
    sum.sourced += rows::sum(source, n);
    sum.taken_up += rows::product_sum(of(p.uptake, row), mean, n);
    sum.decayed += rows::sum(mean, n);
    if (p.steady) {
      sum.carried += p.dt * rows::sum(residual, n);
    } else {
      double* carried = &carried_[row.site];
      sum.carried_before += rows::sum(carried, n);
      carry(c, source, residual, p.dt, signed_, carried, n);
      sum.carried += rows::sum(carried, n);
    }
    std::copy_n(after, n, c);
  });
  MassAccount mass;
  for (const MassAccount& tile : accounts_) {
    mass.before += tile.before;
    mass.after += tile.after;
    mass.sourced += tile.sourced;
    mass.taken_up += tile.taken_up;
    mass.decayed += tile.decayed;
    mass.carried += tile.carried;
    mass.carried_before += tile.carried_before;
  }
  if (!std::isfinite(mass.after + mass.carried))
    throw SimulationError("field '" + spec_.name + "': its concentration has left the range of numbers");
  const double volume = lattice_.site_volume();
  mass.before *= volume;
  mass.after *= volume;
  mass.sourced *= volume * p.dt;
  mass.taken_up *= volume * p.dt;
  mass.decayed *= volume * p.dt * spec_.decay;
  mass.through_sides = gain_through_sides(p.mean) * volume * p.dt;
  mass.carried *= volume;
  mass.carried_before *= volume;
  return mass;
}

double FieldSolver::gain_through_sides(std::span<const double> mean) const {
  const std::array<std::int32_t, 3> size = {lattice_.nx(), lattice_.ny(), lattice_.nz()};
  double gain = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const FieldAxis& a = grid_.finest().axes[axis];
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
          for (std::int32_t x = low[0]; x < end[0]; ++x) sum += side.value - mean[lattice_.site({x, y, z})];
      gain += weight * sum;
    }
  }
  return gain;
}

}  // namespace tilscape

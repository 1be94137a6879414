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
// What single precision does not tell apart, as a share of the largest change. Times the diagonal, it is more
// than the rounding of a residual.
constexpr double resolution = 4 * static_cast<double>(std::numeric_limits<float>::epsilon());

// Levels below this are none. Far from the end of double precision (1e-308), and no molecule is that rare.
constexpr double nothing = 1e-150;
constexpr int usual = 40;       // powers of two: the levels that need no scale
constexpr double spent = 1e-6;  // share of the last steady state from which the next is not worth a guess

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

/// What a stage of a time step adds to the rates at its values g: the right-hand side that it wants, and what
/// is paid of the debts.
struct Storage {
  const double *c, *carried, *source;  // before the step
  const double *g, *first;             // values of the stage, and of the stage before it
  double shift, growth, dt;
  bool in_full;
};
TILSCAPE_WIDE void add_storage(const Storage& storage, double* __restrict defect, std::ptrdiff_t n) {
  const Storage s = storage;
  for (std::ptrdiff_t i = 0; i < n; ++i)
    defect[i] += s.shift * ((s.c[i] - s.g[i]) + s.growth * (s.first[i] - s.c[i])) +
                 payable(s.carried[i], s.c[i], s.source[i], s.dt, s.in_full) / s.dt;
}

/// first = (1 - weight) first + weight last.
TILSCAPE_WIDE void blend(const double* last, double weight, double* first, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) first[i] = (1 - weight) * first[i] + weight * last[i];
}

/// What the step owes: what has come in and has not been stored.
TILSCAPE_WIDE void owe_values(const double* c, const double* after, double* carried, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) carried[i] += c[i] - after[i];
}
TILSCAPE_WIDE void owe_flows(const double* rates, double dt, double* carried, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) carried[i] += dt * rates[i];
}

}  // namespace

struct FieldSolver::Problem {
  const Sites& sites;
  double dt;  // [min]; of a steady problem: the time that its flows are given for
  const Threads& threads;
  bool steady;
};

/// One implicit solve: of (shift + decay + uptake - div D grad) g = shift (c + growth (first - c)) + source.
struct FieldSolver::Stage {
  double shift = 0;                // [1/min]
  double growth = 0;               // share of what the stage before has changed
  double weight = 1;               // of its values in the mean over the step
  std::span<const double> values;  // g without the change that the grid holds
  std::span<double> room;          // for g where it has to be written down
};

FieldSolver::FieldSolver(const Lattice& lattice, FieldSpec spec, std::shared_ptr<FieldWorkspace> workspace)
    : lattice_((check(lattice, spec), lattice)),
      spec_(std::move(spec)),
      grid_(lattice, spec_.diffusion, spec_.sides, std::move(workspace)),
      balance_(lattice, grid_.finest().axes, spec_.decay),
      zeros_(static_cast<std::size_t>(lattice.nx()), 0.0),
      accounts_(static_cast<std::size_t>(grid_.finest().layers())),
      extents_(grid_.finest().tiles()) {}

// Room for so many rows, the thread's own.
double* FieldSolver::buffers(std::size_t count) const {
  static thread_local std::vector<double> room;
  room.resize(std::max(room.size(), count * static_cast<std::size_t>(lattice_.nx())));
  return room.data();
}

// A row of values that may be left out, being zero.
const double* FieldSolver::of(std::span<const double> values, std::size_t site) const {
  return values.empty() ? zeros_.data() : values.data() + site;
}

SolveReport FieldSolver::advance(const Sites& sites, double dt, const Threads& threads) {
  return solve({sites, dt, threads, false});
}

SolveReport FieldSolver::solve_steady(const Sites& sites, double dt, const Threads& threads) {
  return solve({sites, dt, threads, true});
}

SolveReport FieldSolver::solve(const Problem& p) {
  const std::size_t n = lattice_.sites();
  const auto fits = [n](std::size_t size) { return size == n || size == 0; };
  const Sites& s = p.sites;
  if (!(p.dt > 0 && std::isfinite(p.dt)))
    throw UsageError("field '" + spec_.name + "': the step must be > 0 min");
  if (s.c.size() != n || (!p.steady && (s.mean.size() != n || s.carried.size() != n)) ||
      !fits(s.uptake.size()) || !fits(s.source.size()))
    throw UsageError("field '" + spec_.name + "': the arrays do not have one number per site");
  load(p);
  if (p.steady) require_a_steady_state();
  choose_scale(p);
  SolveReport report;
  Outcome last;
  Stage stage;
  const auto solved = [&](Stage next, Patience patience) {
    stage = next;
    last = converge(p, stage, patience);
    report.cycles += last.cycles;
    report.awake += last.awake;
    return last.converged;
  };
  if (p.steady) {
    solved({.values = s.c, .room = s.c}, Patience::until_converged);
  } else {
    const double shift = 1 / (gamma * p.dt);
    solved({.shift = shift, .values = s.c, .room = s.mean}, Patience::until_converged);
    write_down(p, stage);
    if (!solved(
            {.shift = shift, .growth = (1 - gamma) / gamma, .weight = gamma, .values = s.mean, .room = {}},
            signed_ ? Patience::until_converged : Patience::while_converging)) {
      report.fell_back = true;
      solved({.shift = 1 / p.dt, .values = s.mean, .room = s.mean}, Patience::until_converged);
    }
  }
  report.residual = last.residual;
  report.mass = finish(p, stage);
  return report;
}

void FieldSolver::load(const Problem& p) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::fill(extents_.begin(), extents_.end(), Extent{inf, inf, 0, inf, 0, 0, 0});
  FieldLevel& level = grid_.finest();
  const std::ptrdiff_t n = lattice_.nx();
  level.for_rows(p.threads, [&](std::int32_t y, std::int32_t z, std::size_t tile) {
    const std::size_t site = lattice_.site({0, y, z});
    const double* uptake = of(p.sites.uptake, site);
    double* reaction = buffers(1);
    for (std::ptrdiff_t i = 0; i < n; ++i) reaction[i] = spec_.decay + uptake[i];
    rows::split(reaction, 1, level.reaction.row(y, z, 0), level.reaction.row(y, z, 1), n);
    const rows::Range values = rows::range(of(p.sites.c, site), n);
    const rows::Range uptakes = rows::range(uptake, n);
    const rows::Range sources = rows::range(of(p.sites.source, site), n);
    Extent& e = extents_[tile];
    e.least_value = std::min(e.least_value, values.least);
    e.least_uptake = std::min(e.least_uptake, uptakes.least);
    e.most_uptake = std::max(e.most_uptake, uptakes.most);
    e.least_source = std::min(e.least_source, sources.least);
    e.poison += values.poison + uptakes.poison + sources.poison;
    e.largest_value = std::max({e.largest_value, values.most, -values.least});
    e.largest_source = std::max({e.largest_source, sources.most, -sources.least});
  });
  extent_ = {inf, inf, 0, inf, 0, 0, 0};
  for (const Extent& e : extents_) {
    extent_.least_value = std::min(extent_.least_value, e.least_value);
    extent_.least_uptake = std::min(extent_.least_uptake, e.least_uptake);
    extent_.most_uptake = std::max(extent_.most_uptake, e.most_uptake);
    extent_.least_source = std::min(extent_.least_source, e.least_source);
    extent_.poison += e.poison;
    extent_.largest_value = std::max(extent_.largest_value, e.largest_value);
    extent_.largest_source = std::max(extent_.largest_source, e.largest_source);
  }
  if (!(extent_.poison == 0)) report_not_finite(p);
  if (extent_.least_uptake < 0) throw UsageError("field '" + spec_.name + "': an uptake is negative");
  signed_ = extent_.least_source < 0 || !sides_not_negative(spec_) || (!p.steady && extent_.least_value < 0);
  grid_.begin(p.threads);
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
  search("uptake", p.sites.uptake);
  search("source", p.sites.source);
  search("concentration", p.sites.c);
  throw SimulationError("field '" + spec_.name + "': a number is not finite");
}

void FieldSolver::require_a_steady_state() const {
  const bool drained = std::any_of(spec_.sides.begin(), spec_.sides.end(),
                                   [](const FieldSide& s) { return s.kind == Kind::dirichlet; });
  if (spec_.decay + extent_.least_uptake > 0) return;
  if (spec_.diffusion > 0 && (drained || extent_.most_uptake > 0)) return;
  throw SimulationError(
      "field '" + spec_.name +
      "' has no steady state: it needs decay, uptake, or a side held at a value, and diffusion "
      "towards them");
}

// Single precision ends at 1e-38, and levels do not: a substance may fade for as long as a run lasts. So the
// grids hold its numbers times a power of two, which changes no digit of them. Levels that are about 1 in
// their unit need none.
void FieldSolver::choose_scale(const Problem& p) {
  if (p.steady) {
    // A state that has all but gone is nearer to nothing than to what there was.
    if (driven(p) < spent * extent_.largest_value) forget(p);
  }
  const double size = std::min(magnitude(p), std::numeric_limits<double>::max());
  const int exponent = size > nothing ? std::ilogb(size) : 0;
  scale_ = std::abs(exponent) > usual ? std::ldexp(1.0, -exponent) : 1;
  if (size <= nothing && extent_.largest_value > 0) forget(p);
}

// About the largest level that the sources and the sides make.
double FieldSolver::driven(const Problem& p) const {
  const double time = p.steady ? 1 / std::max(slowest_rate(0), std::numeric_limits<double>::min()) : p.dt;
  double most = time * extent_.largest_source;
  for (const FieldSide& side : spec_.sides)
    if (side.kind == Kind::dirichlet) most = std::max(most, std::abs(side.value));
  return most;
}

// About the largest number that the problem at hand meets, in the unit of the levels.
double FieldSolver::magnitude(const Problem& p) const {
  double most = std::max(extent_.largest_value, driven(p));
  if (p.steady || (most > std::ldexp(1.0, -usual) && most < std::ldexp(1.0, usual))) return most;
  for (const double owed : p.sites.carried)  // debts are met from the levels
    most = std::max(most, signed_ ? std::abs(owed) : owed);
  return most;
}

// Levels that are none become 0. What they were is owed, like all that a solve leaves open.
void FieldSolver::forget(const Problem& p) {
  for (std::size_t s = 0; s < p.sites.c.size(); ++s) {
    if (!p.steady) p.sites.carried[s] += p.sites.c[s];
    p.sites.c[s] = 0;
  }
  extent_.largest_value = 0;
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

FieldSolver::Outcome FieldSolver::converge(const Problem& p, Stage& stage, Patience patience) {
  const FieldBound bound = signed_ ? FieldBound::none : FieldBound::not_negative;
  const double rate = slowest_rate(stage.shift);
  const double exchange = grid_.finest().largest_exchange();
  const double diagonal = stage.shift + spec_.decay + extent_.most_uptake + exchange;
  const double local = stage.shift + spec_.decay + extent_.least_uptake + exchange / 2;
  const double enough = std::max(spec_.tolerance * rate, rounding * diagonal);
  double before = std::numeric_limits<double>::infinity();
  double error = std::numeric_limits<double>::infinity();  // estimate, see below
  double last_wrong = 0;
  double awake = 0;
  FieldNorms norms = begin(p, stage);
  const auto smooth = [&] {
    const double quiet = asleep * spec_.tolerance * norms.value;
    norms = grid_.smooth(stage.shift, bound, quiet * local, p.threads);
  };
  if (norms.residual > enough * norms.value) smooth();
  for (int cycle = 0;; ++cycle) {
    const double unseen = resolution * norms.change;
    const double residual = norms.residual + diagonal * unseen;
    const double left = std::min(error + unseen, residual / rate);
    const double relative = norms.value > 0 ? left / norms.value : 0.0;
    if (residual <= enough * norms.value || error + unseen <= spec_.tolerance * norms.value)
      return {cycle, relative, true, awake};
    const bool slow = cycle >= fair_trial && norms.residual > slow_decrease * before;
    if (patience == Patience::while_converging && (slow || cycle == most_cycles))
      return {cycle, relative, false, awake};
    if (cycle == most_cycles)
      throw SimulationError("field '" + spec_.name + "': its solution did not converge in " +
                            std::to_string(most_cycles) + " cycles");
    before = norms.residual;
    const double quiet = asleep * spec_.tolerance * norms.value;
    norms = grid_.cycle(stage.shift, bound, {quiet * local, quiet}, p.threads);
    awake += grid_.last_awake();
    // What the cycle has found wrong, smooth and local. Cycles that shrink it by q leave q / (1 - q) of it.
    const double wrong = grid_.last_correction() + before / local;
    const double q = cycle == 0 ? untried
                                : std::clamp(std::max(wrong / last_wrong, norms.residual / before),
                                             least_reduction, most_reduction);
    error = prudence * wrong * q / (1 - q);
    last_wrong = wrong;
    if (norms.residual > diagonal * resolution * norms.change) continue;
    norms = begin_again(p, stage);
    if (norms.residual > enough * norms.value) smooth();
  }
}

// The problem of the change that the stage's values want.
FieldNorms FieldSolver::begin(const Problem& p, const Stage& stage) {
  FieldLevel& level = grid_.finest();
  level.in_passes(p.threads, 1,
                  [&](int, const FieldLevel::Strip& strip) { set_right_hand_side(p, stage, strip); });
  return level.norms();
}

// When the change is as exact as single precision makes it: adds it, and asks for the rest.
FieldNorms FieldSolver::begin_again(const Problem& p, Stage& stage) {
  if (stage.room.empty()) {
    second_.resize(lattice_.sites());
    stage.room = second_;
  }
  write_down(p, stage);
  return begin(p, stage);
}

void FieldSolver::write_down(const Problem& p, Stage& stage) {
  FieldLevel& level = grid_.finest();
  level.for_rows(p.threads, [&](std::int32_t y, std::int32_t z, std::size_t) {
    std::copy_n(changed(stage.values, y, z), lattice_.nx(), &stage.room[lattice_.site({0, y, z})]);
  });
  stage.values = stage.room;
}

// A row of the values and their change, in a buffer.
const double* FieldSolver::changed(std::span<const double> values, std::int32_t y, std::int32_t z) const {
  const FieldGrid& change = grid_.finest().change;
  const double floor = signed_ ? -std::numeric_limits<double>::infinity() : 0;
  double* row = buffers(1);
  rows::add_joined(values.data() + lattice_.site({0, y, z}), change.row(y, z, 0), change.row(y, z, 1),
                   1 / scale_, floor, row, lattice_.nx());
  return row;
}

void FieldSolver::set_right_hand_side(const Problem& p, const Stage& stage, const FieldLevel::Strip& strip) {
  FieldLevel& level = grid_.finest();
  const Sites& s = p.sites;
  const std::ptrdiff_t n = lattice_.nx();
  level.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    const std::size_t site = lattice_.site({0, y, z});
    const double* g = stage.values.data() + site;
    const double* source = of(s.source, site);
    double* defect = buffers(1);
    balance_.rates(stage.values, y, z, source, of(s.uptake, site), defect);
    if (!p.steady)
      add_storage({.c = &s.c[site],
                   .carried = &s.carried[site],
                   .source = source,
                   .g = g,
                   .first = stage.growth > 0 ? &s.mean[site] : &s.c[site],
                   .shift = stage.shift,
                   .growth = stage.growth,
                   .dt = p.dt,
                   .in_full = signed_},
                  defect, n);
    rows::split(defect, scale_, level.rhs.row(y, z, 0), level.rhs.row(y, z, 1), n);
    rows::split(g, scale_, level.base.row(y, z, 0), level.base.row(y, z, 1), n);
    level.clear_change(y, z);
    level.residuals(y, z) = FieldLevel::Residuals::right_hand_side;
    level.norms_of(y, z) = {.residual = scale_ * rows::largest_magnitude(defect, n),
                            .value = scale_ * rows::largest_magnitude(g, n)};
  });
}

// Hands out the last stage's values and writes the account: what the balance of the step leaves open is owed.
MassAccount FieldSolver::finish(const Problem& p, const Stage& last) {
  std::fill(accounts_.begin(), accounts_.end(), MassAccount{});
  grid_.finest().in_passes(p.threads, 2, [&](int pass, const FieldLevel::Strip& strip) {
    if (pass == 0)
      settle(p, last, strip);
    else
      account(p, strip);
  });
  MassAccount mass;
  for (const MassAccount& layer : accounts_) {
    mass.before += layer.before;
    mass.after += layer.after;
    mass.sourced += layer.sourced;
    mass.taken_up += layer.taken_up;
    mass.decayed += layer.decayed;
    mass.carried += layer.carried;
    mass.carried_before += layer.carried_before;
  }
  if (!std::isfinite(mass.after + mass.carried))
    throw SimulationError("field '" + spec_.name + "': its concentration has left the range of numbers");
  const double volume = lattice_.site_volume();
  mass.before *= volume;
  mass.after *= volume;
  mass.sourced *= volume * p.dt;
  mass.taken_up *= volume * p.dt;
  mass.decayed *= volume * p.dt * spec_.decay;
  mass.through_sides = balance_.gain_through_sides(p.steady ? p.sites.c : p.sites.mean) * volume * p.dt;
  mass.carried *= volume;
  mass.carried_before *= volume;
  return mass;
}

void FieldSolver::settle(const Problem& p, const Stage& last, const FieldLevel::Strip& strip) {
  const Sites& s = p.sites;
  const std::ptrdiff_t n = lattice_.nx();
  MassAccount& sum = accounts_[static_cast<std::size_t>(strip.layer)];
  grid_.finest().for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    const std::size_t site = lattice_.site({0, y, z});
    double* c = &s.c[site];
    const double* after = changed(last.values, y, z);
    if (p.steady) {
      std::copy_n(after, n, c);
      return;
    }
    double* mean = &s.mean[site];
    double* carried = &s.carried[site];
    if (last.weight < 1)
      blend(after, last.weight, mean, n);  // mean holds the first stage's values
    else
      std::copy_n(after, n, mean);
    sum.before += rows::sum(c, n);
    sum.after += rows::sum(after, n);
    sum.carried_before += rows::sum(carried, n);
    owe_values(c, after, carried, n);
    std::copy_n(after, n, c);
  });
}

void FieldSolver::account(const Problem& p, const FieldLevel::Strip& strip) {
  const Sites& s = p.sites;
  const std::ptrdiff_t n = lattice_.nx();
  const std::span<const double> means = p.steady ? s.c : s.mean;
  MassAccount& sum = accounts_[static_cast<std::size_t>(strip.layer)];
  grid_.finest().for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
    const std::size_t site = lattice_.site({0, y, z});
    const double* mean = &means[site];
    const double* source = of(s.source, site);
    const double* uptake = of(s.uptake, site);
    double* rates = buffers(1);
    balance_.rates(means, y, z, source, uptake, rates);
    const double content = rows::sum(mean, n);
    sum.sourced += rows::sum(source, n);
    sum.taken_up += rows::product_sum(uptake, mean, n);
    sum.decayed += content;
    if (p.steady) {
      sum.before += content;
      sum.after += content;
      sum.carried += p.dt * rows::sum(rates, n);
    } else {
      double* carried = &s.carried[site];
      owe_flows(rates, p.dt, carried, n);
      sum.carried += rows::sum(carried, n);
    }
  });
}

}  // namespace tilscape

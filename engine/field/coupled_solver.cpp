// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/coupled_solver.hpp"

#include "engine/base/error.hpp"
#include "engine/base/small_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tilscape {

namespace {

using Kind = FieldSide::Kind;

constexpr double gamma = 0.29289321881345247560;  // as in FieldSolver
constexpr int most_corrections = 300;
constexpr int most_halvings = 14;
constexpr double linear_reduction = 1e-3;  // of a linear residual, by one correction
constexpr double linear_share = 1e-2;      // of the tolerance, where one correction is all
constexpr int most_iterations = 48;        // of the linear solver, for one correction
constexpr double share_of_tolerance = 0.1;
constexpr double certain = 1e-3;  // of the tolerance: such a correction is the last
constexpr int fair_trial = 6;     // corrections after which slow convergence counts as none
constexpr double slow_decrease = 0.95;
constexpr int patience = 4;      // corrections that are in vain
constexpr double prudence = 10;  // of what the linear solver says: it means the root mean square
constexpr double steepest = 5;
constexpr double steeper = 1.25;       // of a secant, where a sink rises more steeply than from 0
constexpr double still_enough = 1e-9;  // relative change of a level that does not move: the next is rounding
constexpr double digits = 16 * std::numeric_limits<double>::epsilon();
constexpr int most_local = 60;
constexpr double rounding = 1e-13;    // of the largest level: what is below 0 by less is 0
constexpr double nothing = 1e-150;    // [unit] no molecule is that rare
constexpr double gone = 1e-100;       // [unit] a level that is nowhere above it becomes 0, and is owed
constexpr double negligible = 1e-16;  // of the largest level of them all: what is left is what they round to
constexpr std::size_t chunk = 256;    // sites

double larger(double a, double b) {
  return a < b ? b : a;
}

/// Those that diffuse, or those that do not.
std::vector<std::size_t> which(const std::vector<FieldSpec>& specs, bool diffuses) {
  if (specs.empty() || specs.size() > CoupledSolver::most)
    throw UsageError("1 to " + std::to_string(CoupledSolver::most) + " substances are solved together");
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < specs.size(); ++k)
    if ((specs[k].diffusion > 0) == diffuses) out.push_back(k);
  return out;
}

/// Axes that wrap around, by the first of these.
std::array<bool, 3> periodic(const std::vector<FieldSpec>& specs, const std::vector<std::size_t>& mobile) {
  if (mobile.empty()) return {};
  const auto& sides = specs[mobile.front()].sides;
  return {sides[0].kind == Kind::periodic, sides[2].kind == Kind::periodic, sides[4].kind == Kind::periodic};
}

double least_tolerance(const std::vector<FieldSpec>& specs) {
  double least = 1;
  for (const FieldSpec& spec : specs) least = std::min(least, spec.tolerance);
  return least;
}

/// Below this no level has to be right.
double least_of(const std::vector<double>& scales) {
  return larger(nothing, negligible * *std::max_element(scales.begin(), scales.end()));
}

bool held(const FieldSide& side) {
  return side.kind == Kind::dirichlet;
}

}  // namespace

/// One implicit solve: of shift (c - old - growth (first - old)) = everything else at c.
struct CoupledSolver::Stage {
  double dt;
  double shift;   // [1/min]
  double growth;  // share of what the stage before has changed
};

/// Over the lattice, by substance.
struct CoupledSolver::Extremes {
  std::array<double, most> value{}, change{}, cut{}, defect{};
  bool solved = true;  // what does not diffuse
  bool finite = true;

  void take(const Extremes& e) {
    for (std::size_t k = 0; k < most; ++k) {
      value[k] = larger(value[k], e.value[k]);
      change[k] = larger(change[k], e.change[k]);
      cut[k] = larger(cut[k], e.cut[k]);
      defect[k] = larger(defect[k], e.defect[k]);
    }
    solved = solved && e.solved;
    finite = finite && e.finite;
  }
};

/// Levels, rates and slopes of a chunk, by substance and then site.
struct CoupledSolver::Local {
  std::array<double, most * chunk> levels, rates;
  std::array<double, most * most * chunk> slopes;
};

CoupledSolver::CoupledSolver(const Lattice& lattice, std::vector<FieldSpec> specs,
                             std::shared_ptr<const SiteKinetics> kinetics)
    : lattice_(lattice),
      specs_(std::move(specs)),
      kinetics_(std::move(kinetics)),
      mobile_(which(specs_, true)),
      still_(which(specs_, false)),
      in_time_(std::any_of(specs_.begin(), specs_.end(), [](const FieldSpec& s) { return !s.steady; })),
      grid_(lattice, periodic(specs_, mobile_), mobile_.size()),
      scales_(specs_.size(), 1.0) {
  for (const FieldSpec& spec : specs_) {
    const auto fail = [&](const std::string& why) { throw UsageError("field '" + spec.name + "': " + why); };
    if (!(spec.diffusion >= 0 && std::isfinite(spec.diffusion)))
      fail("its diffusion coefficient must be a number >= 0");
    if (!(spec.decay >= 0 && std::isfinite(spec.decay))) fail("its decay rate must be a number >= 0");
    if (!(spec.tolerance > 0 && spec.tolerance < 1)) fail("its tolerance must lie between 0 and 1");
    for (std::size_t side = 0; side < 6; ++side) {
      if (spec.diffusion > 0 &&
          (spec.sides[side].kind == Kind::periodic) != periodic(specs_, mobile_)[side / 2])
        fail("its sides are periodic where those of another one that it is solved with are not");
      if (held(spec.sides[side]) && !std::isfinite(spec.sides[side].value))
        fail("a side is held at a value that is not finite");
    }
    if (lattice.nz() == 1 && (held(spec.sides[4]) || held(spec.sides[5])))
      fail("a 2D lattice has no z sides to hold at a value");
  }
  // One hangs on the other, so all are solved to what the most demanding of them wants.
  const double tolerance = least_tolerance(specs_);
  for (FieldSpec& spec : specs_) spec.tolerance = tolerance;
  const std::size_t n = lattice.sites();
  u_.assign(specs_.size(), Vector(n));
  first_ = u_;
  made_ = u_;
  correction_.resize(n * mobile_.size());
}

std::size_t CoupledSolver::bytes(const Lattice& lattice, std::span<const FieldSpec> specs) {
  const auto mobile = static_cast<std::size_t>(
      std::count_if(specs.begin(), specs.end(), [](const FieldSpec& s) { return s.diffusion > 0; }));
  return CoupledGrid::bytes(lattice, mobile) + (3 * specs.size() + mobile) * lattice.sites() * sizeof(double);
}

void CoupledSolver::check(std::span<const Sites> sites, double dt) const {
  if (!(dt > 0 && std::isfinite(dt))) throw UsageError("fields: the step must be > 0 min");
  if (sites.size() != specs_.size()) throw UsageError("fields: each of those that react has its arrays");
  const std::size_t n = lattice_.sites();
  for (std::size_t k = 0; k < sites.size(); ++k) {
    const Sites& s = sites[k];
    const auto fits = [n](std::size_t size) { return size == n || size == 0; };
    if (s.c.size() != n || s.mean.size() != n || s.carried.size() != (specs_[k].steady ? 0 : n) ||
        !fits(s.uptake.size()) || !fits(s.source.size()) || !fits(s.open.size()) || !fits(s.mobility.size()))
      throw UsageError("field '" + specs_[k].name + "': the arrays do not have one number per site");
  }
}

CoupledSolver::Report CoupledSolver::advance(std::span<const Sites> sites, double dt,
                                             const Threads& threads) {
  check(sites, dt);
  sites_ = sites;
  load();
  set_conductances(threads);
  Report report;
  report.parts = 0;
  report.mass.resize(specs_.size());
  for (const Sites& s : sites_) std::fill(s.mean.begin(), s.mean.end(), 0.0);
  for (std::size_t k = 0; k < specs_.size(); ++k)
    for (const double c : sites_[k].c) report.mass[k].before += c;
  for (std::size_t k = 0; k < specs_.size(); ++k)
    for (const double c : sites_[k].carried) report.mass[k].carried_before += c;
  total_ = dt;
  if (!march(dt, 0, report, threads)) give_up(dt / (1 << most_halvings));
  const double volume = lattice_.site_volume();
  for (std::size_t k = 0; k < specs_.size(); ++k) {
    MassAccount& m = report.mass[k];
    for (const double c : sites_[k].c) m.after += c;
    for (const double c : sites_[k].carried) m.carried += c;
    if (specs_[k].steady) m.before = m.after;
    for (double* line : {&m.before, &m.after, &m.sourced, &m.taken_up, &m.decayed, &m.reacted,
                         &m.through_sides, &m.carried, &m.carried_before})
      *line *= volume;
  }
  return report;
}

void CoupledSolver::load() {
  signed_ = false;
  const double huge = std::numeric_limits<double>::max();
  for (std::size_t k = 0; k < specs_.size(); ++k) {
    const Sites& s = sites_[k];
    const auto bad = [&](const char* what, std::span<const double> values, double least) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] >= least && values[i] <= huge) continue;
        const Coordinates at = lattice_.coordinates(static_cast<Site>(i));
        throw SimulationError("field '" + specs_[k].name + "': its " + what +
                              (std::isfinite(values[i]) ? " is negative" : " is not finite") + " at site (" +
                              std::to_string(at.x) + ", " + std::to_string(at.y) + ", " +
                              std::to_string(at.z) + ")");
      }
    };
    bad("uptake", s.uptake, 0);
    bad("source", s.source, -huge);
    bad("concentration", s.c, -huge);
    bad("mobility", s.mobility, 0);
    bad("open volume", s.open, std::numeric_limits<double>::min());
    const auto negative = [](double v) { return v < 0; };
    signed_ = signed_ || std::any_of(s.source.begin(), s.source.end(), negative) ||
              (!specs_[k].steady && std::any_of(s.c.begin(), s.c.end(), negative)) ||
              std::any_of(specs_[k].sides.begin(), specs_[k].sides.end(),
                          [](const FieldSide& side) { return held(side) && side.value < 0; });
    double most_level = 0;
    for (const double c : s.c) most_level = larger(most_level, std::abs(c));
    double most_source = 0;
    for (const double v : s.source) most_source = larger(most_source, std::abs(v));
    for (const FieldSide& side : specs_[k].sides)
      if (held(side)) most_level = larger(most_level, std::abs(side.value));
    scales_[k] = larger(most_level, most_source);
    if (scales_[k] > 0 && scales_[k] < gone && !specs_[k].steady) {
      for (std::size_t i = 0; i < s.c.size(); ++i) s.carried[i] += std::exchange(s.c[i], 0.0);
      scales_[k] = 0;
    }
    if (specs_[k].steady)
      for (double& c : s.c) c = larger(c, signed_ ? c : 0);
  }
  double all = 0;
  for (const double scale : scales_) all = larger(all, scale);
  for (double& scale : scales_)
    if (!(scale > 1e-6 * all)) scale = all > 0 ? 1e-6 * all : 1;
}

void CoupledSolver::set_conductances(const Threads& threads) {
  const bool even = std::all_of(sites_.begin(), sites_.end(),
                                [](const Sites& s) { return s.open.empty() && s.mobility.empty(); });
  if (even && conductances_stand_) return;
  conductances_stand_ = even;
  CoupledLevel& level = grid_.finest();
  const double per_area = 1 / (lattice_.spacing() * lattice_.spacing());
  const std::array<std::int32_t, 3> size = {lattice_.nx(), lattice_.ny(), lattice_.nz()};
  for (std::size_t m = 0; m < mobile_.size(); ++m) {
    const std::size_t k = mobile_[m];
    const FieldSpec& spec = specs_[k];
    const auto way = [&](std::size_t site) {
      return open(k, site) * (sites_[k].mobility.empty() ? 1 : sites_[k].mobility[site]);
    };
    level.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
      for (std::int32_t x = 0; x < size[0]; ++x) {
        const std::array<std::int32_t, 3> at = {x, y, z};
        const std::size_t here = level.cell(at);
        const double own = way(here);
        for (std::size_t axis = 0; axis < 3; ++axis)
          for (const std::int32_t step : {-1, +1}) {
            const std::size_t next = size[axis] > 1 || spec.sides[2 * axis].kind != Kind::periodic
                                         ? level.beside(at, axis, step)
                                         : here;
            double g = 0;
            if (next == CoupledLevel::none) {
              if (held(spec.sides[2 * axis + (step < 0 ? 0 : 1)])) g = 2 * own;
            } else if (next != here) {
              const double other = way(next);
              g = own + other > 0 ? 2 * own * other / (own + other) : 0;
            }
            (step < 0 ? level.lower : level.upper)[axis][m * level.cells() + here] =
                g * spec.diffusion * per_area;
          }
      }
    });
  }
  grid_.coarsen_conductances(threads);
  exchange_.assign(specs_.size(), 0.0);
  for (std::size_t m = 0; m < mobile_.size(); ++m)
    for (std::size_t i = m * level.cells(); i < (m + 1) * level.cells(); ++i)
      exchange_[mobile_[m]] = larger(exchange_[mobile_[m]], (level.lower[0][i] + level.upper[0][i]) +
                                                                (level.lower[1][i] + level.upper[1][i]) +
                                                                (level.lower[2][i] + level.upper[2][i]));
}

// In halves where one step cannot be solved: reactions that are far from their balance.
bool CoupledSolver::march(double dt, int halvings, Report& report, const Threads& threads) {
  if (attempt(dt, report, threads)) {
    ++report.parts;
    return true;
  }
  if (halvings == most_halvings || !in_time_) return false;
  return march(dt / 2, halvings + 1, report, threads) && march(dt / 2, halvings + 1, report, threads);
}

bool CoupledSolver::attempt(double dt, Report& report, const Threads& threads) {
  const auto end = [&](double weight) {
    add_rates(weight, threads);
    finish(dt, weight, dt / total_, report, threads);
    return true;
  };
  const auto forget_rates = [&] {
    for (auto& made : made_) std::fill(made.begin(), made.end(), 0.0);
  };
  for (std::size_t k = 0; k < specs_.size(); ++k)
    for (std::size_t i = 0; i < u_[k].size(); ++i) u_[k][i] = sites_[k].c[i] / open(k, i);
  const Stage one{dt, 1 / (gamma * dt), 0};
  if (!solve(one, report, threads)) return false;
  forget_rates();
  if (!in_time_) return end(1);
  for (std::size_t k = 0; k < specs_.size(); ++k) std::copy(u_[k].begin(), u_[k].end(), first_[k].begin());
  add_rates(1 - gamma, threads);
  if (solve({dt, one.shift, (1 - gamma) / gamma}, report, threads)) return end(gamma);
  report.fell_back = true;
  for (std::size_t k = 0; k < specs_.size(); ++k)
    std::copy(first_[k].begin(), first_[k].end(), u_[k].begin());
  forget_rates();
  return solve({dt, 1 / dt, 0}, report, threads) && end(1);
}

// Newton's method. Where a correction would take a level below 0 it is cut, and comes again: of a sink that
// saturates the iterates then rise to the solution from below, whatever its size.
bool CoupledSolver::solve(const Stage& stage, Report& report, const Threads& threads) {
  std::vector<double> scales;
  for (const std::size_t k : mobile_) scales.push_back(scales_[k]);
  const double enough = kinetics_ ? linear_reduction : linear_share * least_tolerance(specs_);
  const double least = least_of(scales_);
  int cut_short = 0;
  int vain = 0;
  bool settled = false;
  double secant = 0;  // share of the secant that a sink's slope is at least; 0: the tangent
  double before = std::numeric_limits<double>::infinity();  // the last correction, beside the tolerance
  Extremes now;
  for (int c = 0; c < most_corrections; ++c) {
    const Extremes problem = assemble(stage, secant, threads);
    if (!problem.finite || !problem.solved) return false;
    if (mobile_.empty()) return true;
    if (settled && balanced(stage, problem, now)) return true;
    ++report.corrections;
    grid_.prepare(threads);
    const CoupledGrid::Outcome linear = grid_.solve(correction_, scales, enough, most_iterations, threads);
    if (linear.iterations == 0) return true;  // what is wanted lies below rounding
    report.iterations += linear.iterations;
    if (!std::isfinite(linear.reduction) || linear.reduction > 0.5) return false;
    now = correct(threads);
    if (!now.finite) return false;
    double change = 0;
    double cut = 0;
    for (const std::size_t k : mobile_) {
      const double tolerable = larger(specs_[k].tolerance * now.value[k], least);
      change = larger(change, now.change[k] / tolerable);
      cut = larger(cut, now.cut[k] / tolerable);
    }
    // What is left is to this correction as this one was to the last; without reactions, as the linear
    // solver says.
    const double ratio = kinetics_ ? (c == 0 ? 1 : change / before) : prudence * linear.reduction;
    const double left = change <= certain ? 0 : change * (ratio < 1 ? ratio / (1 - ratio) : change);
    before = change;
    if (c >= fair_trial && change > certain && ratio > (secant > 0 ? 1 : slow_decrease) &&
        ++vain == patience) {
      secant = secant > 0 ? std::min(2 * secant, steepest) : steeper;
      vain = 0;
    }
    settled = left <= share_of_tolerance && cut <= share_of_tolerance;
    if (left <= share_of_tolerance && !settled && ++cut_short == 3) return false;  // no solution is >= 0
  }
  return false;
}

// Where reactions are steep a level may be all but right and what flows far from it: the balance that is left
// has to be small too, beside what the other terms would make of an error within the tolerance.
bool CoupledSolver::balanced(const Stage& stage, const Extremes& problem, const Extremes& now) const {
  return std::all_of(mobile_.begin(), mobile_.end(), [&](std::size_t k) {
    const double rate = exchange_[k] + specs_[k].decay + (specs_[k].steady ? 0 : stage.shift);
    return problem.defect[k] <= rate * larger(specs_[k].tolerance * now.value[k], least_of(scales_));
  });
}

void CoupledSolver::evaluate(std::size_t first, std::size_t n, Local& local, bool slopes) const {
  const std::size_t s = specs_.size();
  for (std::size_t k = 0; k < s; ++k)
    for (std::size_t i = 0; i < n; ++i) local.levels[k * n + i] = u_[k][first + i] * open(k, first + i);
  std::fill_n(local.rates.begin(), s * n, 0.0);
  if (slopes) std::fill_n(local.slopes.begin(), s * s * n, 0.0);
  if (kinetics_)
    kinetics_->evaluate({first, n, local.levels.data(), scales_.data(), local.rates.data(),
                         slopes ? local.slopes.data() : nullptr});
}

/// What the balance of a substance at a site lacks, but for what passes between sites.
double CoupledSolver::defect(const Stage& stage, std::size_t k, std::size_t site, double rate) const {
  const Sites& s = sites_[k];
  const double u = u_[k][site];
  const double c = u * open(k, site);
  const double source = s.source.empty() ? 0 : s.source[site];
  double sum = source + rate - specs_[k].decay * c - (s.uptake.empty() ? 0 : s.uptake[site]) * u;
  if (specs_[k].steady) return sum;
  const double old = s.c[site];
  const double grown = stage.growth > 0 ? stage.growth * (first_[k][site] * open(k, site) - old) : 0;
  const double owed = s.carried[site];
  const double least = -(old + stage.dt * source);  // as in FieldSolver: what can be paid at once
  const double paid = !signed_ && owed < least ? least : owed;
  sum += stage.shift * ((old - c) + grown) + paid / stage.dt;
  return sum;
}

double CoupledSolver::diagonal(const Stage& stage, std::size_t k, std::size_t site) const {
  const Sites& s = sites_[k];
  return open(k, site) * (specs_[k].decay + (specs_[k].steady ? 0 : stage.shift)) +
         (s.uptake.empty() ? 0 : s.uptake[site]);
}

// Brings what does not diffuse to its balance with the levels of what does.
bool CoupledSolver::balance_still(const Stage& stage, std::size_t first, std::size_t n, Local& local) {
  const std::size_t s = specs_.size();
  const std::size_t m = still_.size();
  for (int round = 0; round < most_local; ++round) {
    evaluate(first, n, local, true);
    bool done = true;
    for (std::size_t i = 0; i < n; ++i) {
      std::array<double, most * most> a;
      std::array<double, most> b;
      const std::size_t site = first + i;
      for (std::size_t p = 0; p < m; ++p) {
        const std::size_t k = still_[p];
        b[p] = defect(stage, k, site, local.rates[k * n + i]);
        for (std::size_t q = 0; q < m; ++q)
          a[p * m + q] = (p == q ? diagonal(stage, k, site) : 0) -
                         local.slopes[(k * s + still_[q]) * n + i] * open(still_[q], site);
      }
      small_matrix::solve(a.data(), b.data(), m, 1);
      for (std::size_t p = 0; p < m; ++p) {
        double& value = u_[still_[p]][site];
        const double wanted = value + b[p];
        const double next =
            !signed_ && wanted < 0 ? (value > rounding * scales_[still_[p]] ? 0.1 * value : 0) : wanted;
        const double off =
            larger(std::abs(next - value), std::abs(next - wanted) - rounding * scales_[still_[p]]);
        if (!(off <= still_enough * std::abs(next) + nothing)) done = false;
        if (!std::isfinite(next)) return false;
        value = next;
      }
    }
    if (done) return true;
  }
  return false;
}

// The linear equations of the next correction; what does not diffuse is eliminated from them, site by site.
CoupledSolver::Extremes CoupledSolver::assemble(const Stage& stage, double secant, const Threads& threads) {
  CoupledLevel& level = grid_.finest();
  const std::size_t s = specs_.size();
  const std::size_t v = mobile_.size();
  const std::size_t m = still_.size();
  const std::size_t cells = level.cells();
  for (std::size_t p = 0; p < v; ++p) {
    const std::size_t k = mobile_[p];
    const std::array<double, 6> outside = beyond(k);
    level.for_rows(threads, [&](std::int32_t y, std::int32_t z) {
      level.exchange(u_[k].data(), p, outside, y, z, &level.rhs[p * cells + level.cell({0, y, z})]);
    });
  }
  std::vector<Extremes> found((cells + chunk - 1) / chunk);
  threads.for_chunks(cells, chunk, [&](std::size_t begin, std::size_t end) {
    thread_local const auto room = std::make_unique<Local>();  // too much for a small stack
    Local& local = *room;
    const std::size_t n = end - begin;
    Extremes& e = found[begin / chunk];
    if (m > 0) e.solved = balance_still(stage, begin, n, local);
    evaluate(begin, n, local, true);
    std::array<double, most * most> a;
    std::array<double, most*(most + 1)> b;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t site = begin + i;
      const auto slope = [&](std::size_t k, std::size_t j) {
        return (k == j ? diagonal(stage, k, site) : 0) - local.slopes[(k * s + j) * n + i] * open(j, site);
      };
      for (std::size_t p = 0; p < m; ++p) {
        for (std::size_t q = 0; q < m; ++q) a[p * m + q] = slope(still_[p], still_[q]);
        for (std::size_t q = 0; q < v; ++q) b[p * (v + 1) + q] = slope(still_[p], mobile_[q]);
        b[p * (v + 1) + v] = defect(stage, still_[p], site, local.rates[still_[p] * n + i]);
      }
      if (m > 0) small_matrix::solve(a.data(), b.data(), m, v + 1);
      double* const block = level.block.data() + site * v * v;
      for (std::size_t p = 0; p < v; ++p) {
        const std::size_t k = mobile_[p];
        double right = level.rhs[p * cells + site] + defect(stage, k, site, local.rates[k * n + i]);
        for (std::size_t q = 0; q < v; ++q) block[p * v + q] = slope(k, mobile_[q]);
        for (std::size_t r = 0; r < m; ++r) {
          const double to = slope(k, still_[r]);
          for (std::size_t q = 0; q < v; ++q) block[p * v + q] -= to * b[r * (v + 1) + q];
          right -= to * b[r * (v + 1) + v];
        }
        if (secant > 0 && local.rates[k * n + i] < 0 && local.levels[k * n + i] > 0) {
          const double sink = secant * -local.rates[k * n + i] / local.levels[k * n + i] * open(k, site);
          block[p * v + p] = larger(block[p * v + p], diagonal(stage, k, site) + sink);
        }
        level.rhs[p * cells + site] = right;
        const double noise = digits * std::abs(block[p * v + p] * u_[k][site]);
        e.defect[k] = larger(e.defect[k], std::abs(right) - noise);
        e.finite = e.finite && std::isfinite(right) && std::isfinite(block[p * v + p]);
      }
    }
  });
  Extremes all;
  for (const Extremes& e : found) all.take(e);
  return all;
}

CoupledSolver::Extremes CoupledSolver::correct(const Threads& threads) {
  const std::size_t cells = grid_.finest().cells();
  std::vector<Extremes> found((cells + chunk - 1) / chunk);
  threads.for_chunks(cells, chunk, [&](std::size_t begin, std::size_t end) {
    Extremes& e = found[begin / chunk];
    for (std::size_t p = 0; p < mobile_.size(); ++p) {
      const std::size_t k = mobile_[p];
      for (std::size_t i = begin; i < end; ++i) {
        const double wanted = u_[k][i] + correction_[p * cells + i];
        const double next = !signed_ && wanted < 0 ? 0 : wanted;
        e.change[k] = larger(e.change[k], std::abs(next - u_[k][i]));
        e.cut[k] = larger(e.cut[k], next - wanted);
        e.value[k] = larger(e.value[k], std::abs(next));
        e.finite = e.finite && std::isfinite(next);
        u_[k][i] = next;
      }
    }
  });
  Extremes all;
  for (const Extremes& e : found) all.take(e);
  return all;
}

void CoupledSolver::add_rates(double weight, const Threads& threads) {
  if (!kinetics_) return;
  threads.for_chunks(lattice_.sites(), chunk, [&](std::size_t begin, std::size_t end) {
    thread_local const auto room = std::make_unique<Local>();  // too much for a small stack
    Local& local = *room;
    const std::size_t n = end - begin;
    evaluate(begin, n, local, false);
    for (std::size_t k = 0; k < specs_.size(); ++k)
      for (std::size_t i = 0; i < n; ++i) made_[k][begin + i] += weight * local.rates[k * n + i];
  });
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/advection.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace tilscape {

namespace {

using Kind = FieldSide::Kind;
using At = std::array<std::int32_t, 3>;

constexpr std::size_t chunk_sites = 8192;
/// Of what a site has, that leaves in one part if levels at the faces are its own. They are at most twice
/// that (see below), so less than all of it leaves.
constexpr double most_share = 0.45;

/// Van Leer's limited slope (1974, doi:10.1016/0021-9991(74)90019-9): the harmonic mean of the differences to
/// both sides, 0 at an extremum. Neither is passed by more than twice, so that what stands at a face lies
/// between 0 and twice the level of its site while levels are >= 0.
double limited(double below, double above) {
  if (!(below * above > 0)) return 0;
  const bool first = std::abs(below) < std::abs(above);
  const double least = first ? below : above;
  const double most = first ? above : below;
  return 2 * least * (most / (least + most));  // so that rounding does not pass it either
}

/// What is no number stays so.
double outward(double v) {
  return v <= 0 ? 0 : v;
}

/// The larger of both, or the one that is no number.
double larger(double a, double b) {
  return a <= b || !std::isfinite(b) ? b : a;
}

}  // namespace

FluidFlow::FluidFlow(const Lattice& lattice) : size{lattice.nx(), lattice.ny(), lattice.nz()} {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::size_t faces = 1;
    for (std::size_t a = 0; a < 3; ++a) faces *= static_cast<std::size_t>(size[a] + (a == axis ? 1 : 0));
    v[axis].assign(faces, 0.0);
  }
}

FieldAdvection::FieldAdvection(const Lattice& lattice, const std::array<FieldSide, 6>& sides)
    : lattice_(lattice),
      sides_(sides),
      w_(lattice.sites()),
      start_(lattice.sites()),
      chunks_((lattice.sites() + chunk_sites - 1) / chunk_sites) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if ((sides[2 * axis].kind == Kind::periodic) != (sides[2 * axis + 1].kind == Kind::periodic))
      throw UsageError("fluid: one side of an axis is periodic and the other is not");
    slope_[axis].resize(lattice.sites());
  }
}

double FieldAdvection::parts(const Sites& sites, const FluidFlow& flow, double dt,
                             const Threads& threads) const {
  std::vector<double> most(chunks_.size(), 0.0);
  threads.for_chunks(lattice_.sites(), chunk_sites, [&](std::size_t begin, std::size_t end) {
    double largest = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const Coordinates c = lattice_.coordinates(static_cast<Site>(i));
      const At at = {c.x, c.y, c.z};
      double out = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        At above = at;
        ++above[axis];
        out += outward(-flow.v[axis][flow.face(axis, at)]) + outward(flow.v[axis][flow.face(axis, above)]);
      }
      const double drain = sites.drain.empty() ? 0 : sites.drain[i];
      const double open = sites.open.empty() ? sites.everywhere : sites.open[i];
      const double share = (out / lattice_.spacing() + drain) / open;
      largest = std::isfinite(largest) ? larger(largest, share) : largest;
    }
    most[begin / chunk_sites] = largest;
  });
  double largest = 0;
  for (const double share : most) largest = std::isfinite(largest) ? larger(largest, share) : largest;
  const double count = std::ceil(dt * largest / most_share);
  return count <= 1 ? 1 : count;
}

void FieldAdvection::find_slopes(std::span<const double> c, const Sites& sites, const Threads& threads) {
  threads.for_chunks(c.size(), chunk_sites, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      w_[i] = c[i] / (sites.open.empty() ? sites.everywhere : sites.open[i]);
  });
  const At size = {lattice_.nx(), lattice_.ny(), lattice_.nz()};
  threads.for_chunks(c.size(), chunk_sites, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Coordinates at = lattice_.coordinates(static_cast<Site>(i));
      const At x = {at.x, at.y, at.z};
      std::size_t stride = 1;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto n = static_cast<std::size_t>(size[axis]);
        const bool wraps = sides_[2 * axis].kind == Kind::periodic;
        const bool first = x[axis] == 0;
        const bool last = x[axis] + 1 == size[axis];
        double slope = 0;
        if (n > 1 && ((!first && !last) || wraps)) {
          const double below = w_[first ? i + (n - 1) * stride : i - stride];
          const double above = w_[last ? i - (n - 1) * stride : i + stride];
          slope = limited(w_[i] - below, above - w_[i]);
        }
        slope_[axis][i] = slope;
        stride *= n;
      }
    }
  });
}

/// Flow of the substance through the face below `at` [unit um/min]; the same from both of its sides.
double FieldAdvection::face_level(std::size_t axis, At at, const FluidFlow& flow) const {
  const double v = flow.v[axis][flow.face(axis, at)];
  if (v == 0) return 0;
  const std::int32_t n = flow.size[axis];
  const auto site = [&](std::int32_t x) {
    At s = at;
    s[axis] = x;
    return static_cast<std::size_t>(lattice_.site({s[0], s[1], s[2]}));
  };
  std::int32_t below = at[axis] - 1;
  std::int32_t above = at[axis];
  if (below < 0 || above >= n) {
    const FieldSide& side = sides_[2 * axis + (below < 0 ? 0 : 1)];
    if (side.kind != Kind::periodic) {
      const bool inward = below < 0 ? v > 0 : v < 0;
      if (!inward) return v * w_[site(below < 0 ? above : below)];
      return side.kind == Kind::dirichlet ? v * side.value : 0;
    }
    if (below < 0) below = n - 1;
    if (above >= n) above = 0;
  }
  const std::size_t from = site(v > 0 ? below : above);
  return v * (w_[from] + (v > 0 ? 0.5 : -0.5) * slope_[axis][from]);
}

/// to = keep * start + (1 - keep) * (from - dt (div(v w) + drain w)).
void FieldAdvection::step(const Sites& sites, const FluidFlow& flow, double dt, double keep,
                          std::span<const double> from, std::span<double> to, Carried& sum,
                          const Threads& threads) {
  find_slopes(from, sites, threads);
  const double h = lattice_.spacing();
  threads.for_chunks(from.size(), chunk_sites, [&](std::size_t begin, std::size_t end) {
    Chunk chunk;
    for (std::size_t i = begin; i < end; ++i) {
      const Coordinates c = lattice_.coordinates(static_cast<Site>(i));
      const At at = {c.x, c.y, c.z};
      double in = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (axis == 2 && lattice_.dimensions() == 2) continue;
        At above = at;
        ++above[axis];
        const double below_flow = face_level(axis, at, flow);
        const double above_flow = face_level(axis, above, flow);
        in += below_flow - above_flow;
        const bool open_side = sides_[2 * axis].kind != Kind::periodic;
        if (open_side && at[axis] == 0) chunk.through_sides += below_flow;
        if (open_side && above[axis] == flow.size[axis]) chunk.through_sides -= above_flow;
      }
      const double drained = sites.drain.empty() ? 0 : sites.drain[i] * w_[i];
      chunk.drained += drained;
      to[i] = keep * start_[i] + (1 - keep) * (from[i] + dt * (in / h - drained));
    }
    chunks_[begin / chunk_sites] = chunk;
  });
  for (const Chunk& chunk : chunks_) {
    sum.through_sides += chunk.through_sides / h * dt / 2;  // each of the two stages counts half
    sum.drained += chunk.drained * dt / 2;
  }
}

FieldAdvection::Carried FieldAdvection::advance(const Sites& sites, const FluidFlow& flow, double dt,
                                                const Threads& threads) {
  const std::size_t n = lattice_.sites();
  const auto fits = [n](std::size_t size) { return size == n || size == 0; };
  if (!(dt > 0 && std::isfinite(dt))) throw UsageError("fluid: the step must be > 0 min");
  if (sites.c.size() != n || !fits(sites.open.size()) || !fits(sites.drain.size()))
    throw UsageError("fluid: the arrays do not have one number per site");
  if (flow.size != std::array<std::int32_t, 3>{lattice_.nx(), lattice_.ny(), lattice_.nz()})
    throw UsageError("fluid: the flow is that of another lattice");
  for (const double rate : sites.drain)
    if (!(rate >= 0 && std::isfinite(rate)))
      throw SimulationError("fluid: a drain is negative or not finite");
  const double count = parts(sites, flow, dt, threads);
  if (!std::isfinite(count)) throw SimulationError("the flow of the fluid is not finite");
  if (count > most_parts)
    throw SimulationError("the fluid is so fast that a step of " + std::to_string(dt) +
                          " min would have to be taken in more than 10,000 parts");
  Carried sum;
  sum.parts = static_cast<int>(count);
  for (const double c : sites.c) sum.before += c;
  const double part = dt / count;
  for (int p = 0; p < sum.parts; ++p) {
    std::copy(sites.c.begin(), sites.c.end(), start_.begin());
    step(sites, flow, part, 0, start_, sites.c, sum, threads);
    step(sites, flow, part, 0.5, sites.c, sites.c, sum, threads);
  }
  for (const double c : sites.c) sum.after += c;
  if (!std::isfinite(sum.after)) throw SimulationError("fluid: a level that it carries is not finite");
  for (double* line : {&sum.before, &sum.after, &sum.through_sides, &sum.drained})
    *line *= lattice_.site_volume();
  return sum;
}

}  // namespace tilscape

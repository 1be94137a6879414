// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/placement.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::scenarios {

namespace {

constexpr Stream scatter_draws{"start.scatter", 10};

std::array<double, 3> middle_of(const Lattice& lattice, Site site) {
  const Coordinates c = lattice.coordinates(site);
  const double h = lattice.spacing();
  return {(c.x + 0.5) * h, (c.y + 0.5) * h, (c.z + 0.5) * h};
}

bool inside(const std::array<double, 3>& p, const Region& region, const Lattice& lattice) {
  if (region.shape == Region::Shape::everywhere) return true;
  int dimensions = lattice.dimensions();
  if (region.shape == Region::Shape::disc && dimensions == 3) {
    dimensions = 2;
    const double above = p[2] - region.centre[2];  // the one layer of sites that the centre lies in
    if (!(above > -lattice.spacing() / 2 && above <= lattice.spacing() / 2)) return false;
  }
  double squares = 0;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimensions); ++axis) {
    const double d = p[axis] - region.centre[axis];
    if (region.shape == Region::Shape::box && std::abs(d) > region.size[axis] / 2) return false;
    squares += d * d;
  }
  return region.shape == Region::Shape::box ||
         (squares <= region.radius * region.radius && squares >= region.inner * region.inner);
}

/// Coordinates of the sites around one, nearest first, within two spacings.
std::vector<Coordinates> nearby(int dimensions) {
  std::vector<Coordinates> around;
  const int reach = dimensions == 3 ? 2 : 0;
  for (int z = -reach; z <= reach; ++z)
    for (int y = -2; y <= 2; ++y)
      for (int x = -2; x <= 2; ++x)
        if (x * x + y * y + z * z <= 4) around.push_back({x, y, z});
  std::stable_sort(around.begin(), around.end(), [](const Coordinates& a, const Coordinates& b) {
    return a.x * a.x + a.y * a.y + a.z * a.z < b.x * b.x + b.y * b.y + b.z * b.z;
  });
  return around;
}

}  // namespace

double size_of(const Region& region, const Lattice& lattice) {
  constexpr double pi = 3.14159265358979323846;
  const auto all = static_cast<double>(lattice.sites());
  if (region.shape == Region::Shape::everywhere) return all;
  double sites = 1;
  if (region.shape == Region::Shape::box) {
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(lattice.dimensions()); ++axis)
      sites *= region.size[axis] / lattice.spacing();
  } else {
    const double r = region.radius / lattice.spacing();
    const bool flat = lattice.dimensions() == 2 || region.shape == Region::Shape::disc;
    sites = flat ? pi * r * r : 4 * pi / 3 * r * r * r;
  }
  return std::min(sites, all);
}

std::vector<Site> sites_in(const Lattice& lattice, const Region& region) {
  std::vector<Site> sites;
  for (Site s = 0; s < lattice.sites(); ++s)
    if (inside(middle_of(lattice, s), region, lattice)) sites.push_back(s);
  return sites;
}

std::size_t scatter(Simulation& run, TypeId type, const Region& region, std::optional<std::size_t> count,
                    std::uint8_t state) {
  const Draws draws(run.params().seed, 0);
  std::vector<Site> sites = sites_in(run.params().lattice, region);
  std::vector<std::uint64_t> order;  // a site's draw, then the site
  order.reserve(sites.size());
  for (const Site s : sites)
    order.push_back(std::uint64_t{draws.of(scatter_draws).words(s, type.value)[0]} << 32 | s);
  std::sort(order.begin(), order.end());
  std::transform(order.begin(), order.end(), sites.begin(),
                 [](std::uint64_t o) { return static_cast<Site>(o & 0xffffffff); });
  std::size_t placed = 0;
  for (std::size_t before = 1; before != placed && (!count || placed < *count);) {
    before = placed;
    for (const Site s : sites) {
      if (count && placed == *count) break;
      if (run.place(type, s, state).done) ++placed;
    }
    if (!count) break;  // one each: "as many as fit" means a filled region, not a packed one
  }
  return placed;
}

Fitter::Fitter(Simulation& run, TypeId type)
    : run_(run), type_(type), around_(nearby(run.params().lattice.dimensions())) {}

void Fitter::place(const std::array<double, 3>& at, std::uint8_t state, std::span<const ColumnValue> given) {
  const Lattice& lattice = run_.params().lattice;
  const bool first = fitted_.placed + fitted_.left_out == 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    fitted_.low[axis] = first ? at[axis] : std::min(fitted_.low[axis], at[axis]);
    fitted_.high[axis] = first ? at[axis] : std::max(fitted_.high[axis], at[axis]);
  }
  // Beyond two spacings from the lattice it is all the same how far.
  const auto index = [&](double x, std::int32_t sites) {
    return static_cast<std::int32_t>(
        std::clamp(std::floor(x / lattice.spacing()), -4.0, static_cast<double>(sites) + 4));
  };
  const Coordinates home{index(at[0], lattice.nx()), index(at[1], lattice.ny()),
                         lattice.dimensions() == 3 ? index(at[2], lattice.nz()) : 0};
  for (const Coordinates& d : around_) {
    const Coordinates c{home.x + d.x, home.y + d.y, home.z + d.z};
    if (!lattice.inside(c)) continue;
    if (!run_.place(type_, lattice.site(c), state, given).done) continue;
    ++fitted_.placed;
    if (!(c == home)) ++fitted_.moved;
    return;
  }
  ++fitted_.left_out;
  if (!lattice.inside(home)) ++fitted_.outside;
}

}  // namespace tilscape::scenarios

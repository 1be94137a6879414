// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// O1: viable rim of spheroids of about 500 um (PMC2994713, Table 1: 142 to 310 um) and their linear growth
// (doi 10.1038/sj.bjc.6605071). docs/validation/index.md has the numbers.
#include "tests/support/near.hpp"
#include "tests/validation_slow/published.hpp"

#include <array>
#include <initializer_list>
#include <numbers>
#include <utility>

namespace tilscape {
namespace {

constexpr double decay = 0.1;  // [1/min] of oxygen, as in the scenario
constexpr double packed = 10;  // [1/min] uptake of a site with a cell
constexpr std::uint8_t necrotic = 3;

double radius_of(double volume) {
  return std::cbrt(3 * volume / (4 * std::numbers::pi));
}

/// Volume [um3] that the cells enclose, with the gaps that the dead have left: what lies between the first
/// and the last cell along each of these axes. Cells alone would count bulk death as lost growth, and that
/// weighs three times less in the radius of a ball than in the height of a slab.
double enclosed(const Simulation& simulation, std::initializer_list<int> axes) {
  const Lattice& lattice = simulation.params().lattice;
  std::vector<std::uint8_t> inside(lattice.sites(), 1);
  const std::array<std::int32_t, 3> size = {lattice.nx(), lattice.ny(), lattice.nz()};
  for (const int axis : axes) {
    const auto along = static_cast<std::size_t>(axis);
    const std::size_t u = (along + 1) % 3;
    const std::size_t v = (along + 2) % 3;
    std::array<std::int32_t, 3> c{};
    const auto site = [&] { return lattice.site({c[0], c[1], c[2]}); };
    for (c[u] = 0; c[u] < size[u]; ++c[u])
      for (c[v] = 0; c[v] < size[v]; ++c[v]) {
        std::int32_t first = size[along];
        std::int32_t last = -1;
        for (c[along] = 0; c[along] < size[along]; ++c[along])
          if (simulation.world().occupancy.load(site()) > 0) {
            first = std::min(first, c[along]);
            last = c[along];
          }
        for (c[along] = 0; c[along] < size[along]; ++c[along])
          if (c[along] < first || c[along] > last) inside[site()] = 0;
      }
  }
  return lattice.site_volume() * static_cast<double>(std::count(inside.begin(), inside.end(), 1));
}

struct Cells {
  double radius = 0;  ///< [um] of a ball with the volume that the cells enclose
  double core = 0;    ///< [um] of a ball with the volume of the necrotic cells
  double pace = 0;    ///< mean over the living cells with room to divide of ramp(oxygen, 5, 38)
};

Cells measure(const Simulation& simulation) {
  const Population& cells = simulation.world().populations[0];
  const auto& oxygen = simulation.world().fields[0].values;
  const Occupancy& occupancy = simulation.world().occupancy;
  const Lattice& lattice = simulation.params().lattice;
  double dead = 0;
  double open = 0;
  double pace = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.state[i] == necrotic) ++dead;
    if (cells.state[i] > 1) continue;
    int occupied = 0;
    for (int d = 0; d < lattice.directions(); ++d) {
      const Site s = lattice.neighbour(cells.site[i], d);
      if (s == no_site || occupancy.load(s) > 0) ++occupied;
    }
    if (occupied > 20) continue;
    ++open;
    pace += std::clamp((oxygen[cells.site[i]] - 5) / 33, 0.0, 1.0);
  }
  const double site = lattice.site_volume();
  return {radius_of(enclosed(simulation, {0, 1, 2})), radius_of(site * dead), pace / open};
}

struct Front {
  double speed = 0;  ///< [um/d]
  double pace = 0;   ///< mean of Cells::pace
};

/// The model's own plane front, from day 2 to day 8.
Front plane_front(const std::string& variant, int seed) {
  scenarios::Run run;
  Simulation& simulation = test::start(run, "spheroid_o1", variant, seed);
  const auto height = [&] { return enclosed(simulation, {2}) / (600.0 * 600.0); };
  while (simulation.world().time() < 2 * 1440) simulation.step();
  const double before = height();
  Front front;
  for (int day = 2; day < 8; ++day) {
    front.pace += measure(simulation).pace / 6;
    for (int i = 0; i < 144; ++i) simulation.step();
  }
  front.speed = (height() - before) / 6;
  return front;
}

/// Steady oxygen in a ball with uptake in proportion to the level: a living rim around a core.
class Profile {
 public:
  Profile(double core, double radius, double uptake, double diffusion)
      : core_(core), inside_(std::sqrt(decay / diffusion)), rim_(std::sqrt((decay + uptake) / diffusion)) {
    // u = r c joins smoothly at the core: u = sinh(inside r) in it.
    if (core_ > 0) {
      value_ = std::sinh(inside_ * core_);
      slope_ = inside_ * std::cosh(inside_ * core_);
    }
    scale_ = radius / raw(radius);
  }
  /// Of the level at the surface.
  [[nodiscard]] double operator()(double r) const { return scale_ * raw(r) / r; }

 private:
  [[nodiscard]] double raw(double r) const {
    const double x = rim_ * (r - core_);
    return r < core_ ? std::sinh(inside_ * r) : value_ * std::cosh(x) + slope_ / rim_ * std::sinh(x);
  }
  double core_, inside_, rim_;
  double value_ = 0, slope_ = 1;
  double scale_ = 1;
};

struct Oxygen {
  double error = 0;   ///< as below
  double middle = 0;  ///< [mmHg] in the middle of a ball without a core
};

/// Error: largest difference, as a share of the level at the surface, between the mean oxygen of the shells
/// of one site in the rim and the profile of a ball. The surface is a site below the outermost cells.
Oxygen oxygen_of(const Simulation& simulation, const Cells& now) {
  const Lattice& lattice = simulation.params().lattice;
  const Field& oxygen = simulation.world().fields[0];
  const double h = lattice.spacing();
  const auto shells = static_cast<std::size_t>(now.radius / h);
  std::vector<double> level(shells), depth(shells), sites(shells), uptake(shells);
  std::vector<std::uint8_t> living(lattice.sites(), 0);
  const Population& cells = simulation.world().populations[0];
  for (std::size_t i = 0; i < cells.size(); ++i) living[cells.site[i]] = cells.state[i] < 2 ? 1 : 0;
  for (Site s = 0; s < lattice.sites(); ++s) {
    const Coordinates c = lattice.coordinates(s);
    const double r = h * std::hypot(c.x + 0.5 - lattice.nx() / 2.0, c.y + 0.5 - lattice.ny() / 2.0,
                                    c.z + 0.5 - lattice.nz() / 2.0);
    const auto k = static_cast<std::size_t>(r / h);
    if (k >= shells) continue;
    level[k] += oxygen.values[s];
    depth[k] += r;
    ++sites[k];
    uptake[k] += packed * living[s];
  }
  double mean_uptake = 0;
  double in_rim = 0;
  for (std::size_t k = 0; k < shells; ++k) {
    if (depth[k] / sites[k] > now.core) {
      mean_uptake += uptake[k];
      in_rim += sites[k];
    }
    level[k] /= sites[k];
    depth[k] /= sites[k];
  }
  const std::size_t surface = shells - 2;
  const Profile exact(now.core, depth[surface], mean_uptake / in_rim, oxygen.spec.diffusion);
  Oxygen found;
  for (std::size_t k = 0; k < surface; ++k)
    if (depth[k] > now.core)
      found.error = std::max(found.error, std::abs(level[k] / level[surface] - exact(depth[k])));
  found.middle =
      level[surface] * Profile(0, depth[surface], mean_uptake / in_rim, oxygen.spec.diffusion)(1e-3);
  return found;
}

struct Growth {
  Cells at_500;        ///< diameter [um]
  double profile = 0;  ///< error of the oxygen
  double middle = 0;   ///< [mmHg] by the closed form
  test::Line line;     ///< of the radius from 250 um on [um/d]
  double pace = 0;     ///< mean of Cells::pace over the same time
  Cells last;
};

/// Until the radius is 300 um or 12 days are over.
Growth grow(const std::string& variant, int seed) {
  scenarios::Run run;
  Simulation& simulation = test::start(run, "spheroid_o1", variant, seed);
  Growth growth;
  std::vector<double> days, radii, paces;
  for (int hour = 0; hour < 12 * 24 && growth.last.radius < 300; hour += 6) {
    growth.last = measure(simulation);
    if (growth.last.radius >= 250) {
      if (days.empty()) {
        growth.at_500 = growth.last;
        const Oxygen oxygen = oxygen_of(simulation, growth.last);
        growth.profile = oxygen.error;
        growth.middle = oxygen.middle;
      }
      days.push_back(simulation.world().time() / 1440);
      radii.push_back(growth.last.radius);
      paces.push_back(growth.last.pace);
    }
    for (int i = 0; i < 36; ++i) simulation.step();
  }
  growth.line = test::fit_line(days, radii);
  for (const double p : paces) growth.pace += p / static_cast<double>(paces.size());
  return growth;
}

/// `slab`: the plane front that predicts the growth, by its speed at the pace of the spheroid's cells.
/// Returns the growth as multiples of what that front predicts, by seed.
std::vector<double> check_boundary(const std::string& variant, const std::string& slab) {
  std::vector<double> ratios;
  for (int seed = 1; seed <= 2; ++seed) {
    const Growth g = grow(variant, seed);
    const Front front = plane_front(slab, seed);
    const double predicted = front.speed / front.pace * g.pace;
    MESSAGE("seed " << seed << ": radius " << g.at_500.radius << " um, necrotic core " << g.at_500.core
                    << " um; at the end " << g.last.radius << " and " << g.last.core << " um; growth "
                    << g.line.slope << " um/d, R2 " << g.line.r2 << ", pace " << g.pace << "; plane front "
                    << front.speed << " um/d, pace " << front.pace << ", ratio " << g.line.slope / predicted
                    << "; profile off by " << g.profile << ", middle " << g.middle << " mmHg");
    // The published rim is 120 to 320 um. Uptake of first order keeps the middle above the level of necrosis,
    // so there is no core and no rim to measure: a claim that is undecided, and told as that.
    CHECK(g.middle > 5);
    CHECK(g.at_500.core == 0);
    CHECK(g.line.r2 > 0.99);
    CHECK(g.profile < 0.05);
    ratios.push_back(g.line.slope / predicted);
  }
  return ratios;
}

TEST_CASE("O1: a spheroid at 38 mmHg has no necrotic core by uptake of first order, and grows linearly" *
          doctest::test_suite("slow")) {
  for (const double ratio : check_boundary("", "slab_38")) CHECK(ratio == test::near(1, 0.2));
}

TEST_CASE("O1: a spheroid at 160 mmHg has no necrotic core by uptake of first order, and grows linearly" *
          doctest::test_suite("slow")) {
  for (const double ratio : check_boundary("rich", "slab")) CHECK(ratio == test::near(1, 0.2));
}

}  // namespace
}  // namespace tilscape

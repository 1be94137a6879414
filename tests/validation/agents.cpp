// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V9 to V12: laws that populations on the lattice obey exactly.
#include "tests/support/near.hpp"
#include "tests/support/world.hpp"

#include <doctest/doctest.h>
#include <numeric>

namespace tilscape {
namespace {

using test::errors;
using test::WorldBuilder;

/// Mean squared displacement [um^2] of walkers that never meet (each takes 1 of 255 units), and its standard
/// error.
struct Spread {
  double mean, error;
};

Spread spread(Lattice::Shape shape, const Values& walk, std::size_t walkers, int steps) {
  WorldBuilder builder(shape);
  builder.params().capacity = 255;
  builder.type("walker", 1).does("walk", walk);
  Simulation run = builder.build(2);
  const Coordinates start{shape.nx / 2, shape.ny / 2, shape.nz / 2};
  double sum = 0;
  double squares = 0;
  std::size_t done = 0;
  // Batches that fit on the neighbourhood of the middle; each walker remembers where it began by its id.
  for (std::size_t i = 0; i < walkers; ++i) {
    const auto spot = static_cast<std::int32_t>(i % 1600);
    const Coordinates at{start.x - 20 + spot % 40, start.y - 20 + spot / 40, start.z};
    run.place(TypeId{0}, run.params().lattice.site(at));
  }
  run.start();
  for (int s = 0; s < steps; ++s) run.step();
  const Population& p = run.world().populations[0];
  for (std::size_t row = 0; row < p.size(); ++row) {
    const auto birth = static_cast<Site>(p.id[row] >> 6U);
    const Coordinates a = run.params().lattice.coordinates(birth);
    const Coordinates b = run.params().lattice.coordinates(p.site[row]);
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double dz = b.z - a.z;
    const double r2 = (dx * dx + dy * dy + dz * dz) * shape.spacing * shape.spacing;
    sum += r2;
    squares += r2 * r2;
    ++done;
  }
  const double n = static_cast<double>(done);
  return {sum / n, std::sqrt((squares / n - sum / n * (sum / n)) / n)};
}

TEST_CASE("V9: a hopping walk spreads as the hop rate times h^2 t, von Neumann, 2D") {
  const Lattice::Shape shape{.nx = 161, .ny = 161, .neighbourhood = Neighbourhood::von_neumann};
  const Spread s = spread(shape, test::walk_values(2), 100000, 200);
  CHECK(errors(s.mean, 2.0 / 20 * 400 * 200, s.error) < 4);
}

TEST_CASE("V9: a hopping walk spreads as the hop rate times h^2 t, Moore with weights 1/length, 3D") {
  const Lattice::Shape shape{.nx = 81, .ny = 81, .nz = 81};
  const Spread s = spread(shape, test::walk_values(2), 100000, 200);
  CHECK(errors(s.mean, 2.0 * 20 * 200, s.error) < 4);
}

TEST_CASE("V10: a persistent walk spreads as h v t and the continuum's law together") {
  const Lattice::Shape shape{.nx = 321, .ny = 321, .neighbourhood = Neighbourhood::von_neumann};
  constexpr double v = 2;
  constexpr double P = 10;
  constexpr double t = 600;
  const Spread s = spread(shape, test::walk_values(v, P), 40000, 600);
  // Per step of 1 min: hop with q = v/h, keep the heading with e^(-1/P).
  const double q = v / 20;
  const double keep = std::exp(-1 / P);
  const double pairs = keep / (1 - keep) * (t - (1 - std::pow(keep, t)) / (1 - keep));
  const double exact = 400 * (q * t + 2 * q * q * pairs);
  CHECK(errors(s.mean, exact, s.error) < 4);
  // And the law of continuous time, from which steps of one minute differ by 3 per cent.
  CHECK(s.mean == test::near(20 * v * t + 2 * v * v * P * (t - P * (1 - std::exp(-t / P))), 0.04));
  // A simulation apart from this program gave 70,078 um^2.
  CHECK(s.mean == test::near(70078, 0.03));
}

TEST_CASE("V11: births anywhere on the lattice follow the logistic law") {
  WorldBuilder builder({.nx = 200, .ny = 200}, 2);
  builder.type("cell", 8).does("divide", test::divide_values(test::exponential(100), "anywhere"));
  Simulation run = builder.build(2);
  constexpr double K = 40000;
  constexpr double N0 = 2000;
  for (std::uint32_t i = 0; i < 2000; ++i) run.place(TypeId{0}, i * 20);
  run.start();
  double worst = 0;
  for (int s = 1; s <= 300; ++s) {
    run.step();
    // The step's own law, r = (1 - e^(-dt/T))/dt, takes out the first-order bias of one act per step.
    const double r = -std::expm1(-2.0 / 100) / 2;
    const double exact = K / (1 + (K / N0 - 1) * std::exp(-r * 2 * s));
    worst = std::max(worst, std::abs(static_cast<double>(run.world().populations[0].size()) - exact) / K);
  }
  CHECK(worst < 4 / std::sqrt(K));
  CHECK(worst > 0);
}

/// Sizes after n steps of independent clones of so many founders each; daughters go anywhere on or beside
/// their own site.
std::vector<double> clones(double birth, double death, double dt, int steps, std::size_t count,
                           std::uint64_t seed, int founders = 1) {
  WorldBuilder builder({.nx = static_cast<std::int32_t>(count), .ny = 1}, dt, seed);
  builder.params().capacity = 255;
  builder.type("cell", 1)
      .does("divide", test::divide_values(test::exponential(1 / birth), "here_or_neighbour"))
      .does("die", test::die_values((std::to_string(death) + " 1/min").c_str()));
  // A founder's clone is told by the column that daughters copy.
  builder.params().types[0].columns.push_back({"clone", NumberType::u32, "", {}, ""});
  Simulation run = builder.build(2);
  for (Site i = 0; i < count; ++i)
    for (int f = 0; f < founders; ++f) {
      const auto placed = run.place(TypeId{0}, i);
      run.world().populations[0].column<std::uint32_t>(ColumnId{0})[placed.row] = i;
    }
  run.start();
  for (int s = 0; s < steps; ++s) run.step();
  std::vector<double> size(count, 0);
  for (const std::uint32_t c : run.world().populations[0].column<std::uint32_t>(ColumnId{0})) ++size[c];
  return size;
}

/// What a sample says of a clone's size, each with its standard error.
struct Sizes {
  double mean, mean_error, variance, variance_error, extinct;
  explicit Sizes(const std::vector<double>& size) {
    const auto n = static_cast<double>(size.size());
    mean = std::accumulate(size.begin(), size.end(), 0.0) / n;
    double second = 0;
    double fourth = 0;
    for (const double x : size) {
      const double square = (x - mean) * (x - mean);
      second += square / n;
      fourth += square * square / n;
    }
    variance = second * n / (n - 1);
    mean_error = std::sqrt(variance / n);
    variance_error = std::sqrt((fourth - second * second) / n);
    extinct = static_cast<double>(std::count(size.begin(), size.end(), 0.0)) / n;
  }
  [[nodiscard]] double extinct_errors(double exact) const {
    const double n = variance / (mean_error * mean_error);
    return errors(extinct, exact, std::sqrt(exact * (1 - exact) / n));
  }
};

TEST_CASE("V12: birth and death give the branching process's mean, variance and extinction") {
  constexpr double b = 0.010;
  constexpr double d = 0.004;
  constexpr double t = 250;
  for (const double dt : {0.5, 5.0}) {
    CAPTURE(dt);
    const int n = static_cast<int>(t / dt);
    const Sizes found(clones(b, d, dt, n, 20000, 7));
    // Of steps: in each a cell becomes two with chance `two`, none with chance `none`.
    const double act = -std::expm1(-(b + d) * dt);
    const double two = act * b / (b + d);
    const double none = act * d / (b + d);
    const double m = 1 + two - none;
    double lost = 0;
    for (int i = 0; i < n; ++i) lost = none + (1 - two - none) * lost + two * lost * lost;
    const double grown = std::pow(m, n);
    CHECK(errors(found.mean, grown, found.mean_error) < 4);
    CHECK(errors(found.variance, (two + none - (m - 1) * (m - 1)) * grown / m * (grown - 1) / (m - 1),
                 found.variance_error) < 4);
    CHECK(found.extinct_errors(lost) < 4);
    if (dt > 1) continue;
    // Of continuous time, which steps of a two-hundredth of a life come as near to as the sample tells.
    const double e = std::exp((b - d) * t);
    CHECK(errors(found.mean, e, found.mean_error) < 4);
    CHECK(errors(found.variance, (b + d) / (b - d) * e * (e - 1), found.variance_error) < 4);
    CHECK(found.extinct_errors(d * (e - 1) / (b * e - d)) < 4);
  }
}

TEST_CASE("V12: in the end a clone dies out with the chance d/b for each of its founders") {
  constexpr double b = 0.02;
  constexpr double d = 0.01;
  for (const int founders : {1, 2}) {
    CAPTURE(founders);
    // Whoever is there when the others have grown fiftyfold is hardly ever lost: 1 % of d/b.
    const Sizes found(clones(b, d, 0.5, 780, 4000, 9, founders));
    CHECK(found.extinct_errors(std::pow(d / b, founders)) < 4);
  }
}

TEST_CASE("V12: the bias of one act per step is of first order in the step") {
  constexpr double b = 0.010;
  constexpr double d = 0.004;
  const auto bias = [](double dt) {
    const std::vector<double> size = clones(b, d, dt, static_cast<int>(240 / dt), 40000, 8);
    const double mean = std::accumulate(size.begin(), size.end(), 0.0) / static_cast<double>(size.size());
    return 1 - mean / std::exp((b - d) * 240);
  };
  constexpr double error = 0.0067;  // of the mean of 40,000 clones, by the law of their variance
  const double small = bias(6);
  CHECK(errors(small, -std::expm1(-b * (b - d) * 6 * 240), error) < 4);
  CHECK(bias(12) / small == test::near(2, 0.25));
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/saturated_solver.hpp"

#include "tests/support/coupled.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <random>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

FieldSpec oxygen(double side) {
  FieldSpec spec = substance(1e5, 0.1);
  spec.steady = true;
  spec.tolerance = 1e-4;
  for (FieldSide& s : spec.sides) s = held_side(side);
  return spec;
}

/// Sites with a cell take up v c / (half + c).
class Uptake final : public SiteKinetics {
 public:
  Uptake(std::vector<double> most, double half) : most_(std::move(most)), half_(half) {}
  void evaluate(const Sites& sites) const override {
    for (std::size_t i = 0; i < sites.n; ++i) {
      const double c = std::max(sites.levels[i], 0.0);
      const double v = most_[sites.first + i];
      sites.rates[i] -= v * c / (half_ + c);
      if (sites.slopes != nullptr) sites.slopes[i] -= v * half_ / ((half_ + c) * (half_ + c));
    }
  }
  [[nodiscard]] std::string fault(std::size_t, const double*) const override { return {}; }

 private:
  std::vector<double> most_;
  double half_;
};

std::vector<double> cells_in(const Lattice& lattice, double share, double most, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<> uniform(0, 1);
  std::vector<double> out(lattice.sites());
  for (double& v : out) v = uniform(random) < share ? most : 0;
  return out;
}

struct Solved {
  std::optional<SolveReport> report;
  std::vector<double> c;
};

Solved solve(const Lattice& lattice, const FieldSpec& spec, const SiteKinetics& kinetics, double first,
             int threads = 1) {
  SaturatedSolver solver(lattice, spec, std::make_shared<FieldWorkspace>(lattice));
  Solved out{std::nullopt, std::vector<double>(lattice.sites(), first)};
  out.report = solver.solve({.c = out.c, .carried = {}}, kinetics, 10, Threads(threads));
  return out;
}

}  // namespace

TEST_CASE(
    "saturated solver: it finds what the coupled one finds, from any beginning, and its account closes") {
  for (const double half : {10.0, 1.0, 0.01})
    for (const double most : {30.0, 380.0, 5000.0})
      for (const double first : {0.0, 38.0}) {
        CAPTURE(half);
        CAPTURE(most);
        const Lattice lattice = lattice_of(22, 19, 25, 20);
        const FieldSpec spec = oxygen(38);
        const std::vector<double> cells = cells_in(lattice, 0.7, most, 3);
        const Uptake uptake(cells, half);
        const Solved fast = solve(lattice, spec, uptake, first);
        REQUIRE(fast.report);
        FieldSpec strict = spec;
        strict.tolerance = 1e-8;
        CoupledSolver coupled(lattice, {strict}, std::make_shared<Uptake>(cells, half));
        std::vector<double> c(lattice.sites(), 38.0);
        std::vector<double> mean(lattice.sites());
        const CoupledSolver::Sites sites{.c = c, .carried = {}, .mean = mean};
        const auto exact = coupled.advance({&sites, 1}, 10, Threads(1));
        double error = 0;
        for (std::size_t i = 0; i < c.size(); ++i) error = std::max(error, std::abs(c[i] - fast.c[i]));
        CHECK(error < 3 * spec.tolerance * 38);
        CHECK(*std::min_element(fast.c.begin(), fast.c.end()) >= 0);
        const MassAccount& mass = fast.report->mass;
        CHECK(mass.reacted == test::near(exact.mass[0].reacted, 1e-3));
        CHECK(mass.through_sides == test::near(exact.mass[0].through_sides, 1e-3));
        CHECK(std::abs(mass.carried) < 1e-3 * mass.through_sides);
        CHECK(std::abs(mass.gap()) < 1e-12 * mass.through_sides);
      }
}

TEST_CASE("saturated solver: from the state before a few cells moved it takes hardly any work") {
  const Lattice lattice = lattice_of(30, 30, 30, 20);
  const FieldSpec spec = oxygen(38);
  std::vector<double> cells = cells_in(lattice, 0.5, 380, 4);
  SaturatedSolver solver(lattice, spec, std::make_shared<FieldWorkspace>(lattice));
  std::vector<double> c(lattice.sites(), 38);
  const Threads one(1);
  const auto first = solver.solve({.c = c, .carried = {}}, Uptake(cells, 1), 10, one);
  REQUIRE(first);
  for (std::size_t i = 0; i < cells.size(); i += 97) std::swap(cells[i], cells[(i + 1) % cells.size()]);
  const auto next = solver.solve({.c = c, .carried = {}}, Uptake(cells, 1), 10, one);
  REQUIRE(next);
  CHECK(next->cycles <= 6);
  CHECK(next->cycles < first->cycles);
}

TEST_CASE("saturated solver: the same bits on any number of threads") {
  const Lattice lattice = lattice_of(33, 17, 21, 20);
  const Uptake uptake(cells_in(lattice, 0.6, 1000, 5), 1);
  const Solved one = solve(lattice, oxygen(38), uptake, 38, 1);
  for (const int threads : {2, 3}) {
    const Solved other = solve(lattice, oxygen(38), uptake, 38, threads);
    CHECK(one.c == other.c);
    CHECK(one.report->mass.reacted == other.report->mass.reacted);
  }
}

TEST_CASE("saturated solver: what it is not made for it leaves as it was") {
  const Lattice lattice = lattice_of(8, 8, 1, 20);
  FieldSpec spec = substance(1e3, 0.1);
  spec.steady = true;
  const TestKinetics grows(1, [](const double* c, double* r) { r[0] = 0.05 * c[0]; });
  const Solved out = solve(lattice, spec, grows, 2);
  CHECK_FALSE(out.report);
  CHECK(out.c == std::vector<double>(64, 2.0));
}

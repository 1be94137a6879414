// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Designs and statistics of ensembles against textbooks, closed forms and the properties that define them.
#include "scenarios/ensemble/design.hpp"
#include "scenarios/ensemble/sensitivity.hpp"
#include "scenarios/ensemble/statistics.hpp"
#include "scenarios/ensemble/survival.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <numbers>
#include <set>

using namespace tilscape::scenarios;
using tilscape::test::near;

namespace {

/// Weeks of remission of 42 patients with leukaemia (Freireich et al. 1963, the first example of many
/// textbooks).
const std::vector<Subject> mercaptopurine = {
    {6, true},   {6, true},   {6, true},   {7, true},   {10, true},  {13, true},  {16, true},
    {22, true},  {23, true},  {6, false},  {9, false},  {10, false}, {11, false}, {17, false},
    {19, false}, {20, false}, {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
std::vector<Subject> placebo() {
  std::vector<Subject> out;
  for (const double t : {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23})
    out.push_back({t, true});
  return out;
}

/// Ishigami and Homma (1990) with a = 7, b = 0.1: x uniform in (-pi, pi).
double ishigami(const UnitPoint& u) {
  std::vector<double> x;
  for (const double v : u) x.push_back(std::numbers::pi * (2 * v - 1));
  return std::sin(x[0]) + 7 * std::sin(x[1]) * std::sin(x[1]) + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

double linear(const UnitPoint& u) {
  return 3 * u[0] + 2 * u[1] + 1 * u[2];
}

std::vector<double> values_of(const std::vector<UnitPoint>& points, double (*f)(const UnitPoint&)) {
  std::vector<double> values;
  for (const UnitPoint& p : points) values.push_back(f(p));
  return values;
}

}  // namespace

TEST_CASE("design: a full factorial has every combination once, the last factor the fastest") {
  const auto points = full_factorial({2, 1, 3});
  REQUIRE(points.size() == 6);
  CHECK(points[0] == std::vector<std::size_t>{0, 0, 0});
  CHECK(points[1] == std::vector<std::size_t>{0, 0, 1});
  CHECK(points[5] == std::vector<std::size_t>{1, 0, 2});
  CHECK(std::set(points.begin(), points.end()).size() == 6);
  CHECK(full_factorial({}).size() == 1);
  CHECK(full_factorial({2, 0}).empty());
}

TEST_CASE("design: a Latin hypercube has one point in each slice of each axis") {
  const auto points = latin_hypercube(20, 3, 7);
  for (std::size_t d = 0; d < 3; ++d) {
    std::set<int> slices;
    for (const UnitPoint& p : points) slices.insert(static_cast<int>(p[d] * 20));
    CHECK(slices.size() == 20);
  }
  CHECK(points == latin_hypercube(20, 3, 7));
  CHECK(points != latin_hypercube(20, 3, 8));
}

TEST_CASE("design: 2^k points of Sobol fill every interval of 2^-k once, whatever the shift") {
  for (const std::uint64_t seed : {1, 2}) {
    const auto points = sobol_points(64, 4, seed);
    for (std::size_t d = 0; d < 4; ++d) {
      std::set<int> slices;
      for (const UnitPoint& p : points) {
        CHECK(p[d] > 0);
        CHECK(p[d] < 1);
        slices.insert(static_cast<int>(p[d] * 64));
      }
      CHECK(slices.size() == 64);
    }
  }
}

TEST_CASE("design: consecutive points of a trajectory of Morris differ in one coordinate, each once") {
  const auto points = morris_trajectories(5, 4, 3);
  REQUIRE(points.size() == 25);
  for (std::size_t t = 0; t < 5; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t i = 5 * t; i < 5 * t + 4; ++i)
      for (std::size_t d = 0; d < 4; ++d) {
        CHECK(points[i][d] >= 0);
        CHECK(points[i][d] <= 1);
        if (points[i][d] == points[i + 1][d]) continue;
        CHECK(std::abs(points[i + 1][d] - points[i][d]) == near(2.0 / 3, 1e-5));
        CHECK(moved.insert(d).second);
      }
    CHECK(moved.size() == 4);
  }
}

TEST_CASE("statistics: quantiles, means and intervals are those of the textbook") {
  const std::vector<double> v = {1, 2, 3, 4, 10};
  const Band b = band({10, 1, 4, 2, 3});
  CHECK(b.n == 5);
  CHECK(b.mean == 4);
  CHECK(b.median == 3);
  CHECK(b.q25 == 2);
  CHECK(b.q95 == near(8.8, 1e-5));  // R: quantile(c(1,2,3,4,10), .95)
  CHECK(standard_deviation(v) == near(3.5355339, 1e-5));
  const Estimate m = mean_estimate(v);  // R: t.test(c(1,2,3,4,10))$conf.int
  CHECK(m.lower == near(-0.3899452, 1e-5));
  CHECK(m.upper == near(8.3899452, 1e-5));
  const Estimate none = share_estimate(0, 10);  // R: prop.test(0, 10, correct = FALSE)$conf.int
  CHECK(std::abs(none.lower) < 1e-12);
  CHECK(none.upper == near(0.2775328, 1e-5));
  CHECK(std::isnan(mean_estimate(std::vector<double>{1}).lower));
  // A mean over no cells is none, and counts for nothing.
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  CHECK(band({10, nothing, 1, 4, nothing, 2, 3}).q95 == b.q95);
  CHECK(mean_estimate(std::vector<double>{1, 2, nothing, 3, 4, 10}).lower == m.lower);
  CHECK(mean_estimate(std::vector<double>{1, 2, nothing, 3, 4, 10}).n == 5);
  CHECK(std::isnan(mean_estimate(std::vector<double>{nothing}).value));
}

TEST_CASE("statistics: a difference of pairs is as sure as the differences, not as the values") {
  const std::vector<double> a = {10, 20, 30, 40};
  const std::vector<double> b = {9, 18.5, 29, 38.5};
  const Estimate d = paired_difference(a, b);
  CHECK(d.value == near(1.25, 1e-5));
  CHECK(d.lower == near(0.7906534, 1e-5));  // R: t.test(a, b, paired = TRUE)$conf.int
  CHECK(d.upper == near(1.7093466, 1e-5));
  CHECK_THROWS(paired_difference(a, std::vector<double>{1}));
}

TEST_CASE("survival: remission of leukaemia has the curve, medians and test of the textbook") {
  // Kleinbaum and Klein, Survival Analysis, chapter 2: S(6) = 18/21, S(7) = 0.8067, S(23) = 0.4482.
  const auto curve = kaplan_meier(mercaptopurine);
  REQUIRE(curve.size() == 7);
  CHECK(curve[0].at_risk == 21);
  CHECK(curve[0].survival == near(18.0 / 21, 1e-5));
  CHECK(curve[1].survival == near(0.8067227, 1e-5));
  CHECK(curve[6].time == 23);
  CHECK(curve[6].survival == near(0.4481793, 1e-5));
  CHECK(median_survival(curve) == 23);
  CHECK(median_survival(kaplan_meier(placebo())) == 8);
  const LogRank test = log_rank({mercaptopurine, placebo()});
  CHECK(test.observed[0] == 9);
  CHECK(test.expected[0] == near(19.25, 0.001));
  CHECK(test.chi_squared == near(16.79, 0.001));
  CHECK(test.degrees == 1);
  CHECK(test.p == near(4.17e-5, 0.01));
}

TEST_CASE("survival: the order of groups decides nothing, equal groups do not differ") {
  const LogRank forth = log_rank({mercaptopurine, placebo()});
  const LogRank back = log_rank({placebo(), mercaptopurine});
  CHECK(forth.chi_squared == near(back.chi_squared, 1e-5));
  const LogRank same = log_rank({mercaptopurine, mercaptopurine, mercaptopurine});
  CHECK(same.degrees == 2);
  CHECK(std::abs(same.chi_squared) < 1e-9);
  CHECK(same.p == near(1, 1e-5));
  const HazardRatio ratio = hazard_ratio(mercaptopurine, placebo());
  CHECK(ratio.value == near(1 / hazard_ratio(placebo(), mercaptopurine).value, 1e-5));
  CHECK(ratio.upper < 1);
}

TEST_CASE("survival: without events there is nothing to test, and nobody has died") {
  const std::vector<Subject> censored = {{5, false}, {6, false}};
  CHECK(kaplan_meier(censored).empty());
  CHECK(std::isnan(median_survival(kaplan_meier(censored))));
  const LogRank test = log_rank({censored, censored});
  CHECK(test.degrees == 0);
  CHECK(std::isnan(test.p));
  CHECK(std::isnan(hazard_ratio(censored, censored).value));
}

TEST_CASE("sensitivity: Morris finds the slopes of a linear function exactly, without spread") {
  const auto points = morris_trajectories(8, 3, 1);
  const auto effects = morris_effects(points, values_of(points, linear), 1);
  REQUIRE(effects.size() == 3);
  for (std::size_t d = 0; d < 3; ++d) {
    CHECK(effects[d].mean == near(3.0 - static_cast<double>(d), 1e-5));
    CHECK(effects[d].mean_absolute.value == near(3.0 - static_cast<double>(d), 1e-5));
    CHECK(std::abs(effects[d].deviation) < 1e-9);
  }
}

TEST_CASE("sensitivity: a trajectory with a value missing is left out and counted so") {
  const auto points = morris_trajectories(8, 3, 1);
  auto values = values_of(points, linear);
  values[5] = std::nan("");
  const auto effects = morris_effects(points, values, 1);
  CHECK(effects[0].mean_absolute.n == 7);
  CHECK(effects[0].mean == near(3, 1e-5));
}

TEST_CASE("sensitivity: indices of Sobol hold the known ones of Ishigami's function in their intervals") {
  // a = 7, b = 0.1: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437.
  const auto indices = sobol_indices(values_of(saltelli_points(2048, 3, 1), ishigami), 3, 1);
  const std::vector<double> first = {0.3139, 0.4424, 0};
  const std::vector<double> total = {0.5576, 0.4424, 0.2437};
  for (std::size_t d = 0; d < 3; ++d) {
    CAPTURE(d);
    CHECK(std::abs(indices[d].first.value - first[d]) < 0.03);
    CHECK(std::abs(indices[d].total.value - total[d]) < 0.03);
    CHECK(indices[d].first.lower <= first[d]);
    CHECK(indices[d].first.upper >= first[d]);
    CHECK(indices[d].total.lower <= total[d]);
    CHECK(indices[d].total.upper >= total[d]);
    CHECK(indices[d].total.upper - indices[d].total.lower < 0.2);
  }
}

TEST_CASE("sensitivity: in a linear function first and total index are the shares of the squared slopes") {
  auto values = values_of(saltelli_points(1024, 3, 5), linear);
  values[4] = std::nan("");
  const auto indices = sobol_indices(values, 3, 1);
  for (std::size_t d = 0; d < 3; ++d) {
    const double slope = 3.0 - static_cast<double>(d);
    CHECK(indices[d].first.n == 1023);
    CHECK(indices[d].first.value == near(slope * slope / 14, 0.05));
    CHECK(indices[d].total.value == near(slope * slope / 14, 0.05));
  }
}

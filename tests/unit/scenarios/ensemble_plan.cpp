// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "scenarios/ensemble/plan.hpp"
#include "tests/support/near.hpp"
#include "tests/support/studies.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <set>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

Plan planned(const std::string& ensemble, const std::string& more = "") {
  const TemporaryFolder folder;
  return plan_of(written(folder.path(), tiny_study(ensemble, more)));
}

}  // namespace

TEST_CASE("plan: runs are arms, points and replicates in this order, each with a key of its own") {
  const Plan plan = planned(
      "replicates: 3, arms: [as_written, deadly], vary: { rate: [1 1/d, 2 1/d], time.end: [1 h, 2 h] }");
  REQUIRE(plan.size() == 2 * 4 * 3);
  const Unit u = plan.unit(14);
  CHECK(u.arm == 1);
  CHECK(u.point == 0);
  CHECK(u.replicate == 2);
  CHECK(plan.points[1] == std::vector<std::string>{"1 1/d", "2 h"});
  CHECK(plan.label(1, 2) == "deadly, rate=2 1/d, time.end=1 h");
  // `deadly` sets the rate, and so does the factor: the arms are the same runs then, with keys that differ
  CHECK(std::set(plan.keys.begin(), plan.keys.end()).size() == plan.size());
}

TEST_CASE("plan: arms and points share the seeds of their replicates, unless each run is to have its own") {
  const Plan common = planned("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }");
  CHECK(common.unit(0).seed == 3);
  CHECK(common.unit(1).seed == 4);
  CHECK(common.unit(2).seed == 3);
  const Plan own = planned("replicates: 2, seeds: own, vary: { rate: [1 1/d, 2 1/d] }");
  CHECK(own.unit(2).seed == 5);
}

TEST_CASE("plan: how a value is written does not change a key, what it is does") {
  const Plan days = planned("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }");
  const Plan hours = planned("replicates: 2, vary: { rate: [24/24 1/d, 48/24   1/d @assumed] }");
  CHECK(days.keys == hours.keys);
  const Plan other = planned("replicates: 2, vary: { rate: [1 1/d, 3 1/d] }");
  CHECK(days.keys[0] == other.keys[0]);
  CHECK(days.keys[2] != other.keys[2]);
  CHECK(days.keys != planned("replicates: 2, stop: [gone], vary: { rate: [1 1/d, 2 1/d] }").keys);
}

TEST_CASE("plan: what has been written is read back, and planned again it has the same bytes") {
  const TemporaryFolder folder;
  const std::string file =
      written(folder.path(), tiny_study("replicates: 2, arms: [as_written, deadly], "
                                        "vary: { rate: [1 1/d, 2 1/d] }, stop: [gone], every: 1 h"));
  const auto one = folder.path() / "one";
  const auto two = folder.path() / "two";
  std::filesystem::create_directory(one);
  std::filesystem::create_directory(two);
  const Plan plan = plan_of(file);
  write_plan(plan, one);
  write_plan(plan_of(file), two);
  CHECK(text_of(one / "study.plan") == text_of(two / "study.plan"));
  const Plan back = read_plan(one);
  CHECK(back.keys == plan.keys);
  CHECK(back.points == plan.points);
  CHECK(back.stop == plan.stop);
  CHECK(back.every == 60);
  CHECK(changes(plan, back).empty());
}

TEST_CASE("plan: a damaged plan is refused, and a folder without one") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(read_plan(folder.path()), InputError);
  write_plan(planned("replicates: 2"), folder.path());
  const std::string whole = text_of(folder.path() / "study.plan");
  for (const std::size_t at : {std::size_t{4}, whole.size() / 2, whole.size() - 1}) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 1);
    std::ofstream(folder.path() / "study.plan", std::ios::binary) << broken;
    CHECK_THROWS_AS(read_plan(folder.path()), InputError);
  }
}

TEST_CASE("plan: a change names the parameter, with what it is and what it was") {
  const Plan before = planned("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }");
  const auto of = [&](const Plan& after) {
    const auto all = changes(before, after);
    REQUIRE(all.size() >= 1);
    return all[0];
  };
  CHECK(of(planned("replicates: 5, vary: { rate: [1 1/d, 2 1/d] }")) == "ensemble.replicates: 5 was 2");
  CHECK(of(planned("replicates: 2, vary: { rate: [1 1/d, 4 1/d] }")) ==
        "ensemble.vary.rate: 1 1/d, 4 1/d was 1 1/d, 2 1/d");
  Plan other = planned("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }");
  CHECK(changes(before, other).empty());
  other = planned("replicates: 2, vary: { rate: [1 1/d, 2 1/d] }",
                  "vessels: { generate: regular, spacing: 100 um }\n");
  CHECK(changes(before, other)[0].find("vessels") == 0);
}

TEST_CASE("plan: the order in which factors are written changes no point and no key, in any design") {
  for (const std::string design : {"full", "one_at_a_time", "latin_hypercube, samples: 4",
                                   "sobol, samples: 4", "morris, samples: 3", "saltelli, samples: 2"}) {
    CAPTURE(design);
    const std::string rate = "rate: [1 1/d, 2 1/d]";
    const std::string end = "time.end: [1 h, 2 h]";
    const auto of = [&](const std::string& vary) {
      return planned("replicates: 2, seeds: own, design: " + design + ", vary: { " + vary + " }");
    };
    const Plan one = of(rate + ", " + end);
    const Plan other = of(end + ", " + rate);
    CHECK(one.points == other.points);
    CHECK(one.keys == other.keys);
    CHECK(one.label(0, 1) == other.label(0, 1));
  }
}

TEST_CASE("plan: each design has its points") {
  CHECK(planned("design: one_at_a_time, vary: { rate: [2 1/d, 3 1/d], time.end: [1 h] }").points ==
        std::vector<std::vector<std::string>>{{"", ""}, {"2 1/d", ""}, {"3 1/d", ""}, {"", "1 h"}});
  CHECK(planned("design: morris, samples: 4, vary: { rate: { range: [1 1/d, 4 1/d] }, time.end: [1 h, 2 h] }")
            .points.size() == 12);
  CHECK(planned(
            "design: saltelli, samples: 4, vary: { rate: \"lognormal(1 1/d, 1 1/d)\", time.end: [1 h, 2 h] }")
            .points.size() == 16);
  const Plan range = planned("vary: { rate: { log_range: [1 1/d, 100 1/d], points: 3 } }");
  CHECK(range.points == std::vector<std::vector<std::string>>{{"1 1/d"}, {"10 1/d"}, {"100 1/d"}});
}

TEST_CASE("factor: values at the quantiles of a distribution are those of the distribution") {
  Factor f{.path = "x", .where = {}};
  const auto at = [&](Distribution::Kind kind, double a, double b, double p) {
    f.distribution = Distribution{kind, a, b};
    return std::stod(factor_value(f, p));
  };
  using Kind = Distribution::Kind;
  CHECK(at(Kind::uniform, 2, 4, 0.25) == test::near(2.5, 1e-5));
  CHECK(at(Kind::normal, 5, 2, 0.5) == test::near(5, 1e-5));
  CHECK(at(Kind::exponential, 3, 0, 0.5) == test::near(3 * std::log(2), 1e-5));
  CHECK(at(Kind::delayed_exponential, 1, 3, 0.5) == test::near(1 + 3 * std::log(2), 1e-5));
  CHECK(at(Kind::log_uniform, 1, 100, 0.5) == test::near(10, 1e-5));
  double lognormal = 0;
  double gamma = 0;
  constexpr int n = 4000;  // means over the quantiles are the means of the distributions
  for (int i = 0; i < n; ++i) {
    lognormal += at(Kind::lognormal, 2, 1, (i + 0.5) / n) / n;
    gamma += at(Kind::gamma, 24, 4, (i + 0.5) / n) / n;
  }
  CHECK(lognormal == test::near(2, 0.005));
  CHECK(gamma == test::near(24, 0.005));
}

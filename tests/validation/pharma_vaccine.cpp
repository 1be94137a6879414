// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V26: a vaccine's antigen, adjuvant and cells are accounted for. O12: what size and composition do, in
// direction.
#include "agents/body/lymph_node.hpp"
#include "engine/base/error.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>

namespace tilscape::body {
namespace {

constexpr double day = 1440;
using N = LymphNode;

struct Course {
  N::State state;
  double peak = 0;  // [cells] effectors in the blood
  double peak_day = 0;
  double area = 0;    // [nmol d] of antigen in the node
  double mature = 0;  // [cells] most mature APC
};

struct Shot {
  double day, antigen, adjuvant;  // [nmol]
};

Course run(const LymphNodeParams& params, std::initializer_list<Shot> shots, double days) {
  const LymphNode node(params);
  Course course{node.initial()};
  constexpr double step = 60;
  for (int i = 0; i < static_cast<int>(days * day / step); ++i) {
    for (const Shot& shot : shots)
      if (shot.day * day == i * step) N::give(course.state, shot.antigen, shot.adjuvant);
    node.advance(course.state, step);
    course.area += course.state[N::antigen_node] * step / day;
    course.mature = std::max(course.mature, course.state[N::mature_apc]);
    if (course.state[N::effectors_blood] > course.peak) {
      course.peak = course.state[N::effectors_blood];
      course.peak_day = (i + 1) * step / day;
    }
  }
  return course;
}

LymphNodeParams sized(double diameter) {
  LymphNodeParams params;
  params.diameter = diameter;
  return params;
}

}  // namespace

TEST_CASE("V26: antigen and adjuvant of two shots add up to what was given") {
  for (const auto form : {LymphNodeParams::Form::particle, LymphNodeParams::Form::soluble}) {
    LymphNodeParams params;
    params.form = form;
    const Course c = run(params, {{0, 0.1, 0.3}, {7, 0.1, 0.3}}, 20);
    const auto& s = c.state;
    const double antigen =
        s[N::antigen_depot] + s[N::antigen_node] + s[N::antigen_inside] + s[N::epitopes] + s[N::antigen_lost];
    const double adjuvant = s[N::adjuvant_depot] + s[N::adjuvant_node] + s[N::adjuvant_lost];
    CHECK(antigen == test::near(0.2, 1e-12));
    CHECK(adjuvant == test::near(0.6, 1e-12));
    CHECK(s[N::antigen_lost] > 0.19);
    for (const double x : s) CHECK(x >= 0);
  }
}

TEST_CASE("V26: fast rates keep the sum, and amounts stay amounts") {
  for (const double rate : {1.0, 10.0, 400.0}) {
    CAPTURE(rate);
    LymphNodeParams params;
    params.reference_drainage = params.processing = params.egress = params.entry = params.exit = rate;
    const LymphNode node(params);
    N::State state = node.initial();
    N::give(state, 10, 10);
    for (int day_number = 0; day_number < 3; ++day_number) node.advance(state, day);
    double antigen = 0;
    for (std::size_t i = N::antigen_depot; i <= N::antigen_lost; ++i) antigen += state[i];
    CHECK(antigen == test::near(10, 1e-9));
    for (const double amount : state) CHECK(amount >= 0);
    CHECK(state[N::antigen_depot] < 1e-12);
  }
  LymphNodeParams params;
  params.epitope_loss = 2000;
  CHECK_THROWS_AS(LymphNode{params}, UsageError);
}

TEST_CASE("V26: each precursor that is activated becomes two to the number of generations") {
  for (const int generations : {1, 6, 11}) {
    LymphNodeParams params;
    params.generations = generations;
    params.memory = 0;
    const auto s = run(params, {{0, 0.1, 0.1}}, 12).state;
    double made = s[N::effectors_node] + s[N::effectors_blood] + s[N::effectors_homed] + s[N::effectors_dead];
    for (std::size_t i = N::dividing; i < s.size(); ++i)
      made += s[i] * std::exp2(generations - static_cast<double>(i - N::dividing));
    const double left = s[N::naive_blood] + s[N::naive_node];
    CHECK(left < 0.9 * params.precursors);
    CHECK(made == test::near((params.precursors - left) * std::exp2(generations), 1e-10));
  }
}

TEST_CASE("O12: drainage falls with size, and 100 nm hardly drains") {
  const LymphNodeParams params;
  CHECK(drainage(20, params) == test::near(params.reference_drainage, 1e-14));
  for (double d = 2; d < 200; d += 2) CHECK(drainage(d + 2, params) < drainage(d, params));
  CHECK(drainage(100, params) < 0.12 * drainage(20, params));
}

TEST_CASE("O12: the node sees most antigen of 20 nm, less of 40 nm, little of 100 nm") {
  const double small = run(sized(20), {{0, 0.1, 0.1}}, 10).area;
  const double middle = run(sized(40), {{0, 0.1, 0.1}}, 10).area;
  const double large = run(sized(100), {{0, 0.1, 0.1}}, 10).area;
  CHECK(small > middle);
  CHECK(middle > large);
  CHECK(small / large > 5);
}

TEST_CASE("O12: at a limiting dose the T cells follow the dose of the node") {
  const double small = run(sized(20), {{0, 0.001, 0.001}}, 14).peak;
  const double middle = run(sized(40), {{0, 0.001, 0.001}}, 14).peak;
  const double large = run(sized(100), {{0, 0.001, 0.001}}, 14).peak;
  CHECK(small > 2 * middle);
  CHECK(middle > 2 * large);
}

TEST_CASE("vaccine: antigen alone, adjuvant alone and no vaccine prime nobody") {
  for (const Shot& shot : {Shot{0, 0.1, 0}, Shot{0, 0, 0.1}, Shot{0, 0, 0}}) {
    const Course c = run(sized(20), {shot}, 14);
    CHECK(c.mature == 0);
    CHECK(c.peak == 0);
    CHECK(c.state[N::naive_blood] + c.state[N::naive_node] == test::near(91, 1e-12));
  }
}

TEST_CASE("vaccine: effectors in the blood peak seven to ten days after the prime, and contract") {
  const Course c = run(sized(20), {{0, 0.1, 0.1}}, 40);
  CHECK(c.peak_day > 7);
  CHECK(c.peak_day < 10);
  CHECK(c.peak > 100);
  CHECK(c.state[N::effectors_blood] < 0.05 * c.peak);
}

TEST_CASE("vaccine: a boost makes more effectors than the prime") {
  const Course prime = run(sized(20), {{0, 0.1, 0.1}}, 40);
  const Course boosted = run(sized(20), {{0, 0.1, 0.1}, {14, 0.1, 0.1}}, 40);
  CHECK(boosted.peak > 2 * prime.peak);
  CHECK(boosted.peak_day > 14);
  LymphNodeParams forgetful = sized(20);
  forgetful.memory = 0;
  CHECK(run(forgetful, {{0, 0.1, 0.1}, {14, 0.1, 0.1}}, 40).peak < 0.7 * boosted.peak);
}

TEST_CASE("vaccine: soluble antigen passes the node and primes less than a particle of its size") {
  LymphNodeParams soluble = sized(6.48);
  soluble.form = LymphNodeParams::Form::soluble;
  LymphNodeParams kept = soluble;
  kept.form = LymphNodeParams::Form::particle;
  CHECK(run(soluble, {{0, 0.01, 0.01}}, 14).peak < 0.9 * run(kept, {{0, 0.01, 0.01}}, 14).peak);
}

TEST_CASE("vaccine: irrelevant antigen expands cells that do not recognise the tumour") {
  LymphNodeParams params = sized(20);
  for (const double relevance : {0.0, 0.25, 1.0}) {
    params.relevance = relevance;
    const Course c = run(params, {{0, 0.1, 0.1}}, 8);
    const N::Arrivals arrivals = LymphNode(params).arrivals(c.state);
    const double all = params.homing * c.state[N::effectors_blood];
    CHECK(all > 0);
    CHECK(arrivals.recognising == test::near(relevance * all, 1e-12));
    CHECK(arrivals.blind == test::near((1 - relevance) * all, 1e-12));
  }
}

TEST_CASE("vaccine: the step of five minutes is exact to seven digits, and the method of fourth order") {
  const LymphNode node(sized(20));
  const auto after = [&](double step) {
    N::State state = node.initial();
    N::give(state, 0.1, 0.1);
    for (double t = 0; t < day; t += step) node.advance(state, step);
    return state[N::dividing];
  };
  const double fine = after(0.15625);
  CHECK(std::abs(after(5) - fine) / fine < 1e-7);
  CHECK(std::abs(after(1.25) - fine) > 12 * std::abs(after(0.625) - fine));  // 16 in the limit
}

TEST_CASE("vaccine: parameters that cannot be are refused") {
  LymphNodeParams params;
  params.relevance = 1.5;
  CHECK_THROWS_AS(LymphNode{params}, UsageError);
  params = {};
  params.generations = 0;
  CHECK_THROWS_AS(LymphNode{params}, UsageError);
  CHECK_THROWS_AS(LymphNode{sized(0)}, UsageError);
  CHECK(LymphNode{{}}.labels().size() == LymphNode{{}}.initial().size());
}

}  // namespace tilscape::body

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V26: a vaccine's antigen, adjuvant and cells are accounted for. O12: what size and composition do, in
// direction. All of the shipped model of the lymph node, whose equations an integrator of its own solves as
// well.
#include "engine/base/error.hpp"
#include "tests/support/body.hpp"
#include "tests/support/lymph_node.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <initializer_list>

namespace tilscape::test {
namespace {

constexpr double day = 1440;

/// Shots of a vaccine under the skin, and the lymph node.
struct Vaccine {
  double diameter = 20;  // [nm]
  const char* carrier = "particle";
  double antigen = 0.1, adjuvant = 0.1;  // [nmol]
  double relevance = 1;
  std::string values = {};  // that the node has otherwise
};

Body given(const Vaccine& v, std::initializer_list<double> days, double step = 60) {
  std::string treatments;
  int n = 0;
  for (const double d : days) treatments += fmt::format("  shot_{}: {{ give: shot, start: {} d }}\n", n++, d);
  return Body(
      "lymph_node.yaml",
      fmt::format("vaccines: {{ shot: {{ carrier: {}, diameter: {} nm, antigen: {} nmol, adjuvant: {} nmol, "
                  "relevance: {} }} }}\n"
                  "systems: {{ node: {{ model: lymph_node, of: shot, values: {{ {} }} }} }}\n",
                  v.carrier, v.diameter, v.antigen, v.adjuvant, v.relevance, v.values) +
          (treatments.empty() ? "" : "treatments:\n" + treatments),
      step);
}

struct Course {
  double peak = 0;  // [cells] effectors in the blood
  double peak_day = 0;
  double area = 0;    // [nmol d] of antigen in the node
  double mature = 0;  // [cells] most mature APC
  double at_end = 0;  // [cells] effectors in the blood
};

Course course(const Vaccine& v, std::initializer_list<double> shots, double days) {
  constexpr double step = 60;
  Body body = given(v, shots, step);
  Course c;
  for (int i = 0; i < static_cast<int>(days * day / step); ++i) {
    body.to((i + 1) * step);
    c.area += body["node.antigen_node"] * step / day;
    c.mature = std::max(c.mature, body["node.mature_apc"]);
    c.at_end = body["node.effectors_blood"];
    if (c.at_end > c.peak) {
      c.peak = c.at_end;
      c.peak_day = (i + 1) * step / day;
    }
  }
  return c;
}

Vaccine sized(double diameter, double amount = 0.1) {
  return {.diameter = diameter, .antigen = amount, .adjuvant = amount};
}

/// Activated cells, as the effectors that become of them.
double made(const Body& body) {
  double sum = 0;
  for (const char* place : {"effectors_node", "effectors_blood", "effectors_homed", "effectors_dead"})
    sum += body[std::string("node.") + place];
  for (int i = 0; i < 6; ++i) sum += body["node.divided_" + std::to_string(i)] * std::exp2(6 - i);
  return sum;
}

}  // namespace

TEST_CASE(
    "vaccine: the shipped node goes as its equations in steps of 0.05 min, to 1e-6 of each column's "
    "largest") {
  Body body = given({}, {0.5, 14});
  const body::LymphNodeParams params;
  const body::LymphNode node(params);
  using N = body::LymphNode;
  const std::vector<std::string> labels = node.labels();
  N::State state = node.initial();
  std::vector<double> largest(state.size());
  std::vector<double> apart(state.size());
  constexpr double fine = 0.05;
  for (int d = 0; d < 56; ++d) {  // half days
    if (d == 1 || d == 28) N::give(state, 0.1, 0.1);
    for (int i = 0; i < static_cast<int>(day / 2 / fine); ++i) node.advance(state, fine);
    body.to((d + 1) * day / 2);
    for (std::size_t i = 0; i < state.size(); ++i) {
      const std::string name = "node." + labels[i].substr(0, labels[i].find(' '));
      largest[i] = std::max(largest[i], std::abs(state[i]));
      apart[i] = std::max(apart[i], std::abs(body[name] - state[i]));
    }
  }
  for (std::size_t i = 0; i < state.size(); ++i) {
    CAPTURE(labels[i]);
    CHECK(apart[i] <= 1e-6 * largest[i]);
  }
}

TEST_CASE("V26: antigen and adjuvant of two shots add up to what was given") {
  for (const char* carrier : {"particle", "soluble"}) {
    Body body = given({.carrier = carrier, .adjuvant = 0.3}, {0, 7});
    body.to(20 * day);
    CHECK(body["node.antigen.given"] == near(0.2, 1e-12));
    CHECK(body["node.adjuvant.given"] == near(0.6, 1e-12));
    CHECK(std::abs(body["node.antigen.unaccounted"]) < 1e-11);
    CHECK(std::abs(body["node.adjuvant.unaccounted"]) < 1e-11);
    CHECK(body["node.antigen_lost"] > 0.19);
  }
}

TEST_CASE("V26: each precursor that is activated becomes two to the number of generations") {
  Body body = given({.values = "memory_share: 0"}, {0});
  body.to(12 * day);
  const double left = body["node.naive_blood"] + body["node.naive_node"];
  CHECK(left < 0.9 * 91);
  CHECK(made(body) == near((91 - left) * 64, 1e-7));
}

TEST_CASE("O12: the node sees most antigen of 20 nm, less of 40 nm, little of 100 nm") {
  const double small = course(sized(20), {0}, 10).area;
  const double middle = course(sized(40), {0}, 10).area;
  const double large = course(sized(100), {0}, 10).area;
  CHECK(small > middle);
  CHECK(middle > large);
  CHECK(small / large > 5);
}

TEST_CASE("O12: at a limiting dose the T cells follow the dose of the node") {
  const double small = course(sized(20, 0.001), {0}, 14).peak;
  const double middle = course(sized(40, 0.001), {0}, 14).peak;
  const double large = course(sized(100, 0.001), {0}, 14).peak;
  CHECK(small > 2 * middle);
  CHECK(middle > 2 * large);
}

TEST_CASE("vaccine: antigen alone, adjuvant alone and no vaccine prime nobody") {
  for (const auto& [antigen, adjuvant] : {std::pair{0.1, 0.0}, std::pair{0.0, 0.1}, std::pair{0.0, 0.0}}) {
    const Course c = course({.antigen = antigen, .adjuvant = adjuvant}, {0}, 14);
    CHECK(c.mature == 0);
    CHECK(c.peak == 0);
  }
}

TEST_CASE("vaccine: effectors in the blood peak seven to ten days after the prime, and contract") {
  const Course c = course({}, {0}, 40);
  CHECK(c.peak_day > 7);
  CHECK(c.peak_day < 10);
  CHECK(c.peak > 100);
  CHECK(c.at_end < 0.05 * c.peak);
}

TEST_CASE("vaccine: a boost makes more effectors than the prime") {
  const Course prime = course({}, {0}, 40);
  const Course boosted = course({}, {0, 14}, 40);
  CHECK(boosted.peak > 2 * prime.peak);
  CHECK(boosted.peak_day > 14);
  CHECK(course({.values = "memory_share: 0"}, {0, 14}, 40).peak < 0.7 * boosted.peak);
}

TEST_CASE("vaccine: soluble antigen passes the node and primes less than a particle of its size") {
  const Vaccine kept = sized(6.48, 0.01);
  Vaccine soluble = kept;
  soluble.carrier = "soluble";
  CHECK(course(soluble, {0}, 14).peak < 0.9 * course(kept, {0}, 14).peak);
}

TEST_CASE("vaccine: irrelevant antigen expands cells that do not recognise the tumour") {
  for (const double relevance : {0.0, 0.25, 1.0}) {
    Body body = given({.relevance = relevance}, {0});
    body.to(8 * day);
    const double all = 0.05 / day * body["node.effectors_blood"];
    CHECK(all > 0);
    CHECK(body["node.arriving"] == near(relevance * all, 1e-12));
    CHECK(body["node.arriving_irrelevant"] == near((1 - relevance) * all, 1e-12));
  }
}

}  // namespace tilscape::test

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/network/network.hpp"

#include "engine/base/error.hpp"
#include "engine/network/stiff.hpp"
#include "engine/rule/degree.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <numeric>

using namespace tilscape;
using namespace tilscape::network;

namespace {

/// Flows told by a function of one set of states.
class Told final : public Flows {
 public:
  using Rates = std::function<void(const double* x, double* v)>;
  Told(std::size_t states, std::size_t flows, std::vector<Share> shares, Rates rates)
      : states_(states), count_(flows), shares_(std::move(shares)), rates_(std::move(rates)) {}
  [[nodiscard]] std::size_t states() const override { return states_; }
  [[nodiscard]] std::size_t count() const override { return count_; }
  [[nodiscard]] std::span<const Share> shares() const override { return shares_; }
  void evaluate(std::size_t rows, std::span<const double> x, std::span<double> out) const override {
    std::vector<double> one(states_);
    std::vector<double> v(count_);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t s = 0; s < states_; ++s) one[s] = x[s * rows + r];
      rates_(one.data(), v.data());
      for (std::size_t f = 0; f < count_; ++f) out[f * rows + r] = v[f];
    }
  }

 private:
  std::size_t states_, count_;
  std::vector<Share> shares_;
  Rates rates_;
};

/// A network of one unit, whose expressions may name states, values and inputs.
struct Model {
  std::vector<std::string> states;
  std::vector<double> initial;
  std::vector<std::pair<std::string, std::string>> values = {};
  struct Flow {
    std::string from, to, rate;
  };
  std::vector<Flow> flows;
  std::vector<std::string> inputs = {};

  [[nodiscard]] Description description() const {
    Symbols symbols;
    std::uint32_t index = 0;
    std::map<std::string, std::size_t> place;
    for (const std::string& s : states) {
      place[s] = index;
      symbols.add(s, {Symbol::Kind::scalar, index++, dimension_of("nmol")});
    }
    for (const auto& [name, text] : values) symbols.add(name, {Symbol::Kind::scalar, index++, {}});
    for (const std::string& s : inputs) symbols.add(s, {Symbol::Kind::scalar, index++, {}});
    Description out;
    for (std::size_t i = 0; i < states.size(); ++i) out.states.push_back({states[i], "nmol", initial[i]});
    const auto program = [&](const std::string& text, const char* unit) {
      auto compiled = compile(text, symbols, dimension_of(unit));
      if (const auto* e = std::get_if<ExpressionError>(&compiled)) FAIL(text, ": ", e->problem);
      return std::get<Program>(std::move(compiled));
    };
    for (const auto& [name, text] : values) out.values.push_back({name, "", program(text, "")});
    for (const Flow& f : flows) {
      Description::Flow flow{f.rate, program(f.rate, "nmol/min"), {}};
      if (!f.from.empty()) flow.shares.emplace_back(place.at(f.from), -1);
      if (!f.to.empty()) flow.shares.emplace_back(place.at(f.to), 1);
      out.flows.push_back(std::move(flow));
    }
    out.inputs = inputs.size();
    return out;
  }
};

/// Robertson's three species [1/s], in flows.
Told robertson() {
  return {3,
          3,
          {{0, 0, -1}, {0, 1, 1}, {1, 1, -1}, {1, 0, 1}, {2, 1, -1}, {2, 2, 1}},
          [](const double* x, double* v) {
            v[0] = 0.04 * x[0];
            v[1] = 1e4 * x[1] * x[2];
            v[2] = 3e7 * x[1] * x[1];
          }};
}

}  // namespace

TEST_CASE("network: two compartments go as the closed form says (V17)") {
  // Pembrolizumab, 200 mg: Ahamadi 2017 (10.1002/psp4.12139); L, d, mg.
  constexpr double cl = 0.22, v1 = 3.48, q = 0.795, v2 = 4.06, dose = 200;
  const double k10 = cl / v1, k12 = q / v1, k21 = q / v2;
  const double sum = k10 + k12 + k21;
  const double root = std::sqrt(sum * sum - 4 * k10 * k21);
  const double fast = (sum + root) / 2, slow = (sum - root) / 2;
  Matrix rates(2);
  rates(0, 0) = -k10 - k12;
  rates(1, 0) = k12;
  rates(0, 1) = k21;
  rates(1, 1) = -k21;
  for (const double t : {0.01, 1.0, 21.0, 200.0}) {
    std::vector<double> x = {dose, 0}, area(2);
    const std::vector<double> none(2);
    const std::vector<double> leaves = {k10, 0};
    Propagator(rates, leaves, t).advance(x, none, area);
    const double a = dose * (fast - k21) / (fast - slow), b = dose * (k21 - slow) / (fast - slow);
    CHECK(x[0] == test::near(a * std::exp(-fast * t) + b * std::exp(-slow * t), 1e-10));
    CHECK(area[0] ==
          test::near(a * (1 - std::exp(-fast * t)) / fast + b * (1 - std::exp(-slow * t)) / slow, 1e-10));
    CHECK(x[0] + x[1] + k10 * area[0] == test::near(dose, 1e-13));
  }
}

TEST_CASE("network: constant input is integrated exactly, and twice") {
  Matrix rates(1);
  rates(0, 0) = -0.3;
  std::vector<double> x = {2}, area(1);
  const std::vector<double> input = {5};
  const std::vector<double> leaves = {0.3};
  Propagator(rates, leaves, 4).advance(x, input, area);
  const double rest = 5 / 0.3;
  CHECK(x[0] == test::near(rest + (2 - rest) * std::exp(-1.2), 1e-13));
  CHECK(area[0] == test::near(rest * 4 + (2 - rest) * (1 - std::exp(-1.2)) / 0.3, 1e-13));
}

TEST_CASE("network: a rate a million times the others loses nothing") {
  Matrix rates(3);
  const auto pass = [&](std::size_t from, std::size_t to, double k) {
    rates(from, from) -= k;
    rates(to, from) += k;
  };
  pass(0, 1, 1e6);
  pass(1, 0, 3e5);
  pass(1, 2, 1e-2);
  std::vector<double> x = {1, 0, 0}, area(3);
  const std::vector<double> none(3);
  const Propagator step(rates, none, 10);
  for (int i = 0; i < 1000; ++i) step.advance(x, none, area);
  CHECK(x[0] + x[1] + x[2] == test::near(1, 1000 * 4 * 2.3e-16));  // rounding, each step
  CHECK(x[0] >= 0);
}

TEST_CASE("stiff: Robertson's reactions at 40 s, and their sum") {
  const Told flows = robertson();
  Stiff method(flows, {0, 0, 0}, {.tolerance = 1e-8});
  std::vector<double> x = {1, 0, 0}, flowed(3);
  double step = 0;
  method.advance(x, flowed, {}, 40, step);
  CHECK(x[0] == test::near(0.7158270687194, 1e-6));  // by LSODE at 1e-12, in the literature 0.71583
  CHECK(x[1] == test::near(9.185534764e-6, 1e-6));
  CHECK(x[2] == test::near(0.2841637457459, 1e-6));
  CHECK(x[0] + x[1] + x[2] == test::near(1, 1e-14));
  CHECK(1 - flowed[0] + flowed[1] == test::near(x[0], 1e-13));
  CHECK(flowed[2] == test::near(x[2], 1e-13));
}

TEST_CASE("stiff: the error falls with the third power of the step") {
  // Two saturable flows in a ring, one of them fed: no closed form, so against a step of 1/64.
  const Told flows(2, 3, {{0, 0, -1}, {0, 1, 1}, {1, 1, -1}, {1, 0, 1}, {2, 1, -1}},
                   [](const double* x, double* v) {
                     v[0] = 3 * x[0] / (1 + x[0]);
                     v[1] = 0.7 * x[1] * x[1] / (4 + x[1]);
                     v[2] = 0.1 * x[1];
                   });
  const std::vector<double> input = {0.4, 0};
  const auto at = [&](double h) {
    Stiff method(flows, {0, 0}, {.fixed_step = h});
    std::vector<double> x = {5, 1}, flowed(3);
    double step = 0;
    method.advance(x, flowed, input, 4, step);
    return x[0];
  };
  const double exact = at(1.0 / 2048);
  for (const double h : {1.0 / 32, 1.0 / 64, 1.0 / 128}) {
    const double order = std::log2(std::abs(at(h) - exact) / std::abs(at(h / 2) - exact));
    CHECK(order == test::near(3, 0.06));
  }
}

TEST_CASE("stiff: a ring of 150, 21 of them saturable, keeps its amount") {
  std::vector<Share> shares;
  for (std::size_t i = 0; i < 150; ++i) {
    shares.push_back({i, i, -1});
    shares.push_back({i, (i + 1) % 150, 1});
  }
  const Told flows(150, 150, shares, [](const double* x, double* v) {
    for (std::size_t i = 0; i < 150; ++i) {
      const double k = std::pow(10.0, static_cast<double>(i % 7) - 3);
      v[i] = i % 7 == 0 && i < 147 ? k * x[i] / (1 + x[i]) : k * x[i];
    }
  });
  Stiff method(flows, std::vector<std::size_t>(150), {.tolerance = 1e-7});
  std::vector<double> x(150, 1), flowed(150);
  double step = 0;
  for (int i = 0; i < 20; ++i) method.advance(x, flowed, {}, 10, step);
  CHECK(std::accumulate(x.begin(), x.end(), 0.0) == test::near(150, 1e-13));
  for (std::size_t i = 0; i < 150; ++i) CHECK(x[i] > 0);
}

TEST_CASE("stiff: rows that have to be exchanged change nothing") {
  // A chain that goes exactly, and counts that follow from it in a unit of their own: large entries off the
  // diagonal.
  const Told flows(
      6, 6,
      {{0, 0, -1}, {0, 1, 1}, {1, 1, -1}, {1, 2, 1}, {2, 2, -1}, {2, 3, 1}, {3, 3, -1}, {4, 4, 1}, {5, 5, 1}},
      [](const double* x, double* v) {
        v[0] = x[0];
        v[1] = 20 * x[1];
        v[2] = 19 * x[2];
        v[3] = 18 * x[3];
        v[4] = 1e6 * x[1] / (1e-4 + x[1]);
        v[5] = 1e9 * x[3] / (1e-4 + x[3]);
      });
  // The same chain with its states in another order, so that other rows are exchanged.
  const Told mixed(
      6, 6,
      {{0, 5, -1}, {0, 4, 1}, {1, 4, -1}, {1, 3, 1}, {2, 3, -1}, {2, 2, 1}, {3, 2, -1}, {4, 1, 1}, {5, 0, 1}},
      [](const double* x, double* v) {
        v[0] = x[5];
        v[1] = 20 * x[4];
        v[2] = 19 * x[3];
        v[3] = 18 * x[2];
        v[4] = 1e6 * x[4] / (1e-4 + x[4]);
        v[5] = 1e9 * x[2] / (1e-4 + x[2]);
      });
  Stiff one(flows, {0, 0, 0, 0, 1, 1}, {.tolerance = 1e-8});
  Stiff other(mixed, {1, 1, 0, 0, 0, 0}, {.tolerance = 1e-8});
  std::vector<double> x = {0.02, 0, 0, 0, 0, 0}, flowed(6);
  std::vector<double> y = {0, 0, 0, 0, 0, 0.02}, also(6);
  double step = 0, step_too = 0;
  one.advance(x, flowed, {}, 1, step);
  other.advance(y, also, {}, 1, step_too);
  CHECK(x[0] == test::near(0.02 * std::exp(-1.0), 1e-7));
  CHECK(x[1] == test::near(0.02 / 19 * (std::exp(-1.0) - std::exp(-20.0)), 1e-7));
  for (std::size_t i = 0; i < 6; ++i) CHECK(y[5 - i] == test::near(x[i], 1e-6));
}

TEST_CASE("network: what is affine goes exactly, what it acts on is another component") {
  const Model model{.states = {"a", "b", "c", "e"},
                    .initial = {1, 0, 2, 0},
                    .values = {{"half", "0.5"}, {"load", "half * a / (1 nmol)"}},
                    .flows = {{"a", "b", "0.3 1/min * a"},
                              {"", "b", "0.1 nmol/min * load"},
                              {"c", "e", "c / (1 nmol + c) * 1 nmol/min"}}};
  const Network network(model.description());
  CHECK(network.components() == 2);
  CHECK(network.exact(0));
  CHECK(network.exact(1));
  CHECK_FALSE(network.exact(2));
  State state = network.initial();
  network.advance(state, {}, {}, 5);
  CHECK(state.amounts[0] == test::near(std::exp(-1.5), 1e-13));
  CHECK(state.amounts[1] == test::near((1 + 0.05 / 0.3) * (1 - std::exp(-1.5)), 1e-13));
  CHECK(state.flowed[1] == test::near(0.05 / 0.3 * (1 - std::exp(-1.5)), 1e-13));
  CHECK(state.amounts[2] + state.amounts[3] == test::near(2, 1e-14));
  // Michaelis and Menten: c + ln c = 2 + ln 2 - t (V18)
  CHECK(state.amounts[2] + std::log(state.amounts[2]) == test::near(2 + std::log(2.0) - 5, 1e-7));
}

TEST_CASE("network: an input makes a rate that is not constant") {
  const Model model{
      .states = {"a"}, .initial = {1}, .flows = {{"a", "", "0.3 1/min * a * load"}}, .inputs = {"load"}};
  const Network network(model.description());
  CHECK_FALSE(network.exact(0));
  State state = network.initial();
  const std::vector<double> inputs = {2};
  network.advance(state, inputs, {}, 1);
  CHECK(state.amounts[0] == test::near(std::exp(-0.6), 1e-7));
}

TEST_CASE("network: a ring of values is found") {
  const Model model{.states = {"a"},
                    .initial = {1},
                    .values = {{"x", "y + 1"}, {"y", "2 * z"}, {"z", "x"}, {"w", "x"}},
                    .flows = {{"a", "", "0.3 1/min * a * w"}}};
  CHECK_THROWS_AS(Network(model.description()), UsageError);
}

TEST_CASE("network: what flows out of what is not there is told") {
  const Model model{
      .states = {"a", "b"}, .initial = {1, 5}, .flows = {{"a", "b", "1 nmol/min * b / (1 nmol + b)"}}};
  const Network network(model.description());
  State state = network.initial();
  CHECK_THROWS_WITH_AS(network.advance(state, {}, {}, 100), doctest::Contains("`a` fell to"),
                       SimulationError);
}

TEST_CASE("rule: of what degree an expression is") {
  Symbols symbols;
  symbols.add("x", {Symbol::Kind::scalar, 0, {}});
  symbols.add("y", {Symbol::Kind::scalar, 1, {}});
  symbols.add_constant("three", {3, {}});
  const std::vector<Degree> degrees = {Degree::affine, Degree::constant};
  const auto degree = [&](const char* text) {
    auto compiled = compile(text, symbols, {});
    REQUIRE(std::holds_alternative<Program>(compiled));
    return degree_of(std::get<Program>(compiled), degrees);
  };
  CHECK(degree("2 * three") == Degree::constant);
  CHECK(degree("y^2 + exp(y)") == Degree::constant);
  CHECK(degree("-(x / (y + three)) + 4 * y * x - 1") == Degree::affine);
  CHECK(degree("x * x") == Degree::other);
  CHECK(degree("1 / x") == Degree::other);
  CHECK(degree("max(x, 0)") == Degree::other);
}

TEST_CASE("rule: a name may be an exponent, and a constant is a number") {
  Symbols symbols;
  symbols.add("x", {Symbol::Kind::scalar, 0, {}});
  symbols.add_constant("gamma", {0.5, {}});
  symbols.add_constant("mtt", {60, dimension_of("min")});
  auto typed = compile("4 / mtt", symbols);
  REQUIRE(std::holds_alternative<Typed>(typed));
  CHECK(std::get<Typed>(typed).dimension == dimension_of("1/min"));
  CHECK(std::get<Typed>(typed).program.constant().value() == test::near(4.0 / 60, 1e-15));
  auto power = compile("(2 * x)^gamma + x^(x - 1)", symbols, {});
  REQUIRE(std::holds_alternative<Program>(power));
  const double x = 2;
  const double* const in[] = {&x};
  double out = 0;
  std::vector<double> scratch(64);
  std::get<Program>(power).evaluate(in, 1, &out, scratch);
  CHECK(out == test::near(4, 1e-15));
  CHECK(std::holds_alternative<ExpressionError>(compile("mtt^x", symbols)));
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Random expressions: the compiled program against a tree of closures that is built along with the text.

#include "engine/base/math.hpp"
#include "engine/base/random.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"
#include "tests/support/stream.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace tilscape;

namespace {

constexpr std::size_t rows = 33;  // not a multiple of a vector's length
using Inputs = std::array<double, 4>;
using Evaluator = std::function<double(const Inputs&)>;

struct Expression {
  std::string text;
  Evaluator value;
};

struct Name {
  const char* text;
  const char* unit;
  Symbol symbol;
};

const std::array<Name, 4> names = {{{"oxygen", "mmHg", {Symbol::Kind::field, 0, dimension_of("mmHg")}},
                                    {"ifng", "nM", {Symbol::Kind::field, 1, dimension_of("nM")}},
                                    {"damage", "", {Symbol::Kind::column, 0, {}}},
                                    {"cancer.count", "", {Symbol::Kind::scalar, 1, {}}}}};

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

bool unordered(double a, double b) {
  return std::isnan(a) || std::isnan(b);
}

/// What a comparison gives: nothing when there is nothing to compare.
template <class F>
double compared(double a, double b, F holds) {
  return unordered(a, b) ? no_number : holds(a, b) ? 1.0 : 0.0;
}

class Generator {
 public:
  explicit Generator(std::uint64_t number) : number_(number) {}

  Expression any(const std::string& unit, int depth) {
    if (depth == 0) return leaf(unit);
    switch (pick(unit.empty() ? 14 : 8)) {
      case 0:
        return leaf(unit);
      case 1:
        return infix(" + ", any(unit, depth - 1), any(unit, depth - 1),
                     [](double a, double b) { return a + b; });
      case 2:
        return infix("-", any(unit, depth - 1), any(unit, depth - 1),
                     [](double a, double b) { return a - b; });
      case 3:
        return infix("*", any(unit, depth - 1), any("", depth - 1), [](double a, double b) { return a * b; });
      case 4:
        return infix(" / ", any(unit, depth - 1), any("", depth - 1),
                     [](double a, double b) { return a / b; });
      case 5:
        return chosen(unit, depth);
      case 6:
        return bounded(unit, depth);
      case 7:
        return opposite(unit, depth);
      case 8:
      case 9:
        return condition(depth);
      case 10:
        return saturation(depth);
      case 11:
        return function("exp", {any("", depth - 1)}, [](const auto& v) { return math::exp(v[0]); });
      case 12: {
        const std::string of = some_unit();
        return function("ramp", {any(of, depth - 1), any(of, depth - 1), any(of, depth - 1)},
                        [](const auto& v) {
                          const double t = (v[0] - v[1]) / (v[2] - v[1]);
                          return std::isnan(t) ? t : std::fmin(1, std::fmax(0, t));
                        });
      }
      default: {
        const std::string of = some_unit();
        return infix("/", any(of, depth - 1), any(of, depth - 1), [](double a, double b) { return a / b; });
      }
    }
  }

  double uniform() { return Draws(17, number_).of(test::stream).uniform(number_, k_++); }

 private:
  std::uint32_t pick(std::uint32_t n) { return Draws(17, number_).of(test::stream).below(n, number_, k_++); }
  std::string some_unit() { return std::array<const char*, 3>{"", "mmHg", "nM"}[pick(3)]; }

  Expression leaf(const std::string& unit) {
    if (pick(2) == 0) {
      std::vector<std::size_t> fitting;
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].unit == unit) fitting.push_back(i);
      const std::size_t i = fitting[pick(static_cast<std::uint32_t>(fitting.size()))];
      return {names[i].text, [i](const Inputs& in) { return in[i]; }};
    }
    const double number = pick(40) / 8.0;  // exact in a decimal text
    std::string text = std::to_string(number);
    if (!unit.empty()) text += joined({pick(2) == 0 ? " " : "", unit});
    return {text, [number](const Inputs&) { return number; }};
  }

  template <class F>
  Expression infix(const char* sign, Expression a, Expression b, F f) {
    return {joined({"(", a.text, ")", sign, "(", b.text, ")"}),
            [a = a.value, b = b.value, f](const Inputs& in) { return f(a(in), b(in)); }};
  }

  template <class F>
  Expression function(const char* name, std::vector<Expression> values, F f) {
    std::string text;
    std::vector<Evaluator> parts;
    for (const Expression& v : values) {
      text += joined({text.empty() ? "" : ", ", v.text});
      parts.push_back(v.value);
    }
    return {joined({name, "(", text, ")"}), [parts, f](const Inputs& in) {
              std::array<double, 3> v{};
              for (std::size_t i = 0; i < parts.size(); ++i) v.at(i) = parts[i](in);
              return f(v);
            }};
  }

  Expression chosen(const std::string& unit, int depth) {
    return function("if", {condition(depth), any(unit, depth - 1), any(unit, depth - 1)}, [](const auto& v) {
      return std::isnan(v[0]) ? v[0] : v[0] != 0 ? v[1] : v[2];
    });
  }

  Expression bounded(const std::string& unit, int depth) {
    if (pick(2) == 0)
      return function("min", {any(unit, depth - 1), any(unit, depth - 1), leaf(unit)}, [](const auto& v) {
        if (unordered(v[0], v[1]) || std::isnan(v[2])) return no_number;
        const double least = v[1] < v[0] ? v[1] : v[0];
        return v[2] < least ? v[2] : least;
      });
    return function("max", {any(unit, depth - 1), any(unit, depth - 1)}, [](const auto& v) {
      if (unordered(v[0], v[1])) return no_number;
      return v[1] > v[0] ? v[1] : v[0];
    });
  }

  Expression opposite(const std::string& unit, int depth) {
    const Expression a = any(unit, depth - 1);
    if (pick(2) == 0)
      return {joined({"-(", a.text, ")"}), [v = a.value](const Inputs& in) { return -v(in); }};
    return {joined({"abs(", a.text, ")"}), [v = a.value](const Inputs& in) { return std::abs(v(in)); }};
  }

  Expression condition(int depth) {
    const std::string unit = some_unit();
    const auto a = [&] { return any(unit, depth - 1); };
    switch (pick(5)) {
      case 0:
        return infix("<", a(), a(), [](double x, double y) { return compared(x, y, std::less<>()); });
      case 1:
        return infix(" >= ", a(), a(),
                     [](double x, double y) { return compared(x, y, std::greater_equal<>()); });
      case 2:
        return infix(" and ", any("", depth - 1), any("", depth - 1), [](double x, double y) {
          if (x == 0 || y == 0) return 0.0;
          return unordered(x, y) ? no_number : 1.0;
        });
      case 3:
        return infix(" or ", any("", depth - 1), any("", depth - 1), [](double x, double y) {
          if (std::abs(x) > 0 || std::abs(y) > 0) return 1.0;
          return unordered(x, y) ? no_number : 0.0;
        });
      default:
        return infix(" != ", a(), a(),
                     [](double x, double y) { return compared(x, y, std::not_equal_to<>()); });
    }
  }

  Expression saturation(int depth) {
    const std::string unit = some_unit();
    const std::string n = std::to_string(1 + pick(5));
    const double exponent = std::stod(n);
    // A literal 0 is refused as a half-max, a column that is 0 is not.
    const Expression half = infix("+", leaf(unit), leaf(unit), std::plus<>());
    return function("hill", {any(unit, depth - 1), half, {n, [exponent](const Inputs&) { return exponent; }}},
                    [](const auto& v) { return v[1] > 0 ? math::hill(v[0], v[1], v[2]) : no_number; });
  }

  std::uint64_t number_;
  std::uint16_t k_ = 0;
};

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

Symbols table() {
  Symbols symbols;
  for (const Name& name : names) symbols.add(name.text, name.symbol);
  return symbols;
}

std::vector<double> evaluate(const Program& program, const std::array<std::vector<double>, 4>& columns) {
  std::vector<const double*> inputs;
  for (const Symbol& s : program.inputs())
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].symbol.kind == s.kind && names[i].symbol.index == s.index)
        inputs.push_back(columns[i].data());
  std::vector<double> out(rows);
  std::vector<double> scratch(program.scratch_size(rows));
  program.evaluate(inputs, rows, out.data(), scratch);
  return out;
}

}  // namespace

TEST_CASE("rule: compiled programs agree with a naive evaluation of random expressions, bit by bit") {
  const Symbols symbols = table();
  int compared = 0;
  for (std::uint64_t number = 0; number < 3'000; ++number) {
    Generator generator(number);
    const std::string unit = std::array<const char*, 3>{"", "mmHg", "nM"}[number % 3];
    const Expression expression = generator.any(unit, 1 + static_cast<int>(number % 5));
    if (expression.text.size() > 4096) continue;
    CAPTURE(expression.text);
    const auto result = compile(expression.text, symbols, dimension_of(unit));
    const auto* program = std::get_if<Program>(&result);
    REQUIRE(program);
    std::array<std::vector<double>, 4> columns;
    for (auto& column : columns)
      for (std::size_t i = 0; i < rows; ++i) column.push_back(10 * generator.uniform() - 1);
    const std::vector<double> out = evaluate(*program, columns);
    CAPTURE(program->text());
    const auto again = compile(program->text(), symbols, dimension_of(unit));
    REQUIRE(std::get_if<Program>(&again));
    CHECK(std::get<Program>(again).text() == program->text());
    const std::vector<double> rewritten = evaluate(std::get<Program>(again), columns);
    for (std::size_t i = 0; i < rows; ++i) {
      const double expected = expression.value({columns[0][i], columns[1][i], columns[2][i], columns[3][i]});
      REQUIRE(same(out[i], expected));
      REQUIRE(same(rewritten[i], expected));
    }
    ++compared;
  }
  CHECK(compared > 2'500);
}

TEST_CASE("rule: random texts never do worse than an error with a place inside the text") {
  const std::array<std::string_view, 26> parts = {
      "oxygen", "ifng", "damage", "hill", "min", "if", "(",   ")",  ",",    "+",  "-", "*", "/",
      "^",      "<",    "==",     "and",  "not", "5",  "1/2", "nM", "mmHg", "µm", "%", ".", " "};
  const Symbols symbols = table();
  for (std::uint64_t number = 0; number < 5'000; ++number) {
    const Draws draws(23, number);
    std::string text;
    for (std::uint16_t k = 1; k <= 1 + draws.of(test::stream).below(12, 0); ++k)
      text += joined({parts[draws.of(test::stream).below(parts.size(), 0, k)], k % 2 == 0 ? " " : ""});
    CAPTURE(text);
    const auto result = compile(text, symbols, {});
    if (const auto* error = std::get_if<ExpressionError>(&result)) {
      CHECK(error->offset <= text.size());
      CHECK_FALSE(error->problem.empty());
    }
  }
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tilscape;

namespace {

Symbols symbols() {
  using Kind = Symbol::Kind;
  Symbols s;
  s.add("oxygen", {Kind::field, 0, dimension_of("mmHg")});
  s.add("ifng", {Kind::field, 1, dimension_of("nM")});
  s.add("age", {Kind::column, 0, dimension_of("min")});
  s.add("volume", {Kind::column, 1, dimension_of("um3")});
  s.add("amount", {Kind::column, 2, dimension_of("nmol")});
  s.add("damage", {Kind::column, 3, {}});
  s.add("room", {Kind::room, 0, {}});
  s.add("state.hypoxic", {Kind::state, 1, {}});
  s.add("cancer.count", {Kind::scalar, 1, {}});
  s.add_call("neighbours", "cd8", {Kind::neighbours, 0, {}});
  s.add_call("here", "M1", {Kind::here, 1, {}});
  return s;
}

Program compiled(std::string_view text, std::string_view unit = "") {
  auto result = compile(text, symbols(), dimension_of(unit));
  if (const auto* error = std::get_if<ExpressionError>(&result))
    FAIL(std::string(text) << ": " << error->problem);
  return std::get<Program>(std::move(result));
}

/// The value with every input at x.
double value(std::string_view text, std::string_view unit = "", double x = 0) {
  const Program program = compiled(text, unit);
  const std::vector<const double*> inputs(program.inputs().size(), &x);
  std::vector<double> scratch(program.scratch_size(1));
  double out = 0;
  program.evaluate(inputs, 1, &out, scratch);
  return out;
}

void check_refused(std::string_view text, std::size_t offset, std::string_view problem,
                   std::string_view suggestion, std::string_view unit = "") {
  CAPTURE(std::string(text));
  const auto result = compile(text, symbols(), dimension_of(unit));
  const auto* error = std::get_if<ExpressionError>(&result);
  REQUIRE(error);
  CHECK(error->offset == offset);
  CHECK(error->problem == problem);
  CHECK(error->suggestion == suggestion);
}

std::string repeated(std::string_view part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("rule: operators bind as in arithmetic") {
  CHECK(value("2 + 3 * 4") == 14);
  CHECK(value("(2 + 3) * 4") == 20);
  CHECK(value("10 - 4 - 3") == 3);
  CHECK(value("24 / 4 / 3") == 2);
  CHECK(value("24/4/3") == 2);
  CHECK(value("3/2^2") == 0.75);
  CHECK(value("-2^2") == -4);
  CHECK(value("2^-1") == 0.5);
  CHECK(value("2 * -3") == -6);
  CHECK(value("1 + 1 < 3") == 1);
  CHECK(value("not 1 < 0") == 1);
  CHECK(value("1 or 0 and 0") == 1);
  CHECK(value("not 0 and 0") == 0);
}

TEST_CASE("rule: functions give their values") {
  CHECK(value("hill(oxygen, 12 mmHg, 4)", "", 12) == 0.5);
  CHECK(value("hill(oxygen, 12 mmHg, 4)", "", 7) == math::hill(7, 12, 4));
  CHECK(value("hill(oxygen, 12 mmHg, 2.5)", "", 7) == math::hill(7, 12, 2.5));
  CHECK(value("hill(oxygen, 12 mmHg, damage)", "", 3) == math::hill(3, 12, 3));
  CHECK(value("ramp(oxygen, 5 mmHg, 15 mmHg)", "", 5) == 0);
  CHECK(value("ramp(oxygen, 5 mmHg, 15 mmHg)", "", 10) == 0.5);
  CHECK(value("ramp(oxygen, 5 mmHg, 15 mmHg)", "", 99) == 1);
  CHECK(value("ramp(oxygen, 15 mmHg, 5 mmHg)", "", 12.5) == 0.25);
  CHECK(value("step(oxygen, 5 mmHg)", "", 5) == 1);
  CHECK(value("step(oxygen, 5 mmHg)", "", 4.9) == 0);
  CHECK(value("clamp(damage, 1, 2)", "", 0.5) == 1);
  CHECK(value("clamp(damage, 1, 2)", "", 1.5) == 1.5);
  CHECK(value("clamp(damage, 1, 2)", "", 7) == 2);
  CHECK(value("min(3, damage, 2)", "", 5) == 2);
  CHECK(value("max(3, damage, 2)", "", 5) == 5);
  CHECK(value("exp(damage)", "", 2) == math::exp(2));
  CHECK(value("log(damage)", "", 2) == math::log(2));
  CHECK(value("sqrt(volume * volume)", "um3", 7) == 7);
  CHECK(value("abs(damage)", "", -7) == 7);
  CHECK(value("if(oxygen < 5 mmHg, 2 h, 60 s)", "min", 4) == 120);
  CHECK(value("if(oxygen < 5 mmHg, 2 h, 60 s)", "min", 6) == 1);
  CHECK(value("damage^4 - damage^3", "", 3) == test::near(54, 1e-14));
}

TEST_CASE("rule: what is made of no number is no number, unless a condition guards it") {
  for (const char* text :
       {"damage / damage", "damage / damage > 1", "not (damage / damage)", "if(damage / damage, 1, 2)",
        "ramp(damage / damage, 1, 2)", "step(damage / damage, 1)", "min(1, damage / damage)",
        "max(damage / damage, 1)", "clamp(1, damage / damage, 3)", "1 and damage / damage",
        "damage / damage or 0", "hill(1, damage, 2)", "hill(1, damage - 1, 2.5)", "hill(1, 2, damage)",
        "hill(damage / damage, 1, 2)", "sqrt(damage - 1)", "log(damage - 1)", "(damage - 1)^0.5"}) {
    CAPTURE(text);
    CHECK(std::isnan(value(text, "", 0)));
  }
  CHECK(value("damage > 0 and 1 / damage < 3", "", 0) == 0);
  CHECK(value("0 and damage / damage", "", 0) == 0);
  CHECK(value("1 or damage / damage", "", 0) == 1);
  CHECK(value("if(damage > 0, 1 / damage, 7)", "", 0) == 7);
  CHECK(value("1 / damage > 3", "", 0) == 1);
}

TEST_CASE("rule: a literal half-max or exponent of hill that is not above 0 is refused") {
  check_refused("hill(damage, 0, 2)", 13, "the half-max of `hill` must be above 0", "");
  check_refused("hill(damage, 2 - 3, 2)", 15, "the half-max of `hill` must be above 0", "");
  check_refused("1 + hill(damage, 5, -4)", 20, "the exponent of `hill` must be above 0", "");
}

TEST_CASE("rule: literals take the longest unit behind them") {
  CHECK(value("12 mmHg", "mmHg") == 12);
  CHECK(value("0.1 nM", "nM") == 0.1);
  CHECK(value("1/120 1/min", "1/min") == 1.0 / 120);
  CHECK(value("1/min", "1/min") == 1);
  CHECK(value("10 um2/s", "um2/min") == 600);
  CHECK(value("10 µm²/s", "um2/min") == 600);
  CHECK(value("2 um^2", "um2") == 2);
  CHECK(value("(2 um)^2", "um2") == 4);
  CHECK(value("0.02 per division", "1/division") == 0.02);
  CHECK(value("2 nM/min * 3 h", "nM") == 360);
  CHECK(value("2 nM/min*3 h", "nM") == 360);
  CHECK(value("50 % * damage", "", 4) == 2);
  CHECK(value("oxygen/12 mmHg", "", 24) == 2);
  CHECK(value("3 h/damage", "min", 2) == 90);
  CHECK(value("1 d - 1 h", "min") == 1380);
  CHECK(value("1 h-30 min", "min") == 30);
  CHECK(value("2 min/2", "min") == 1);
  CHECK(value("age > 3 d and 1", "", 5000) == 1);
  CHECK(value("damage > 3 or damage < 1", "", 2) == 0);
}

TEST_CASE("rule: names, dotted names and calls find their inputs") {
  const Program program =
      compiled("neighbours(cd8) + here( M1 ) + state.hypoxic + cancer.count + room + room");
  REQUIRE(program.inputs().size() == 5);
  CHECK(program.inputs()[0].kind == Symbol::Kind::neighbours);
  CHECK(program.inputs()[1].kind == Symbol::Kind::here);
  CHECK(program.inputs()[1].index == 1);
  CHECK(program.inputs()[2].kind == Symbol::Kind::state);
  CHECK(program.inputs()[3].kind == Symbol::Kind::scalar);
  CHECK(program.inputs()[4].kind == Symbol::Kind::room);
  CHECK(value("2 * here(M1)", "", 3) == 6);
  CHECK(value("1/cancer.count", "", 4) == 0.25);
}

TEST_CASE("rule: products of amounts, volumes and concentrations come out in canonical units") {
  CHECK(value("ifng * volume", "nmol", 2) == test::near(4e-15, 1e-15));
  CHECK(value("amount / volume", "nM", 2) == test::near(1e15, 1e-15));
  CHECK(value("ifng * ifng * (1 1/nM/min)", "nM/min", 2) == 4);
  CHECK(value("sqrt(ifng^2)", "nM", 3) == 3);
  CHECK(value("1 nmol / 1 mL", "nM") == test::near(1000, 1e-15));
  CHECK(value("amount / 8000 um3", "uM", 1) == test::near(1e15 / 8000, 1e-15));
}

TEST_CASE("rule: a constant expression needs no inputs") {
  CHECK(compiled("2 h + 30 min", "h").constant() == 150);
  CHECK(compiled("hill(3, 3, 7) * 2").constant() == 1);
  CHECK(compiled("5 mmHg", "mmHg").constant() == 5);
  CHECK_FALSE(compiled("0 * damage").constant());
  CHECK(compiled("0 * damage").inputs().size() == 1);
}

TEST_CASE("rule: rows of a batch are computed one by one and the result may overwrite an input") {
  const Program program = compiled("(damage + 1) * (damage + 2) - damage / (damage + 3)");
  REQUIRE(program.inputs().size() == 1);
  std::vector<double> column(Program::max_batch);
  std::vector<double> expected;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double d = static_cast<double>(i) / 7;
    column[i] = d;
    expected.push_back((d + 1) * (d + 2) - d / (d + 3));
  }
  std::vector<double> scratch(program.scratch_size(column.size()));
  const double* input = column.data();
  program.evaluate(std::span(&input, 1), column.size(), column.data(), scratch);
  CHECK(column == expected);
}

TEST_CASE("rule: deep expressions need few registers") {
  const Program program = compiled(repeated("damage + (", 40) + "damage" + repeated(")", 40));
  CHECK(program.scratch_size(8) <= 2 * 8);
  CHECK(compiled(repeated("damage * damage + ", 200) + "damage").scratch_size(8) <= 3 * 8);
}

TEST_CASE("rule: a batch without inputs or scratch is a usage error") {
  const Program program = compiled("damage + 1 + room");
  std::vector<double> out(8);
  std::vector<double> scratch(program.scratch_size(8));
  const std::vector<const double*> inputs(2, out.data());
  CHECK_THROWS_AS(program.evaluate({}, 8, out.data(), scratch), UsageError);
  CHECK_THROWS_AS(program.evaluate(inputs, 8, out.data(), {}), UsageError);
  CHECK_THROWS_AS(program.evaluate(inputs, Program::max_batch + 1, out.data(), scratch), UsageError);
}

TEST_CASE("rule: dimension errors name both dimensions") {
  check_refused("oxygen + ifng", 7, "`+` cannot join a pressure and a concentration", "");
  check_refused("oxygen < 5", 7, "`<` cannot join a pressure and a pure number",
                "give the number a unit, such as `5 mmHg`");
  check_refused("hill(oxygen, 1 nM, 4)", 0, "`hill` cannot join a pressure and a concentration", "");
  check_refused("hill(oxygen, 12 mmHg, 4 h)", 22, "`hill` needs a pure number here, not a time",
                "divide by a value of the same dimension, or compare it with one");
  check_refused("exp(age)", 4, "`exp` needs a pure number here, not a time",
                "divide by a value of the same dimension, or compare it with one");
  check_refused("if(oxygen, 1, 2)", 3, "`if` needs a pure number here, not a pressure",
                "divide by a value of the same dimension, or compare it with one");
  check_refused("oxygen * 2", 0, "the expression is a pressure, but a rate (1/time) is needed", "", "1/min");
  check_refused("2", 0, "the expression is a pure number, but a time is needed",
                "give the number a unit, such as `2 min`", "h");
  check_refused("sqrt(age)", 0, "the square root of a time has no whole exponents", "");
  check_refused("age^0.5", 3, "this power of a time has no whole exponents", "");
  check_refused(repeated("age * ", 40) + "age", 178, "the exponents of the dimension become too large", "");
}

TEST_CASE("rule: unknown names are met with the nearest one") {
  check_refused("oxigen > 5 mmHg", 0, "there is no name `oxigen`", "did you mean `oxygen`?");
  check_refused("2 * state.hipoxic", 4, "there is no name `state.hipoxic`", "did you mean `state.hypoxic`?");
  check_refused("neighbours(cd9)", 0, "there is no `neighbours(cd9)`", "did you mean `neighbours(cd8)`?");
  check_refused("neighbors(cd8)", 0, "there is no function `neighbors`", "did you mean `neighbours`?");
  check_refused("hil(oxygen, 12 mmHg, 4)", 0, "there is no function `hil`", "did you mean `hill`?");
  check_refused("hill", 0, "`hill` is a function", "write `hill(x, half, n)`");
  check_refused("zzzzzzzz", 0, "there is no name `zzzzzzzz`", "");
}

TEST_CASE("rule: slips of writing are told with their place") {
  check_refused("", 0, "the expression is empty", "");
  check_refused("damage +", 8, "the expression is incomplete: a number, a name or `(` should stand here", "");
  check_refused("(damage", 7, "the expression is incomplete: a `)` is missing", "");
  check_refused("damage)", 6, "unexpected `)`: the expression should end here", "");
  check_refused("damage room", 7, "unexpected `room`: the expression should end here", "");
  check_refused("2 damage", 2, "an operator is missing before `damage`", "write `* damage`");
  check_refused("5 mmhg < oxygen", 2, "there is no unit `mmhg`", "did you mean `mmHg`?");
  check_refused("damage = 1", 7, "`=` is not read here", "write `==`");
  check_refused("damage && 1", 7, "`&&` is not read here", "write `and`");
  check_refused("!damage", 0, "`!` is not read here", "write `not`");
  check_refused("damage ≥ 1", 7, "`≥` is not read here", "write `>=`");
  check_refused("5 µm ≥ 1", 5, "`≥` is not read here", "write `>=`");
  check_refused("damage ** 2", 7, "`**` is not read here", "write `^`");
  check_refused("1 < damage < 2", 11, "comparisons cannot be chained", "write `low < x and x < high`");
  check_refused("damage^2^3", 8, "powers cannot be chained", "use brackets: `(a^2)^3`");
  check_refused("damage^%", 7, "an exponent is a number such as 2, 0.5 or -1, a name or in brackets", "");
  check_refused("exp(1, 2)", 0, "`exp` takes 1 value, not 2", "write `exp(x)`");
  check_refused("min(1)", 0, "`min` takes 2 values or more, not 1", "write `min(a, b, ...)`");
  check_refused("hill()", 0, "`hill` takes 3 values, not 0", "write `hill(x, half, n)`");
  check_refused("012 + 1", 0, "a number has no leading zeros", "write `12 + 1`");
  check_refused(".5 * damage", 0, "a number starts with a digit", "write `0.5 * damage`");
  check_refused("damage § 2", 7, "unexpected `§`: the expression should end here", "");
}

TEST_CASE("rule: depth and length are limited") {
  CHECK(value(repeated("(", 60) + "1" + repeated(")", 60)) == 1);
  check_refused(repeated("(", 64) + "1" + repeated(")", 64), 64,
                "the expression is nested too deeply (more than 64 levels)", "");
  check_refused(repeated("- ", 100) + "1", 126, "the expression is nested too deeply (more than 64 levels)",
                "");
  CHECK(value(repeated("1+", 2047) + "1") == 2048);
  check_refused(repeated("1+", 2048) + "1", 0, "the expression is too long (more than 4,096 characters)", "");
}

TEST_CASE("rule: an expression is written out in canonical units and binds as before") {
  CHECK(compiled("hill(oxygen,12 mmHg,4)/(2 h)", "1/min").text() == "hill(oxygen, 12 mmHg, 4) / 120 min");
  CHECK(compiled("(damage+1)*2-(damage-(1-damage))").text() == "(damage + 1) * 2 - (damage - (1 - damage))");
  CHECK(compiled("-(damage^2)").text() == "-damage^2");
  CHECK(compiled("(-damage)^2").text() == "(-damage)^2");
  CHECK(compiled("(2 um)^2", "um2").text() == "(2 um)^2");
  CHECK(compiled("not (damage and room)").text() == "not (damage and room)");
  CHECK(compiled("min(1,2,damage)").text() == "min(min(1, 2), damage)");
  CHECK(compiled("if(neighbours(cd8)>=1,1 uM,ifng)", "nM").text() ==
        "if(neighbours(cd8) >= 1, 1000 nM, ifng)");
}

TEST_CASE("rule: names that read as units or words of the language are reserved") {
  for (const char* name : {"d", "m", "M1", "h", "um", "and", "not", "if"}) CHECK(is_reserved_name(name));
  for (const char* name : {"oxygen", "cd8", "state.d", "time", "hill"}) CHECK_FALSE(is_reserved_name(name));
  Symbols s;
  CHECK_THROWS_AS(s.add("d", {}), UsageError);
  CHECK_THROWS_AS(s.add_call("hill", "cd8", {}), UsageError);
}

TEST_CASE("rule: every function of the language has a description") {
  CHECK(rule_functions().size() == 13);
  for (const RuleFunction& f : rule_functions()) {
    CHECK_FALSE(f.parameters.empty());
    CHECK_FALSE(f.about.empty());
  }
}

TEST_CASE("rule: a sentence is read into its parts") {
  const auto rising =
      parse_sentence("oxygen increases divide.rate from 0.01 1/h to 0.05 1/h, half-max 12 mmHg, hill 4");
  REQUIRE(rising);
  CHECK(rising->signal == "oxygen");
  CHECK(rising->increases);
  CHECK(rising->target == "divide.rate");
  CHECK(rising->from == "0.01 1/h");
  CHECK(rising->to == "0.05 1/h");
  CHECK(rising->half == "12 mmHg");
  CHECK(rising->hill == "4");
  const auto falling = parse_sentence("neighbours(cd8)  decreases migrate.speed , hill 2 , half-max 3");
  REQUIRE(falling);
  CHECK(falling->signal == "neighbours(cd8)");
  CHECK_FALSE(falling->increases);
  CHECK(falling->target == "migrate.speed");
  CHECK(falling->from.empty());
  CHECK(falling->to.empty());
  CHECK(falling->half == "3");
  CHECK(falling->hill == "2");
  const auto plain = parse_sentence("ifng increases pdl1 to max(a, 2), half-max 0.1 nM");
  REQUIRE(plain);
  CHECK(plain->to == "max(a, 2)");
  CHECK(plain->hill.empty());
}

TEST_CASE("rule: what is raised never falls, and what is lowered never rises") {
  CHECK(value("raised(2, 10, damage)", "", 0) == 2);
  CHECK(value("raised(2, 10, damage)", "", 0.25) == 4);
  CHECK(value("raised(2, 1, damage)", "", 0.25) == 2);
  CHECK(value("lowered(2, 0, damage)", "", 0.25) == 1.5);
  CHECK(value("lowered(2, 10, damage)", "", 0.25) == 2);
  check_refused("raised(2 nM, 3, 0.5)", 0, "`raised` cannot join a concentration and a pure number",
                "give the number a unit, such as `3 nM`", "nM");
}

TEST_CASE("rule: other texts are not sentences") {
  for (const char* text :
       {"", "oxygen", "oxygen increases", "oxygen increases divide.rate",
        "oxygen increases divide.rate, hill 4", "a + b increases c, half-max 1",
        "oxygen increases divide rate, half-max 1 mmHg",
        "oxygen increases divide.rate, half-max 1 mmHg, half-max 2 mmHg",
        "oxygen increases divide.rate, half-max 1 mmHg, slope 2", "oxygen increases divide.rate, half-max",
        "oxygen increases divide.rate to, half-max 1 mmHg",
        "oxygen increases divide.rate from to 1, half-max 1 mmHg"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_sentence(text));
  }
}

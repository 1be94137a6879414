// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/quantity.hpp"

#include "engine/base/error.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/random.hpp"
#include "engine/base/text.hpp"
#include "tests/support/near.hpp"
#include "tests/support/stream.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tilscape;

namespace {

double value_of(std::string_view text) {
  const QuantityParse parse = parse_quantity(text);
  INFO(std::string(text) << ": " << parse.problem);
  REQUIRE(parse.quantity);
  return parse.quantity->value;
}

Dimension dimension(std::string_view text) {
  const QuantityParse parse = parse_quantity(text);
  INFO(std::string(text) << ": " << parse.problem);
  REQUIRE(parse.quantity);
  return parse.quantity->dimension;
}

void check_refused(std::string_view text, std::string_view problem, std::string_view suggestion) {
  const QuantityParse parse = parse_quantity(text);
  CAPTURE(std::string(text));
  CHECK_FALSE(parse.quantity);
  CHECK(parse.problem == problem);
  CHECK(parse.suggestion == suggestion);
}

}  // namespace

TEST_CASE("units: the usual spellings give canonical values without rounding") {
  CHECK(value_of("12 h") == 720);
  CHECK(value_of("1 week") == 10080);
  CHECK(value_of("7 d") == value_of("7 days"));
  CHECK(value_of("15 um") == 15);
  CHECK(value_of("100 nm") == 0.1);
  CHECK(value_of("1 cm2/s") == 6e9);
  CHECK(value_of("1 um2/s") == 60);
  CHECK(value_of("1 mL") == 1e12);
  CHECK(value_of("1/h") == test::near(1.0 / 60, 1e-15));
  CHECK(value_of("50 %") == 0.5);
  CHECK(value_of("50%") == 0.5);
  CHECK(value_of("3 mg/kg") == 0.003);
  CHECK(value_of("150 kDa") == 150e-6);
  CHECK(value_of("20") == 20);
}

TEST_CASE("units: concentrations are canonical in nM, alone and inside compound units") {
  CHECK(value_of("1 nM") == 1);
  CHECK(value_of("0.1 nM") == 0.1);
  CHECK(value_of("1 M") == 1e9);
  CHECK(value_of("1 nmol/mL") == 1e3);
  CHECK(value_of("1 nmol/L") == 1);
  CHECK(value_of("1 1/nM/min") == 1);
  CHECK(value_of("60 1/M/s") == test::near(3600e-9, 1e-15));
  CHECK(value_of("5 nmol") == 5);
  CHECK(value_of("1 nM um/min") == 1);
  CHECK(dimension("1 nM") == dimension("1 nmol/mL"));
}

TEST_CASE("units: canonical_scale makes products of canonical values right") {
  const Quantity c = *parse_quantity("2 nM").quantity;
  const Quantity v = *parse_quantity("8000 um3").quantity;
  const Dimension product = c.dimension * v.dimension;
  const double factor =
      canonical_scale(c.dimension) * canonical_scale(v.dimension) / canonical_scale(product);
  CHECK(c.value * v.value * factor == test::near(value_of("1.6e-11 nmol"), 1e-15));
}

TEST_CASE("units: pressures convert by the conventional millimetre of mercury") {
  CHECK(value_of("101.325 kPa") == test::near(759.99989, 1e-7));  // 1 atm
  CHECK(value_of("133.322387415 Pa") == 1);
}

TEST_CASE("units: all spellings of one unit are equal") {
  const std::vector<std::vector<std::string>> groups = {
      {"um2/s", "um^2/s", "um²/s", "µm²/s", "μm2/s", "um um/s", "um*um/s", "um·um/s", "um2 per s", "um2 s^-1",
       "um² s⁻¹"},
      {"1/min/cell", "per min per cell", "/min/cell", "1 / min / cell", "min^-1 cell^-1"},
      {"per cell per day", "1/cell/d", "1/cell/day", "per cells per days"},
      {"per division", "1/division", "per divisions"},
      {"per particle", "1/particles"},
      {"molecules/um2", "molecule um^-2"},
  };
  for (const auto& group : groups) {
    const UnitParse first = parse_unit(group[0]);
    REQUIRE(first.unit);
    for (const std::string& text : group) {
      CAPTURE(text);
      const UnitParse other = parse_unit(text);
      REQUIRE(other.unit);
      CHECK(other.unit->value == first.unit->value);
      CHECK(other.unit->dimension == first.unit->dimension);
    }
  }
}

TEST_CASE("units: dose and body mass are not a pure number") {
  CHECK_FALSE(dimension("3 mg/kg").none());
  CHECK(dimension("3 mg/kg") * dimension("70 kg") == dimension("210 mg"));
  CHECK(value_of("3 mg/kg") * value_of("70 kg") == test::near(value_of("210 mg"), 1e-5));
}

TEST_CASE("numbers: decimals, exponents and fractions are read") {
  CHECK(value_of("0.5") == 0.5);
  CHECK(value_of("-2") == -2);
  CHECK(value_of("+2") == 2);
  CHECK(value_of("1e-3") == 1e-3);
  CHECK(value_of("2.5E+2 um") == 250);
  CHECK(value_of("1/120") == 1.0 / 120);
  CHECK(value_of("1/120 1/min") == 1.0 / 120);
  CHECK(value_of("1/120/min") == 1.0 / 120);
  CHECK(value_of("0.02 per division") == 0.02);
  CHECK(value_of("  12h ") == 720);
}

TEST_CASE("numbers: what could be misread is refused with the spelling to use") {
  check_refused("012", "a number has no leading zeros", "write `12`");
  check_refused("-007 um", "a number has no leading zeros", "write `-7 um`");
  check_refused("00", "a number has no leading zeros", "write `0`");
  check_refused("0x1F", "hexadecimal numbers are not read", "");
  check_refused("nan", "nan and inf are not numbers here", "");
  check_refused(".nan", "nan and inf are not numbers here", "");
  check_refused("-Inf h", "nan and inf are not numbers here", "");
  check_refused("1,000", "a number has no comma", "write `1000` or `1.000`");
  check_refused("0,5 nM", "a number has no comma", "write `0.5`");
  check_refused("1_000", "a number has no separators between its digits", "");
  check_refused("1 000 um", "a number has no separators between its digits", "write `1000 um`");
  check_refused(".5", "a number starts with a digit", "write `0.5`");
  check_refused("5. um", "digits are missing behind the decimal point", "write `5`");
  check_refused("1.000.000", "a number has one decimal point and no separators", "");
  check_refused("1e999", "the number is too large or too close to zero", "");
  check_refused("1e-999", "the number is too large or too close to zero", "");
  check_refused("1e308 M", "the number is too large", "");
  check_refused("1/0 um", "the fraction divides by zero", "");
  check_refused("1/2/3", "a fraction has two parts", "");
  check_refused("\u22125 um", "the minus sign is not the one of the keyboard", "write `-5 um`");
  check_refused("", "a number is missing", "");
  check_refused("um", "a number is missing", "");
}

TEST_CASE("units: misspelt units are named and the nearest one is proposed") {
  check_refused("20 um2/mni", "there is no unit `mni`", "did you mean `um2/min`?");
  check_refused("3 hours", "there is no unit `hours`", "did you mean `h`?");
  check_refused("5 ml", "there is no unit `ml`", "did you mean `mL`?");
  check_refused("5 mmhg", "there is no unit `mmhg`", "did you mean `mmHg`?");
  check_refused("5 partcles/um3", "there is no unit `partcles`", "did you mean `particles/um3`?");
  check_refused("5 qqqqqq", "there is no unit `qqqqqq`", "");
  check_refused("5 1/min cell", "a product behind a division can be read in two ways",
                "write a `/` before each unit of the denominator: `1/min/cell`");
  check_refused("5 1/(min cell)", "a unit has no brackets",
                "write a `/` before each unit of the denominator: `1/min/cell`");
  check_refused("5 h-1", "a negative exponent needs `^`", "write `1/h` or `h^-1`");
  check_refused("5 um/", "a unit is missing at the end", "");
  check_refused("5 um^", "an exponent is missing behind `^`", "");
  check_refused("5 um0", "an exponent is a whole number from 1 to 99", "");
  check_refused("5 um100", "an exponent is a whole number from 1 to 99", "");
  check_refused("5 um/10 s", "a number cannot stand inside a unit", "");
  check_refused("5 um§", "a unit cannot contain `§`", "");
  check_refused("5 um9 um31", "the exponents of the unit are too large", "");
}

TEST_CASE("units: every unit of the list is read as itself, alone and below a division") {
  for (const UnitName& name : unit_names()) {
    CAPTURE(std::string(name.name));
    const UnitParse alone = parse_unit(name.name);
    REQUIRE(alone.unit);
    CHECK(alone.unit->value == name.factor);
    CHECK(alone.unit->dimension == name.dimension);
    const UnitParse below = parse_unit(joined({"1/", name.name}));
    REQUIRE(below.unit);
    CHECK(below.unit->value == test::near(1 / name.factor, 1e-15));
    CHECK(below.unit->dimension == Dimension{} / name.dimension);
    CHECK_FALSE(name.about.empty());
  }
}

TEST_CASE("units: random compound units survive the way to canonical units and back") {
  const Draws draws(2026, 0);
  const auto& names = unit_names();
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    std::uint16_t k = 0;
    const auto pick = [&](std::uint32_t n) { return draws.of(test::stream).below(n, i, k++); };
    const auto unit = [&] { return names[pick(static_cast<std::uint32_t>(names.size()))].name; };
    std::string text;
    for (std::uint32_t f = 1 + pick(2); f > 0; --f) {
      text += joined({" ", unit()});
      if (text.back() != '%' && pick(3) == 0) text += std::to_string(1 + pick(3));
    }
    for (std::uint32_t f = pick(3); f > 0; --f) text += joined({"/", unit()});
    CAPTURE(text);
    const double x = draws.of(test::stream).exponential(i, 100);
    const double canonical = to_canonical(x, text);
    CHECK(from_canonical(canonical, text) == test::near(x, 4e-15));
    const Dimension d = dimension_of(text);
    CAPTURE(canonical_unit(d));
    CHECK(dimension_of(canonical_unit(d)) == d);
    CHECK(to_canonical(1, canonical_unit(d)) == 1);
  }
}

TEST_CASE("units: canonical units and dimensions have readable names") {
  CHECK(canonical_unit(dimension_of("cm2/s")) == "um2/min");
  CHECK(canonical_unit(dimension_of("uM")) == "nM");
  CHECK(canonical_unit(dimension_of("1/M/s")) == "1/nM/min");
  CHECK(canonical_unit(dimension_of("nmol/um2/s")) == "nM um/min");
  CHECK(canonical_unit(dimension_of("mg/kg")) == "g/kg");
  CHECK(canonical_unit(Dimension{}).empty());
  CHECK(dimension_name(dimension_of("h")) == "a time");
  CHECK(dimension_name(dimension_of("um2/s")) == "length^2/time");
  CHECK(dimension_name(dimension_of("mM")) == "a concentration");
  CHECK(dimension_name(dimension_of("nM/min")) == "concentration/time");
  CHECK(dimension_name(dimension_of("mg/kg")) == "a dose (mass/body mass)");
  CHECK(dimension_name(dimension_of("1/min/cell")) == "1/cells/time");
  CHECK(dimension_name(Dimension{}) == "a pure number");
}

TEST_CASE("units: a misspelt unit in the code of the project is a usage error") {
  CHECK_THROWS_AS(dimension_of("parsec"), UsageError);
  CHECK_THROWS_AS(to_canonical(1, "hour"), UsageError);
}

TEST_CASE("nearest: distance counts insertions, deletions, replacements and swaps") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("oxygen", "oxygen") == 0);
  CHECK(edit_distance("oxgyen", "oxygen") == 1);
  CHECK(edit_distance("oxyen", "oxygen") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("nearest: a slip finds its word and another word finds none") {
  const std::vector<std::string> words = {"oxygen", "neighbours", "ifng"};
  CHECK(nearest("oxigen", words) == "oxygen");
  CHECK(nearest("Oxygen", words) == "oxygen");
  CHECK(nearest("neighbors", words) == "neighbours");
  CHECK(nearest("glucose", words).empty());
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/rule/bounds.hpp"

#include <doctest/doctest.h>

using namespace tilscape;

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// Of `level` [nM] and `time` [min] that are not below 0, a share `room`, and `any` of either sign.
Bounds of(const char* text, const char* unit = "") {
  Symbols symbols;
  symbols.add("level", {Symbol::Kind::field, 0, dimension_of("nM")});
  symbols.add("time", {Symbol::Kind::scalar, 1, dimension_of("min")});
  symbols.add("room", {Symbol::Kind::room, 0, {}});
  symbols.add("any", {Symbol::Kind::column, 0, {}});
  const auto found =
      bounds_of(text, symbols, dimension_of(unit), [](std::string_view name, const Symbol& symbol) -> Bounds {
        if (symbol.kind == Symbol::Kind::column) return {};
        return name == "room" ? Bounds{0, 1} : Bounds{0};
      });
  REQUIRE(found.has_value());
  return *found;
}

bool never(const char* condition) {
  return of(condition).only(0);
}
bool always(const char* condition) {
  return of(condition).never_zero();
}
bool open(const char* condition) {
  return !never(condition) && !always(condition);
}

}  // namespace

TEST_CASE("bounds: a condition that the bounds of its names decide never or always holds") {
  CHECK(never("level < 0 nM"));
  CHECK(never("time < -1 h"));
  CHECK(never("room > 1"));
  CHECK(never("1 > 2"));
  CHECK(never("room == 2"));
  CHECK(never("level > 1 nM and time < 0 min"));
  CHECK(never("not (level >= 0 nM)"));
  CHECK(always("level >= 0 nM"));
  CHECK(always("room <= 1 or any > 0"));
  CHECK(always("room != 2"));
  CHECK(always("level + 1 nM > 0.5 nM"));
  CHECK(always("max(any, 2) > 1"));
  CHECK(always("abs(any) >= 0"));
}

TEST_CASE("bounds: a condition that leaves nothing of a name's values never holds") {
  CHECK(never("level < 3 nM and level > 5 nM"));
  CHECK(never("level < 3 nM and level >= 3 nM"));
  CHECK(never("5 nM < level and (room > 0 and level < 3 nM)"));
  CHECK(never("level > 5 nM and level == 3 nM"));
  CHECK(never("any > 2 and any < 1"));
  CHECK(open("level > 3 nM and level < 5 nM"));
  CHECK(open("level <= 3 nM and level >= 3 nM"));
  CHECK(open("level < 3 nM or level > 5 nM"));
  CHECK(open("level < 3 nM and any > 5"));
  CHECK(open("not (level < 3 nM and level > 5 nM) and any > 0"));
}

TEST_CASE("bounds: a condition that can hold is left open") {
  CHECK(open("level > 0 nM"));
  CHECK(open("level <= 0 nM"));
  CHECK(open("time >= 3 d"));
  CHECK(open("any < 0"));
  CHECK(open("level - 2 nM < 0 nM"));
  CHECK(open("room == 1"));
  CHECK(open("any > 0 or room < 0"));
  CHECK(open("level / (level + 1 nM) > 0.5"));
}

TEST_CASE("bounds: what an expression comes to lies between those of its operands") {
  const auto check = [](const Bounds& found, double least, double most) {
    CHECK(found.least == least);
    CHECK(found.most == most);
  };
  check(of("2 - room"), 1, 2);
  check(of("room * (0 - 3)"), -3, 0);
  check(of("1 / (1 + room)"), 0.5, 1);
  check(of("hill(level, 2 nM, 4)"), 0, 1);
  check(of("clamp(any, 1, 3)"), 1, 3);
  check(of("if(level < 0 nM, 5, room)"), 0, 1);
  check(of("0 * level", "nM"), 0, 0);
  check(of("-level", "nM"), -endless, 0);
  check(of("abs(room - 2)"), 1, 2);
  check(of("any"), -endless, endless);
}

TEST_CASE("bounds: what cannot be compiled has none") {
  CHECK_FALSE(bounds_of("1 +", {}, {}, [](std::string_view, const Symbol&) { return Bounds{}; }));
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/reader.hpp"
#include "scenarios/read/written.hpp"
#include "scenarios/subjects/words.hpp"

#include <doctest/doctest.h>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

struct Inner : Parameters {
  using Parameters::Parameters;
  Parameter<std::vector<std::string>> several{this, {.name = "several", .kind = ParameterKind::texts}};
  Parameter<std::vector<std::string>> alone{this, {.name = "alone", .kind = ParameterKind::texts}};
  Parameter<std::monostate> kept{this, {.name = "kept", .kind = ParameterKind::raw, .optional = true}};
  Parameter<double> usual{this, {.name = "usual", .default_value = "3"}};
};

struct Subject : Parameters {
  using Parameters::Parameters;
  Parameter<int> often{this, {.name = "often"}};
  Parameter<Inner> inner{this, {.name = "inner"}};
};

enum class Pace { slow, fast };
constexpr Words<Pace, 2> paces = {{{"slow", Pace::slow}, {"fast", Pace::fast}}};

}  // namespace

TEST_CASE(
    "written: each value of a subject knows the text that it comes from, one that is within a struct too") {
  Problems problems;
  const Node text = *parse_document(
      "often: 7\n"
      "inner:\n"
      "  several: [a, b]\n"
      "  alone: c\n"
      "  kept: { p: 1 }\n",
      "a.yaml", problems);
  const Names names;
  Reader reader(names, {"a.yaml"}, problems);
  const Written<Subject> said(text, reader.record(text, describe<Subject>(), {"subject", text.where}, {}));
  REQUIRE(problems.ok());
  CHECK(*said->often == 7);
  CHECK(said.text(said->often)->where.line == 1);
  const Inner inner = *said->inner;
  CHECK(said.item(inner.several, 1).text == "b");
  CHECK(said.item(inner.alone, 0).text == "c");
  CHECK_FALSE(inner.kept.given());
  CHECK(said.text(inner.kept)->find("p")->text == "1");
  CHECK(*inner.usual == 3);
  CHECK(said.text(inner.usual) == nullptr);
}

TEST_CASE("words: the choices of a parameter and what each of them means stand in one table") {
  CHECK(choices(paces) == std::vector<std::string>{"slow", "fast"});
  CHECK(meaning(paces, "fast", Pace::slow) == Pace::fast);
  CHECK(meaning(paces, "fat", Pace::slow) == Pace::slow);
  CHECK(word_for(paces, Pace::fast) == std::string("fast"));
}

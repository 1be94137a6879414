// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A program as a filter, and what Graphviz makes of the diagram of a scenario.
#include "agents/body/systems/diagram.hpp"

#include "scenarios/read/describe.hpp"
#include "scenarios/run/filter.hpp"
#include "tests/support/runs.hpp"

#include <chrono>
#include <doctest/doctest.h>
#include <string>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

constexpr std::chrono::seconds while_tests_wait{60};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "a filter: gives what a program makes of a text, whatever its length, and no shell reads its words") {
  const std::string text(3'000'000, 'x');
  CHECK(filtered({"cat"}, text, while_tests_wait) == text);
  CHECK(filtered({"cat"}, "", while_tests_wait) == "");
  CHECK(filtered({"echo", "$HOME; `id`"}, text, while_tests_wait) == "$HOME; `id`\n");
}

TEST_CASE("a filter: there is nothing from one that is not there, that fails or that takes too long") {
  CHECK_FALSE(filtered({"no_program_of_this_name"}, "", while_tests_wait));
  CHECK_FALSE(filtered({"false"}, "", while_tests_wait));
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(filtered({"sh", "-c", "sleep 50; echo late"}, "", std::chrono::milliseconds(50)));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(40));
}

TEST_CASE("a diagram: of a scenario it is one graph, and there is none without systems") {
  const std::string text =
      diagram_of(test::checked(validate(test::source_file("tests/witness/systems.yaml"), test::language())));
  CHECK(text.starts_with("digraph {\n"));
  CHECK(text.ends_with("}\n"));
  CHECK(holds(text, "subgraph \"cluster_plasma\""));
  CHECK(diagram_of(test::library_scenario("tumour_growth")).empty());
}

TEST_CASE("a diagram: Graphviz draws it, with hostile names as they are") {
  body::SystemText system;
  system.name = "</svg><script>\"\\N";
  system.species = {{"&lt;i\\l", {}}, {"]; evil [label=\"x", {}}};
  system.flows["<b>&amp;\n"] = {{"&lt;i\\l"}, {"]; evil [label=\"x"}, {}, {}, {}, ""};
  const auto svg =
      filtered({"dot", "-Tsvg"}, "digraph {\n" + body::diagram({system}) + "}\n", while_tests_wait);
  if (!svg && !filtered({"dot", "-V"}, "", while_tests_wait)) {
    MESSAGE("not drawn: there is no dot here");
    return;
  }
  REQUIRE(svg);
  CHECK_FALSE(holds(*svg, "<script"));
  CHECK(holds(*svg, ">&lt;/svg&gt;&lt;script&gt;&quot;\\N</text>"));
  CHECK(holds(*svg, ">&amp;lt;i\\l</text>"));
  CHECK(holds(*svg, ">]; evil [label=&quot;x</text>"));
}

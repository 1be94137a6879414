// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/unused.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace scenarios;

/// What is told of a scenario that is read and built.
std::vector<Problem> told(const std::string& text) {
  Validation v =
      validate_text("tilscape: 1\nname: x\ntime: { end: 1 h }\n" + text, "x.yaml", test::language());
  if (v.problems.ok()) static_cast<void>(try_build(v.scenario, 1, v.problems));
  return v.problems.sorted();
}

std::string lines(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& p : problems) out += p.name() + ":" + std::to_string(p.where.line) + " ";
  return out;
}

TEST_CASE("a build: everything that is refused is told at once, in the order of the file") {
  const auto problems = told(
      "lattice: { sites: [10, 10] }\n"
      "agents:\n"
      "  a: { takes: 8, states: { alive: begins, b: alive }, start: { count: 500, shape: everywhere },\n"
      "    die: { rate: 1 1/d,\n"
      "      leaves: b },\n"
      "    walk: { speed: 900 um/min } }\n"
      "  c: { takes: 8, start: { shape: disc, radius: 10 um,\n"
      "      centre: [9 mm, 9 mm] },\n"
      "    recruit: { baseline: 1 cells/min } }\n"
      "outputs:\n"
      "  snapshots: { region: { x: [1 um, 2 um] } }\n");
  CHECK(lines(problems) == "E0610:6 E0610:8 E0610:9 E0610:10 E0610:12 E0610:14 ");
}

TEST_CASE("a build: a region is looked at along each axis, a table's choice of lines beside its places") {
  CHECK(lines(told("lattice: { sites: [10, 10] }\n"
                   "outputs:\n"
                   "  snapshots:\n"
                   "    region:\n"
                   "      x: [1 um, 2 um]\n"
                   "      y: [0 um, 9 mm]\n")) == "E0610:8 E0610:9 ");
}

TEST_CASE("a build: what has no effect is told beside what cannot be built") {
  const auto problems = told(
      "lattice: { sites: [10, 10] }\n"
      "drugs:\n"
      "  spare: { mass: 1 kDa }\n"
      "agents:\n"
      "  a: { takes: 8, states: { alive: begins, b: alive }, start: { count: 5, shape: everywhere },\n"
      "    die: { rate: 1 1/d, leaves: b } }\n");
  CHECK(lines(problems) == "W0702:6 E0610:9 ");
}

TEST_CASE("a build: of two columns of the series with one name the column is to blame") {
  const auto problems = told(
      "lattice: { sites: [10, 10] }\n"
      "agents:\n"
      "  a:\n"
      "    takes: 8\n"
      "    states: { b: begins, c: dead }\n"
      "    columns:\n"
      "      b: 1\n"
      "    start: { count: 5, shape: everywhere }\n"
      "outputs: { series: { columns: [b] } }\n");
  CHECK(lines(problems) == "E0610:10 ");
}

TEST_CASE("a key without effect is told, and so is what holds only such keys") {
  const auto problems = told(
      "lattice: { sites: [10, 10, 10],\n"
      "  thickness: 5 um }\n"
      "drugs:\n"
      "  spare: { mass: 1 kDa }\n"
      "agents:\n"
      "  a: { takes: 8, start: { shape: box, size: [40 um, 40 um, 40 um],\n"
      "      inner: 5 um },\n"
      "    walk: { speed: 1 um/min,\n"
      "      bias: 0.5 } }\n");
  CHECK(lines(problems) == "W0702:5 W0702:7 W0702:10 W0702:12 ");
  CHECK(told("lattice: { sites: [10, 10], thickness: 5 um }\n").empty());
}

TEST_CASE("a variant lays its states in the place of those that it inherits") {
  const auto scenario = [](const std::string& states) {
    LoadOptions options;
    options.variant = "v";
    return test::checked(
        validate_text("tilscape: 1\nname: x\ntime: { end: 1 h }\nlattice: { sites: [5, 5] }\n"
                      "agents: { a: { takes: 8, states: { cycling: alive, gone: dead }, start: { count: 2, "
                      "shape: everywhere } } }\n"
                      "variants: { v: { agents: { a: { states: " +
                          states + " } } } }\n",
                      "x.yaml", test::language(), options));
  };
  const auto states = [&](const std::string& given) {
    const Run run = build_run(scenario(given), 1);
    std::vector<std::string> names;
    for (const auto& s : run.simulation->params().types[0].states) names.push_back(s.name);
    return names;
  };
  CHECK(states("{ sensitive: begins, resistant: alive }") ==
        std::vector<std::string>{"sensitive", "resistant"});
  CHECK(states("{ gone: !unset, lost: dead }") == std::vector<std::string>{"cycling", "lost"});
}

TEST_CASE("a disc has one layer of sites in 3D, and a point one cell") {
  const auto cells = [](const std::string& sites, const std::string& start) {
    const Run run = build_run(
        test::checked(validate_text("tilscape: 1\nname: x\ntime: { end: 1 h }\nlattice: { sites: " + sites +
                                        " }\nagents: { a: { takes: 8, start: " + start + " } }\n",
                                    "x.yaml", test::language())),
        1);
    return run.simulation->world().populations[0].size();
  };
  const std::string disc = "{ shape: disc, radius: 100 um }";
  CHECK(cells("[20, 20]", disc) == cells("[20, 20, 20]", disc));
  CHECK(cells("[20, 20]", disc) == cells("[20, 20, 21]", disc));
  CHECK(cells("[20, 20, 20]", "{ shape: sphere, radius: 100 um }") > 5 * cells("[20, 20]", disc));
  CHECK(cells("[20, 20]", "{ shape: point }") == 1);
  CHECK(cells("[21, 21, 21]", "{ shape: point }") == 1);
}

}  // namespace
}  // namespace tilscape

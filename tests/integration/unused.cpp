// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A key is told as without effect only when nothing that the file describes acts by it: no variant, and no
// level of its study.
#include "tests/support/program.hpp"

#include <doctest/doctest.h>
#include <fstream>

namespace tilscape {
namespace {

using test::Program;

constexpr const char* drug =
    "tilscape: 1\nname: b\ntime: { end: 30 min }\nlattice: { sites: [8, 8] }\n"
    "vessels: { generate: regular, spacing: 80 um }\ntissue: { fibre_radius: 5 nm }\n"
    "models: { one: { species: { plasma: { in: 2 mL } }, flows: { out: { from: plasma, rate: 1 1/d * plasma "
    "} }, "
    "blood: plasma, routes: { iv: plasma } } }\n"
    "systems: { dru: { model: one, of: dru } }\n"
    "treatments: { a: { give: dru, dose: 1 nmol } }\n";

constexpr const char* cells =
    "tilscape: 1\nname: b\ntime: { end: 20 min }\nlattice: { sites: [10, 10] }\n"
    "substances: { anti: { diffusion: 300 um2/min, initial: 2 nM } }\nagents:\n"
    "  target: { takes: 6, states: { well: alive, apoptotic: dead }, columns: { ligand: 9e4 molecules }, "
    "start: { "
    "count: 50, shape: everywhere } }\n"
    "  t:\n    takes: 1\n    states: { searching: begins, engaged: alive, exhausted: alive }\n"
    "    start: { count: 40, shape: everywhere }\n"
    "    kill: { target: target, engage: 0.3 1/min, slow: 0.1 1/min, fast: 0.1 1/min }\n"
    "    exhaust: { up_to: 0.1 1/min, half: 0.5, hill: 2 }\n"
    "    inhibit: { target: target, ligand: ligand, copies: 3000 molecules, area: 151 um2, target_area: 897 "
    "um2, "
    "affinity: 10 molecules/um2, reference: 9e4 molecules, kd: 1 nM";

/// What `verb` says of the text, without what ends the line of a place.
std::string told(const std::string& text, const std::string& arguments = "validate x.yaml") {
  const Program program;
  std::ofstream(program.folder() / "x.yaml") << text;
  const Program::Ending ending = program.run(arguments);
  return ending.out + ending.err;
}

bool warned(const std::string& text, const std::string& arguments = "validate x.yaml") {
  return told(text, arguments).find("W0702") != std::string::npos;
}

TEST_CASE("unused: what acts in a variant alone is not told, and what a variant leaves idle neither") {
  const std::string with = std::string(cells) + ", blocked_by: anti } \n";
  const std::string without = std::string(cells) + " }\n";
  CHECK_FALSE(warned(with));
  CHECK(warned(without));
  CHECK_FALSE(warned(without + "variants: { x: { agents: { t: { inhibit: { blocked_by: anti } } } } }\n"));
  const std::string leaves =
      with + "variants: { x: { agents: { t: { inhibit: { blocked_by: !unset } } } } }\n";
  CHECK_FALSE(warned(leaves));
  CHECK_FALSE(warned(leaves, "run x.yaml --variant x --dry-run"));
  // its own words are another matter
  CHECK(warned(without + "variants: { x: { agents: { t: { inhibit: { kd: 3 nM } } } } }\n"));
  CHECK(warned(with + "variants: { x: { agents: { t: { inhibit: { blocked_by: !unset, kd: 3 nM } } } } }\n"));
}

TEST_CASE("unused: of several variants and levels each may bring a key to act, alone or with others") {
  const std::string without = std::string(cells) + " }\n";
  const std::string acts = "agents: { t: { inhibit: { blocked_by: anti } } }";
  const std::string variants = without + "variants: { x: { time: { end: 30 min } }, y: { " + acts + " } }\n";
  for (const char* arguments :
       {"validate x.yaml", "validate x.yaml --variant x", "run x.yaml --variants --dry-run"})
    CHECK_FALSE(warned(variants, arguments));
  const auto masses = [](const std::string& da, const std::string& dru, const std::string& vary,
                         const std::string& more = "") {
    std::string text = std::string(drug) + "drugs: { da: { mass: " + da + " }, dru: { mass: " + dru +
                       " } }\n" + more + "ensemble: { " + vary + " }\n";
    text.replace(text.find("systems: {"), 10, "systems: { da: { model: one, of: da }, ");
    text.replace(text.find("give: dru"), 9, "give: da");
    return text;
  };
  CHECK(warned(masses("150 kDa", "150 kDa", "vary: { treatments.a.give: [da, dru] }")));
  CHECK_FALSE(warned(masses("150 kDa", "100 kDa", "vary: { treatments.a.give: [da, dru, da] }")));
  CHECK_FALSE(warned(masses("150 kDa", "150 kDa",
                            "vary: { treatments.a.give: [da, dru], drugs.dru.mass: [150 kDa, 100 kDa] }")));
  const std::string study =
      "ensemble: { arms: [as_written, x], vary: { drugs.dru.mass: [100 kDa, 150 kDa] } }\n";
  CHECK_FALSE(warned(std::string(drug) + "drugs: { dru: { mass: 150 kDa } }\n" + study +
                     "variants: { x: { tissue: { fibre_radius: 4 nm } } }\n"));
  CHECK_FALSE(warned(std::string(drug) + "drugs: { dru: { mass: 150 kDa } }\n" + study +
                     "variants: { x: { time: { end: 40 min } } }\n"));
  // a map that is idle as a whole here, and but for one key there
  CHECK(warned(
      std::string(drug) +
      "drugs: { dru: { mass: 150 kDa, diffusion: 10 um2/min, permeability: 1 um/min, available: 0.5 } }\n"
      "variants: { x: { drugs: { dru: { diffusion: !unset , permeability: !unset , available: !unset } } } "
      "}\n"));
}

TEST_CASE("unused: what acts with one level of a study is not told") {
  const std::string small = std::string(drug) + "drugs: { dru: { mass: 100 kDa } }\n";
  const std::string antibody = std::string(drug) + "drugs: { dru: { mass: 150 kDa } }\n";
  CHECK_FALSE(warned(small));
  CHECK(warned(antibody));
  CHECK_FALSE(warned(small + "variants: { x: { drugs: { dru: { mass: 150 kDa } } } }\n"));
  CHECK_FALSE(warned(antibody + "variants: { x: { drugs: { dru: { mass: 100 kDa } } } }\n"));
  CHECK_FALSE(warned(antibody + "ensemble: { vary: { drugs.dru.mass: [100 kDa, 150 kDa] } }\n"));
  CHECK_FALSE(warned(antibody + "ensemble: { vary: { drugs.dru.mass: { range: [100 kDa, 150 kDa] } } }\n"));
  CHECK(warned(antibody + "ensemble: { vary: { treatments.a.dose: [1 nmol, 2 nmol] } }\n"));
}

TEST_CASE("unused: a factor that changes no run of any arm is told") {
  const auto with = [](const std::string& vary, const std::string& more = "") {
    return told(
        "tilscape: 1\nname: s\nparameters: { rate: 1 1/d, share: 1 }\ntime: { end: 2 h, step: 10 min "
        "}\nlattice: { "
        "sites: [10, "
        "10] }\nagents: { c: { takes: 7, states: { well: alive, gone: dead }, start: { count: 20, shape: "
        "everywhere }, "
        "die: { rate: \"${rate * share}\", leaves: gone } } }\n" +
        more + "ensemble: { vary: { " + vary + " } }\n");
  };
  const auto holds = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  const std::string variants =
      "variants: { none: { agents: { c: { die: { rate: 0.5 1/d } } } } }\n";  // in which the factor changes
                                                                              // nothing
  CHECK_FALSE(holds(with("rate: [1 1/d, 30 1/d]"), "W0702"));
  CHECK(holds(with("rate: [1 1/d, 30 1/d], agents.c.die.rate: [5 1/d, 6 1/d]"),
              "the factor `rate` has no effect"));
  CHECK(holds(with("rate: [1 1/d, 30 1/d], parameters.rate: [2 1/d, 3 1/d]"), "has no effect"));
  CHECK_FALSE(
      holds(with("rate: [1 1/d, 30 1/d] }, arms: [as_written, none], compare: { against: none", variants),
            "has no effect"));
  CHECK_FALSE(holds(with("rate: [0 1/d, 20 1/d], share: [1, 2]"), "has no effect"));
  CHECK_FALSE(holds(with("rate: [2 1/d, 20 1/d, 2 per day]"), "has no effect"));
  CHECK(holds(with("rate: [1 1/d, 30 1/d] }, arms: [none], compare: { value: c.count", variants),
              "the factor `rate` has no effect"));
}

TEST_CASE("unused: a medicine that nobody gives is no use of what it would go through") {
  const std::string second = "  idle: { mass: 20 kDa }\n";
  std::string text = std::string(drug) + "drugs:\n  dru: { mass: 150 kDa }\n" + second;
  text.replace(text.find("systems: {"), 10, "systems: { idle: { model: one, of: idle }, ");
  const std::string said = told(text);
  CHECK(said.find("`tissue.fibre_radius` has no effect") != std::string::npos);
  CHECK(said.find("`drugs.idle` has no effect") != std::string::npos);
  // a study may give it
  const std::string study = told(text + "ensemble: { vary: { treatments.a.give: [dru, idle] } }\n");
  CHECK(study.find("W0702") == std::string::npos);
}

TEST_CASE("unused: an antibody that could not be so is refused, whatever its mass") {
  for (const char* mass : {"149.9 kDa", "150 kDa"}) {
    const std::string text = std::string(drug) + "drugs: { dru: { mass: " + mass + " } }\n";
    std::string fast = text;
    fast.replace(fast.find("fibre_radius: 5 nm"), 18, "antibody_diffusion: 1e6 um2/min");
    CHECK(told(fast).find("moves faster than a mesh") != std::string::npos);
    std::string wide = text;
    wide.replace(wide.find("fibre_radius: 5 nm"), 18, "antibody_available: 0.9");
    CHECK(told(wide).find("more of the tissue is open") != std::string::npos);
  }
}

TEST_CASE("unused: a T cell without PD-1 is not held up, and runs") {
  std::string text = std::string(cells) + " }\n";
  text.replace(text.find("copies: 3000"), 12, "copies: 0");
  CHECK(told(text, "run x.yaml -o o -q").find("would be") == std::string::npos);
}

}  // namespace
}  // namespace tilscape

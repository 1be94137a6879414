// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Two things that are wrong with a scenario, each in a section of its own: neither hides the other, and
// nothing else is told.
#include "scenarios/cli/load.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <vector>

namespace tilscape {
namespace {

using namespace scenarios;

/// What is written instead of what the complete scenario says.
struct Fault {
  std::string name;
  std::string sound;
  std::string faulty;
};

// Told when the file is read.
const std::vector<Fault> of_reading = {
    {"substances", "x-note: free", "substances: { spare: { diffusion: 1 um2/min, decay: 3 nM } }"},
    {"drugs", "mass: 150 kDa", "mass: 150 um"},
    {"particles", "half_life: 18 h", "half_life: 18 um"},
    {"vaccines", "antigen: 1 nmol", "antigen: 1 um"},
    {"tissue", "fibre_radius: 30 nm @assumed", "fibre_radius: 30 h"},
    {"plasma", "volume: 2 mL", "volume: 2 h"},
    {"treatments", "every: 12 h", "every: 12 um"},
    {"a rule", "rate: 1/60 1/min", "rate: 1/60 um"},
    {"a key", "crowding: 0.5", "crowdin: 0.5"},
    {"vessels", "spacing: 100 um @assumed", "spacing: 100 h"},
    {"series", "series: { every: 10 min }", "series: { every: 10 um }"},
    {"a variant", "count: 0 }", "count: 0.5 }"},
    {"a level", "[0 mg/kg, 3 mg/kg]", "[0 mg/kg, 3 um]"},
    {"seed", "seed: 20261", "seed: any"},
    {"an unknown section", "\ntissue:", "\nquite_unknown: 1\ntissue:"},
    {"a misspelt section", "\nvaccines:", "\nvaccine:"},
};
// What everything else is built on.
const std::vector<Fault> of_ground = {
    {"spacing", "spacing: 20 um", "spacing: 20 h"},
    {"size", "size: [200 um, 0.2 mm]", "size: [200 um, 0.2 nM]"},
    {"a misspelt key of the lattice", "thickness: 20 um", "thicknes: 20 um"},
    {"capacity", "capacity: 8", "capacity: 0"},
    {"step", "step: 1 min", "step: 1 um"},
    {"end", "end: 2 d", "end: -2 d"},
    {"takes", "takes: 1", "takes: 1 um"},
    {"states", "takes: 1", "takes: 1\n    states: { alive: begins, gone: deed }"},
    {"the state of a new cell", "takes: 1", "takes: 1\n    states: { alive: alive, ill: alive }"},
    {"a column", "takes: 1", "takes: 1\n    columns: { spare: normal(1) }"},
    {"a behaviour that is unknown", "recruit: { primed", "quite_unknown: { a: 1 }\n    recruit: { primed"},
};
// Told when the run is built, whatever it is built on.
const std::vector<Fault> of_building_on_any = {
    {"a rate", "die: { rate: 0.1 1/d }", "die: { rate: 0.1 1/d, leaves: alive }"},
    {"supply", "level: 40 mmHg } }", "level: 40 mmHg }, drug: { permeability: 1 um/min, level: 1 nM } }"},
};
// Of one behaviour.
const std::vector<Fault> of_walk = {{"persistence", "persistence: 10 min", "persistence: 10 um"}};
const std::vector<Fault> of_walk_when_built = {{"speed", "speed: 2 um/min", "speed: 900 um/min"}};
// Of a study, told by three readers of it.
const std::vector<Fault> of_study = {
    {"stop", "replicates: 4,", "replicates: 4, stop: [nobody],"},
    {"rows", "ensemble: {", "ensemble: { every: 7 min,"},
    {"compared", "vary: { dose", "compare: { value: nothing }, vary: { dose"},
};
// Told when the run is built.
const std::vector<Fault> of_building = {
    {"a rate", "die: { rate: 0.1 1/d }", "die: { rate: 0.1 1/d, leaves: alive }"},
    {"start", "count: 20", "count: 5000"},
    {"region", "snapshots: { every: 1 h,", "snapshots: { every: 1 h, region: { x: [1 um, 2 um] },"},
    {"supply", "level: 40 mmHg } }", "level: 40 mmHg }, drug: { permeability: 1 um/min, level: 1 nM } }"},
    {"represents", "8e-4 mm3 of", "5e-4 mm3 of"},
    {"a variant that is built", "strong: { parameters",
     "fast: { agents: { t_cell: { walk: { speed: 900 um/min } } } }\n  strong: { parameters"},
};

class Complete {
 public:
  Complete() {
    const std::filesystem::path source = test::source_file("tests/support/scenarios");
    std::filesystem::copy(source, folder_.path());
    text_ = test::text_of(source / "complete.yaml");
  }

  std::set<std::string> told(const std::vector<Fault>& faults) const {
    std::string text = text_;
    for (const Fault& f : faults) {
      const std::size_t at = text.find(f.sound);
      REQUIRE_MESSAGE(at != std::string::npos, f.name);
      text.replace(at, f.sound.size(), f.faulty);
    }
    const std::string file = (folder_.path() / "faulty.yaml").string();
    std::ofstream(file) << text;
    const std::vector<Problem> problems = check({.file = file}).validation.problems.sorted();
    std::set<std::string> errors;
    for (const Problem& p : problems)
      if (p.severity == Severity::error) errors.insert(p.name() + " " + p.problem);
    return errors;
  }

 private:
  test::TemporaryFolder folder_;
  std::string text_;
};

std::string lines(const std::set<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += one + "\n";
  return out;
}

using Told = std::map<std::string, std::set<std::string>>;

/// What each fault is told as when it stands alone.
Told each_alone(const Complete& complete, const std::vector<Fault>& faults) {
  Told told;
  for (const Fault& f : faults) {
    told[f.name] = complete.told({f});
    CAPTURE(f.name);
    CHECK_FALSE(told[f.name].empty());
  }
  return told;
}

void check_pairs(const std::vector<Fault>& firsts, const std::vector<Fault>& seconds) {
  const Complete complete;
  REQUIRE(complete.told({}).empty());
  const Told first_told = each_alone(complete, firsts);
  const Told second_told = each_alone(complete, seconds);
  const std::size_t stride = test::sanitized ? 5 : 1;  // of pairs; what they run through is much the same
  std::size_t pair = 0;
  for (const Fault& first : firsts)
    for (const Fault& second : seconds) {
      if ((&firsts == &seconds && &first >= &second) || pair++ % stride != 0) continue;
      CAPTURE(first.name);
      CAPTURE(second.name);
      std::set<std::string> both = first_told.at(first.name);
      both.merge(std::set(second_told.at(second.name)));
      CHECK(lines(complete.told({first, second})) == lines(both));
    }
}

}  // namespace

TEST_CASE("problems: what is wrong in one section hides nothing in another when the file is read") {
  check_pairs(of_reading, of_reading);
}

TEST_CASE("problems: what is wrong in the file hides nothing that cannot be built") {
  check_pairs(of_reading, of_building);
}

TEST_CASE("problems: what is wrong with what all is built on hides nothing that cannot be built") {
  check_pairs(of_ground, of_building_on_any);
}

TEST_CASE("problems: what is wrong with one value of a behaviour does not hide what is with another") {
  check_pairs(of_walk, of_walk_when_built);
}

TEST_CASE("problems: what is wrong with a study hides nothing else in it, nor does what cannot be built") {
  check_pairs(of_study, of_study);
  check_pairs(of_building, of_study);
}

TEST_CASE("problems: what cannot be built hides nothing else that cannot be built") {
  check_pairs(of_building, of_building);
}

}  // namespace tilscape

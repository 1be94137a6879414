// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a run or a study was read from may move or go: its folder holds what it needs.
#include "tests/support/program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tilscape {
namespace {

namespace fs = std::filesystem;
using test::Program;
using test::text_of;

constexpr const char* odd = "it's a #1 {folder}: 100 %";

/// A scenario in a folder of an odd name, with tables in folders beside and above it.
std::string write_scenario(const Program& program) {
  const fs::path folder = program.folder() / odd;
  fs::create_directories(folder / "data");
  fs::create_directories(program.folder() / "other");
  std::ofstream(folder / "data" / "cells & more.csv") << "x,y\n10,10\n50,50\n70,30\n";
  std::ofstream(program.folder() / "other" / "cells & more.csv") << "x,y\n30,30\n";
  std::ofstream(folder / "data" / "vessels.csv") << "x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,radius_um\n"
                                                    "50,50,0,50,50,20,5\n";
  std::ofstream(folder / "parts.yaml") << "vessels: { read: data/vessels.csv }\n";
  std::ofstream(folder / "s.yaml")
      << "tilscape: 1\nname: s\nextends: parts.yaml\nparameters: { table: data/cells & more.csv }\n"
         "time: { end: 10 min }\nlattice: { sites: [8, 8] }\n"
         "agents: { a: { takes: 8, start: { cells: '${table}' }, divide: { every: 1 h } } }\n"
         "variants:\n"
         "  other: { parameters: { table: ../other/cells & more.csv } }\n"
         "  fast: { agents: { a: { divide: { every: 20 min } } } }\n"
         "outputs: { endpoints: { more: a.count > baseline } }\n"
         "ensemble: { replicates: 2, arms: [as_written, fast], vary: { agents.a.start.cells: ['data/cells & "
         "more.csv', '../other/cells & more.csv'] } }\n";
  return std::string("\"") + odd + "/s.yaml\"";
}

std::string hash_of(const Program& program, const std::string& folder) {
  return nlohmann::json::parse(text_of(program.folder() / folder / "manifest.json"))["state_hash"];
}

void remove_originals(const Program& program) {
  fs::remove_all(program.folder() / odd);
  fs::remove_all(program.folder() / "other");
}

TEST_CASE(
    "program: a run goes on, branches off and is run again after its folder has moved and its originals are "
    "gone") {
  const Program program;
  const std::string scenario = write_scenario(program);
  REQUIRE(program.run("run " + scenario + " -q --until '20 min' -o whole").code == 0);
  const auto first = program.run("run " + scenario + " -q -o here");
  REQUIRE_MESSAGE(first.code == 0, first.err);
  REQUIRE(program.run("branch here -q --at '0 min' --variant fast --until '30 min' -o before").code == 0);
  remove_originals(program);
  fs::create_directories(program.folder() / "far & away");
  fs::rename(program.folder() / "here", program.folder() / "far & away" / "it's here");
  const std::string moved = "\"far & away/it's here\"";

  const auto again = program.run("run " + moved + "/scenario.yaml -q --until '20 min' -o again");
  REQUIRE_MESSAGE(again.code == 0, again.err);
  CHECK(hash_of(program, "again") == hash_of(program, "whole"));
  const auto changed =
      program.run("branch " + moved +
                  " -q --at '0 min' --set agents.a.divide.every='40 min' --until '20 min' -o changed");
  CHECK_MESSAGE(changed.code == 0, changed.err);
  const auto arms = program.run("branch " + moved +
                                " -q --at '0 min' --variant fast --variant other --until '30 min' -o arms");
  CHECK_MESSAGE(arms.code == 0, arms.err);
  CHECK(hash_of(program, "arms/fast") == hash_of(program, "before/fast"));
  CHECK(fs::exists(program.folder() / "before" / "fast" / "inputs" / "cells & more-2.csv"));
  CHECK_FALSE(fs::exists(program.folder() / "before" / "fast" / "inputs" / "cells & more-3.csv"));
  CHECK(text_of(program.folder() / "arms" / "other" / "scenario.yaml").find("inputs/cells & more-2.csv") !=
        std::string::npos);
  const auto resumed = program.run("resume " + moved + " -q --extend '10 min'");
  REQUIRE_MESSAGE(resumed.code == 0, resumed.err);
  CHECK(hash_of(program, "far & away/it's here") == hash_of(program, "whole"));
  fs::remove_all(program.folder() / "far & away");
  const auto arm = program.run("branch arms/fast -q --variants --until '40 min' -o twigs");
  CHECK_MESSAGE(arm.code == 0, arm.err);
}

TEST_CASE(
    "program: a study is run, told and reported after its folder has moved and its originals are gone") {
  const Program program;
  const std::string scenario = write_scenario(program);
  const auto whole = program.run("ensemble run " + scenario + " -q -o whole");
  REQUIRE_MESSAGE(whole.code == 0, whole.err);
  REQUIRE(program.run("ensemble plan " + scenario + " -q -o here").code == 0);
  remove_originals(program);
  fs::create_directories(program.folder() / "far & away");
  fs::rename(program.folder() / "here", program.folder() / "far & away" / "it's here");
  const std::string moved = "\"far & away/it's here\"";
  for (const std::string command : {"ensemble run ", "status ", "ensemble collect ", "report "}) {
    CAPTURE(command);
    const auto done = program.run(command + moved + " -q");
    CHECK_MESSAGE(done.code == 0, done.err);
  }
  const auto only = program.run("ensemble run " + moved + " --only 1");
  CHECK_MESSAGE(only.code == 0, only.err);
  CHECK(only.out.find("the same bits as before") != std::string::npos);
  for (const char* file : {"series.csv", "runs.csv"})
    if (fs::exists(program.folder() / "whole" / file))
      CHECK(text_of(program.folder() / "whole" / file) ==
            text_of(program.folder() / "far & away" / "it's here" / file));
  CHECK(program.run("report whole -q").code == 0);
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the program says to a command line that it does not understand, and what a shell completes.
#include "tests/support/program.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <regex>

namespace tilscape {
namespace {

using test::Program;

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What bash offers for the last of these words.
std::string completed(const std::string& words) {
  const Program program;
  const Program::Ending script = program.run("completions bash");
  REQUIRE(script.code == 0);
  std::filesystem::create_symlink(TILSCAPE_PROGRAM, program.folder() / "tilscape");
  std::ofstream(program.folder() / "try.sh") << script.out << "PATH=$PWD:$PATH; COMP_WORDS=(" << words
                                             << "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tilscape; "
                                                "echo \"${COMPREPLY[@]}\" > answer";
  REQUIRE(std::system(("cd '" + program.folder().string() + "' && bash try.sh").c_str()) == 0);
  return test::text_of(program.folder() / "answer");
}

TEST_CASE("command line: a wrong word is told with what is there instead") {
  const Program program;
  const auto told = [&](const std::string& words) {
    const Program::Ending ending = program.run(words);
    CHECK(ending.code == 2);
    CHECK(ending.out.empty());
    return ending.err;
  };
  CHECK(told("rnu x.yaml") ==
        "tilscape: `tilscape` has no command `rnu`. Did you mean `run`?\nSee tilscape --help\n");
  CHECK(told("ensemble rnu x.yaml") ==
        "tilscape: `tilscape ensemble` has no command `rnu`. Did you mean `run`?\nSee tilscape ensemble "
        "--help\n");
  CHECK(told("run x.yaml --sead=3") ==
        "tilscape: `tilscape run` has no option `--sead`. Did you mean `--seed`?\nSee tilscape run --help\n");
  CHECK(holds(told("run --sed 3"), "no option `--sed`"));  // and not first that FILE is missing
  CHECK(holds(told("run x.yaml --thread 3"), "Did you mean `--threads`?"));
  CHECK(holds(told("run x.yaml y.yaml"), "`tilscape run` has no use for `y.yaml`"));
  CHECK(holds(told("run x.yaml --seed abc"), "--seed: `abc` is no whole number that it can be"));
  CHECK(holds(told("run x.yaml --seed -1"), "--seed: `-1` is no whole number from 0 on"));
  CHECK(holds(told("run"), "FILE is required\nSee tilscape run --help"));
  CHECK(holds(told("describe drug"), "nothing is called `drug`. Did you mean `drugs`?"));
  CHECK(holds(told("describe nonsense"), "`tilscape describe reference` lists everything"));
}

TEST_CASE("command line: a shell completes commands, options, behaviours and variants") {
  CHECK(holds(completed("tilscape ens"), "ensemble"));
  CHECK(holds(completed("tilscape run --snap"), "--snapshot-every"));
  CHECK(holds(completed("tilscape ensemble run --stop"), "--stop-on-error"));
  CHECK(holds(completed("tilscape describe exh"), "exhaust"));
  CHECK(holds(completed("tilscape export x --format v"), "vtk"));
  CHECK_FALSE(holds(completed("tilscape ensemble \"\""), "worker"));
  const std::string file = test::library_file("quickstart");
  CHECK(completed("tilscape run " + file + " --variant \"\"") == "untreated free no_t_cells\n");
  CHECK(completed("tilscape run " + file + " --variant f") == "free\n");
}

TEST_CASE("command line: a shell completes the options of the viewer as well") {
  const Program program;
  const std::regex option("--[a-z][a-z-]+");
  for (const std::string verb : {"view", "render", "share"}) {
    const Program::Ending help = program.run(verb + " --help");
    REQUIRE_MESSAGE(help.code == 0, help.err);
    const std::string offered = completed("tilscape " + verb + " --") + " ";
    for (std::sregex_iterator o(help.out.begin(), help.out.end(), option), end; o != end; ++o)
      CHECK_MESSAGE(holds(offered, o->str()), verb, " ", o->str());
  }
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A verb is one file: nothing but verbs/greet.cpp knows of the verb that is looked at here.
#include "tests/support/program.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using test::Program;

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("verb: one that is one file runs with its options") {
  const Program program;
  CHECK(program.run("greet").out == "Hello, world\n");
  CHECK(program.run("greet --name Ada --quiet").out == "Hello, Ada\n");
  CHECK(program.run("greet").code == 0);
}

TEST_CASE("verb: one that is one file stands in the help, at its place, with its example and its options") {
  const Program program;
  const std::string help = program.run("--help").out;
  CHECK(help.find("  validate ") < help.find("  greet                       Greet somebody\n"));
  CHECK(help.find("  greet ") < help.find("  verify "));
  CHECK(holds(help, "tilscape validate trial.yaml --show-merged\n  tilscape greet --name Ada\n"));
  CHECK(holds(program.run("greet --help").out, "Who is greeted"));
}

TEST_CASE("verb: one that is one file is completed, with its options and words") {
  const Program program;
  const std::string script = program.run("completions bash").out;
  const std::size_t words = script.find("    greet) words='");
  REQUIRE(words != std::string::npos);
  const std::string line = script.substr(words, script.find('\n', words) - words);
  CHECK(holds(line, " --name "));
  CHECK(holds(line, " everybody"));
  CHECK(holds(script.substr(0, script.find("else case")), " greet "));
}

TEST_CASE("verb: one that is one file is what a slip is told to mean") {
  const Program program;
  const Program::Ending ending = program.run("gret");
  CHECK(ending.code == 2);
  CHECK(holds(ending.err, "Did you mean `greet`?"));
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Claims as their users meet them: they hold, are missed, or could not be refuted.
#include "tests/support/program.hpp"
#include "tests/support/studies.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace tilscape;
using namespace tilscape::test;
using Json = nlohmann::json;

namespace {

namespace fs = std::filesystem;

std::string claims(const std::string& more) {
  return tiny_study("replicates: 1",
                    "expect:\n"
                    "  grows:\n"
                    "    value: last(cancer.count) / first(cancer.count)\n"
                    "    source: cells that divide every two hours\n" +
                        more);
}
const std::string challenged = "    challenge: { variant: deadly }\n";

std::size_t shards(const fs::path& folder) {
  std::size_t n = 0;
  for (const auto& e : fs::recursive_directory_iterator(folder))
    n += e.path().extension() == ".shard" ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("verify: a claim that holds and fails under its challenge passes, and its runs are made once") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1\n" + challenged));
  const auto first = program.run("verify tiny.yaml -o made --json");
  CHECK_MESSAGE(first.code == 0, first.err);
  const Json claim = Json::parse(first.out)["scenarios"][0]["claims"][0];
  CHECK(claim["verdict"] == "pass");
  CHECK(claim["measured"]["n"] == 10);
  CHECK(claim["measured"]["lower95"] > 1.1);
  CHECK(claim["challenged"]["value"] < 1.1);
  const std::size_t made = shards(program.folder() / "made");
  const auto again = program.run("verify tiny.yaml -o made");
  CHECK(again.code == 0);
  CHECK(again.out.find("1 of 1 claims pass") != std::string::npos);
  CHECK(shards(program.folder() / "made") == made);
}

TEST_CASE("verify: a wrong claim is missed, and one that its challenge leaves standing is empty") {
  const test::Program program;
  written(program.folder(), claims("    above: 50\n" + challenged));
  const auto missed = program.run("verify tiny.yaml");
  CHECK(missed.code == 6);
  CHECK(missed.out.find("MISS") != std::string::npos);
  written(program.folder(), claims("    above: 1.1\n    challenge: { set: { seed: 77 } }\n"));
  const auto empty = program.run("verify tiny.yaml");
  CHECK(empty.code == 6);
  CHECK_MESSAGE(empty.out.find("EMPTY") != std::string::npos, empty.out);
}

TEST_CASE("verify: what does not hold together is told before anything is run") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1 d\n" + challenged));
  for (const char* command : {"verify tiny.yaml", "validate tiny.yaml"}) {
    const auto ending = program.run(command);
    CHECK(ending.code == 3);
    CHECK_MESSAGE(ending.err.find("tiny.yaml:20:") != std::string::npos, ending.err);
  }
  written(program.folder(),
          claims("    above: 1.1\n    challenge: { set: { agents.cancer.dye.rate: 1 1/d } }\n"));
  const auto ending = program.run("verify tiny.yaml");
  CHECK(ending.code == 3);
  CHECK_MESSAGE(ending.err.find("tiny.yaml:23:") != std::string::npos, ending.err);
  CHECK_MESSAGE(ending.err.find("the challenge of `grows` cannot be") != std::string::npos, ending.err);
  CHECK_FALSE(fs::exists(program.folder() / "runs"));
}

TEST_CASE("verify: of a folder the scenarios with claims are taken; a run does not know of them") {
  const test::Program program;
  fs::create_directory(program.folder() / "all");
  written(program.folder() / "all", claims("    above: 1.1\n" + challenged));
  written(program.folder() / "all", tiny_study("replicates: 1"), "plain.yaml");
  const auto ending = program.run("verify all --quick");
  CHECK_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("3 of 3 seeds") != std::string::npos);
  CHECK(program.run("verify all/plain.yaml").code == 3);
  const auto hash = [&](const std::string& file) {
    CHECK(program.run("run all/" + file + " -o out_" + file).code == 0);
    return Json::parse(text_of(program.folder() / ("out_" + file) / "manifest.json"))["state_hash"];
  };
  CHECK(hash("tiny.yaml") == hash("plain.yaml"));
}

TEST_CASE("verify: a quick look and a whole one share their runs") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1\n" + challenged));
  const auto quick = program.run("verify tiny.yaml --quick");
  CHECK_MESSAGE(quick.code == 0, quick.err);
  CHECK(quick.err.find("3 of 3 runs to do") != std::string::npos);
  const auto whole = program.run("verify tiny.yaml");
  CHECK_MESSAGE(whole.code == 0, whole.err);
  CHECK_MESSAGE(whole.err.find("7 of 10 runs to do") != std::string::npos, whole.err);
  const std::size_t made = shards(program.folder() / "runs");
  CHECK(program.run("verify tiny.yaml --quick").code == 0);
  CHECK(shards(program.folder() / "runs") == made);
}

TEST_CASE("verify: what is wrong elsewhere hides nothing of the claims") {
  const test::Program program;
  std::string text = claims("    above: 1.1\n    challenge: { set: { agents.cancer.die.rte: 1 1/h } }\n");
  text.replace(text.find("last(cancer"), 11, "last(canzer");
  written(program.folder(), text + "lattiz: 3\n");
  for (const char* command : {"verify tiny.yaml", "validate tiny.yaml"}) {
    const auto ending = program.run(command);
    const std::string said = ending.out + ending.err;
    CHECK(ending.code == 3);
    for (const char* wrong :
         {"unknown key `lattiz`", "there is no column `canzer.count`", "there is no key `rte`"})
      CHECK_MESSAGE(said.find(wrong) != std::string::npos, wrong << " is not in\n" << said);
  }
}

TEST_CASE("verify: stopped in the middle it goes on where it was, to the same numbers") {
  const test::Program program;
  const std::string many = claims("    above: 1.1\n    seeds: 300\n" + challenged);
  written(program.folder(), many);
  const auto whole = program.run("verify tiny.yaml -o whole --json");
  CHECK(whole.code == 0);
  const fs::path made = program.folder() / "made";
  const auto begun = [&] {
    if (!fs::exists(made)) return false;
    const auto below = fs::recursive_directory_iterator(made);
    return std::any_of(begin(below), end(below),
                       [](const auto& e) { return e.path().extension() == ".part"; });
  };
  const auto stopped = program.stop_when("verify tiny.yaml -o made --json", begun, SIGINT);
  CHECK(stopped.code == 75);
  CHECK(stopped.err.find("the same command goes on") != std::string::npos);
  const Json of_stopped = Json::parse(stopped.out);
  CHECK(of_stopped["pass"] == false);
  CHECK(of_stopped["scenarios"][0]["claims"][0]["failed"] == "stopped before all its runs were made");
  CHECK(program.run("verify tiny.yaml -o made --json").out == whole.out);
}

TEST_CASE("verify: --all takes what the project ships, and one of FILE, --all and --exact is needed") {
  const test::Program program;
  fs::create_directories(program.folder() / "scenarios/library");
  fs::create_directories(program.folder() / "scenarios/validation");
  written(program.folder() / "scenarios/validation", claims("    above: 1.1\n" + challenged));
  const auto ending = program.run("verify --all --quick");
  CHECK_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("1 of 1 claims pass") != std::string::npos);
  CHECK(program.run("verify").code == 2);
  CHECK(program.run("verify --all --exact").code == 2);
}

TEST_CASE("verify: a report tells what the study's own runs say of the claims") {
  const test::Program program;
  written(
      program.folder(),
      tiny_study("replicates: 6, arms: [as_written]",
                 "expect:\n"
                 "  grows: { value: last(cancer.count) / first(cancer.count), source: made up, above: 1.1, "
                 "challenge: { variant: deadly } }\n"
                 "  shrinks: { value: last(cancer.count) / first(cancer.count), source: made up, below: 1, "
                 "challenge: { set: { seed: 2 } } }\n"
                 "  elsewhere: { value: last(cancer.count in deadly), source: made up, below: 1, "
                 "challenge: { set: { seed: 2 } } }\n"));
  REQUIRE(program.run("ensemble run tiny.yaml -o study").code == 0);
  const Json told = Json::parse(program.run("report study --json").out)["claims"];
  REQUIRE(told.size() == 3);
  CHECK(told[0]["holds"] == true);
  CHECK(told[0]["measured"]["n"] == 6);
  CHECK(told[1]["holds"] == false);
  CHECK(told[2]["failed"] == "the study has no arm deadly");
  const std::string page = text_of(program.folder() / "study/report.html");
  CHECK(page.find("does not hold") != std::string::npos);
}

TEST_CASE(
    "verify: --exact lists the laws by their number, with order and error, and misses with one that fails") {
  const test::Program program;
  const Json early = {{"law", "V3: early"}, {"checks", 4},   {"pass", true},  {"least_order", 1.9},
                      {"most_order", 2.1},  {"error", 1e-4}, {"nearest", ""}, {"seconds", 0.5}};
  Json late = {{"law", "V14: late"},
               {"checks", 1},
               {"pass", true},
               {"least_order", nullptr},
               {"most_order", nullptr},
               {"error", nullptr},
               {"nearest", "0.1 < 0.2 (a < b)"},
               {"seconds", 0}};
  // A copy of the program, and beside it one that answers as a test program's reporter does.
  const auto ask = [&] {
    std::ofstream(program.folder() / "test_validation") << "#!/bin/sh\ncat <<END\n"
                                                        << late << "\n[doctest] not JSON\n"
                                                        << early << "\nEND\n";
    (void)program.run("", "cp '" TILSCAPE_PROGRAM
                          "' tilscape && chmod +x test_validation; ./tilscape verify "
                          "--exact >laws; echo $? >code; exec true");
  };
  ask();
  CHECK(text_of(program.folder() / "laws") ==
        "pass    V3: early\n        4 checks, 0.5 s; order 1.90 to 2.10; error at most 1.0e-04\n"
        "pass    V14: late\n        1 check, 0.0 s; nearest its bound: 0.1 < 0.2 (a < b)\n"
        "2 of 2 laws hold\n");
  CHECK(text_of(program.folder() / "code") == "0\n");
  late["pass"] = false;
  ask();
  CHECK(text_of(program.folder() / "code") == "6\n");
}

TEST_CASE("verify: a challenge that changes nothing is empty, however its runs are called") {
  const test::Program program;
  const std::string same = claims("    above: 1.1\n    challenge: { variant: nil }\n");
  std::string text = same;
  text.replace(text.find("variants: {"), 11, "variants: { nil: { parameters: { rate: 1 1/d } },");
  written(program.folder(), text);
  const auto ending = program.run("verify tiny.yaml");
  CHECK(ending.code == 6);
  CHECK_MESSAGE(ending.out.find("EMPTY") != std::string::npos, ending.out);
}

TEST_CASE("verify: variants that were renamed are other runs, in the same folder") {
  const test::Program program;
  const auto verdict = [&](const std::string& names) {
    std::string text =
        tiny_study("replicates: 1",
                   "expect:\n  many: { value: last(cancer.count in second), source: made up, above: "
                   "15, challenge: { set: { agents.cancer.start.count: 1 } } }\n");
    const std::string usual = "variants: { deadly: { parameters: { rate: 100 1/d } } }";
    text.replace(text.find(usual), usual.size(), "variants: { " + names + " }");
    written(program.folder(), text);
    return Json::parse(
        program.run("verify tiny.yaml -o made --json").out)["scenarios"][0]["claims"][0]["verdict"];
  };
  CHECK(verdict("first: { parameters: { rate: 100 1/d } }, second: { parameters: { rate: 0.5 1/d } }") ==
        "pass");
  CHECK(verdict("second: { parameters: { rate: 100 1/d } }, third: { parameters: { rate: 0.5 1/d } }") ==
        "MISS");
}

TEST_CASE(
    "verify: what cannot be read in a folder is told, and a folder without claims is none that passes") {
  const test::Program program;
  const fs::path folder = program.folder() / "all";
  fs::create_directory(folder);
  CHECK(program.run("verify all").code == 3);
  written(folder, tiny_study("replicates: 1"), "plain.yaml");
  const auto none = program.run("verify all");
  CHECK(none.code == 3);
  CHECK(none.err.find("no scenario (*.yaml) in this folder has `expect`") != std::string::npos);
  written(folder, claims("    above: 1.1\n" + challenged), "good.yaml");
  CHECK(program.run("verify all --quick").code == 0);
  written(folder, "tilscape: 1\nexpect: { broken\n", "broken.yaml");
  written(folder, "tilscape: 1\nextends: missing.yaml\n", "alone.yaml");
  const auto broken = program.run("verify all --quick --json");
  CHECK(broken.code == 3);
  CHECK(broken.err.find("broken.yaml:") != std::string::npos);
  CHECK(broken.err.find("missing.yaml") != std::string::npos);
  CHECK(Json::accept(broken.out));  // one object for all files
  written(program.folder(), "tilscape: 1\nexpect: {}\n", "empty.yaml");
  CHECK(program.run("verify empty.yaml").code == 3);
}

TEST_CASE("verify: arms are read, and what they lack is told, before anything is run") {
  const test::Program program;
  const auto told = [&](const std::string& variant, const std::string& value) {
    std::string text = claims("    above: 1.1\n" + challenged);
    text.replace(text.find("variants: {"), 11, "variants: { other: { " + variant + " },");
    const std::string usual = "last(cancer.count) / first(cancer.count)";
    text.replace(text.find(usual), usual.size(), value);
    written(program.folder(), text);
    const auto ending = program.run("verify tiny.yaml");
    CHECK(ending.code == 3);
    return ending.err;
  };
  const auto holds = [](const std::string& text, const std::string& what) {
    const bool there = text.find(what) != std::string::npos;
    CHECK_MESSAGE(there, text);
  };
  const std::string full =
      told("agents: { cancer: { start: { count: 2000 } } }", "last(cancer.count in other)");
  holds(full, "of 2000 cells of `cancer` fit into their shape");
  holds(full, "\n1 error, ");  // of the variant, and not of all that look at it
  holds(told("time: { end: 1 h }", "\"at(cancer.count in other, 2 h)\""),
        "ends before the time that is asked for");
  holds(told("outputs: { endpoints: { gone: !unset } }", "reached(gone in other)"),
        "it has no endpoint `gone`");
}

TEST_CASE("verify: a plan that a full disk or a kill has spoilt is written again") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1\n" + challenged));
  CHECK(program.run("verify tiny.yaml -o made").code == 0);
  for (const auto& e : fs::directory_iterator(program.folder() / "made")) {
    fs::resize_file(e.path() / "study.plan", 20);
    break;
  }
  CHECK(program.run("verify tiny.yaml -o made").code == 0);
}

TEST_CASE("verify: where its folder cannot be made it ends as a run does") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1\n" + challenged));
  const auto ending = program.run("verify tiny.yaml -o /dev/null --json");
  CHECK(ending.code == 74);
  CHECK_MESSAGE(ending.err.find("cannot make the folder (Not a directory)") != std::string::npos, ending.err);
  CHECK(ending.out.empty());
}

TEST_CASE("verify: of runs that have failed it tells whether as claimed or challenged, and their folders") {
  const test::Program program;
  // Cells that come to die at a rate below 0; under the challenge of `second` they do not.
  std::string text = claims("    above: 1.1\n    seeds: 3\n" + challenged +
                            "  second:\n    value: last(cancer.count) / first(cancer.count in lost)\n"
                            "    source: made up\n    above: 1.1\n    seeds: 3\n"
                            "    challenge: { set: { agents.cancer.die.rate: 9 1/d } }\n");
  const auto replace = [&](const std::string& usual, const std::string& other) {
    text.replace(text.find(usual), usual.size(), other);
  };
  replace("rate: \"${rate}\"", "rate: \"(30 min - time) * 1e-5 1/min2\"");
  replace("parameters: { rate: 1 1/d }\n", "");
  replace("deadly: { parameters: { rate: 100 1/d } }",
          "deadly: { agents: { cancer: { divide: !unset } } }, lost: { agents: { cancer: { start: { count: 7 "
          "} } } }");
  written(program.folder(), text);
  const auto ending = program.run("verify tiny.yaml -o made --json");
  CHECK_MESSAGE(ending.code == 6, ending.err);
  const Json told = Json::parse(ending.out)["scenarios"][0]["claims"];
  const std::string first = told[0]["failed"];
  const std::string second = told[1]["failed"];
  const auto folder = [&](const std::string& failed, const std::string& which) {
    const std::size_t at = failed.find(which);
    if (at == std::string::npos) return std::string();
    const std::size_t without = failed.find("(without ", at) + 9;
    return failed.substr(without, failed.find(" it is tried again", without) - without);
  };
  const std::string plain = folder(first, "as claimed: seed 1 has no result");
  const std::string of_challenge = folder(first, "under its challenge: seed 1 has no result");
  CHECK(fs::is_directory(program.folder() / plain));
  CHECK(fs::is_directory(program.folder() / of_challenge));
  CHECK(plain != of_challenge);
  CHECK(folder(second, "as claimed: seed 1 has no result") == plain);
  CHECK_MESSAGE(second.find("arm lost, seed 1 has no result") != std::string::npos, second);
  CHECK_MESSAGE(second.find("under its challenge") == std::string::npos, second);
}

TEST_CASE("verify: a table of cells that does not hold is told at its place, once, as validate has it") {
  const test::Program program;
  std::string text = claims("    above: 1.1\n" + challenged);
  const std::string usual = "start: { count: 20, shape: everywhere }";
  text.replace(text.find(usual), usual.size(), "start: { cells: cells.csv }");
  written(program.folder(), text);
  written(program.folder(), "x,y\n10,10\nfoo,20\n", "cells.csv");
  const auto ending = program.run("verify tiny.yaml");
  CHECK(ending.code == 4);
  const std::string valid = program.run("validate tiny.yaml").err;
  CHECK(ending.err == valid + "Nothing was run.\n");
  CHECK_MESSAGE(valid.find("\ncells.csv:3:1: error[E0621]: ") != std::string::npos, valid);
  CHECK_MESSAGE(valid.find("\n1 error, ") != std::string::npos, valid);
}

TEST_CASE("verify: a study whose claims do not hold together is refused, as validate has it") {
  const test::Program program;
  written(program.folder(), claims("    above: 1.1 d\n" + challenged));
  const auto ending = program.run("ensemble run tiny.yaml -o study");
  CHECK(ending.code == 3);
  CHECK(ending.err.find("tiny.yaml:20:") != std::string::npos);
}

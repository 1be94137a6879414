// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Ensembles as their users meet them: run, stopped, killed, resumed, edited.
#include "scenarios/ensemble/record_file.hpp"
#include "scenarios/run/shell_word.hpp"
#include "tests/support/program.hpp"
#include "tests/support/studies.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace tilscape;
using namespace tilscape::test;
using Json = nlohmann::json;

namespace {

namespace fs = std::filesystem;

constexpr const char* two_by_three =
    "replicates: 3, arms: [as_written, deadly], vary: { time.end: [2 h, 4 h] }";
/// Runs of about half a second.
constexpr const char* longer = "replicates: 6, vary: { time.end: [400 d] }";

std::vector<fs::path> shards(const fs::path& study, const std::string& ending) {
  std::vector<fs::path> out;
  if (fs::exists(study / "shards"))
    for (const auto& e : fs::directory_iterator(study / "shards"))
      if (e.path().filename().string().ends_with(ending)) out.push_back(e.path());
  return out;
}

/// Processes whose command line names the study.
std::vector<int> workers_of(const fs::path& study) {
  std::vector<int> out;
  for (const auto& e : fs::directory_iterator("/proc")) {
    const std::string name = e.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string line = text_of(e.path() / "cmdline");
    if (line.find("worker") != std::string::npos && line.find(study.string()) != std::string::npos)
      out.push_back(std::stoi(name));
  }
  return out;
}

std::vector<std::string> collected(const fs::path& study) {
  std::vector<std::string> out;
  for (const char* name : {"results.sqlite", "results.csv", "series.csv"})
    out.push_back(text_of(study / name));
  return out;
}

/// A copy of a shard in which one result has another state, with checksums that hold.
void falsified(const fs::path& shard, const fs::path& copy) {
  fs::remove(copy);
  scenarios::RecordFileWriter out(copy.parent_path() / "new");
  scenarios::scan_records(*snapshot::open_file(shard.string()),
                          [&](const scenarios::StudyRecordView& record) {
                            std::string payload(record.payload);
                            if (record.kind == scenarios::StudyRecord::result)
                              payload[payload.size() / 2] ^= 1;  // among the values
                            out.put(record.kind, payload);
                          });
  out.finish();
  fs::rename(copy.parent_path() / "new", copy);
}

}  // namespace

TEST_CASE("ensemble: every run is there once, with the bits of a single run") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  const auto ending = program.run("ensemble run tiny.yaml -o study --json");
  CHECK(ending.code == 0);
  CHECK(Json::parse(ending.out)["present"] == 12);
  const auto lines = lines_of(program.folder() / "study/results.csv");
  REQUIRE(lines.size() == 13);
  // run 10: deadly, 4 h, replicate 1
  const auto single =
      program.run("run tiny.yaml --variant deadly --set time.end='4 h' --seed 4 --json -o single");
  REQUIRE(single.code == 0);
  CHECK(lines[11].starts_with("10,deadly,1,1,4,4 h,240,used,"));
  CHECK(lines[11].find(Json::parse(single.out)["state_hash"].get<std::string>()) != std::string::npos);
}

TEST_CASE("ensemble: what a study has come to is told at its end, group by group") {
  const test::Program program;
  test::written(program.folder(), test::tiny_study("replicates: 3, arms: [as_written, deadly]"));
  const auto ending = program.run("ensemble run tiny.yaml -o study");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("cancer.count [cells]") != std::string::npos);
  CHECK(ending.out.find("\n  as_written  3 of 3  ") != std::string::npos);
  CHECK(ending.out.find("\n  deadly      3 of 3  0 (0 to 0)") != std::string::npos);
  CHECK(ending.out.find("3 of 3, day 0.0") != std::string::npos);  // of the endpoint `gone`
  CHECK(program.run("ensemble run study -q").out.empty());
}

TEST_CASE("ensemble: what is collected does not depend on who ran what, when") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  CHECK(program.run("ensemble run tiny.yaml -o one --jobs 1").code == 0);
  CHECK(program.run("ensemble run tiny.yaml -o three --jobs 3").code == 0);
  CHECK(collected(program.folder() / "one") == collected(program.folder() / "three"));
  CHECK(text_of(program.folder() / "one/results.sqlite").size() > 1000);
  CHECK(program.run("ensemble plan tiny.yaml -o blocks --block-size 5").code == 0);
  for (const char* block : {"2", "0", "1"})
    CHECK(program.run(std::string("ensemble exec blocks --block ") + block).code == 0);
  CHECK(program.run("ensemble collect blocks").code == 0);
  CHECK(collected(program.folder() / "one") == collected(program.folder() / "blocks"));
  CHECK(shards(program.folder() / "blocks", ".shard").size() >= 3);
}

TEST_CASE("ensemble: a pool that is killed leaves no workers, and resumed it runs only what is missing") {
  const test::Program program;
  written(program.folder(), tiny_study(longer));
  const fs::path study = program.folder() / "study";
  const auto some_done = [&] {
    std::uintmax_t bytes = 0;
    for (const fs::path& part : shards(study, ".part")) bytes += fs::file_size(part);
    return bytes > 4000;
  };
  CHECK(program.stop_when("ensemble run tiny.yaml -o '" + study.string() + "' --jobs 2", some_done, SIGKILL)
            .code == 128 + SIGKILL);
  for (int i = 0; i < 100 && !workers_of(study).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(workers_of(study).empty());
  const Json before = Json::parse(program.run("status study --json").out);
  CHECK(before["present"] > 0);
  CHECK(before["missing"] > 0);
  const auto resumed = program.run("ensemble run tiny.yaml -o study --resume --json");
  CHECK(resumed.code == 0);
  CHECK(resumed.err.find(std::to_string(before["missing"].get<int>()) + " of 6 runs to do") !=
        std::string::npos);
  const Json after = Json::parse(resumed.out);
  CHECK(after["present"] == 6);
  CHECK(after["duplicates"] == 0);
  CHECK(program.run("ensemble run tiny.yaml -o straight").code == 0);
  CHECK(collected(study) == collected(program.folder() / "straight"));
}

TEST_CASE("ensemble: a signal stops it, the same command with --resume ends it") {
  const test::Program program;
  written(program.folder(), tiny_study(longer));
  const fs::path study = program.folder() / "study";
  const auto stopped = program.stop_when(
      "ensemble run tiny.yaml -o study", [&] { return !shards(study, ".part").empty(); }, SIGTERM);
  CHECK(stopped.code == 75);
  CHECK(workers_of(study).empty());
  CHECK(program.run("ensemble run tiny.yaml -o study --resume").code == 0);
}

TEST_CASE("ensemble: a run that cannot be is tried three times, named, and left out of the counts") {
  const test::Program program;
  // 100 cells do not fit into 100 sites of which each takes one of them, when there are 200
  written(program.folder(), tiny_study("replicates: 2, design: latin_hypercube, samples: 2, "
                                       "vary: { agents.cancer.start.count: [20, 2000] }"));
  const auto ending = program.run("ensemble run tiny.yaml -o study");
  CHECK(ending.code == 6);
  CHECK(ending.out.find("2 of 4 runs (0 missing, 2 quarantined)") != std::string::npos);
  CHECK(ending.out.find("agents.cancer.start.count=2000, seed 3) failed 3 times: ") != std::string::npos);
  const Json status = Json::parse(program.run("status study --json").out);
  CHECK(status["quarantined"].size() == 2);
  CHECK(status["quarantined"][0]["attempts"] == 3);
  // they are not tried again for ever
  CHECK(program.run("ensemble run tiny.yaml -o study --resume").err.find("0 of 4 runs to do") !=
        std::string::npos);
  const auto lines = lines_of(program.folder() / "study/results.csv");
  REQUIRE(lines.size() == 5);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& l) {
          return l.find(",quarantined,") != std::string::npos;
        }) == 2);
}

TEST_CASE("ensemble: an edited scenario is refused with what has changed, and its study goes on as planned") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  CHECK(program.run("ensemble run tiny.yaml -o study").code == 0);
  const std::string results = text_of(program.folder() / "study/series.csv");
  const auto refused = [&](const std::string& text, const std::string& said) {
    written(program.folder(), text);
    const auto ending = program.run("ensemble run tiny.yaml -o study --resume");
    CHECK(ending.code != 0);
    CHECK(ending.err.find(said) != std::string::npos);
  };
  refused(tiny_study("replicates: 4, arms: [as_written, deadly], vary: { time.end: [2 h, 4 h] }"),
          "ensemble.replicates: 4 was 3");
  std::string other = tiny_study(two_by_three);
  other.replace(other.find("count: 20"), 9, "count: 21");
  refused(other, "agents.cancer.start.0.count: 21 was 20");
  fs::remove_all(program.folder() / "study/shards");  // so that there is something to run
  CHECK(program.run("ensemble exec study --block 0").code == 0);
  CHECK(program.run("ensemble run study").code == 0);
  CHECK(text_of(program.folder() / "study/series.csv") == results);
}

TEST_CASE("ensemble: one member alone has the same bits, and joins the results") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  CHECK(program.run("ensemble run tiny.yaml -o study").code == 0);
  const auto again = program.run("ensemble run tiny.yaml -o study --only 10");
  CHECK(again.code == 0);
  CHECK(again.out.find("the same bits as before") != std::string::npos);
  CHECK(again.out.find("--variant deadly --set 'time.end=4 h' --seed 4") != std::string::npos);
  const Json status = Json::parse(program.run("status study --json").out);
  CHECK(status["duplicates"] == 1);
  CHECK(program.run("ensemble collect study").code == 0);
  CHECK(program.run("ensemble run study --only 12").code == 2);
}

TEST_CASE("ensemble: two attempts at one run that differ end the collecting, with key and files") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  const fs::path study = program.folder() / "study";
  CHECK(program.run("ensemble run tiny.yaml -o study --jobs 1").code == 0);
  REQUIRE(shards(study, ".shard").size() == 1);
  const fs::path first = shards(study, ".shard")[0];
  fs::copy_file(first, study / "shards/pool-copy.shard");
  CHECK(program.run("ensemble collect study").code == 0);  // equal attempts are welcome
  falsified(first, study / "shards/pool-copy.shard");
  const auto ending = program.run("ensemble collect study");
  CHECK(ending.code == 4);
  CHECK(ending.err.find("two attempts at run ") != std::string::npos);
  CHECK(ending.err.find(first.string().substr(first.string().find("study"))) != std::string::npos);
  CHECK(ending.err.find("pool-copy.shard") != std::string::npos);
}

TEST_CASE("ensemble: run ignores the section, describe tells what it costs, wrong use is told") {
  const test::Program program;
  written(program.folder(), tiny_study(two_by_three));
  CHECK(program.run("run tiny.yaml --quiet").code == 0);
  const auto told = program.run("describe tiny.yaml");
  CHECK(told.out.find("12 runs: 2 arms x 2 points (full) x 3 replicates") != std::string::npos);
  CHECK(told.out.find("One run takes about ") != std::string::npos);
  CHECK(Json::parse(program.run("describe tiny.yaml --json").out)["ensemble"]["runs"] == 12);
  CHECK(program.run("ensemble run tiny.yaml -o study --resume").code == 4);
  CHECK(program.run("status nowhere").code == 4);
  std::string without = tiny_study(two_by_three);
  written(program.folder(), without.substr(0, without.find("ensemble:")), "without.yaml");
  const auto missing = program.run("ensemble run without.yaml");
  CHECK(missing.code == 3);
  CHECK(missing.err.find("`ensemble` is missing") != std::string::npos);
}

TEST_CASE("ensemble: a full disk is a failure that is told, and what was written is kept") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 40"));
  const auto ending = program.run("ensemble run tiny.yaml -o study", "ulimit -f 8");
  CHECK(ending.code == 74);
  const Json status = Json::parse(program.run("status study --json").out);
  CHECK(status["present"] > 0);
  CHECK(program.run("ensemble run tiny.yaml -o study --resume").code == 0);
}

TEST_CASE(
    "ensemble: a study with enough replicates ends at the same look whoever runs it, stopped in between or "
    "not") {
  const test::Program program;
  const fs::path study = program.folder() / "study";
  written(program.folder(),
          tiny_study("replicates: 40, arms: [as_written, deadly], vary: { time.end: [4 h] }, "
                     "enough: { within: 3, least: 5, batch: 5 }"));
  CHECK(program.run("ensemble run tiny.yaml -o one --jobs 1").code == 0);
  const auto told = program.run("ensemble run tiny.yaml -o three --jobs 3 --json");
  CHECK(told.code == 0);
  const Json status = Json::parse(told.out);
  CHECK(status["not_needed"] > 0);
  CHECK(status["present"].get<int>() + status["not_needed"].get<int>() == 80);
  CHECK(status["present"].get<int>() > 10);  // the first look was not the last
  CHECK(collected(program.folder() / "one") == collected(program.folder() / "three"));
  program.stop_when(
      "ensemble run tiny.yaml -o study", [&] { return !shards(study, "").empty(); }, SIGKILL);
  CHECK(program.run("ensemble run tiny.yaml -o study --resume").code == 0);
  CHECK(collected(program.folder() / "one") == collected(study));
  for (const char* command : {"ensemble plan tiny.yaml -o blocks", "ensemble exec one --block 0",
                              "ensemble submit one --dry-run"}) {
    const auto refused = program.run(command);
    CHECK(refused.code == 2);
    CHECK(refused.err.find("cannot be run in blocks") != std::string::npos);
  }
}

TEST_CASE("ensemble: a run ends at the endpoint that stops it, others go on") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 2, arms: [as_written, deadly], stop: [gone], "
                                       "vary: { time.end: [5 h] }, every: 1 h"));
  CHECK(program.run("ensemble run tiny.yaml -o study").code == 0);
  const auto lines = lines_of(program.folder() / "study/results.csv");
  REQUIRE(lines.size() == 5);
  CHECK(lines[1].find(",used,0.20833333333333334,,") != std::string::npos);
  CHECK(lines[3].find(",gone,") != std::string::npos);
}

TEST_CASE("ensemble: collects at once, of which some are killed, leave whole results") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 150"));
  const fs::path study = program.folder() / "study";
  REQUIRE(program.run("ensemble run tiny.yaml -o study").code == 0);
  const auto whole = collected(study);
  const std::string collect = "ensemble collect '" + study.string() + "'";
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    const auto other = std::async(std::launch::async, [&] {
      const test::Program beside;
      if (round % 2 == 0) return beside.run(collect).code;
      const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2 * round);
      return beside
          .stop_when(
              collect, [&] { return std::chrono::steady_clock::now() >= end; }, SIGKILL)
          .code;
    });
    CHECK(program.run(collect).code == 0);
    other.wait();
    CHECK(collected(study) == whole);
  }
}

TEST_CASE("ensemble: a study in a folder of any name is handed to Slurm, run and collected") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 2"));
  // a Slurm that runs the first task at once
  fs::create_directory(program.folder() / "bin");
  std::ofstream(program.folder() / "bin/sbatch")
      << "#!/bin/sh\nfor last; do :; done\nSLURM_ARRAY_TASK_ID=0 exec sh \"$last\"\n";
  fs::permissions(program.folder() / "bin/sbatch", fs::perms::owner_all);
  std::string deep;
  for (int i = 0; i < 6; ++i) deep += std::string(120, 'd') + "/";
  for (const std::string& name :
       {std::string("it's"), std::string("a'$(touch PWNED)'b"), std::string("`touch PWNED`"),
        std::string("two  words\nand \"lines\"; touch PWNED #"), std::string("back\\slash $HOME %a *"),
        deep}) {
    CAPTURE(name);
    const std::string study = scenarios::shell_word(name);
    REQUIRE(program.run("ensemble plan tiny.yaml --block-size 2 -o " + study).code == 0);
    const auto ending = program.run("ensemble submit " + study, "PATH=\"$PWD/bin:$PATH\" && export PATH");
    CHECK_MESSAGE(ending.code == 0, ending.err);
    CHECK_FALSE(fs::exists(program.folder() / "PWNED"));
    const auto collect = program.run("ensemble collect " + study);
    CHECK_MESSAGE(collect.code == 0, collect.err);
    CHECK(lines_of(program.folder() / name / "results.csv").size() == 3);
  }
}

TEST_CASE(
    "ensemble: a run that takes longer than its limit is given up with the reason, and status tells it") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 1, vary: { time.end: [2 h, 400000 d] }, limit: 0.5 s"));
  const auto ending = program.run("ensemble run tiny.yaml -o study");
  CHECK(ending.code == 6);
  const auto status = program.run("status study");
  CHECK(status.out.find("1 of 2 runs (0 missing, 1 quarantined)") != std::string::npos);
  CHECK(status.out.find("failed 3 times: it took longer than the limit of 0.5 s") != std::string::npos);
  CHECK(Json::parse(program.run("status study --json").out)["limit_min"] == 0.5 / 60);
}

TEST_CASE("ensemble: drawn values of a whole number are whole") {
  const test::Program program;
  written(
      program.folder(),
      tiny_study(
          "design: latin_hypercube, samples: 6, vary: { agents.cancer.start.count: \"uniform(10, 40)\" }"));
  const auto ending = program.run("ensemble run tiny.yaml -o study");
  CHECK_MESSAGE(ending.code == 0, ending.err);
  const auto lines = lines_of(program.folder() / "study/results.csv");
  REQUIRE(lines.size() == 7);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::vector<std::string> cells;
    std::istringstream row(lines[i]);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    CHECK(cells.at(5).find('.') == std::string::npos);
    CHECK(std::stoi(cells.at(5)) >= 10);
  }
}

TEST_CASE("ensemble: a study whose inputs are gone is collected, and says why nothing more can be run") {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 2"));
  REQUIRE(program.run("ensemble run tiny.yaml -o study").code == 0);
  fs::remove_all(program.folder() / "study/inputs");
  CHECK(program.run("ensemble collect study").code == 0);
  CHECK(program.run("report study").code == 0);
  fs::remove_all(program.folder() / "study/shards");
  const auto ending = program.run("ensemble run study");
  CHECK(ending.code == 4);
  CHECK(ending.err.find("inputs/scenario.json) is missing") != std::string::npos);
}

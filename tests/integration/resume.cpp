// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Stopping, going on and branching off, as users do it.
#include "tests/support/program.hpp"
#include "tests/support/runs.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tilscape {
namespace {

using nlohmann::json;
using test::Program;
using test::text_of;

std::string scenario() {
  return "'" + test::library_file("quickstart") +
         "' --snapshot-every '3 h' --set outputs.events='[divide, die, kill, recruit, leave]' ";
}

json json_of(const std::filesystem::path& path) {
  return json::parse(text_of(path));
}

/// The files that must not differ between a run that was stopped and one that was not.
void check_same(const Program& program, const std::string& a, const std::string& b) {
  for (const char* file : {"series.csv", "snapshots.tsnap", "scenario.yaml"}) {
    CAPTURE(file);
    CHECK(text_of(program.folder() / a / file) == text_of(program.folder() / b / file));
  }
  CHECK(json_of(program.folder() / a / "manifest.json")["state_hash"] ==
        json_of(program.folder() / b / "manifest.json")["state_hash"]);
  CHECK(program.run("inspect --verify " + b).code == 0);
}

std::vector<std::filesystem::path> checkpoints_of(const Program& program, const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(program.folder() / folder / "checkpoints"))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

void run_whole(const Program& program, const std::string& until) {
  const auto whole = program.run("run " + scenario() + "-q --until '" + until + "' -o whole");
  REQUIRE_MESSAGE(whole.code == 0, whole.err);
}

TEST_CASE("program: a first signal saves the state, and resume goes on to the same files") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    const Program program;
    run_whole(program, "20 h");
    const auto folder = program.folder() / "here";
    const auto running = [&] { return test::lines_of(folder / "series.csv").size() > 4; };
    const auto ending =
        program.stop_when("run " + scenario() + "--json --until '20 h' -o here", running, signal);
    REQUIRE(ending.code == 75);
    CHECK(ending.err.find("tilscape resume here") != std::string::npos);
    CHECK(json::parse(ending.out)["ending"] == "stopped");
    const json stopped = json_of(folder / "manifest.json");
    CHECK(stopped["ending"] == "stopped");
    REQUIRE(stopped["steps"] < 1200);
    const auto resumed = program.run("resume here -q --threads 1");
    REQUIRE_MESSAGE(resumed.code == 0, resumed.err);
    check_same(program, "whole", "here");
    CHECK(json_of(folder / "manifest.json")["resumed"] == json::array({stopped["steps"]}));
  }
}

TEST_CASE("program: a run that was killed goes on from its last checkpoint") {
  const Program program;
  run_whole(program, "20 h");
  const auto folder = program.folder() / "here";
  const auto running = [&] { return test::lines_of(folder / "series.csv").size() > 6; };
  const std::string often = "--set outputs.checkpoints.every='2 h' ";
  const auto ending =
      program.stop_when("run " + scenario() + often + "--until '20 h' -o here", running, SIGKILL);
  REQUIRE(ending.code == 128 + SIGKILL);
  CHECK(json_of(folder / "manifest.json")["ending"] == "running");
  const auto resumed = program.run("resume here -q");
  REQUIRE_MESSAGE(resumed.code == 0, resumed.err);
  const int from = json_of(folder / "manifest.json")["resumed"][0];
  CHECK(from > 0);
  CHECK(from % 120 == 0);
  for (const char* file : {"series.csv", "snapshots.tsnap"}) {
    CAPTURE(file);
    if (std::string(file) == "series.csv")
      CHECK(text_of(program.folder() / "whole" / file) == text_of(folder / file));
  }
  CHECK(json_of(program.folder() / "whole" / "manifest.json")["state_hash"] ==
        json_of(folder / "manifest.json")["state_hash"]);
}

TEST_CASE("program: a time limit stops a run in time, its state saved") {
  const Program program;
  run_whole(program, "20 h");
  auto ending = program.run("run " + scenario() + "-q --until '20 h' -o here --time-limit 0.2s");
  CHECK(ending.code == 75);
  int parts = 1;
  // On a busy machine the first parts may be too short for a step.
  for (; ending.code == 75 && parts < 100; ++parts)
    ending = program.run(fmt::format("resume here -q --time-limit {:.1f}s", 0.2 + 0.1 * parts));
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  check_same(program, "whole", "here");
  CHECK(program.run("resume here --time-limit soon").code == 2);
}

TEST_CASE("program: resuming a finished run says so and changes nothing") {
  const Program program;
  run_whole(program, "2 h");
  const std::string before = text_of(program.folder() / "whole" / "manifest.json");
  const auto ending = program.run("resume whole");
  CHECK(ending.code == 0);
  CHECK(ending.err.find("finished") != std::string::npos);
  CHECK(text_of(program.folder() / "whole" / "manifest.json") == before);
}

TEST_CASE("program: a finished run that is extended is the longer run") {
  const Program program;
  run_whole(program, "10 h");
  // Ends between two rows and two frames, which are not those of a longer run.
  REQUIRE(program.run("run " + scenario() + "-q --until '310 min' -o here").code == 0);
  const auto ending = program.run("resume here -q --until '10 h'");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(text_of(program.folder() / "here" / "series.csv") ==
        text_of(program.folder() / "whole" / "series.csv"));
  CHECK(json_of(program.folder() / "here" / "manifest.json")["state_hash"] ==
        json_of(program.folder() / "whole" / "manifest.json")["state_hash"]);
  CHECK(program.run("inspect --verify here").code == 0);
  CHECK(program.run("resume here -q --extend '1 h'").code == 0);
  CHECK(json_of(program.folder() / "here" / "manifest.json")["steps"] == 660);
  CHECK(program.run("resume here -q --until '2 h'").code == 2);
  CHECK(program.run("resume here -q --extend '3 mmHg'").code == 2);
}

TEST_CASE("program: when the newest checkpoint is damaged the one before is taken, and it is told") {
  const Program program;
  run_whole(program, "8 h");
  REQUIRE(program.run("run " + scenario() + "-q --until '8 h' -o here --set outputs.checkpoints.every='1 h'")
              .code == 0);
  // As if it had been killed at the end.
  json manifest = json_of(program.folder() / "here" / "manifest.json");
  manifest["ending"] = "running";
  std::ofstream(program.folder() / "here" / "manifest.json") << manifest.dump();
  const auto checkpoints = checkpoints_of(program, "here");
  REQUIRE(checkpoints.size() == 2);
  {
    std::fstream file(checkpoints.back(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(checkpoints.back()) / 2));
    file.write("DAMAGE", 6);
  }
  const auto ending = program.run("resume here");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.err.find("checksum does not match") != std::string::npos);
  CHECK(ending.err.find("The checkpoint before it is taken") != std::string::npos);
  CHECK(text_of(program.folder() / "here" / "series.csv") ==
        text_of(program.folder() / "whole" / "series.csv"));
  for (const auto& path : checkpoints_of(program, "here")) std::filesystem::resize_file(path, 40);
  manifest["ending"] = "running";
  std::ofstream(program.folder() / "here" / "manifest.json") << manifest.dump();
  const auto lost = program.run("resume here");
  CHECK(lost.code == 4);
  CHECK(lost.err.find("no older checkpoint is whole") != std::string::npos);
}

TEST_CASE("program: checkpoints come as asked for and stay when all are to stay") {
  const Program program;
  REQUIRE(program
              .run("run " + scenario() +
                   "-q --until '6 h' -o here --set outputs.checkpoints.every='2 h' --set "
                   "outputs.checkpoints.keep=all")
              .code == 0);
  std::vector<std::string> names;
  for (const auto& path : checkpoints_of(program, "here")) names.push_back(path.filename().string());
  CHECK(names == std::vector<std::string>{"step-000000000.tcheck", "step-000000120.tcheck",
                                          "step-000000240.tcheck", "step-000000360.tcheck"});
}

TEST_CASE("program: a checkpoint comes when so much wall time has gone by") {
  const Program program;
  REQUIRE(
      program
          .run("run " + scenario() + "-q --until '1 d' -o here --set outputs.checkpoints.clock='0.001 min'")
          .code == 0);
  const auto paths = checkpoints_of(program, "here");
  REQUIRE(paths.size() == 2);
  CHECK(paths[0].filename() != "step-000000000.tcheck");  // the one before the last is not the first
}

TEST_CASE("program: resume refuses what it cannot go on with") {
  const Program program;
  CHECK(program.run("resume nothing").code == 4);
  std::filesystem::create_directory(program.folder() / "empty");
  CHECK(program.run("resume empty").code == 4);
  REQUIRE(program.run("run " + scenario() + "-q --until '1 h' -o here").code == 0);
  const auto path = program.folder() / "here" / "scenario.yaml";
  std::string text = text_of(path);
  text.replace(text.find("seed: 1"), 7, "seed: 2");
  std::ofstream(path) << text;
  const auto changed = program.run("resume here --extend '1 h'");
  CHECK(changed.code == 4);
  CHECK(changed.err.find("it has changed since the run began") != std::string::npos);
  CHECK(changed.err.find("tilscape branch") != std::string::npos);
}

TEST_CASE("program: resume cuts a torn row off a table over time and refuses one with a hole") {
  const Program program;
  REQUIRE(program.run("run " + scenario() + "-q --until '4 h' -o here").code == 0);
  const auto path = program.folder() / "here" / "series.csv";
  const std::string whole = text_of(path);
  std::string hole = whole;
  hole.replace(hole.find('\n', hole.find('\n') + 1) + 1, 3, "x,x");
  std::ofstream(path) << hole;
  const auto refused = program.run("resume here --extend '1 h' -q");
  CHECK(refused.code == 4);
  CHECK_MESSAGE(refused.err.find("series.csv: line 3: not a row of numbers") != std::string::npos,
                refused.err);
  CHECK(text_of(path) == hole);
  std::ofstream(path) << whole << "0.18,12";
  const auto goes_on = program.run("resume here --extend '1 h' -q");
  REQUIRE_MESSAGE(goes_on.code == 0, goes_on.err);
  const std::string longer = text_of(path);
  CHECK(longer.starts_with(whole));
  CHECK(std::count(longer.begin(), longer.end(), '\n') == std::count(whole.begin(), whole.end(), '\n') + 1);
}

TEST_CASE("program: an arm without a change is the run itself") {
  const Program program;
  run_whole(program, "8 h");
  const auto ending = program.run("branch whole --at '5 h' -q -o arms");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const json arm = json_of(program.folder() / "arms" / "unchanged" / "manifest.json");
  CHECK(arm["state_hash"] == json_of(program.folder() / "whole" / "manifest.json")["state_hash"]);
  CHECK(arm["branch"]["step"] == 300);
  const auto rows = test::lines_of(program.folder() / "whole" / "series.csv");
  const auto own = test::lines_of(program.folder() / "arms" / "unchanged" / "series.csv");
  REQUIRE(own.size() == 5);  // header, 5 h to 8 h
  CHECK(std::equal(own.begin() + 1, own.end(), rows.begin() + 6));
}

TEST_CASE("program: arms are variants, treatments and changes, in folders and a table") {
  const Program program;
  run_whole(program, "4 h");
  std::ofstream(program.folder() / "early.yaml") << "treatments: { anti_pd1: { start: 4 h } }\n";
  const auto ending =
      program.run("branch whole --variant untreated --treatment early.yaml --until '9 h' -o arms");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("untreated") != std::string::npos);
  CHECK(ending.out.find("early") != std::string::npos);
  const auto hash = [&](const std::string& arm) {
    return json_of(program.folder() / "arms" / arm / "manifest.json")["state_hash"].get<std::string>();
  };
  CHECK(hash("untreated") != hash("early"));
  // The longer run with the same treatment from its start on: an arm misses nothing by branching off.
  REQUIRE(program.run("run " + scenario() + "-q --until '9 h' --set treatments.anti_pd1.start='4 h' -o long")
              .code == 0);
  CHECK(hash("early") == json_of(program.folder() / "long" / "manifest.json")["state_hash"]);

  const auto late = program.run("branch whole --set treatments.anti_pd1.start='1 h' --until '5 h' -o late");
  CHECK(late.code == 0);
  CHECK(late.err.find("is not given") != std::string::npos);
  const auto past =
      program.run("branch whole --set substances.oxygen.initial='1 mmHg' --until '5 h' -o past");
  CHECK(past.code == 0);
  CHECK(past.err.find("`substances.oxygen.initial` has no effect: it is of the start") != std::string::npos);
  const json notes = json_of(program.folder() / "past" / "changed" / "manifest.json")["notes"];
  CHECK(notes.dump().find("substances.oxygen.initial") != std::string::npos);
  CHECK(program.run("branch whole --set seed=7 --until '5 h' -o x").code == 2);
  CHECK(program.run("branch whole --set lattice.spacing='10 um' --until '5 h' -o x").code == 4);
  CHECK(program.run("branch whole --at '3 d'").code == 2);
  CHECK(program.run("branch whole --variant nobody --until '5 h'").code == 3);
  CHECK(program.run("branch whole").code == 2);  // its end
  CHECK(program.run("branch nothing").code == 4);
}

TEST_CASE("program: an arm that was stopped goes on like any run") {
  const Program program;
  run_whole(program, "4 h");
  REQUIRE(program.run("branch whole --until '20 h' -q -o arms").code == 0);
  const auto ending = program.run("branch whole --until '20 h' -q -o cut --time-limit 0.3s");
  REQUIRE(ending.code == 75);
  const auto resumed = program.run("resume cut/unchanged -q");
  REQUIRE_MESSAGE(resumed.code == 0, resumed.err);
  check_same(program, "arms/unchanged", "cut/unchanged");
}

TEST_CASE("program: arms that were stopped or not begun go on by the same command") {
  const Program program;
  run_whole(program, "4 h");
  const std::string command = "branch whole --variants --until '20 h' ";
  const auto all = program.run(command + "--json -o arms");
  REQUIRE_MESSAGE(all.code == 0, all.err);
  const auto cut = program.run(command + "--json -o cut --time-limit 0.3s");
  REQUIRE(cut.code == 75);
  const json stopped = json::parse(cut.out);
  REQUIRE(stopped["arms"].size() == 1);
  CHECK(stopped["not_begun"] == json({"untreated", "free", "no_t_cells"}));
  CHECK(
      cut.err.find(
          "Stopped in the arm unchanged; not begun: untreated, free, no_t_cells. The same command goes on") !=
      std::string::npos);
  REQUIRE(program.run(command + "-q -o cut --time-limit 0.3s").code == 75);
  const auto rest = program.run(command + "--json -o cut");
  REQUIRE_MESSAGE(rest.code == 0, rest.err);
  for (const char* arm : {"unchanged", "untreated", "free", "no_t_cells"})
    check_same(program, std::string("arms/") + arm, std::string("cut/") + arm);
  const auto again = program.run(command + "-o cut");  // nothing is left to do
  CHECK(again.code == 0);
  CHECK(again.err.find("Arm untreated is finished") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(program.folder() / "cut/unchanged-2"));
}

TEST_CASE("program: a run whose folder is removed says so, and claims no saved state") {
  const Program program;
  const auto folder = program.folder() / "here";
  const auto ending = program.stop_when(
      "run " + scenario() + "-q -o here --until '90 d'",
      [&] {
        if (test::lines_of(folder / "series.csv").size() < 2) return false;
        std::filesystem::rename(folder, program.folder() / "moved");
        std::filesystem::remove_all(program.folder() / "moved");
        return true;
      },
      0);
  CHECK(ending.code == 74);
  CHECK(ending.err.find("it has been removed or moved while it was written") != std::string::npos);
  CHECK(ending.err.find("saved") == std::string::npos);
  CHECK(ending.err.find("is kept.") == std::string::npos);
}

TEST_CASE("program: two programs do not write in one folder") {
  const Program program;
  const auto folder = program.folder() / "here";
  Program::Ending second;
  const auto once = [&] {
    if (test::lines_of(folder / "series.csv").size() < 2) return false;
    const Program other;
    second = other.run("resume '" + folder.string() + "'");
    return true;
  };
  const auto first = program.stop_when("run " + scenario() + "-q -o here", once, SIGINT);
  CHECK(first.code == 75);
  CHECK(second.code == 4);
  CHECK(second.err.find("another program is running") != std::string::npos);
}

}  // namespace
}  // namespace tilscape

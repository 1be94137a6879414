// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/compare.hpp"

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

/// Frames of the steps 0 to 4, alike but for what is done to those of the second run.
struct Two {
  Two() {
    for (std::uint64_t step = 0; step <= 4; ++step) {
      Frame frame = tiny_frame(step);
      frame.agents[0].id[0] = 10;
      a.push_back(frame);
    }
    b = a;
  }
  Comparison compared() const {
    const auto file = [&](const char* name, const RunHeader& header, const std::vector<Frame>& frames) {
      const std::filesystem::path path = folder.path() / name;
      std::filesystem::remove(path);
      Writer writer(path.string(), header);
      for (const Frame& frame : frames) writer.write(frame);
      writer.close();
      return path.string();
    };
    return compare(file("a", header_a, a), file("b", header_b, b));
  }

  tilscape::test::TemporaryFolder folder;
  RunHeader header_a = tiny_header();
  RunHeader header_b = tiny_header();
  std::vector<Frame> a, b;
};

void check_only(const Comparison& comparison, const Difference& expected) {
  REQUIRE(comparison.recorded.size() == 1);
  const Difference& found = comparison.recorded[0];
  CHECK(found.what == expected.what);
  CHECK(found.place == expected.place);
  CHECK(found.a == expected.a);
  CHECK(found.b == expected.b);
  CHECK(found.count == expected.count);
  CHECK(found.phase == expected.phase);
  CHECK(found.step == expected.step);
}

}  // namespace

TEST_CASE("diff: two files of the same frames are the same, whatever program wrote them") {
  Two two;
  std::get<std::vector<float>>(two.a[2].agents[0].columns[0])[1] = std::numeric_limits<float>::quiet_NaN();
  two.b = two.a;
  two.header_b.program_version = "0.2.0";
  const Comparison comparison = two.compared();
  CHECK(comparison.same());
  CHECK(comparison.frames == 5);
  CHECK(comparison.same_until == 4);
  CHECK(comparison.notes.size() == 1);
}

TEST_CASE("diff: the first value that differs is told with step, phase, column and agent") {
  Two two;
  std::get<std::vector<float>>(two.b[3].agents[0].columns[0])[1] = 2.625F;
  std::get<std::vector<float>>(two.b[3].agents[0].columns[0])[2] = 1.0F;
  std::get<std::vector<float>>(two.b[4].agents[0].columns[0])[0] = 7.0F;
  const Comparison comparison = two.compared();
  check_only(comparison, {"cancer pd_l1", "agent 11 at site 5 (1 1 0)", "2.5", "2.625", 2, "decide", 3});
  CHECK(comparison.same_until == 2);
  CHECK_FALSE(comparison.same());
}

TEST_CASE("diff: agents are found by their ids, wherever they stand in the table") {
  Two two;
  AgentTable& table = two.b[2].agents[0];
  std::swap(table.id[1], table.id[2]);
  std::swap(table.site[1], table.site[2]);
  std::swap(table.state[1], table.state[2]);
  std::visit([](auto& values) { std::swap(values[1], values[2]); }, table.columns[0]);
  std::visit([](auto& values) { std::swap(values[1], values[2]); }, table.columns[1]);
  CHECK(two.compared().same());
  table.site[1] = 10;
  check_only(two.compared(), {"cancer site", "agent 12 at site 11 (3 2 0)", "site 11 (3 2 0)",
                              "site 10 (2 2 0)", 1, "commit", 2});
  table.site[1] = 11;
  table.state[1] = 1;
  check_only(two.compared(),
             {"cancer state", "agent 12 at site 11 (3 2 0)", "alive", "necrotic", 1, "decide or commit", 2});
}

TEST_CASE("diff: what was born or died in one run only is told") {
  Two two;
  two.b[1].agents[1].id[0] = 21;
  const Comparison comparison = two.compared();
  check_only(comparison, {"cd8", "agent 20 at site 5 (1 1 0)", "there", "nothing", 2, "commit", 1});
}

TEST_CASE("diff: a field that differs is told with its site, in the run's lattice") {
  Two two;
  two.header_a.lattice.whole = LatticeInfo::Whole{{10, 20, 0}, {64, 64, 1}};
  two.header_b.lattice.whole = two.header_a.lattice.whole;
  std::get<std::vector<float>>(two.b[2].fields[0].values)[7] = 30.0F;
  check_only(two.compared(), {"oxygen", "site 7 (13 21 0)", "38.5", "30.0", 1, "exchange or diffuse", 2});
}

TEST_CASE("diff: between frames that are steps apart no phase is claimed") {
  Two two;
  two.a.erase(two.a.begin() + 2);
  two.b.erase(two.b.begin() + 2);
  std::get<std::vector<float>>(two.b[2].fields[0].values)[7] = 30.0F;
  check_only(two.compared(), {"oxygen", "site 7 (3 1 0)", "38.5", "30.0", 1, "", 3});
}

TEST_CASE("diff: an event tells the step in which two runs part, also between frames") {
  Two two;
  two.a.erase(two.a.begin() + 1, two.a.begin() + 4);
  two.b = two.a;
  two.a[1].events = {{1, "divide", 0, 3, 30, 10}, {2, "kill", 0, 5, 11, 20}, {4, "die", 0, 5, 12}};
  two.b[1].events = {{1, "divide", 0, 3, 30, 10}, {4, "die", 0, 5, 12}};
  check_only(two.compared(),
             {"event", "", "kill of cancer 11 (20) at site 5 (1 1 0)", "nothing", 1, "commit", 2});
  std::swap(two.a, two.b);
  CHECK(two.compared().recorded.at(0).a == "nothing");
  two.a[1].events = {two.b[1].events[0]};
  two.b[1].events.pop_back();
  CHECK(two.compared().recorded.at(0).step == 2);
}

TEST_CASE("diff: a state that differs in what the frames do not hold is told, and what is seen of it later") {
  Two two;
  for (std::size_t i = 2; i < 5; ++i) two.b[i].state_hash = "ffffffffffffffffffffffffffffffff";
  two.b[4].agents[1].site[0] = 6;
  const Comparison comparison = two.compared();
  REQUIRE(comparison.recorded.size() == 2);
  CHECK(comparison.recorded[0].what == "state not in the frames");
  CHECK(comparison.recorded[0].step == 2);
  CHECK(comparison.recorded[1].what == "cd8 site");
  CHECK(comparison.recorded[1].step == 4);
  CHECK(comparison.recorded[1].phase.empty());
  CHECK(comparison.same_until == 1);
}

TEST_CASE("diff: a frame that only one run has is a difference, unless they were to have others") {
  Two two;
  two.b.pop_back();
  check_only(two.compared(), {"frame", "", "a frame", "nothing", 1, "", 4});
  two.header_a.scenario_text = "outputs.snapshots.every=1 min\n";
  two.header_b.scenario_text = "outputs.snapshots.every=2 min\n";
  const Comparison comparison = two.compared();
  CHECK(comparison.recorded.empty());
  CHECK(comparison.frames == 4);
}

TEST_CASE("diff: what two runs were set up with is told value by value") {
  Two two;
  two.header_b.seed = 8;
  two.header_a.scenario_text = "tilscape scenario 1\nseed=7\ntime.end=10 min\nlattice.capacity=8\n";
  two.header_b.scenario_text = "tilscape scenario 1\nseed=8\ntime.end=20 min\nvessels.radius=8 um\n";
  const Comparison comparison = two.compared();
  std::vector<std::string> told;
  for (const Difference& d : comparison.set_up) told.push_back(d.what + ": " + d.a + " | " + d.b);
  CHECK(told == std::vector<std::string>{"seed: 7 | 8", "lattice.capacity: 8 | nothing",
                                         "time.end: 10 min | 20 min", "vessels.radius: nothing | 8 um"});
  CHECK_FALSE(comparison.same());
  const auto json = nlohmann::json::parse(comparison_json(comparison));
  CHECK(json["schema"] == "tilscape/diff/1");
  CHECK(json["same"] == false);
  CHECK(json["set_up"][0]["what"] == "seed");
  CHECK(comparison_text(comparison).find("time.end: 10 min | 20 min") != std::string::npos);

  two.header_b.lattice.spacing = 40;
  CHECK(two.compared().frames == 0);
}

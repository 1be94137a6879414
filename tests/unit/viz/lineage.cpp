// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/api.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;
using nlohmann::json;

namespace {

/// A run of as many frames, an hour and a step apart, with these events in that of their step.
std::string run_of(const test::TemporaryFolder& folder, const std::vector<snapshot::Event>& events,
                   std::size_t count = 5,
                   const std::string& recorded = "outputs.events=[divide,die,kill,]\n") {
  auto header = test::cube_header(2);
  header.scenario_text = "seed=1\n" + recorded;
  std::vector<snapshot::Frame> frames;
  for (std::uint64_t step = 0; step < count; ++step) {
    frames.push_back(test::full_cube(header, step));
    for (const auto& event : events)
      if (event.step == step) frames.back().events.push_back(event);
  }
  test::write_run(folder.path() / "a.tsnap", header, frames);
  return folder.path() / "a.tsnap";
}

json asked(Api& api, const std::string& id) {
  api.runs().front().wait();
  const Answer answer = api.answer("runs/0/lineage?id=" + id);
  CHECK_MESSAGE(answer.status == 200, answer.body);
  return json::parse(answer.body);
}

std::vector<std::string> ids_of(const json& lineage) {
  std::vector<std::string> ids;
  for (const json& cell : lineage["cells"]) ids.push_back(cell["id"]);
  return ids;
}

}  // namespace

TEST_CASE(
    "lineage: a cell has its ancestors from the founder on, then its descendants by generation, and no "
    "cousins") {
  const test::TemporaryFolder folder;
  Api api({run_of(folder, {{1, "divide", 0, 0, 20, 1},
                           {1, "divide", 0, 0, 21, 1},  // an aunt
                           {2, "divide", 0, 0, 30, 20},
                           {3, "divide", 0, 0, 40, 30},
                           {3, "kill", 0, 0, 20, 1000000},
                           {4, "divide", 0, 0, 50, 40},
                           {4, "divide", 0, 0, 41, 30},
                           {4, "die", 0, 0, 41}})});
  const json lineage = asked(api, "30");
  CHECK(lineage["recorded"] == true);
  CHECK(ids_of(lineage) == std::vector<std::string>{"1", "20", "30", "40", "41", "50"});
  CHECK(lineage["cells"][0] == json({{"id", "1"},
                                     {"parent", nullptr},
                                     {"relation", "ancestor"},
                                     {"type", "cancer"},
                                     {"born_min", nullptr},
                                     {"seen_min", 0},
                                     {"ended_min", nullptr},
                                     {"killed", false},
                                     {"daughters", 2}}));
  CHECK(lineage["cells"][1]["ended_min"] == 180);
  CHECK(lineage["cells"][1]["killed"] == true);
  CHECK(lineage["cells"][2] == json({{"id", "30"},
                                     {"parent", "20"},
                                     {"relation", "self"},
                                     {"type", "cancer"},
                                     {"born_min", 120},
                                     {"seen_min", nullptr},
                                     {"ended_min", nullptr},
                                     {"killed", false},
                                     {"daughters", 2}}));
  CHECK(lineage["cells"][4]["ended_min"] == 240);
  CHECK(lineage["descendants_left_out"] == 0);
  CHECK(ids_of(asked(api, "5")) == std::vector<std::string>{"5"});
}

TEST_CASE("lineage: a cell whose coming was not written has no past before it was first seen") {
  const test::TemporaryFolder folder;
  for (const std::size_t first : {0, 1, 2, 3, 4, 5}) {
    auto header = test::cube_header(2);
    header.scenario_text = "outputs.events=[divide,]\n";
    std::vector<snapshot::Frame> frames;
    for (std::uint64_t step = 0; step < 6; ++step) {
      frames.push_back(test::full_cube(header, step));
      if (step >= first) frames.back().agents[0].id[3] = 77;
    }
    frames[5].events.push_back({5, "divide", 0, 0, 78, 77});
    const std::string path = folder.path() / (std::to_string(first) + ".tsnap");
    test::write_run(path, header, frames);
    Api api({path});
    const json lineage = asked(api, "78");
    CHECK(lineage["cells"][0]["id"] == "77");
    CHECK(lineage["cells"][0]["born_min"] == nullptr);
    CHECK(lineage["cells"][0]["seen_min"] == 60 * static_cast<int>(first));
    CHECK(asked(api, "5")["cells"][0]["seen_min"] == nullptr);  // no event: the page knows its frames
  }
}

TEST_CASE("lineage: of a large tree the nearest are told, and how many are left out") {
  const test::TemporaryFolder folder;
  std::vector<snapshot::Event> events;
  for (std::uint64_t i = 0; i < 20; ++i)
    events.push_back({1, "divide", 0, 0, 101 + i, 100 + i});  // a chain to 120
  for (std::uint64_t i = 0; i < 60; ++i) events.push_back({2, "divide", 0, 0, 200 + i, 120});
  for (std::uint64_t i = 0; i < 7; ++i) events.push_back({3, "divide", 0, 0, 300 + i, 200});
  Api api({run_of(folder, events)});
  const json lineage = asked(api, "120");
  CHECK(lineage["ancestors_left_out"] == 8);
  CHECK(lineage["descendants_left_out"] == 19);
  const auto ids = ids_of(lineage);
  CHECK(ids.size() == 61);
  CHECK(ids.front() == "108");
  CHECK(ids.back() == "247");
}

TEST_CASE("lineage: a run that does not record divisions says so and is not read") {
  const test::TemporaryFolder folder;
  Api api({run_of(folder, {{1, "kill", 0, 0, 1, 1000000}}, 3, "outputs.events=[kill,]\nnote=divide\n")});
  const json lineage = asked(api, "1");
  CHECK(lineage["recorded"] == false);
  CHECK(lineage["births"] == json({"divide"}));
  CHECK(lineage["read"] == 0);
  CHECK(lineage["cells"].empty());
}

TEST_CASE("lineage: a file says itself what begins and ends a life, in whatever words") {
  using Kind = snapshot::EventKindInfo;
  const test::TemporaryFolder folder;
  auto header = test::cube_header(2);
  header.scenario_text = "outputs.events=[divide,]\n";  // is not looked at
  header.event_kinds = {{"bud", "buds", Kind::Life::begins, Kind::Other::parent, true},
                        {"come", "comers", Kind::Life::begins, Kind::Other::nobody, true},
                        {"eat", "meals", Kind::Life::ends, Kind::Other::killer, true},
                        {"divide", "divisions", Kind::Life::goes_on, Kind::Other::nobody, true}};
  std::vector<snapshot::Frame> frames;
  for (std::uint64_t step = 0; step < 4; ++step) frames.push_back(test::full_cube(header, step));
  frames[1].events = {{1, "bud", 0, 0, 20, 1}, {1, "divide", 0, 0, 21, 1}, {1, "come", 0, 0, 22, 1}};
  frames[2].events = {{2, "eat", 0, 0, 20, 1000000}, {2, "unheard of", 0, 0, 1, 20}};
  test::write_run(folder.path() / "a.tsnap", header, frames);
  Api api({folder.path() / "a.tsnap"});
  const json lineage = asked(api, "1");
  CHECK(lineage["recorded"] == true);
  CHECK(lineage["births"] == json({"bud"}));
  CHECK(ids_of(lineage) == std::vector<std::string>{"1", "20"});
  CHECK(lineage["cells"][1]["killed"] == true);
  CHECK(lineage["cells"][1]["ended_min"] == 120);
  CHECK(asked(api, "22")["cells"][0]["born_min"] == 60);

  header.event_kinds[0].written = false;
  test::write_run(folder.path() / "b.tsnap", header, frames);
  Api silent({folder.path() / "b.tsnap"});
  CHECK(asked(silent, "1")["recorded"] == false);
}

TEST_CASE("lineage: a long run is read in parts, and the tree comes with the last of them") {
  const test::TemporaryFolder folder;
  Api api({run_of(folder, {{69, "divide", 0, 0, 20, 1}}, 70)});
  CHECK(asked(api, "1")["read"] == 64);
  const json lineage = asked(api, "1");
  CHECK(lineage["read"] == 70);
  CHECK(ids_of(lineage) == std::vector<std::string>{"1", "20"});
}

TEST_CASE("lineage: a file in which cells descend from themselves ends nevertheless") {
  const test::TemporaryFolder folder;
  Api api(
      {run_of(folder, {{1, "divide", 0, 0, 2, 1}, {2, "divide", 0, 0, 1, 2}, {3, "divide", 0, 0, 3, 3}})});
  CHECK(ids_of(asked(api, "1")) == std::vector<std::string>{"2", "1"});
  CHECK(ids_of(asked(api, "3")) == std::vector<std::string>{"3"});
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/presence.hpp"

#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/api.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

/// A run of frames an hour apart, cancer cells at these sites of a cube of four, T cells at those.
struct Written {
  std::vector<std::uint32_t> cancer, cd8;
  std::size_t frames = 2;
  std::uint32_t side = 4;
};

Api opened(const test::TemporaryFolder& folder, const std::vector<Written>& runs) {
  std::vector<std::string> paths;
  for (const Written& run : runs) {
    const auto header = test::cube_header(run.side);
    std::vector<snapshot::Frame> frames;
    for (std::uint64_t step = 0; step < run.frames; ++step) {
      auto frame = test::full_cube(header, step);
      const auto table = [](std::uint32_t type, const std::vector<std::uint32_t>& sites) {
        snapshot::AgentTable cells{type, {}, sites, std::vector<std::uint8_t>(sites.size(), 0), {}};
        for (std::size_t i = 0; i < sites.size(); ++i) cells.id.push_back(100 * type + i + 1);
        return cells;
      };
      frame.agents = {table(0, run.cancer), table(1, run.cd8)};
      frame.agents[0].columns = {std::vector<float>(run.cancer.size(), 0)};
      if (step > 0 && !run.cancer.empty()) frame.agents[0].state[0] = 1;
      frames.push_back(frame);
    }
    paths.push_back(folder.path() / (std::to_string(paths.size()) + ".tsnap"));
    test::write_run(paths.back(), header, frames);
  }
  return Api(paths);
}

void wait(Api& api) {
  for (Run& run : api.runs()) run.wait();
}

}  // namespace

TEST_CASE("presence: a site counts the runs that hold a cell there, however many cells") {
  const test::TemporaryFolder folder;
  Api api = opened(folder, {{{5, 21}, {5, 5, 5}}, {{5}, {}}, {{6, 22}, {5}}});
  wait(api);
  PresenceChoice choice{.runs = {0, 1, 2}, .time = 60, .type = "cancer", .axis = 2, .layer = 0};
  const Presence cancer = presence_of(api.runs(), choice);
  CHECK(cancer.n == 3);
  CHECK(cancer.time == 60);
  CHECK(cancer.count == std::vector<std::uint8_t>{0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  choice.type = "cd8";
  CHECK(presence_of(api.runs(), choice).count[5] == 2);
  choice.type = "cancer";
  choice.state = "necrotic";
  CHECK(presence_of(api.runs(), choice).count[6] == 1);
  choice.runs = {1, 2};
  CHECK(presence_of(api.runs(), choice).count[5] == 1);
}

TEST_CASE("presence: a layer across each axis has the sites of that layer, as a slice has them") {
  const test::TemporaryFolder folder;
  Api api = opened(folder, {{{1 + 4 * (2 + 4 * 3)}, {}}});
  wait(api);
  for (const std::size_t axis : {0U, 1U, 2U}) {
    PresenceChoice choice{.runs = {0}, .time = 0, .type = "cancer", .axis = axis, .layer = 0};
    for (choice.layer = 0; choice.layer < 4; ++choice.layer) {
      const Presence found = presence_of(api.runs(), choice);
      const bool there = choice.layer == axis + 1;
      const std::size_t place = axis == 0 ? 2 + 4 * 3 : axis == 1 ? 1 + 4 * 3 : 1 + 4 * 2;
      for (std::size_t i = 0; i < 16; ++i) CHECK(found.count[i] == (there && i == place ? 1 : 0));
    }
  }
}

TEST_CASE("presence: a run without a frame of the time is in no count, and n says so") {
  const test::TemporaryFolder folder;
  Api api = opened(folder, {{{5}, {}, 3}, {{5}, {}, 1}});
  wait(api);
  PresenceChoice choice{.runs = {0, 1}, .time = 100, .type = "cancer"};
  const Presence later = presence_of(api.runs(), choice);
  CHECK(later.time == 60);
  CHECK(later.n == 1);
  CHECK(later.count[5] == 1);
  choice.time = -5;
  CHECK(presence_of(api.runs(), choice).n == 2);
}

TEST_CASE("presence: other lattices, kinds, layers and runs that are not there are refused") {
  const test::TemporaryFolder folder;
  Api api = opened(folder, {{{5}, {}}, {{5}, {}, 2, 5}});
  wait(api);
  const PresenceChoice good{.runs = {0}, .time = 0, .type = "cancer"};
  CHECK_NOTHROW(presence_of(api.runs(), good));
  const auto refused = [&](auto change) {
    PresenceChoice choice = good;
    change(choice);
    CHECK_THROWS_AS(presence_of(api.runs(), choice), std::invalid_argument);
  };
  refused([](PresenceChoice& choice) { choice.runs = {0, 1}; });
  refused([](PresenceChoice& choice) { choice.runs = {2}; });
  refused([](PresenceChoice& choice) { choice.runs = {}; });
  refused([](PresenceChoice& choice) { choice.type = "cd4"; });
  refused([](PresenceChoice& choice) { choice.state = "searching"; });
  refused([](PresenceChoice& choice) { choice.layer = 4; });
  refused([](PresenceChoice& choice) { choice.axis = 3; });
  for (const char* target :
       {"presence?runs=0&time=x&type=cancer&axis=2&at=0", "presence?runs=0&time=0&type=cancer&axis=2",
        "presence?time=0&type=cancer&axis=2&at=0"})
    CHECK(api.answer(target).status == 400);
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/manifest.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/summary.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

using namespace tilscape;
using namespace tilscape::scenarios;
using Json = nlohmann::json;

namespace {

Manifest small_manifest() {
  Manifest m;
  m.scenario = "small";
  m.file = "small.yaml";
  m.variant = "plus \"vaccine\"";
  m.scenario_hash = "99aa06d3014798d86001c324468d497f";
  m.seed = 18446744073709551615U;
  m.threads = 2;
  m.started = "2026-01-02T03:04:05Z";
  m.seconds = 432;
  m.steps = 6720;
  m.step_length = 6;
  m.state_hash = "0123456789abcdef0123456789abcdef";
  m.ending = "finished";
  m.peak_memory = 1300000000;
  return m;
}

std::string line_of(const std::string& text, const std::string& beginning) {
  const std::size_t at = text.find("\n" + beginning) + 1;
  return text.substr(at, text.find('\n', at) - at);
}

// Ten days of a tumour that grows and shrinks, and of a count that stays zero.
struct Course {
  test::TemporaryFolder folder;
  double count = 0;
  SeriesRecorder series{
      folder.path() / "series.csv",
      {{"cancer.count", "cells", Role::count, "cancer", [this](const World&) { return count; }},
       {"oxygen.mean", "mmHg", Role::level_mean, "oxygen", [](const World&) { return 38.25; }},
       {"cd8.exits", "cells", Role::total, "cd8", [](const World&) { return 0.0; }},
       {"cancer.pd_l1", "molecules", Role::column_mean, "cancer", [this](const World&) {
          return count < 50000 ? std::numeric_limits<double>::quiet_NaN() : count / 1000;
        }}}};
  Course() {
    const Params params{.lattice = Lattice({.nx = 2, .ny = 2}),
                        .types = {},
                        .substances = {},
                        .processes = {},
                        .site_sets = {}};
    World world{.populations = {},
                .occupancy = Occupancy(4, 0, 8),
                .fields = {},
                .processes = {},
                .totals = {},
                .own_totals = {},
                .events = {}};
    world.step_length = 1440;
    for (const double c :
         {28484.0, 40000.0, 52000.0, 61240.0, 58000.0, 52902.0, 40000.0, 30000.0, 20000.0, 17377.0}) {
      count = c;
      series.record(world, params);
      ++world.step;
    }
  }
};

}  // namespace

TEST_CASE("a manifest: it names what is needed to make the run again") {
  const auto json = Json::parse(manifest_json(small_manifest(), build_info()));
  CHECK(json["schema"] == "tilscape.manifest/1");
  CHECK(json["seed"] == 18446744073709551615U);
  CHECK(json["scenario"]["variant"] == "plus \"vaccine\"");
  CHECK(json["scenario"]["hash"].get<std::string>().size() == 32);
  CHECK(json["state_hash"] == "0123456789abcdef0123456789abcdef");
  CHECK(json["threads"] == 2);
  CHECK(json["ending"] == "finished");
  for (const char* library : {"onetbb", "boost", "yaml-cpp", "protobuf", "zstd", "xxhash", "sleef", "fmt"}) {
    CAPTURE(library);
    REQUIRE(json["libraries"].contains(library));
    CHECK(std::any_of(std::begin(json["libraries"][library].get_ref<const std::string&>()),
                      std::end(json["libraries"][library].get_ref<const std::string&>()),
                      [](char c) { return c >= '0' && c <= '9'; }));
  }
  CHECK(json["build"]["flags"].get<std::string>().find("-ffp-contract=off") != std::string::npos);
  CHECK_FALSE(json["host"].get<std::string>().empty());
}

TEST_CASE("the time: ISO 8601 in UTC") {
  const std::string now = now_utc();
  REQUIRE(now.size() == 20);
  CHECK(now[10] == 'T');
  CHECK(now.back() == 'Z');
  CHECK(now >= "2024");
}

TEST_CASE("the peak of memory: it grows with what is used") {
  const std::uint64_t before = peak_memory();
  const std::vector<char> block(64U << 20, 1);
  CHECK(peak_memory() >= before + (block.size() * static_cast<std::size_t>(block.back())) / 2);
}

TEST_CASE("a summary: a row per number that moved, at the start, between and the end") {
  const Course course;
  const std::string text = summary_text(
      small_manifest(), course.series,
      {{"response", "cancer.count < 20000", 8.5 * 1440}, {"cure", "cancer.count == 0", -1}}, "runs/small-7");
  CHECK(text.find("Finished in 7m12s   6,720 steps   peak memory 1300 MB") == 0);
  CHECK(text.find("day 0       day 3       day 6       day 9") != std::string::npos);
  CHECK(text.find("28,484      61,240      40,000      17,377   ▃▅▇██▇▅▃▁▁") != std::string::npos);
  CHECK(text.find("oxygen.mean [mmHg]") != std::string::npos);
  CHECK(text.find("none       61.24        none        none") != std::string::npos);
  CHECK(text.find("cd8.exits") == std::string::npos);
  CHECK(line_of(text, "  response").ends_with("  day 8.50   (cancer.count < 20000)"));
  CHECK(line_of(text, "  cure").ends_with("  not reached   (cancer.count == 0)"));
  CHECK(text.find("runs/small-7") != std::string::npos);
}

TEST_CASE("a summary: an account is told in a line, and its lines of what has gone are not") {
  const test::TemporaryFolder folder;
  double t = 0;
  SeriesRecorder series(folder.path() / "series.csv",
                        {{"b.x.a", "nmol", Role::stored, "b.x", [&](const World&) { return 3 * t; }},
                         {"b.x.given", "nmol", Role::given, "b.x", [&](const World&) { return 4 * t; }},
                         {"b.x.away", "nmol", Role::gone, "b.x", [&](const World&) { return t; }},
                         {"b.x.rest", "nmol", Role::unaccounted, "b.x", [](const World&) { return 0.0; }}});
  const Params params{.lattice = Lattice({.nx = 2, .ny = 2}),
                      .types = {},
                      .substances = {},
                      .processes = {},
                      .site_sets = {}};
  World world{.populations = {},
              .occupancy = Occupancy(4, 0, 8),
              .fields = {},
              .processes = {},
              .totals = {},
              .own_totals = {},
              .events = {}};
  for (t = 0; t < 4; ++t, ++world.step) series.record(world, params);
  const std::string text = summary_text(small_manifest(), series, {}, "runs/small-7");
  CHECK(line_of(text, "  b.x [nmol]") ==
        "  b.x [nmol]: of 12 given, 75 % in store, 25 % gone, 0 unaccounted");
  CHECK(text.find("b.x.a [nmol]") != std::string::npos);
  CHECK(text.find("b.x.away") == std::string::npos);
}

TEST_CASE("a summary for programs: first, last, least and greatest of each number") {
  const Course course;
  const auto json = Json::parse(
      summary_json(small_manifest(), course.series, {{"cure", "cancer.count == 0", -1}}, "runs/small-7"));
  const auto& count = json["values"]["cancer.count"];
  CHECK(count["unit"] == "cells");
  CHECK(count["first"] == 28484);
  CHECK(count["last"] == 17377);
  CHECK(count["min"] == 17377);
  CHECK(count["max"] == 61240);
  const auto& mean = json["values"]["cancer.pd_l1"];
  CHECK(mean["first"].is_null());
  CHECK(mean["min"] == 52);
  CHECK(mean["max"] == 61.24);
  CHECK(json["endpoints"]["cure"]["reached_d"].is_null());
  CHECK(json["state_hash"] == small_manifest().state_hash);
}

TEST_CASE("a sparkline: the ends of the range are its lowest and highest mark") {
  CHECK(sparkline({0, 7}, 8) == "▁█");
  CHECK(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 8) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline({5, 5, 5}, 8) == "▁▁▁");
  CHECK(sparkline({}, 8).empty());
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(sparkline({0, none, 7, none}, 8) == "▁ █ ");
  CHECK(sparkline({none, none}, 8).empty());
  CHECK(sparkline(std::vector<double>(100, 1.0), 4) == "▁▁▁▁");
}

TEST_CASE("progress: time, share, cells, speed and time left") {
  const ProgressState state{.time = 7 * 1440, .total = 28 * 1440, .elapsed = 180, .what = "58 k cells"};
  CHECK(Progress::text(state, Progress::Style::lines) ==
        "day 7.0/28    25 %   58 k cells   2.33 sim-d/min   9m00s left");
  CHECK(Progress::text(state, Progress::Style::bar) ==
        "day 7.0/28  ██████··················  25 %   58 k cells   2.33 sim-d/min   9m00s left");
  CHECK(Progress::text({.time = 0, .total = 1440, .elapsed = 0, .what = ""}, Progress::Style::lines)
            .find("left") == std::string::npos);
}

TEST_CASE("durations and counts: as people write them") {
  CHECK(duration(0.84) == "0.8 s");
  CHECK(duration(42.4) == "42 s");
  CHECK(duration(432) == "7m12s");
  CHECK(duration(11100) == "3h05m");
  CHECK(thousands(0) == "0");
  CHECK(thousands(999) == "999");
  CHECK(thousands(28484) == "28,484");
  CHECK(thousands(-1234567) == "-1,234,567");
}

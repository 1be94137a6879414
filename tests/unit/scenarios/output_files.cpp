// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/output/series.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/world.hpp"

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <limits>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::scenarios;
using tilscape::test::TemporaryFolder;
using tilscape::test::text_of;

namespace {

// A limit on the size of files, for as long as it lives: the cheapest disk that is full.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_ = {};
  void (*handler_)(int);
};

const Params& no_params() {
  static const Params params{.lattice = Lattice({.nx = 2, .ny = 2}),
                             .types = {},
                             .substances = {},
                             .processes = {},
                             .site_sets = {}};
  return params;
}

World world_at(std::uint64_t step) {
  World world{.populations = {},
              .occupancy = Occupancy(4, 0, 8),
              .fields = {},
              .processes = {},
              .totals = {},
              .own_totals = {},
              .events = {}};
  world.step = step;
  world.step_length = 60;
  return world;
}

}  // namespace

TEST_CASE("a run folder: a second run of the same name gets a number, nothing is overwritten") {
  const TemporaryFolder temporary;
  const auto parent = temporary.path() / "runs";
  CHECK(RunFolder::next(parent, "a-7").path() == parent / "a-7");
  CHECK(RunFolder::next(parent, "a-7").path() == parent / "a-7-2");
  CHECK(RunFolder::next(parent, "a-7").path() == parent / "a-7-3");
}

TEST_CASE("a run folder: one that was asked for by name must be empty") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "deep" / "here";
  RunFolder::exactly(path).write("manifest.json", "{}");
  CHECK_THROWS_AS(RunFolder::exactly(path), FolderTaken);
  CHECK(text_of(path / "manifest.json") == "{}");
  CHECK_THROWS_AS(RunFolder::exactly(path / "manifest.json"), snapshot::WriteError);
}

TEST_CASE("a run folder: a small file is replaced whole, or stays as it was") {
  const TemporaryFolder temporary;
  const RunFolder folder = RunFolder::exactly(temporary.path() / "run");
  folder.write("summary.json", "old");
  {
    const SizeLimit full(1000);
    CHECK_THROWS_WITH_AS(folder.write("summary.json", std::string(5000, 'x')),
                         doctest::Contains("File too large"), snapshot::WriteError);
  }
  CHECK(text_of(folder.file("summary.json")) == "old");
  folder.write("summary.json", "new");
  CHECK(text_of(folder.file("summary.json")) == "new");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files += entry.exists() ? 1 : 0;
  CHECK(files == 1);
}

TEST_CASE("a run folder: names become names that any file system takes") {
  CHECK(folder_name("anti-pd1_2.0") == "anti-pd1_2.0");
  CHECK(folder_name("a b/c:d") == "a-b-c-d");
  CHECK(folder_name("../up").find('/') == std::string::npos);
  CHECK(folder_name("..").front() != '.');
  CHECK_FALSE(folder_name("").empty());
}

TEST_CASE("series: units stand in the header and numbers read back to the same bits") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "series.csv";
  const std::vector<double> values = {
      3, 0.1, 1.0 / 3, 1e-300, 6.02214076e23, -0.0, std::numeric_limits<double>::denorm_min()};
  std::size_t at = 0;
  SeriesRecorder series(
      path, {{"cancer.count", "cells", Role::count, "cancer", [&](const World&) { return values[at]; }},
             {"immune", "", Role::amount, "immune", [](const World&) { return 2.5; }}});
  for (at = 0; at < values.size(); ++at) series.record(world_at(at * 12), no_params());
  series.close();
  const auto lines = test::lines_of(path);
  REQUIRE(lines.size() == values.size() + 1);
  CHECK(lines[0] == "time [d],cancer.count [cells],immune");
  CHECK(lines[1] == "0,3,2.5");
  CHECK(lines[2] == "0.5,0.1,2.5");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& line = lines[i + 1];
    const auto first = line.find(',') + 1;
    CHECK(std::strtod(line.substr(first, line.find(',', first) - first).c_str(), nullptr) == values[i]);
  }
  CHECK(series.rows().size() == values.size());
  CHECK(series.column("immune") == 1);
  CHECK(series.column("nothing") == -1);
}

TEST_CASE("series: a row is in the file as soon as it is recorded, and a locale changes nothing") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "series.csv";
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* comma : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"})
    if (std::setlocale(LC_ALL, comma) != nullptr) break;
  SeriesRecorder series(path, {{"x", "nM", Role::amount, "x", [](const World&) { return 1234567.25; }}});
  series.record(world_at(12), no_params());
  CHECK(text_of(path) == "time [d],x [nM]\n0.5,1234567.25\n");
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("series: a file that exists is not overwritten, a full disk is told") {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "series.csv";
  SeriesRecorder series(path, {{"x", "", Role::amount, "x", [](const World&) { return 1.0; }}});
  CHECK_THROWS_AS(SeriesRecorder(path, {}), snapshot::WriteError);
  const SizeLimit full(20);
  const auto fill = [&] {
    for (std::uint64_t step = 0; step < 20; ++step) series.record(world_at(step), no_params());
  };
  CHECK_THROWS_WITH_AS(fill(), doctest::Contains("series.csv: cannot write (File too large)"),
                       snapshot::WriteError);
}

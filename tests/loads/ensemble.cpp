// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Ensembles at the sizes that are promised: what is lost, what is doubled, what the pool and the files cost.
#include "engine/base/random.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/ensemble/unit.hpp"
#include "tests/support/program.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/studies.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/resource.h>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Processor time of the children that have ended [s].
double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}
template <class Work>
double processor_seconds_of_children(const Work& work) {
  const double before = children_seconds();
  work();
  return children_seconds() - before;
}

std::string long_study(const std::string& ensemble, double days) {
  return tiny_study(fmt::format("{}, vary: {{ time.end: [{:.0f} d] }}, every: 100 d", ensemble, days));
}

/// How long a tiny run has to be for it to take these seconds of a processor here.
double days_of_a_run(double seconds) {
  constexpr double tried = 500;
  const TemporaryFolder folder;
  const Plan plan = plan_of(written(folder.path(), long_study("replicates: 1", tried)));
  return std::ceil(tried * seconds / processor_seconds([&] { (void)UnitRunner(plan, language()).run(0); }));
}

/// Two processes that make so many runs each, and nothing else: processor time of the runs [s].
double bare_runs(const Plan& plan, std::size_t first, std::size_t each) {
  std::array<pid_t, 2> processes{};
  std::array<int, 2> answer{};
  REQUIRE(::pipe(answer.data()) == 0);
  for (std::size_t p = 0; p < processes.size(); ++p) {
    processes[p] = ::fork();
    if (processes[p] != 0) continue;
    UnitRunner runner(plan, language());
    (void)runner.build(first);  // what is read and checked once is no part of a run
    const double seconds = processor_seconds([&] {
      for (std::size_t u = 0; u < each; ++u) (void)runner.run(first + p * each + u);
    });
    ::_exit(::write(answer[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
  }
  double sum = 0;
  for (const pid_t process : processes) {
    int status = 0;
    double seconds = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    REQUIRE(status == 0);
    REQUIRE(::read(answer[0], &seconds, sizeof seconds) == sizeof seconds);
    sum += seconds;
  }
  for (const int end : answer) ::close(end);
  return sum;
}

/// The largest memory of this process, or of a child [bytes].
double peak_bytes(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

std::size_t files_in(const fs::path& study) {
  return static_cast<std::size_t>(
      std::distance(fs::recursive_directory_iterator(study), fs::recursive_directory_iterator()));
}

/// Processes of a study: its pool, or its workers.
std::vector<int> processes(const fs::path& study, const std::string& word) {
  std::vector<int> out;
  for (const auto& e : fs::directory_iterator("/proc")) {
    const std::string name = e.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::string line = text_of(e.path() / "cmdline");
    std::replace(line.begin(), line.end(), '\0', ' ');
    if (line.find(" ensemble " + word) != std::string::npos && line.find(study.string()) != std::string::npos)
      out.push_back(std::stoi(name));
  }
  return out;
}

}  // namespace

TEST_CASE("load: of 1,000 runs on two cores none is lost, none doubled, and the pool takes at most 5 %" *
          doctest::test_suite("slow")) {
  const test::Program program;
  const fs::path study = program.folder() / "study";
  const double days = days_of_a_run(0.8);
  written(program.folder(), long_study("replicates: 1000", days));
  CHECK(program.run("ensemble plan tiny.yaml -o study --block-size 100").code == 0);
  const Plan plan = read_plan(study);
  double bare = 0;
  double pooled = 0;
  double elapsed = 0;
  // Bare runs between the blocks, so that what else the machine does counts for both.
  for (std::size_t block = 0; block < plan.blocks(); ++block) {
    bare += bare_runs(plan, block * plan.block, 10);
    const auto start = Clock::now();
    const std::string exec = fmt::format("ensemble exec study --block {} --jobs 2 --quiet", block);
    pooled += processor_seconds_of_children([&] { CHECK(program.run(exec).code == 0); });
    elapsed += seconds_since(start);
  }
  const ShardIndex index(plan, study);
  CHECK(index.present_count() == 1000);
  CHECK(index.duplicate_count() == 0);
  double working = 0;
  for (std::size_t u = 0; u < plan.size(); ++u) working += index.read(u).seconds;
  const double of_a_run = bare / 200;
  const double processor = pooled / 1000 / of_a_run - 1;
  const double waiting = 2 * elapsed / working - 1;
  MESSAGE("runs of " << of_a_run << " s; the pool takes " << 100 * processor << " % more processor time, "
                     << 100 * waiting << " % of the time its workers have no run");
  CHECK(of_a_run >= 0.5);
  CHECK(processor <= 0.05);
  CHECK(waiting <= 0.05);
}

TEST_CASE("load: twenty kills of workers and pools lose nothing and double nothing" *
          doctest::test_suite("slow")) {
  const test::Program program;
  const std::string file =
      written(program.folder(), tiny_study("replicates: 1000, vary: { time.end: [30 d] }"));
  const fs::path study = program.folder() / "study";
  CHECK(program.run("ensemble plan tiny.yaml -o study").code == 0);
  const Draws draws(6, 0);
  std::uint64_t kills = 0;
  const auto pool_to_kill = [&] {  // kills a worker a few times, then says that it is the pool's turn
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + draws.of(test::stream).below(400, kills)));
    const std::vector<int> workers = processes(study, "worker");
    if (workers.empty()) return false;
    if (++kills % 4 == 0) return true;
    ::kill(workers[draws.of(test::stream).below(static_cast<std::uint32_t>(workers.size()), kills, 1)],
           SIGKILL);
    return false;
  };
  while (kills < 20 && status_of(read_plan(study), ShardIndex(read_plan(study), study)).missing > 0)
    program.stop_when("ensemble run '" + study.string() + "' --jobs 2 --quiet", pool_to_kill, SIGKILL);
  CHECK(kills == 20);
  const auto end = program.run("ensemble run '" + study.string() + "' --jobs 2 --json");
  CHECK(end.code == 0);
  const auto json = nlohmann::json::parse(end.out);
  CHECK(json["present"] == 1000);
  CHECK(json["duplicates"].get<std::size_t>() <= kills * 2);  // made again
  std::set<std::string> runs;
  const std::vector<std::string> rows = lines_of(study / "results.csv");
  for (const std::string& row : rows) runs.insert(row.substr(0, row.find(',')));
  CHECK(rows.size() == 1001);
  CHECK(runs.size() == 1001);  // and counted once
}

TEST_CASE("load: 10,000 runs of nothing take at most a minute on two cores, few files and little memory" *
          doctest::test_suite("slow")) {
  const test::Program program;
  written(program.folder(), tiny_study("replicates: 10000, vary: { time.end: [10 min] }"));
  const double seconds = processor_seconds_of_children([&] {
                           CHECK(program.run("ensemble run tiny.yaml -o study --jobs 2 --quiet").code == 0);
                         }) /
                         2;  // on two cores with nobody else
  MESSAGE("seconds on two cores: " << seconds << ", MB: " << peak_bytes(RUSAGE_CHILDREN) / 1e6);
  CHECK(seconds <= 60);
  CHECK(peak_bytes(RUSAGE_CHILDREN) <= 100e6);
  CHECK(files_in(program.folder() / "study") <= 200);
  CHECK(lines_of(program.folder() / "study/results.csv").size() == 10001);
}

TEST_CASE("load: a million runs are planned in 20 s, collected in 120 s, in 2 GB" *
          doctest::test_suite("slow")) {
  const TemporaryFolder folder;
  const std::string file = written(
      folder.path(), tiny_study("replicates: 10, vary: { rate: { range: [1 1/d, 2 1/d], points: 1000 }, "
                                "agents.cancer.divide.every: { range: [1 h, 2 h], points: 100 } }"));
  Plan plan;
  const double planning = processor_seconds([&] {
    plan = plan_of(file);
    write_plan(plan, folder.path());
  });
  REQUIRE(plan.size() == 1'000'000);
  MESSAGE("plan: " << planning << " s");
  CHECK(planning <= 20);
  for (std::size_t begin = 0; begin < plan.size(); begin += 100'000) {
    ShardWriter shard(folder.path(), "block");
    for (std::size_t u = begin; u < begin + 100'000; ++u)
      shard.put({.unit = u,
                 .key = plan.keys[u],
                 .seed = plan.unit(u).seed,
                 .steps = 1,
                 .end = 10,
                 .state_hash = "00112233445566778899aabbccddeeff",
                 .columns = {{"cancer.count"}, {"cells"}, {"gone"}, {"cancer.count < 1"}},
                 .times = {0, 10},
                 .values = {20, static_cast<double>(u % 97)},
                 .reached = {-1}});
    shard.finish();
  }
  StudyStatus status;
  const double collecting = processor_seconds([&] {
    const Plan read = read_plan(folder.path());
    const ShardIndex index(read, folder.path());
    status = status_of(read, index);
    collect(read, index, folder.path());
  });
  MESSAGE("status and collect: " << collecting << " s, MB: " << peak_bytes(RUSAGE_SELF) / 1e6);
  CHECK(status.present == 1'000'000);
  CHECK(status.missing == 0);
  CHECK(collecting <= 120);
  CHECK(peak_bytes(RUSAGE_SELF) <= 2e9);
}

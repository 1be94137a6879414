// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The pool with workers of a few lines of shell, which do what a worker can do wrong.
#include "engine/base/error.hpp"
#include "scenarios/ensemble/pool.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <csignal>
#include <doctest/doctest.h>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

/// A worker that notes each unit in a file and does `before` first, with the number in $2 of the line.
PoolOptions workers(const std::filesystem::path& log, const std::string& before, std::size_t jobs = 2) {
  return {.command = {"/bin/sh", "-c",
                      "while read -r a b; do if [ \"$a\" = probe ]; then echo probed 1000; continue; fi; " +
                          before + "; echo \"$a\" >>'" + log.string() + "'; echo \"done $a 1000\"; done"},
          .jobs = jobs};
}

std::vector<std::size_t> first(std::size_t n) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(i);
  return out;
}

std::vector<std::string> sorted_lines(const std::filesystem::path& log) {
  auto lines = test::lines_of(log);
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE("pool: every unit is done once") {
  const test::TemporaryFolder folder;
  const PoolOutcome outcome = run_pool(first(50), {}, workers(folder.path() / "log", "true", 3), {});
  CHECK(outcome.ending == PoolEnding::finished);
  CHECK(outcome.state.done == 50);
  auto lines = sorted_lines(folder.path() / "log");
  CHECK(lines.size() == 50);
  CHECK(std::unique(lines.begin(), lines.end()) == lines.end());
}

TEST_CASE(
    "pool: a unit that kills its worker costs the others nothing, and is given up after three attempts") {
  const test::TemporaryFolder folder;
  std::vector<std::string> reasons;
  const PoolEvents events{.failed = [&](std::size_t unit, const std::string& reason) {
    CHECK(unit == 17);
    reasons.push_back(reason);
  }};
  const PoolOutcome outcome =
      run_pool(first(30), {}, workers(folder.path() / "log", "[ \"$a\" != 17 ] || kill -SEGV $$"), events);
  CHECK(outcome.ending == PoolEnding::finished);
  CHECK(outcome.state.done == 29);
  CHECK(outcome.state.given_up == 1);
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0] == "the worker was killed by signal 11 (Segmentation fault)");
}

TEST_CASE("pool: a worker that says why a unit failed goes on, earlier attempts count") {
  const test::TemporaryFolder folder;
  std::vector<std::string> reasons;
  const PoolEvents events{
      .failed = [&](std::size_t, const std::string& reason) { reasons.push_back(reason); }};
  const PoolOutcome outcome =
      run_pool(first(5), {{2, 1}},
               workers(folder.path() / "log",
                       "if [ \"$a\" = 2 ]; then echo \"failed $a no cells at all\"; continue; fi"),
               events);
  CHECK(outcome.state.done == 4);
  CHECK(reasons == std::vector<std::string>{"no cells at all", "no cells at all"});
}

TEST_CASE("pool: no more workers run at once than memory holds") {
  const test::TemporaryFolder folder;
  PoolOptions options = workers(folder.path() / "log", "sleep 0.02", 8);
  options.memory = 2500;  // a worker says that it takes 1000
  std::size_t most = 0;
  const PoolEvents events{.tick = [&](const PoolState& state) { most = std::max(most, state.running); }};
  CHECK(run_pool(first(20), {}, options, events).state.done == 20);
  CHECK(most == 2);
}

TEST_CASE(
    "pool: a worker that cannot write ends the pool, and so does the first unit given up when asked for") {
  const test::TemporaryFolder folder;
  CHECK(run_pool(first(9), {}, workers(folder.path() / "log", "[ \"$a\" != 3 ] || exit 74", 1), {}).ending ==
        PoolEnding::cannot_write);
  PoolOptions options = workers(folder.path() / "log", "[ \"$a\" -lt 3 ] || exit 1", 1);
  options.on_error = PoolOptions::OnError::stop;
  const PoolOutcome outcome = run_pool(first(100), {}, options, {});
  CHECK(outcome.ending == PoolEnding::stopped);
  CHECK(outcome.state.given_up == 1);
}

TEST_CASE("pool: workers that do not even start are told, not tried for ever") {
  PoolOptions options{.command = {"/no/such/program"}, .jobs = 2};
  CHECK_THROWS_AS(run_pool(first(9), {}, options, {}), InputError);
}

TEST_CASE("pool: when asked to stop it ends at once and leaves no worker behind") {
  const test::TemporaryFolder folder;
  const std::string mark = (folder.path() / "pid").string();
  int looks = 0;
  const PoolEvents events{.stop = [&] { return ++looks > 3; }};
  const PoolOutcome outcome = run_pool(
      first(9), {}, workers(folder.path() / "log", "echo $$ >>'" + mark + "'; exec sleep 60", 2), events);
  CHECK(outcome.ending == PoolEnding::stopped);
  for (const std::string& pid : test::lines_of(mark)) CHECK(::kill(std::stoi(pid), 0) != 0);
}

TEST_CASE("pool: a worker that stands still is ended at the limit, its unit tried again and given up") {
  const test::TemporaryFolder folder;
  std::vector<std::string> reasons;
  const PoolEvents events{.failed = [&](std::size_t unit, const std::string& reason) {
    CHECK(unit == 3);
    reasons.push_back(reason);
  }};
  PoolOptions options = workers(folder.path() / "log", "[ \"$a\" != 3 ] || exec sleep 60");
  options.limit = 0.3;
  const PoolOutcome outcome = run_pool(first(9), {}, options, events);
  CHECK(outcome.ending == PoolEnding::finished);
  CHECK(outcome.state.done == 8);
  CHECK(outcome.state.given_up == 1);
  CHECK(reasons == std::vector<std::string>(3, "it took longer than the limit of 0.3 s"));
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/reader.hpp"
#include "proto/writer.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <array>
#include <csignal>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

RunHeader large_header() {
  RunHeader header = tiny_header();
  header.lattice.nz = 10;
  header.substances.clear();
  return header;
}

Frame large_frame(std::uint64_t step) {
  Frame frame = tiny_frame(step);
  frame.fields.clear();
  AgentTable& cd8 = frame.agents[1];
  auto& mother = std::get<std::vector<std::uint64_t>>(cd8.columns[0]);
  for (std::uint64_t i = 0; i < 20000; ++i) {
    cd8.id.push_back((i * 0x9e3779b97f4a7c15U) ^ step);
    cd8.site.push_back(static_cast<std::uint32_t>(i % 12));
    cd8.state.push_back(0);
    mother.push_back(i * step * 0xbf58476d1ce4e5b9U);
  }
  return frame;
}

// Goes on with the file (or begins it) and says a byte for each frame that was acknowledged, until killed.
[[noreturn]] void write_until_killed(const std::string& path, int acknowledge) {
  Writer writer = std::filesystem::exists(path) ? Writer::append(path, ~std::uint64_t{0}, {})
                                                : Writer(path, large_header());
  std::uint64_t step = Reader(path).frames().size();
  for (;;) {
    writer.write(large_frame(++step));
    if (::write(acknowledge, "a", 1) != 1) ::_exit(1);
  }
}

}  // namespace

TEST_CASE("a writer: killed at any moment, it leaves every acknowledged frame, and goes on from there" *
          doctest::test_suite("slow")) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("tilscape_kill_" + std::to_string(::getpid()) + ".tsnap"))
          .string();
  std::filesystem::remove(path);
  std::size_t acknowledged = 0;
  std::size_t torn = 0;
  for (int round = 0; round < 60; ++round) {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) write_until_killed(path, pipe[1]);
    ::close(pipe[1]);
    char byte = 0;
    REQUIRE(::read(pipe[0], &byte, 1) == 1);  // the first frame of this round
    ::usleep(static_cast<useconds_t>(round * 137 % 5000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    do {
      ++acknowledged;
    } while (::read(pipe[0], &byte, 1) == 1);
    ::close(pipe[0]);

    const Reader reader(path, {Reader::Open::scan, 1U << 30});
    REQUIRE(reader.frames().size() >= acknowledged);
    REQUIRE(reader.frames().size() <= acknowledged + 1);
    const std::size_t last = reader.frames().size() - 1;
    REQUIRE(reader.read(last).agents.at(1).id == large_frame(last + 1).agents[1].id);
    acknowledged = reader.frames().size();
    torn += reader.damage() ? 1 : 0;
  }
  MESSAGE("60 kills, " << acknowledged << " frames, " << torn << " torn tails");
  std::filesystem::remove(path);
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "proto/whole_file.hpp"
#include "proto/writer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <cerrno>
#include <cstring>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

struct TemporaryFile {
  std::string path =
      (std::filesystem::temp_directory_path() / ("tilscape_writing_" + std::to_string(::getpid()) + ".tsnap"))
          .string();
  TemporaryFile() { std::filesystem::remove(path); }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

Bytes contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Writes two frames; returns how many were acknowledged before the fault stopped the writer.
std::size_t write_two(MemorySink::Store& store, MemorySink::Fault fault, std::size_t k, int error,
                      bool& failed) {
  std::size_t acknowledged = 0;
  failed = false;
  try {
    Writer writer(std::make_unique<MemorySink>(store, fault, k, error), "disk/run.tsnap", tiny_header(), {});
    writer.write(tiny_frame(1));
    ++acknowledged;
    writer.write(tiny_frame(2));
    ++acknowledged;
    writer.close();
  } catch (const WriteError& problem) {
    failed = true;
    REQUIRE(std::string(problem.what()).starts_with("disk/run.tsnap: cannot "));
    REQUIRE(std::string(problem.what()).find(std::strerror(error)) != std::string::npos);
  }
  return acknowledged;
}

}  // namespace

TEST_CASE("a writer: whichever call fails, acknowledged frames are kept and the error is told") {
  MemorySink::Store clean;
  bool failed = false;
  write_two(clean, MemorySink::Fault::none, 0, 0, failed);
  REQUIRE_FALSE(failed);
  REQUIRE(clean.calls > 15);
  for (const int error : {ENOSPC, EIO, EDQUOT, EFBIG}) {
    for (std::size_t k = 1; k <= clean.calls; ++k) {
      CAPTURE(k);
      MemorySink::Store store;
      const std::size_t acknowledged = write_two(store, MemorySink::Fault::error, k, error, failed);
      REQUIRE(failed);
      if (store.synced == 0) continue;  // not even the header: nothing was promised
      const Reader reader(open_memory(store.bytes), "memory", {});
      REQUIRE(reader.frames().size() >= acknowledged);
      for (std::size_t i = 0; i < reader.frames().size(); ++i) REQUIRE(reader.read(i).step == i + 1);
    }
  }
}

TEST_CASE("a writer: short and interrupted writes change no byte") {
  MemorySink::Store clean;
  bool failed = false;
  write_two(clean, MemorySink::Fault::none, 0, 0, failed);
  for (const auto fault : {MemorySink::Fault::part, MemorySink::Fault::interrupted}) {
    for (std::size_t k = 1; k <= clean.calls; ++k) {
      MemorySink::Store store;
      REQUIRE(write_two(store, fault, k, 0, failed) == 2);
      REQUIRE_FALSE(failed);
      REQUIRE(store.bytes == clean.bytes);
    }
  }
}

TEST_CASE("a writer: after a failure it stays failed") {
  MemorySink::Store store;
  Writer writer(std::make_unique<MemorySink>(store, MemorySink::Fault::error, 4), "memory", tiny_header(),
                {});
  CHECK_THROWS_AS(writer.write(tiny_frame(1)), WriteError);
  const std::size_t calls = store.calls;
  CHECK_THROWS_AS(writer.write(tiny_frame(2)), WriteError);
  CHECK_THROWS_AS(writer.flush(), WriteError);
  CHECK_THROWS_AS(writer.close(), WriteError);
  CHECK(store.calls == calls);
}

TEST_CASE("a writer: a file that exists is not overwritten") {
  const TemporaryFile file;
  { Writer(file.path, tiny_header()).close(); }
  const Bytes before = contents(file.path);
  CHECK_THROWS_WITH_AS(Writer(file.path, tiny_header()), doctest::Contains("File exists"), WriteError);
  CHECK(contents(file.path) == before);
}

TEST_CASE("a writer: a full device is a WriteError that names it") {
  CHECK_THROWS_WITH_AS(Writer(continue_file("/dev/full", 0), "/dev/full", tiny_header(), {}),
                       doctest::Contains("/dev/full: cannot write: No space left on device"), WriteError);
}

TEST_CASE("a whole file: what a killed writer has left goes, what is being written stays") {
  const tilscape::test::TemporaryFolder folder;
  const auto put = [&](const char* name) { std::ofstream(folder.path() / name) << "half"; };
  put("report.html.0123456789abcdef.part");
  put("notes.part");               // somebody's own
  put("a.0123456789abcdeg.part");  // no such number
  WholeFile whole((folder.path() / "report.html").string());
  remove_leftovers(folder.path());
  remove_leftovers(folder.path() / "nothing");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "report.html.0123456789abcdef.part"));
  CHECK(std::filesystem::exists(folder.path() / "notes.part"));
  CHECK(std::filesystem::exists(folder.path() / "a.0123456789abcdeg.part"));
  CHECK(std::filesystem::exists(whole.beside()));
  whole.commit();
  CHECK(std::filesystem::exists(folder.path() / "report.html"));
}

TEST_CASE("a writer: going on after a torn tail gives the bytes of a run that never stopped") {
  const Bytes straight = written(tiny_header(), {tiny_frame(1), tiny_frame(2), tiny_frame(3)});
  const Bytes two = written(tiny_header(), {tiny_frame(1), tiny_frame(2)});
  const TemporaryFile file;
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{45}}) {
    {
      std::ofstream out(file.path, std::ios::binary | std::ios::trunc);
      out.write(reinterpret_cast<const char*>(two.data()), static_cast<std::streamsize>(two.size() - cut));
      if (cut == 45) out << "garbage";
    }
    Writer writer = Writer::append(file.path, 2, {});
    writer.write(tiny_frame(3));
    writer.close();
    CHECK(contents(file.path) == straight);
  }
}

TEST_CASE("a writer: going on from an earlier step cuts the frames that will be written again") {
  const Bytes straight = written(tiny_header(), {tiny_frame(1), tiny_frame(2), tiny_frame(3)});
  const TemporaryFile file;
  {
    Writer writer(file.path, tiny_header());
    for (const std::uint64_t step : {1, 2, 3, 4}) writer.write(tiny_frame(step));
    writer.close();
  }
  Writer writer = Writer::append(file.path, 1, {});
  writer.write(tiny_frame(2));
  writer.write(tiny_frame(3));
  writer.close();
  CHECK(contents(file.path) == straight);
}

TEST_CASE("a reader: it follows a file that is still being written") {
  const TemporaryFile file;
  Writer writer(file.path, tiny_header());
  Reader reader(file.path);
  CHECK(reader.frames().empty());
  CHECK_FALSE(reader.refresh());
  writer.write(tiny_frame(1));
  CHECK(reader.refresh());
  CHECK_FALSE(reader.finished());
  writer.write(tiny_frame(2));
  writer.close();
  CHECK(reader.refresh());
  CHECK(reader.frames().size() == 2);
  CHECK(reader.finished());
  CHECK(reader.read(1).step == 2);
}

TEST_CASE("a reader: it forgets what is cut off when a run goes on from an earlier state, and reads on") {
  const TemporaryFile file;
  Frame events = empty_frame(2);
  events.events = tiny_frame(2).events;
  events.events_only = true;
  {
    Writer broken_off(file.path, tiny_header());
    broken_off.write(tiny_frame(1));
    broken_off.write(events);
    broken_off.write(tiny_frame(3));
  }
  Reader reader(file.path);
  CHECK(reader.frames().size() == 2);
  Writer writer = Writer::append(file.path, 1, {});
  CHECK_FALSE(reader.refresh());
  CHECK(reader.frames().size() == 1);
  CHECK(reader.event_frames().empty());
  CHECK_FALSE(reader.damage());
  for (const std::uint64_t step : {2, 3}) writer.write(tiny_frame(step));
  CHECK(reader.refresh());
  CHECK(reader.frames().size() == 3);
  CHECK(reader.read(1).step == 2);
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Frames that only bring events, and files that hold a box of the run's lattice.
#include "proto/detail/messages.hpp"
#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "proto/record.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

Frame frame_of_events(std::uint64_t step) {
  Frame frame;
  frame.step = step;
  frame.time = static_cast<double>(step) * 0.5;
  frame.events.push_back({step - 1, "divide", 0, 4, 100 + step, 11});
  frame.events.push_back({step, "kill", 0, 5, 11, 20});
  frame.events_only = true;
  return frame;
}

std::vector<std::uint64_t> steps_of(const std::vector<Event>& events) {
  std::vector<std::uint64_t> steps;
  for (const Event& event : events) steps.push_back(event.step);
  return steps;
}

const std::vector<Frame> mixed = {tiny_frame(1), frame_of_events(3), frame_of_events(5), tiny_frame(5),
                                  frame_of_events(8)};

}  // namespace

TEST_CASE("a snapshot file: events written alone come with the next frame") {
  for (const bool closed : {true, false}) {
    const Reader reader(open_memory(written(tiny_header(), mixed, closed)), "memory", {});
    CHECK(reader.finished() == closed);
    REQUIRE(reader.frames().size() == 2);
    CHECK(reader.event_frames().size() == 3);
    CHECK(steps_of(reader.read(0).events) == std::vector<std::uint64_t>{1});
    const Frame second = reader.read(1);
    CHECK(steps_of(second.events) == std::vector<std::uint64_t>{2, 3, 4, 5, 5});
    CHECK(second.events[0].kind == "divide");
    CHECK(second.events[0].agent == 103);
    CHECK(second.events[0].other == 11);
    CHECK(second.agents[0].id.size() == 3);
    const std::vector<Event> alone = reader.events(1);
    CHECK(steps_of(alone) == steps_of(second.events));
    CHECK(alone[0].agent == 103);
    CHECK(steps_of(reader.events(0)) == std::vector<std::uint64_t>{1});
    CHECK(steps_of(reader.last_events()) == std::vector<std::uint64_t>{7, 8});
  }
}

TEST_CASE("a snapshot file: the budget of a frame counts the events that come with it") {
  const Bytes alone = written(tiny_header(), {tiny_frame(5)});
  const Bytes with_others = written(tiny_header(), mixed);
  const auto reads = [](const Bytes& bytes, std::uint64_t budget) {
    const Reader reader(open_memory(bytes), "memory", {Reader::Open::indexed, budget});
    try {
      static_cast<void>(reader.read(reader.frames().size() - 1));
      return true;
    } catch (const ReadError&) {
      return false;
    }
  };
  std::uint64_t budget = 0;
  while (!reads(alone, budget)) ++budget;
  CHECK_FALSE(reads(with_others, budget));
  CHECK(reads(with_others, 3 * budget));
}

TEST_CASE("a writer: a frame of events holds nothing else and comes after the frame before") {
  MemorySink::Store store;
  Writer writer(std::make_unique<MemorySink>(store), "memory", tiny_header(), {});
  Frame wrong = tiny_frame(1);
  wrong.events_only = true;
  CHECK_THROWS_AS(writer.write(wrong), std::invalid_argument);
  writer.write(frame_of_events(4));
  CHECK_THROWS_AS(writer.write(frame_of_events(4)), std::invalid_argument);
  CHECK_THROWS_AS(writer.write(tiny_frame(3)), std::invalid_argument);
  writer.write(tiny_frame(4));
  CHECK_THROWS_AS(writer.write(frame_of_events(4)), std::invalid_argument);
  CHECK_THROWS_AS(writer.write(tiny_frame(4)), std::invalid_argument);
}

TEST_CASE(
    "a writer that goes on: events up to its step stay, and the bytes are those of one that never stopped") {
  const tilscape::test::TemporaryFolder folder;
  const Bytes straight = written(tiny_header(), mixed);
  for (std::uint64_t last_step = 0; last_step <= 9; ++last_step) {
    CAPTURE(last_step);
    const std::string path = (folder.path() / std::to_string(last_step)).string();
    {
      Writer writer(path, tiny_header());
      for (const Frame& frame : mixed) writer.write(frame);
    }
    Writer writer = Writer::append(path, last_step, {});
    for (const Frame& frame : mixed)
      if (frame.step > last_step) writer.write(frame);
    writer.close();
    const auto source = open_file(path);
    Bytes bytes(source->size());
    source->read(0, bytes);
    CHECK(bytes == straight);
  }
}

TEST_CASE("a reader: an index that takes a frame of events for one of a state is found out") {
  Bytes bytes = written(tiny_header(), {frame_of_events(2)}, false);
  FrameInfo info = Reader(open_memory(bytes), "memory", {}).event_frames().at(0);
  info.events_only = false;
  const std::string index = detail::write_index({info});
  Bytes where(8);
  for (std::size_t i = 0; i < where.size(); ++i)
    where[i] = static_cast<std::uint8_t>(bytes.size() >> (8 * i));
  const std::uint32_t next = info.sequence + info.records + 1;
  for (const Bytes& record :
       {encode_record(RecordType::index, next,
                      {reinterpret_cast<const std::uint8_t*>(index.data()), index.size()}),
        encode_record(RecordType::end, next + 1, where)})
    bytes.insert(bytes.end(), record.begin(), record.end());
  const Reader reader(open_memory(bytes), "memory", {});
  REQUIRE(reader.finished());
  REQUIRE(reader.frames().size() == 1);
  CHECK_THROWS_AS((void)reader.read(0), ReadError);
}

TEST_CASE("a snapshot file: a box of a lattice knows where it lies") {
  RunHeader header = tiny_header();
  header.lattice.whole = LatticeInfo::Whole{{10, 20, 0}, {64, 32, 1}};
  const Reader reader(open_memory(written(header, {tiny_frame(1)})), "memory", {});
  REQUIRE(reader.header().lattice.whole.has_value());
  CHECK(reader.header().lattice.whole->origin == std::array<std::uint32_t, 3>{10, 20, 0});
  CHECK(reader.header().lattice.whole->sites == std::array<std::uint32_t, 3>{64, 32, 1});
  CHECK(reader.header().lattice.sites() == 12);
  CHECK_FALSE(
      Reader(open_memory(written(tiny_header(), {})), "memory", {}).header().lattice.whole.has_value());

  MemorySink::Store store;
  for (const LatticeInfo::Whole& wrong :
       {LatticeInfo::Whole{{61, 20, 0}, {64, 32, 1}}, LatticeInfo::Whole{{0, 0, 0}, {4, 3, 0}},
        LatticeInfo::Whole{{0, 0, 0}, {1U << 31, 1U << 31, 1U << 31}}}) {
    header.lattice.whole = wrong;
    CHECK_THROWS_AS(Writer(std::make_unique<MemorySink>(store), "memory", header, {}), std::invalid_argument);
  }
}

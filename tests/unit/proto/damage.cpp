// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "proto/record.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

constexpr Reader::Options scan = {Reader::Open::scan, 1U << 20};
constexpr Reader::Options indexed = {Reader::Open::indexed, 1U << 20};

// Header, then three frames of one record each: four records.
struct FourRecords {
  Bytes bytes = written(tiny_header(), {empty_frame(1), empty_frame(2), empty_frame(3)}, false);
  std::vector<std::uint64_t> starts;  // of the frames

  FourRecords() {
    const Reader reader(open_memory(bytes), "memory", scan);
    for (const FrameInfo& frame : reader.frames()) starts.push_back(frame.offset);
    starts.push_back(bytes.size());
  }
  [[nodiscard]] std::size_t frames_before(std::uint64_t byte) const {
    return static_cast<std::size_t>(
        std::count_if(starts.begin() + 1, starts.end(), [&](std::uint64_t end) { return end <= byte; }));
  }
};

void require_prefix(const Reader& reader, std::size_t frames) {
  REQUIRE(reader.frames().size() == frames);
  for (std::size_t i = 0; i < frames; ++i) REQUIRE(reader.read(i).step == i + 1);
}

}  // namespace

TEST_CASE("a reader: a file cut at any byte gives the whole frames before the cut") {
  const FourRecords file;
  for (std::size_t size = 0; size <= file.bytes.size(); ++size) {
    const Bytes cut(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    CAPTURE(size);
    if (size < file.starts[0]) {
      REQUIRE_THROWS_AS(Reader(open_memory(cut), "memory", scan), ReadError);
      continue;
    }
    const Reader reader(open_memory(cut), "memory", scan);
    require_prefix(reader, file.frames_before(size));
    const bool whole = std::count(file.starts.begin(), file.starts.end(), size) > 0;
    REQUIRE(reader.damage().has_value() == !whole);
    if (!whole) REQUIRE(reader.damage()->offset == file.starts[file.frames_before(size)]);
  }
}

TEST_CASE("a reader: any flipped bit gives the frames before it, its record and its offset") {
  const FourRecords file;
  std::size_t cases = 0;
  for (std::size_t byte = 0; byte < file.bytes.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit, ++cases) {
      Bytes bytes = file.bytes;
      bytes[byte] = static_cast<std::uint8_t>(bytes[byte] ^ (1 << bit));
      CAPTURE(byte);
      if (byte < file.starts[0]) {
        REQUIRE_THROWS_AS(Reader(open_memory(bytes), "memory", scan), ReadError);
        continue;
      }
      const Reader reader(open_memory(bytes), "memory", scan);
      const std::size_t frames = file.frames_before(byte);
      require_prefix(reader, frames);
      REQUIRE(reader.damage());
      REQUIRE(reader.damage()->record == frames + 1);
      REQUIRE(reader.damage()->offset == file.starts[frames]);
    }
  }
  CHECK(cases == 8 * file.bytes.size());
}

TEST_CASE("a reader: garbage or zeros behind the last frame are reported and left out") {
  const FourRecords file;
  for (const std::uint8_t filler : {0x00, 0x5a, 0xff}) {
    for (std::size_t size = 1; size < 100; ++size) {
      Bytes bytes = file.bytes;
      bytes.insert(bytes.end(), size, filler);
      const Reader reader(open_memory(bytes), "memory", indexed);
      require_prefix(reader, 3);
      REQUIRE(reader.damage());
      REQUIRE(reader.damage()->offset == file.bytes.size());
    }
  }
}

TEST_CASE("a reader: swapped or repeated records are not taken for data") {
  const FourRecords file;
  const auto piece = [&](std::size_t frame) {
    return Bytes(file.bytes.begin() + static_cast<std::ptrdiff_t>(file.starts[frame]),
                 file.bytes.begin() + static_cast<std::ptrdiff_t>(file.starts[frame + 1]));
  };
  Bytes head(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(file.starts[0]));
  const auto join = [&](std::initializer_list<std::size_t> order) {
    Bytes bytes = head;
    for (const std::size_t frame : order) {
      const Bytes part = piece(frame);
      bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
  };
  require_prefix(Reader(open_memory(join({0, 2, 1})), "memory", scan), 1);
  require_prefix(Reader(open_memory(join({1, 0, 2})), "memory", scan), 0);
  require_prefix(Reader(open_memory(join({0, 0, 1})), "memory", scan), 1);
}

TEST_CASE("a reader: a flipped bit under a valid index is found when the frame is read") {
  const Bytes whole = written(tiny_header(), {tiny_frame(1), tiny_frame(2)});
  const Reader good(open_memory(whole), "memory", indexed);
  const std::uint64_t first = good.frames()[0].offset;
  const std::uint64_t second = good.frames()[1].offset;
  for (std::uint64_t byte = first; byte < second; ++byte) {
    Bytes bytes = whole;
    bytes[byte] = static_cast<std::uint8_t>(bytes[byte] ^ 0x10);
    const Reader reader(open_memory(bytes), "memory", indexed);
    REQUIRE(reader.frames().size() == 2);
    REQUIRE_THROWS_AS(static_cast<void>(reader.read(0)), ReadError);
    REQUIRE(reader.read(1).step == 2);
  }
}

TEST_CASE("a reader: an index that is damaged or cut off is made again by a scan") {
  const Bytes whole = written(tiny_header(), {tiny_frame(1), tiny_frame(2)});
  const std::uint64_t index = Reader(open_memory(whole), "memory", indexed).valid_bytes();
  for (std::uint64_t byte = index; byte < whole.size(); ++byte) {
    Bytes flipped = whole;
    flipped[byte] = static_cast<std::uint8_t>(flipped[byte] ^ 0x01);
    const Reader reader(open_memory(flipped), "memory", indexed);
    require_prefix(reader, 2);
    REQUIRE_FALSE(reader.finished());
    REQUIRE(reader.damage());
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(byte));
    require_prefix(Reader(open_memory(cut), "memory", indexed), 2);
  }
}

TEST_CASE("a reader: an end that says too little or too much is no way to an index") {
  const Bytes open = written(tiny_header(), {tiny_frame(1), tiny_frame(2)}, false);
  for (std::size_t length = 0; length <= 16; ++length) {
    CAPTURE(length);
    Bytes bytes = open;
    const std::uint32_t sequence = Reader(open_memory(open), "memory", scan).valid_records();
    const Bytes end = encode_record(RecordType::end, sequence, Bytes(length, 0));
    bytes.insert(bytes.end(), end.begin(), end.end());
    if (length < 8)
      bytes.insert(bytes.end(), 8 - length, 0);  // its header is where that of a whole one would be
    require_prefix(Reader(open_memory(bytes), "memory", indexed), 2);
  }
}

TEST_CASE("a reader: a frame of several records counts only when all are there") {
  const Bytes bytes = written(tiny_header(), {tiny_frame(1)}, false);
  const std::uint64_t first = Reader(open_memory(bytes), "memory", scan).frames().at(0).offset;
  for (std::uint64_t size = first + 1; size < bytes.size(); ++size) {
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const Reader reader(open_memory(cut), "memory", indexed);
    REQUIRE(reader.frames().empty());
    REQUIRE(reader.damage());
    REQUIRE(reader.valid_bytes() == first);
  }
}

TEST_CASE("a reader: a frame over the memory budget is refused") {
  const Bytes bytes = written(tiny_header(), {tiny_frame(1)});
  const Reader reader(open_memory(bytes), "memory", {Reader::Open::indexed, 100});
  CHECK_THROWS_WITH_AS(static_cast<void>(reader.read(0)),
                       doctest::Contains("needs more than the budget of 100 bytes"), ReadError);
}

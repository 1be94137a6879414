// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "proto/record.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

// Messages written by hand, so that they can say what the library would never write.
std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
  return bytes + static_cast<char>(value);
}
std::string number(int field, std::uint64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(value);
}
std::string text(int field, const std::string& bytes) {
  return varint((static_cast<std::uint64_t>(field) << 3) | 2) + varint(bytes.size()) + bytes;
}
std::string real(int field, double value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return varint((static_cast<std::uint64_t>(field) << 3) | 1) + bytes;
}
std::string column(int type, const std::string& data) {
  return number(1, static_cast<std::uint64_t>(type)) + text(3, data);
}

constexpr int f32 = 1, u8 = 2, u32 = 3, u64 = 4;

std::string frame_of(std::uint64_t records, std::uint64_t cancer, std::uint64_t cd8, bool oxygen = false) {
  return number(1, 1) + number(4, records) + text(5, varint(cancer) + varint(cd8)) +
         (oxygen ? text(6, varint(0)) : "");
}

std::string cd8_block(std::uint64_t rows, const std::string& id, const std::string& site,
                      const std::string& state, const std::string& mother) {
  return number(1, 1) + number(3, rows) + text(4, column(u64, id)) + text(5, column(u32, site)) +
         text(6, column(u8, state)) + text(7, column(u64, mother));
}

struct Part {
  RecordType type;
  std::string payload;
};

Reader file_of(const std::vector<Part>& parts) {
  Bytes bytes = written(tiny_header(), {}, false);
  std::uint32_t sequence = 1;
  for (const Part& part : parts) {
    const Bytes record =
        encode_record(part.type, sequence++,
                      {reinterpret_cast<const std::uint8_t*>(part.payload.data()), part.payload.size()});
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  return {open_memory(bytes), "memory", Reader::Options{}};
}

/// A file whose header is followed by more fields: of protobuf the last one counts.
Bytes with_header(const std::string& more) {
  const Bytes whole = written(tiny_header(), {});
  Bytes payload = read_record(*open_memory(whole), 0, whole.size()).payload();
  payload.insert(payload.end(), more.begin(), more.end());
  return encode_record(RecordType::header, 0, payload);
}

void header_refused(const std::string& more, const char* why) {
  CAPTURE(why);
  CHECK_THROWS_WITH_AS(Reader(open_memory(with_header(more)), "memory", Reader::Options{}),
                       doctest::Contains(why), ReadError);
}

void refused(const std::vector<Part>& parts, const char* why) {
  const Reader reader = file_of(parts);
  REQUIRE(reader.frames().size() == 1);
  REQUIRE_THROWS_WITH_AS(static_cast<void>(reader.read(0)), doctest::Contains(why), ReadError);
}

}  // namespace

TEST_CASE("a hostile file: a block that is right is taken, so that the refusals below mean something") {
  const std::string eight(8, '\1');
  const Reader reader =
      file_of({{RecordType::frame, frame_of(1, 0, 1)},
               {RecordType::agents, cd8_block(1, eight, {"\5\0\0\0", 4}, {"\0", 1}, eight)}});
  CHECK(reader.read(0).agents.at(1).site == std::vector<std::uint32_t>{5});
}

TEST_CASE("a hostile file: counts that the bytes do not hold are refused before anything is allocated") {
  const std::string eight(8, '\1');
  const std::string zero(4, '\0');
  const std::uint64_t huge = 4000000000U;
  refused({{RecordType::frame, frame_of(1, 0, 12 * 255)},
           {RecordType::agents, cd8_block(huge, eight, zero, "\1", eight)}},
          "not in its place");
  refused({{RecordType::frame, frame_of(1, 0, 3000)},
           {RecordType::agents, cd8_block(3000, eight, zero, "", eight)}},
          "another length");
  refused({{RecordType::frame, frame_of(0, 0, 3000)}}, "lacks agents");
  refused({{RecordType::frame, frame_of(0, 0, 0, true)}}, "lacks part of a field");
  refused({{RecordType::frame, frame_of(1, 0, 0, true)},
           {RecordType::field, number(3, huge) + text(4, column(f32, zero))}},
          "not in its place");
  const Reader more_than_fit = file_of({{RecordType::frame, frame_of(0, 0, 1ULL << 60)}});
  CHECK(more_than_fit.frames().empty());
  CHECK(more_than_fit.damage()->reason == "a frame claims more agents than fit");
  CHECK(file_of({{RecordType::frame, frame_of(huge, 0, 0)}}).frames().empty());
}

TEST_CASE("a hostile file: values outside of the lattice or the states are refused") {
  const std::string eight(8, '\1');
  refused({{RecordType::frame, frame_of(1, 0, 1)},
           {RecordType::agents, cd8_block(1, eight, {"\14\0\0\0", 4}, {"\0", 1}, eight)}},
          "outside of the lattice");
  refused({{RecordType::frame, frame_of(1, 0, 1)},
           {RecordType::agents, cd8_block(1, eight, {"\5\0\0\0", 4}, "\1", eight)}},
          "unknown state");
}

TEST_CASE("a hostile file: a million empty columns are refused unparsed") {
  std::string columns;
  for (int i = 0; i < 1000000; ++i) columns += text(7, "");
  refused({{RecordType::frame, frame_of(1, 0, 1)}, {RecordType::agents, number(1, 1) + columns}},
          "more columns than the header declares");
}

TEST_CASE("a hostile file: a record that claims gigabytes is refused by its header") {
  Bytes bytes = written(tiny_header(), {empty_frame(1)}, false);
  const std::uint64_t start = Reader(open_memory(bytes), "memory", {}).frames().at(0).offset;
  for (const std::size_t field : {12U, 16U}) {
    Bytes spoilt = bytes;
    spoilt[start + field + 3] = 0x7f;
    const Reader reader(open_memory(spoilt), "memory", Reader::Options{});
    CHECK(reader.frames().empty());
    CHECK(reader.damage()->reason.find("the limit is") != std::string::npos);
  }
}

TEST_CASE("a hostile file: another format version is refused by name") {
  Bytes bytes = written(tiny_header(), {});
  bytes[4] = 2;
  CHECK_THROWS_WITH_AS(Reader(open_memory(bytes), "memory", Reader::Options{}),
                       doctest::Contains("format version 2, this program reads version 1"), ReadError);
}

TEST_CASE("a reader: a record of a later kind inside a frame is passed over") {
  const Reader reader =
      file_of({{RecordType::frame, frame_of(1, 0, 0)}, {static_cast<RecordType>(200), "from the future"}});
  CHECK(reader.read(0).step == 1);
}

TEST_CASE("a hostile file: any payload byte changed and checksummed anew is read as something or refused") {
  const Bytes whole = written(tiny_header(), {tiny_frame(1)});
  std::vector<std::pair<RecordType, Bytes>> records;
  const auto source = open_memory(whole);
  for (std::size_t at = 0; at < whole.size();) {
    const StoredRecord record = read_record(*source, at, whole.size());
    records.emplace_back(record.header.type, record.payload());
    at += record.bytes.size();
  }
  REQUIRE(records.size() == 1 + 6 + 2);
  std::size_t refusals = 0, read = 0;
  for (std::size_t r = 0; r < records.size(); ++r) {
    for (std::size_t byte = 0; byte < records[r].second.size(); ++byte) {
      for (const std::uint8_t change : {0x01, 0x80, 0xff, 0x3a}) {
        Bytes bytes;
        for (std::size_t i = 0; i < records.size(); ++i) {
          Bytes payload = records[i].second;
          if (i == r) payload[byte] = static_cast<std::uint8_t>(payload[byte] ^ change);
          const Bytes record = encode_record(records[i].first, static_cast<std::uint32_t>(i), payload);
          bytes.insert(bytes.end(), record.begin(), record.end());
        }
        try {
          const Reader reader(open_memory(bytes), "memory", {Reader::Open::indexed, 1U << 20});
          for (std::size_t i = 0; i < reader.frames().size(); ++i) static_cast<void>(reader.read(i));
          ++read;
        } catch (const ReadError&) {
          ++refusals;
        }
      }
    }
  }
  CHECK(refusals > 500);
  CHECK(read > 100);
}

TEST_CASE("a hostile header: a number that nothing can be drawn or written with is refused by its name") {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  CHECK_NOTHROW(Reader(open_memory(with_header(text(6, real(4, 25)))), "memory", Reader::Options{}));
  for (const double bad : {infinite, -infinite, none, 0.0, -20.0, 1e308, 1e-300, 1e7}) {
    header_refused(text(6, real(4, bad)), "lattice.spacing is ");
    header_refused(text(6, real(5, bad)), "lattice.thickness is ");
  }
  header_refused(text(6, number(8, 0)), "lattice.capacity is 0");
  header_refused(text(6, number(8, 4000000000)), "lattice.capacity is 4e+09");
  const std::string state = text(3, text(1, "alive") + number(2, 1));
  header_refused(text(7, text(1, "big") + number(2, 9) + state), "agents.big.takes is 9");
  header_refused(text(7, text(1, "nothing") + state), "agents.nothing.takes is 0");
  for (const double bad : {infinite, none, -1.0}) {
    header_refused(text(8, text(1, "drug") + real(3, bad) + number(5, 1)), "substances.drug.diffusion is ");
    header_refused(text(8, text(1, "drug") + real(4, bad) + number(5, 1)), "substances.drug.decay is ");
    header_refused(text(11, number(3, 1)), "a kind of events without a name");
    header_refused(text(11, text(1, std::string(65, 'x'))),
                   "a kind of events without a name, or with a long one");
    header_refused(text(11, text(1, "x") + text(2, std::string(65, 'x'))), "with a long one");
    std::string many;
    for (int i = 0; i < 257; ++i) many += text(11, text(1, "x"));
    header_refused(many, "more than 256 kinds of events");
  }
}

TEST_CASE("a hostile header: a vessel without a radius or outside of the lattice is named") {
  const auto vessels = [](float x, float radius) {
    const auto floats = [](float value) {
      std::string bytes(sizeof value, '\0');
      std::memcpy(bytes.data(), &value, sizeof value);
      return column(f32, bytes);
    };
    std::string all = number(1, 1);
    for (int axis = 0; axis < 3; ++axis) all += text(2, floats(axis == 0 ? x : 1)) + text(3, floats(1));
    return text(10, all + text(4, floats(radius)));
  };
  RunHeader header = tiny_header();
  header.vessels.clear();
  const Bytes whole = written(header, {});
  const Bytes plain = read_record(*open_memory(whole), 0, whole.size()).payload();
  const auto read = [&](float x, float radius) {
    Bytes payload = plain;
    for (const char c : vessels(x, radius)) payload.push_back(static_cast<std::uint8_t>(c));
    return Reader(open_memory(encode_record(RecordType::header, 0, payload)), "memory", Reader::Options{});
  };
  CHECK(read(5, 2).header().vessels.size() == 1);
  for (const float radius : {0.0F, -1.0F, 1e30F, std::numeric_limits<float>::infinity(), std::nanf("")})
    CHECK_THROWS_WITH_AS(read(5, radius), doctest::Contains("vessels[0].radius"), ReadError);
  for (const float x : {-1.0F, 1e30F, std::nanf("")})
    CHECK_THROWS_WITH_AS(read(x, 2), doctest::Contains("vessels[0]: a vessel that lies outside"), ReadError);
}

TEST_CASE("a hostile file: a time that is none is no frame") {
  for (const double bad : {-1.0, 1e300, std::numeric_limits<double>::infinity(), std::nan("")}) {
    const Reader reader = file_of({{RecordType::frame, frame_of(0, 0, 0) + real(2, bad)}});
    CHECK(reader.frames().empty());
    CHECK(reader.damage()->reason.find("time is ") == 0);
  }
}

TEST_CASE("a hostile file: a role that this reader does not know is none") {
  const std::string kind = text(11, text(1, "x") + number(3, 77) + number(4, ~std::uint64_t{0}));
  const std::string column = text(12, text(1, "x.y") + text(3, "from later") + text(4, "x"));
  const Reader reader(open_memory(with_header(kind + column)), "memory", Reader::Options{});
  const EventKindInfo& read = reader.header().event_kinds.at(0);
  CHECK(read.life == EventKindInfo::Life::goes_on);
  CHECK(read.other == EventKindInfo::Other::nobody);
  CHECK(reader.header().series.at(0).role == SeriesRole::other);
  CHECK(reader.header().series.at(0).subject == "x");
}

TEST_CASE("a hostile file: more sites than it can be about are refused before anything is kept for each") {
  const Reader reader(open_memory(with_header(text(6, number(1, 1600) + number(2, 1600) + number(3, 1600)))),
                      "memory", Reader::Options{});
  CHECK_THROWS_WITH_AS(reader.require_all_sites(), doctest::Contains("claim 4096000000 sites"), ReadError);
  CHECK_NOTHROW(Reader(open_memory(with_header(text(6, number(3, 60)))), "memory", Reader::Options{})
                    .require_all_sites());
}

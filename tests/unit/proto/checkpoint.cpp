// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/checkpoint.hpp"

#include "proto/error.hpp"
#include "proto/record.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace tilscape::snapshot;
using tilscape::test::TemporaryFolder;

namespace {

const CheckpointHeader header = {.program_version = "0.1.0",
                                 .result_version = 3,
                                 .scenario_hash = "00112233445566778899aabbccddeeff",
                                 .seed = 7,
                                 .step = 42,
                                 .time = 21.5,
                                 .first_step = 2,
                                 .seconds = 0.25,
                                 .state_hash = "0123456789abcdef0123456789abcdef"};

template <class T>
void add(CheckpointWriter& writer, const std::string& name, const std::vector<T>& numbers) {
  writer.add(name, std::span<const T>(numbers));
}

void write(const std::string& path) {
  CheckpointWriter writer(path, header);
  add<double>(writer, "fields.oxygen.values", {38, -0.0, 1e-310});
  add<std::uint64_t>(writer, "agents.cancer.id", {1, ~std::uint64_t{0}});
  add<std::uint8_t>(writer, "agents.cancer.state", {});
  writer.commit();
}

Bytes contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("a checkpoint: header and arrays come back as they were") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  write(path);
  const Checkpoint back = read_checkpoint(path);
  CHECK(back.header.program_version == "0.1.0");
  CHECK(back.header.result_version == 3);
  CHECK(back.header.scenario_hash == header.scenario_hash);
  CHECK(back.header.seed == 7);
  CHECK(back.header.step == 42);
  CHECK(back.header.time == 21.5);
  CHECK(back.header.first_step == 2);
  CHECK(back.header.seconds == 0.25);
  CHECK(back.header.state_hash == header.state_hash);
  REQUIRE(back.arrays.size() == 3);
  const auto& oxygen = std::get<std::vector<double>>(back.arrays.at("fields.oxygen.values"));
  CHECK(oxygen == std::vector<double>{38, 0, 1e-310});
  CHECK(std::signbit(oxygen[1]));
  CHECK(std::get<std::vector<std::uint64_t>>(back.arrays.at("agents.cancer.id"))[1] == ~std::uint64_t{0});
  CHECK(std::get<std::vector<std::uint8_t>>(back.arrays.at("agents.cancer.state")).empty());
}

TEST_CASE("a checkpoint: an array of several blocks comes back whole") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  std::vector<std::uint32_t> many(600000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::uint32_t>(i * i);
  {
    CheckpointWriter writer(path, header);
    add(writer, "sites", many);
    writer.commit();
  }
  CHECK(std::get<std::vector<std::uint32_t>>(read_checkpoint(path).arrays.at("sites")) == many);
}

TEST_CASE("a checkpoint: it is there whole or not at all") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  {
    CheckpointWriter writer(path, header);
    add<double>(writer, "fields.oxygen.values", {38});
    CHECK_FALSE(std::filesystem::exists(path));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  write(path);
  const Bytes before = contents(path);
  {
    CheckpointWriter writer(path, header);  // that comes to nothing
    CHECK(contents(path) == before);
  }
  CHECK(contents(path) == before);
}

TEST_CASE("a checkpoint: one that is cut at any byte is refused by name") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  write(path);
  const Bytes whole = contents(path);
  const std::string cut = (folder.path() / "cut.tcheck").string();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    put(cut, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    REQUIRE_THROWS_AS(read_checkpoint(cut), ReadError);
  }
  try {
    read_checkpoint(cut);
  } catch (const ReadError& e) {
    CHECK(std::string(e.what()).starts_with(cut));
  }
}

TEST_CASE("a checkpoint: one with a flipped bit in any byte is refused") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  write(path);
  const Bytes whole = contents(path);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    CAPTURE(at);
    Bytes damaged = whole;
    damaged[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    put(path, damaged);
    REQUIRE_THROWS_AS(read_checkpoint(path), ReadError);
  }
  Bytes longer = whole;
  longer.push_back(0);
  put(path, longer);
  CHECK_THROWS_AS(read_checkpoint(path), ReadError);
}

TEST_CASE("a checkpoint: blocks that do not fit together are refused") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tcheck").string();
  write(path);
  Bytes bytes = contents(path);
  // The array of the first block twice: the checksums hold, the order does not.
  const auto record_at = [&](std::size_t at) {
    return decode_header(
        std::span<const std::uint8_t, record_header_size>(bytes.data() + at, record_header_size));
  };
  const std::size_t first = record_header_size + record_at(0).stored;
  const std::size_t length = record_header_size + record_at(first).stored;
  const Bytes block(bytes.begin() + static_cast<std::ptrdiff_t>(first),
                    bytes.begin() + static_cast<std::ptrdiff_t>(first + length));
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(first), block.begin(), block.end());
  put(path, bytes);
  CHECK_THROWS_AS(read_checkpoint(path), ReadError);
}

TEST_CASE("a checkpoint: a snapshot file is none") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "x.tsnap").string();
  put(path, encode_record(RecordType::header, 0, {}));
  CHECK_THROWS_WITH_AS(read_checkpoint(path), doctest::Contains("no checkpoint"), ReadError);
}

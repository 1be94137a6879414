// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/inspect.hpp"

#include "proto/background_writer.hpp"
#include "proto/error.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

std::string page() {
  std::ifstream in(std::string(TILSCAPE_SOURCE_DIR) + "/docs/formats/snapshot.md");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The bytes of the example: the lines `offset  hex hex ...` between the fences behind its heading.
Bytes example_bytes(const std::string& text) {
  const std::size_t heading = text.find("## Example");
  const std::size_t begin = text.find("```", heading) + 4;
  std::istringstream lines(text.substr(begin, text.find("```", begin) - begin));
  Bytes bytes;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(6, 48));
    for (std::string word; words >> word;)
      bytes.push_back(static_cast<std::uint8_t>(std::stoul(word, nullptr, 16)));
  }
  return bytes;
}

}  // namespace

TEST_CASE("the format's page: its worked example is what the library writes and reads") {
  Frame frame;
  frame.step = 300;
  frame.time = 1440;
  const Bytes bytes = written(tiny_header(), {frame}, false);
  const std::uint64_t start = Reader(open_memory(bytes), "memory", {}).frames().at(0).offset;
  const Bytes record(bytes.begin() + static_cast<std::ptrdiff_t>(start), bytes.end());
  std::string dump;
  for (std::size_t i = 0; i < record.size(); ++i) {
    char text[8];
    std::snprintf(text, sizeof text, "%02x ", record[i]);
    dump += text;
  }
  INFO("the library writes " << dump);
  CHECK(example_bytes(page()) == record);
}

TEST_CASE("inspect: the JSON names the run, its columns and its frames") {
  const Reader reader(open_memory(written(tiny_header(), {tiny_frame(1), tiny_frame(2)})), "tiny.tsnap", {});
  const auto json = nlohmann::json::parse(inspect_json(reader));
  CHECK(json["schema"] == "tilscape/inspect/1");
  CHECK(json["complete"] == true);
  CHECK(json["header"]["agents"][0]["columns"][0]["name"] == "pd_l1");
  CHECK(json["header"]["agents"][0]["columns"][0]["unit"] == "molecules");
  CHECK(json["header"]["lattice"]["sites"] == nlohmann::json({4, 3, 1}));
  CHECK(json["header"]["vessels"]["pieces"] == 2);
  CHECK(json["frames"].size() == 2);
  CHECK(json["frames"][1]["agents"] == nlohmann::json({3, 1}));
  CHECK(json["frames"][1]["state_hash"] == "0123456789abcdef0123456789abcdef");
  CHECK(json["damage"].is_null());
}

TEST_CASE("inspect: the text names columns with units, and damage with record and byte") {
  Bytes bytes = written(tiny_header(), {tiny_frame(1)}, false);
  const std::string whole = inspect_text(Reader(open_memory(bytes), "tiny.tsnap", {}));
  CHECK(whole.find("cancer (takes 7): states alive necrotic (dead); columns pd_l1 [molecules] f32 hits u8") !=
        std::string::npos);
  CHECK(whole.find("oxygen [mmHg] f32") != std::string::npos);
  CHECK(whole.find("vessels    2 straight pieces, 0.105 mm\n") != std::string::npos);
  const std::size_t size = bytes.size();
  bytes.push_back(0);
  const std::string torn = inspect_text(Reader(open_memory(bytes), "tiny.tsnap", {}));
  CHECK(torn.find("byte " + std::to_string(size) + ": a record's header is incomplete") != std::string::npos);
}

TEST_CASE("verify: a tail behind which nothing whole lies is told from damage before whole records") {
  const tilscape::test::TemporaryFolder folder;
  const Bytes whole = written(tiny_header(), {tiny_frame(1), tiny_frame(2)});
  const auto verified = [&](const Bytes& bytes) {
    const std::string path = (folder.path() / "file.tsnap").string();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return verify(path);
  };
  CHECK_FALSE(verified(whole).has_value());
  const std::uint64_t first = Reader(open_memory(whole), "memory", {}).frames().at(0).offset;
  for (std::uint64_t size = first + 1; size < whole.size(); size += 7) {  // what a kill leaves
    CAPTURE(size);
    const auto damage = verified({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    REQUIRE((!damage || damage->tail));
  }
  Bytes zeros(whole.begin(), whole.end() - 100);  // what a failing power supply leaves
  zeros.resize(zeros.size() + 5000);
  CHECK(verified(zeros)->tail);
  Bytes garbage(whole.begin(), whole.end() - 100);
  for (int i = 0; i < 999; ++i) garbage.push_back("TSNP\1\2 "[i % 7]);
  CHECK(verified(garbage)->tail);
  for (std::size_t at = static_cast<std::size_t>(first); at < whole.size() - 40; at += 11) {
    CAPTURE(at);
    Bytes flipped = whole;
    flipped[at] ^= 1U;
    const auto damage = verified(flipped);
    REQUIRE(damage.has_value());
    CHECK_FALSE(damage->tail);
  }
  Bytes far(whole);  // the next whole record lies more than a window of the search behind
  far.insert(far.end() - 40, (1U << 20) - 20, 0);
  CHECK_FALSE(verified(far)->tail);
}

TEST_CASE("a background writer: the bytes are those of a plain writer") {
  MemorySink::Store store;
  BackgroundWriter writer(Writer(std::make_unique<MemorySink>(store), "memory", tiny_header(), {}));
  std::vector<Frame> frames;
  for (std::uint64_t step = 1; step <= 20; ++step) frames.push_back(tiny_frame(step));
  for (const Frame& frame : frames) writer.write(frame);
  writer.close();
  CHECK(store.bytes == written(tiny_header(), frames));
}

TEST_CASE("a background writer: a failed write reaches the caller") {
  MemorySink::Store store;
  BackgroundWriter writer(
      Writer(std::make_unique<MemorySink>(store, MemorySink::Fault::error, 6), "memory", tiny_header(), {}));
  const auto write_all = [&] {
    for (std::uint64_t step = 1; step <= 3; ++step) writer.write(tiny_frame(step));
    writer.flush();
  };
  CHECK_THROWS_AS(write_all(), WriteError);
  CHECK_THROWS_AS(writer.close(), WriteError);
}

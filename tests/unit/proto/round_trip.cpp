// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/columns.hpp"
#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <stdexcept>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

void require_equal(const Frame& a, const Frame& b) {
  REQUIRE(a.step == b.step);
  REQUIRE(a.time == b.time);
  REQUIRE(a.state_hash == b.state_hash);
  REQUIRE(a.agents.size() == b.agents.size());
  for (std::size_t t = 0; t < a.agents.size(); ++t) {
    REQUIRE(a.agents[t].id == b.agents[t].id);
    REQUIRE(a.agents[t].site == b.agents[t].site);
    REQUIRE(a.agents[t].state == b.agents[t].state);
    REQUIRE(a.agents[t].columns == b.agents[t].columns);
  }
  REQUIRE(a.fields.size() == b.fields.size());
  for (std::size_t f = 0; f < a.fields.size(); ++f) REQUIRE(a.fields[f].values == b.fields[f].values);
  REQUIRE(a.series.size() == b.series.size());
  for (std::size_t s = 0; s < a.series.size(); ++s) {
    REQUIRE(a.series[s].name == b.series[s].name);
    REQUIRE(a.series[s].unit == b.series[s].unit);
    REQUIRE(a.series[s].value == b.series[s].value);
  }
  REQUIRE(a.events.size() == b.events.size());
  for (std::size_t e = 0; e < a.events.size(); ++e) {
    REQUIRE(a.events[e].step == b.events[e].step);
    REQUIRE(a.events[e].kind == b.events[e].kind);
    REQUIRE(a.events[e].type == b.events[e].type);
    REQUIRE(a.events[e].site == b.events[e].site);
    REQUIRE(a.events[e].agent == b.events[e].agent);
    REQUIRE(a.events[e].other == b.events[e].other);
  }
}

Reader reader_of(Bytes bytes, Reader::Options options = {}) {
  return {open_memory(std::move(bytes)), "memory", options};
}

}  // namespace

TEST_CASE("a snapshot file: what events and columns are is read back, with the names that its writer has") {
  using Kind = EventKindInfo;
  RunHeader header = tiny_header();
  header.event_kinds = {{"bud", "buds", Kind::Life::begins, Kind::Other::parent, true},
                        {"eat", "meals", Kind::Life::ends, Kind::Other::killer, false},
                        {"blush", "blushes", Kind::Life::goes_on, Kind::Other::nobody, true}};
  header.series = {{"cancer.buds", "cells", SeriesRole::total, "cancer"},
                   {"pulse", "1/min", SeriesRole::other, ""}};
  header.replicate_hash = "89abcdef";
  const RunHeader back = reader_of(written(header, {})).header();
  REQUIRE(back.event_kinds.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(back.event_kinds[k].name == header.event_kinds[k].name);
    CHECK(back.event_kinds[k].total == header.event_kinds[k].total);
    CHECK(back.event_kinds[k].life == header.event_kinds[k].life);
    CHECK(back.event_kinds[k].other == header.event_kinds[k].other);
    CHECK(back.event_kinds[k].written == header.event_kinds[k].written);
  }
  CHECK(back.series == header.series);
  CHECK(back.replicate_hash == "89abcdef");
  for (int r = 0; r <= static_cast<int>(SeriesRole::unaccounted); ++r)
    CHECK(role_of(word_of(static_cast<SeriesRole>(r))) == static_cast<SeriesRole>(r));
  CHECK(role_of("a role of a later version") == SeriesRole::other);
}

TEST_CASE("a snapshot file: everything written is read back") {
  const Bytes bytes = written(tiny_header(), {tiny_frame(1), tiny_frame(4)});
  for (const auto open : {Reader::Open::indexed, Reader::Open::scan}) {
    const Reader reader = reader_of(bytes, {open, 1U << 20});
    CHECK(reader.finished());
    CHECK_FALSE(reader.damage());
    CHECK(reader.header().scenario_name == "tiny");
    CHECK(reader.header().scenario_text == "name: tiny\n");
    CHECK(reader.header().lattice.sites() == 12);
    CHECK(reader.header().agents.at(0).states.at(1).name == "necrotic");
    CHECK_FALSE(reader.header().agents.at(0).states.at(1).alive);
    CHECK(reader.header().agents.at(1).columns.at(0).number == Number::u64);
    CHECK(reader.header().agents.at(1).colour == "#0072b2");
    CHECK(reader.header().substances.at(0).unit == "mmHg");
    REQUIRE(reader.header().vessels.size() == 2);
    CHECK(reader.header().vessels[0].end == std::array<float, 3>{80, 40, 5});
    CHECK(reader.header().vessels[1].start == std::array<float, 3>{30, 60, 0});
    CHECK(reader.header().vessels[1].radius == 2.5F);
    REQUIRE(reader.frames().size() == 2);
    require_equal(reader.read(0), tiny_frame(1));
    require_equal(reader.read(1), tiny_frame(4));
    CHECK(reader.opening(1).rows == std::vector<std::uint64_t>{3, 1});
  }
}

TEST_CASE("a snapshot file: agents and fields that span several records are read back") {
  RunHeader header = tiny_header();
  header.lattice.nx = 100;
  Frame frame = tiny_frame(1);
  AgentTable& table = frame.agents[1];
  table = {1, {}, {}, {}, {std::vector<std::uint64_t>{}}};
  for (std::uint32_t i = 0; i < 205; ++i) {
    table.id.push_back(1000U * i);
    table.site.push_back(i % 300);
    table.state.push_back(0);
    std::get<std::vector<std::uint64_t>>(table.columns[0]).push_back(i);
  }
  std::vector<float> oxygen(300);
  for (std::size_t i = 0; i < oxygen.size(); ++i) oxygen[i] = static_cast<float>(i) * 0.1F;
  frame.fields[0].values = oxygen;

  MemorySink::Store store;
  Writer writer(std::make_unique<MemorySink>(store), "memory", header, {Writer::Sync::close, 50, 70});
  writer.write(frame);
  writer.close();
  const Reader reader = reader_of(store.bytes);
  CHECK(reader.frames().at(0).records == 1 + 5 + 5 + 2);
  require_equal(reader.read(0), frame);
}

TEST_CASE("a snapshot file: a frame without an agent type or a substance has an empty table or no field") {
  const Reader reader = reader_of(written(tiny_header(), {empty_frame(3)}));
  const Frame frame = reader.read(0);
  CHECK(frame.agents.size() == 2);
  CHECK(frame.agents[0].id.empty());
  CHECK(frame.fields.empty());
}

TEST_CASE("a writer: a frame that does not fit the header is refused and nothing of it is written") {
  MemorySink::Store store;
  Writer writer(std::make_unique<MemorySink>(store), "memory", tiny_header(), {});
  const auto refused = [&](auto spoil) {
    Frame frame = tiny_frame(2);
    spoil(frame);
    const std::size_t before = store.bytes.size();
    CHECK_THROWS_AS(writer.write(frame), std::invalid_argument);
    CHECK(store.bytes.size() == before);
  };
  refused([](Frame& f) { f.agents[0].type = 2; });
  refused([](Frame& f) { f.agents[1].type = 0; });
  refused([](Frame& f) {
    const std::size_t rows = 12 * 255 + 1;
    f.agents[1] = {1,
                   std::vector<std::uint64_t>(rows),
                   std::vector<std::uint32_t>(rows),
                   std::vector<std::uint8_t>(rows),
                   {std::vector<std::uint64_t>(rows)}};
  });
  refused([](Frame& f) { f.agents[0].site[1] = 12; });
  refused([](Frame& f) { f.agents[0].state[1] = 2; });
  refused([](Frame& f) { f.agents[0].id.pop_back(); });
  refused([](Frame& f) { f.agents[0].columns.pop_back(); });
  refused([](Frame& f) { f.agents[0].columns[0] = std::vector<double>(3); });
  refused([](Frame& f) { f.agents[0].columns[0] = std::vector<float>(2); });
  refused([](Frame& f) { f.fields[0].values = std::vector<float>(11); });
  refused([](Frame& f) { f.fields[0].values = std::vector<double>(12); });
  refused([](Frame& f) { f.fields.push_back(f.fields[0]); });
  writer.write(tiny_frame(2));
  CHECK_THROWS_AS(writer.write(tiny_frame(2)), std::invalid_argument);
}

TEST_CASE("a writer: a header that no reader would accept is refused") {
  MemorySink::Store store;
  const auto refused = [&](auto spoil) {
    RunHeader header = tiny_header();
    spoil(header);
    CHECK_THROWS_AS(Writer(std::make_unique<MemorySink>(store), "memory", header, {}), std::invalid_argument);
  };
  refused([](RunHeader& h) { h.scenario_name = "not UTF-8: \xff"; });
  refused([](RunHeader& h) { h.lattice.nz = 0; });
  refused([](RunHeader& h) { h.lattice = {70000, 70000, 1}; });
  refused([](RunHeader& h) { h.agents[0].states.clear(); });
  refused([](RunHeader& h) { h.substances[0].number = Number::u8; });
  refused([](RunHeader& h) { h.vessels[0].end[0] = 80.1F; });
  refused([](RunHeader& h) { h.vessels[1].start[2] = std::nanf(""); });
  refused([](RunHeader& h) { h.vessels[1].radius = 0; });
  refused([](RunHeader& h) { h.vessels.resize(most_vessel_pieces + 1, h.vessels[0]); });
  CHECK(store.bytes.empty());
}

TEST_CASE("columns: every encoding gives the values back, extremes too") {
  using detail::Encoding;
  const std::vector<std::uint64_t> ids = {0, ~std::uint64_t{0}, 1, 1ULL << 40, 5};
  const std::vector<float> numbers = {0.0F, -0.0F, 1e-40F, std::numeric_limits<float>::infinity(), -3.5F};
  for (const auto encoding : {Encoding::plain, Encoding::shuffled, Encoding::delta_shuffled}) {
    std::vector<std::uint64_t> back(ids.size());
    detail::decode(detail::encode<std::uint64_t>(ids, encoding), encoding, std::span(back));
    CHECK(back == ids);
    std::vector<float> numbers_back(numbers.size());
    detail::decode(detail::encode<float>(numbers, encoding), encoding, std::span(numbers_back));
    CHECK(numbers_back == numbers);
  }
  const std::vector<std::uint32_t> sites = {1, 0x0203, 7};
  CHECK(detail::encode<std::uint32_t>(sites, Encoding::plain) ==
        std::string("\x01\0\0\0\x03\x02\0\0\x07\0\0\0", 12));
  CHECK(detail::encode<std::uint32_t>(sites, Encoding::shuffled) ==
        std::string("\x01\x03\x07\0\x02\0\0\0\0\0\0\0", 12));
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Files of each released format, as they were written then: they stay readable, value by value. They are
// never made anew; a new format adds a file.
#include "proto/inspect.hpp"
#include "proto/reader.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace tilscape::snapshot;

namespace {

const std::string format_1 = TILSCAPE_SOURCE_DIR "/tests/data/snapshots/format_1.tsnap";

}  // namespace

TEST_CASE("a reader: the header of a file of format 1 says what it said when it was written") {
  const Reader reader(format_1);
  CHECK(reader.finished());
  CHECK_FALSE(reader.damage());
  const RunHeader& header = reader.header();
  CHECK(header.program_version == "0.1.0");
  CHECK(header.scenario_name == "tiny");
  CHECK(header.scenario_hash == "00112233445566778899aabbccddeeff");
  CHECK(header.scenario_text == "name: tiny\n");
  CHECK(header.seed == 7);
  CHECK(header.lattice.nx == 4);
  CHECK(header.lattice.ny == 3);
  CHECK(header.lattice.nz == 1);
  REQUIRE(header.agents.size() == 2);
  CHECK(header.agents[0].name == "cancer");
  CHECK(header.agents[0].takes == 7);
  REQUIRE(header.agents[0].states.size() == 2);
  CHECK(header.agents[0].states[1].name == "necrotic");
  CHECK_FALSE(header.agents[0].states[1].alive);
  REQUIRE(header.agents[0].columns.size() == 2);
  CHECK(header.agents[0].columns[0].name == "pd_l1");
  CHECK(header.agents[0].columns[0].unit == "molecules");
  CHECK(header.agents[0].columns[1].number == Number::u8);
  CHECK(header.agents[1].columns.at(0).number == Number::u64);
  CHECK(header.agents[1].colour == "#0072b2");
  REQUIRE(header.substances.size() == 1);
  CHECK(header.substances[0].name == "oxygen");
  CHECK(header.substances[0].diffusion == 120000);
}

TEST_CASE("a reader: a file of format 1 that does not tell of its events has the kinds that there were") {
  const Reader reader(format_1);
  const RunHeader& header = reader.header();
  REQUIRE(header.event_kinds.size() == 5);
  for (const EventKindInfo& kind : header.event_kinds) CHECK_FALSE(kind.written);
  const EventKindInfo kill = kind_of(header.event_kinds, reader.read(0).events.at(0).kind);
  CHECK(kill.life == EventKindInfo::Life::ends);
  CHECK(kill.other == EventKindInfo::Other::killer);
  CHECK(header.series.empty());
  CHECK(header.replicate_hash.size() == 32);
}

TEST_CASE("a reader: the frames of a file of format 1 have the values that they were written with") {
  const Reader reader(format_1);
  REQUIRE(reader.frames().size() == 2);
  for (const std::uint64_t step : {1, 2}) {
    const Frame frame = reader.read(step - 1);
    CHECK(frame.step == step);
    CHECK(frame.time == static_cast<double>(step) * 0.5);
    CHECK(frame.state_hash == "0123456789abcdef0123456789abcdef");
    REQUIRE(frame.agents.size() == 2);
    const AgentTable& cancer = frame.agents[0];
    CHECK(cancer.id == std::vector<std::uint64_t>{10 + step, 11, 12});
    CHECK(cancer.site == std::vector<std::uint32_t>{0, 5, 11});
    CHECK(cancer.state == std::vector<std::uint8_t>{0, 1, 0});
    CHECK(std::get<std::vector<float>>(cancer.columns.at(0)) == std::vector<float>{1.5F, 2.5F, 1e30F});
    CHECK(std::get<std::vector<std::uint8_t>>(cancer.columns.at(1)) == std::vector<std::uint8_t>{1, 2, 255});
    const AgentTable& cd8 = frame.agents[1];
    CHECK(cd8.id == std::vector<std::uint64_t>{20});
    CHECK(std::get<std::vector<std::uint64_t>>(cd8.columns.at(0)) ==
          std::vector<std::uint64_t>{~std::uint64_t{0}});
    REQUIRE(frame.fields.size() == 1);
    CHECK(std::get<std::vector<float>>(frame.fields[0].values) == std::vector<float>(12, 38.5F));
    REQUIRE(frame.series.size() == 1);
    CHECK(frame.series[0].name == "cancer.count");
    CHECK(frame.series[0].value == 3);
    REQUIRE(frame.events.size() == 1);
    CHECK(frame.events[0].kind == "kill");
    CHECK(frame.events[0].site == 5);
    CHECK(frame.events[0].agent == 11);
    CHECK(frame.events[0].other == 20);
  }
}

TEST_CASE("a reader: every record of a file of format 1 is whole") {
  CHECK_FALSE(verify(format_1).has_value());
}

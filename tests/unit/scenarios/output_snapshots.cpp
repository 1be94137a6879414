// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/record/observable_kind.hpp"
#include "proto/reader.hpp"
#include "scenarios/output/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tumour.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <tuple>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

/// A run of a small tumour that writes a file.
struct Recorded {
  explicit Recorded(const Framer::Choice& choice)
      : run(test::small_tumour(3).build(2)), framer(run.params(), choice) {}
  Recorded(const std::string& path, const Framer::Choice& choice, std::size_t most_events = 1U << 18)
      : Recorded(choice) {
    attach(snapshot::Writer(path, framer.header(run.params())), most_events);
  }
  void attach(snapshot::Writer writer, std::size_t most_events) {
    recorder =
        std::make_shared<SnapshotRecorder>(framer, std::vector<Observable>{}, std::move(writer), most_events);
    run.add_recorder(recorder, every);
    run.add_event_recorder(recorder);
  }
  void step_to(std::uint64_t step) {
    while (run.world().step < step) run.step();
  }

  static constexpr std::uint64_t every = 8;
  Simulation run;
  Framer framer;
  std::shared_ptr<SnapshotRecorder> recorder;
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Framer::Choice all_events() {
  Framer::Choice choice;
  choice.every = Recorded::every;
  for (const EventInfo& kind : event_table) choice.events.emplace_back(kind.word);
  return choice;
}

}  // namespace

TEST_CASE("snapshots of a run: the last frame is the world, with its hash") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "snapshots.tsnap").string();
  Simulation run = test::small_tumour(3).build(2);
  const Framer framer(run.params(), {.columns = {"antigenicity"}, .substances = {{"chemokine"}}, .every = 5});
  const auto observables = standard_observables(run.params(), observable_catalogue());
  auto recorder = std::make_shared<SnapshotRecorder>(framer, observables,
                                                     snapshot::Writer(path, framer.header(run.params())));
  run.add_recorder(recorder, 5);
  test::seed_tumour(run);
  for (int i = 0; i < 20; ++i) run.step();
  recorder->close();
  CHECK(recorder->frames() == 5);

  const std::string hash = run.state_hash();
  const World& world = run.world();
  const snapshot::Reader reader(path);
  REQUIRE(reader.frames().size() == 5);
  const auto& header = reader.header();
  CHECK(header.lattice.nx == 40);
  CHECK(header.lattice.nz == 12);
  CHECK(header.agents.at(0).name == "cancer");
  CHECK(header.agents.at(0).states.at(2).name == "apoptotic");
  CHECK_FALSE(header.agents.at(0).states.at(2).alive);
  REQUIRE(header.substances.size() == 1);
  CHECK(header.substances[0].name == "chemokine");

  const snapshot::Frame last = reader.read(4);
  CHECK(last.step == 20);
  CHECK(last.state_hash == hash);
  for (std::size_t t = 0; t < 2; ++t) {
    CHECK(last.agents.at(t).id == world.populations[t].id);
    CHECK(last.agents.at(t).site == world.populations[t].site);
    CHECK(last.agents.at(t).state == world.populations[t].state);
  }
  REQUIRE(last.agents[0].columns.size() == 1);
  CHECK_FALSE(last.agents[0].id.empty());
  const auto& field = std::get<std::vector<float>>(last.fields.at(0).values);
  REQUIRE(field.size() == world.fields[1].values.size());
  for (std::size_t s = 0; s < field.size(); s += 97)
    CHECK(field[s] == static_cast<float>(world.fields[1].values[s]));
  REQUIRE(last.series.size() == observables.size());
  for (std::size_t i = 0; i < observables.size(); ++i) {
    CHECK(last.series[i].name == observables[i].name);
    CHECK(last.series[i].value == observables[i].value(world));
  }
}

TEST_CASE("snapshots of a run: a box holds what lies in it, at its place") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "box.tsnap").string();
  Framer::Choice choice = all_events();
  choice.columns = {"antigenicity"};
  choice.substances = {{"oxygen"}};
  choice.types = {{"cancer"}};
  choice.region = SiteBox{{15, 10, 4}, {12, 20, 3}};
  Recorded small(path, choice);
  test::seed_tumour(small.run);
  small.step_to(8);
  small.recorder->close();

  const snapshot::Reader reader(path);
  const auto& lattice = reader.header().lattice;
  CHECK(lattice.sites() == 12 * 20 * 3);
  CHECK(lattice.whole->origin == std::array<std::uint32_t, 3>{15, 10, 4});
  CHECK(lattice.whole->sites == std::array<std::uint32_t, 3>{40, 40, 12});
  CHECK(lattice.sides == std::array<std::string, 3>{"open", "open", "open"});
  REQUIRE(reader.header().agents.size() == 1);
  CHECK(reader.header().agents[0].name == "cancer");
  const snapshot::Frame frame = reader.read(1);
  const World& world = small.run.world();
  const Lattice& whole = small.run.params().lattice;
  const auto global = [&](std::uint32_t site) {
    return whole.site({static_cast<std::int32_t>(15 + site % 12),
                       static_cast<std::int32_t>(10 + site / 12 % 20),
                       static_cast<std::int32_t>(4 + site / 240)});
  };

  const Population& cancer = world.populations[0];
  std::map<AgentId, std::size_t> rows;
  std::size_t inside = 0;
  for (std::size_t row = 0; row < cancer.size(); ++row) {
    rows[cancer.id[row]] = row;
    const Site site = cancer.site[row];
    const auto x = site % 40;
    const auto y = site / 40 % 40;
    const auto z = site / 1600;
    if (x >= 15 && x < 27 && y >= 10 && y < 30 && z >= 4 && z < 7) ++inside;
  }
  const snapshot::AgentTable& table = frame.agents.at(0);
  REQUIRE(table.id.size() == inside);
  CHECK(inside > 50);
  CHECK(inside < cancer.size());
  for (std::size_t i = 0; i < inside; ++i) {
    const std::size_t row = rows.at(table.id[i]);
    CHECK(global(table.site[i]) == cancer.site[row]);
    CHECK(table.state[i] == cancer.state[row]);
    CHECK(std::get<std::vector<float>>(table.columns.at(0))[i] ==
          std::get<std::vector<float>>(cancer.data(0))[row]);
  }
  const auto& oxygen = std::get<std::vector<float>>(frame.fields.at(0).values);
  REQUIRE(oxygen.size() == lattice.sites());
  for (std::uint32_t site = 0; site < oxygen.size(); ++site)
    CHECK(oxygen[site] == static_cast<float>(world.fields[0].values[global(site)]));
  CHECK_FALSE(frame.events.empty());
  for (const snapshot::Event& event : frame.events) CHECK(event.site < lattice.sites());
}

TEST_CASE("snapshots of a run: the header holds the vessels, of a box the parts that lie in it") {
  Framer::Choice choice;
  choice.vessels = {{{0, 100, 100}, {800, 100, 100}, 8},   // through the whole lattice
                    {{310, -50, 90}, {310, 250, 90}, 5},   // begins outside of it
                    {{700, 700, 10}, {790, 700, 10}, 5}};  // beside the box
  const Simulation run = test::small_tumour(3).build(2);
  const auto whole = Framer(run.params(), choice).header(run.params()).vessels;
  REQUIRE(whole.size() == 3);
  CHECK(whole[0].end == std::array<float, 3>{800, 100, 100});
  CHECK(whole[1].start == std::array<float, 3>{310, 0, 90});
  choice.region = SiteBox{{15, 2, 4}, {12, 20, 3}};  // from (300, 40, 80) to (540, 440, 140) um
  const auto parts = Framer(run.params(), choice).header(run.params()).vessels;
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].start == std::array<float, 3>{0, 60, 20});
  CHECK(parts[0].end == std::array<float, 3>{240, 60, 20});
  CHECK(parts[1].start == std::array<float, 3>{10, 0, 10});
  CHECK(parts[1].end == std::array<float, 3>{10, 210, 10});
  CHECK(parts[1].radius == 5);
}

TEST_CASE("snapshots of a run: a substance has its own rhythm and precision") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "fields.tsnap").string();
  Framer::Choice choice;
  choice.every = Recorded::every;
  choice.substances = {{"oxygen", 16, Precision::double_precision},
                       {"chemokine", 8, Precision::half_precision}};
  Recorded small(path, choice);
  test::seed_tumour(small.run);
  small.step_to(25);
  static_cast<void>(small.run.state_hash());                      // puts the rows in order
  small.recorder->record(small.run.world(), small.run.params());  // the last frame, which is not due
  small.recorder->close();

  const snapshot::Reader reader(path);
  CHECK(reader.header().substances.at(0).number == snapshot::Number::f64);
  CHECK(reader.header().substances.at(1).number == snapshot::Number::f32);
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < reader.frames().size(); ++i) fields.push_back(reader.read(i).fields.size());
  CHECK(fields == std::vector<std::size_t>{2, 1, 2, 1, 2});
  const snapshot::Frame last = reader.read(4);
  CHECK(std::get<std::vector<double>>(last.fields[0].values) == small.run.world().fields[0].values);
  const auto& half = std::get<std::vector<float>>(last.fields[1].values);
  std::size_t exact = 0;
  for (std::size_t site = 0; site < half.size(); ++site) {
    const double value = small.run.world().fields[1].values[site];
    const auto written = static_cast<double>(half[site]);
    CHECK(std::abs(written - value) <= value * std::exp2(-11) * 1.0001);
    const double scaled = std::ldexp(written, -std::ilogb(written) + 10);
    CHECK(scaled == std::nearbyint(scaled));
    exact += written == value ? 1U : 0U;
  }
  CHECK(exact < half.size() / 2);
}

TEST_CASE("events of a run: every one is in the file once, by step, then site, then agent") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "events.tsnap").string();
  Recorded small(path, all_events(), 50);  // a few steps' worth, so that there are frames of events alone
  test::seed_tumour(small.run);
  small.step_to(400);
  for (const auto& array : small.recorder->pending())
    CHECK_MESSAGE(std::visit([](const auto& values) { return values.empty(); }, array.second), array.first);
  small.recorder->close();

  const snapshot::Reader reader(path);
  CHECK_FALSE(reader.event_frames().empty());
  for (const snapshot::FrameInfo& info : reader.event_frames()) CHECK(info.step % Recorded::every != 0);
  std::map<std::tuple<std::uint8_t, std::string>, std::uint64_t> counts;
  std::tuple<std::uint64_t, std::uint32_t, std::uint64_t> before = {0, 0, 0};
  for (std::size_t i = 0; i < reader.frames().size(); ++i) {
    for (const snapshot::Event& event : reader.read(i).events) {
      CHECK(event.step <= reader.frames()[i].step);
      CHECK((i == 0 || event.step > reader.frames()[i - 1].step));
      const std::tuple<std::uint64_t, std::uint32_t, std::uint64_t> now = {event.step, event.site,
                                                                           event.agent};
      CHECK(before <= now);
      before = now;
      ++counts[{event.type, event.kind}];
      const bool two = event.kind == "divide" || event.kind == "kill";
      CHECK((event.other != no_agent) == two);
    }
  }
  const World& world = small.run.world();
  for (std::uint8_t type = 0; type < 2; ++type)
    for (std::size_t kind = 0; kind < event_kinds; ++kind)
      CHECK(counts[{type, event_table[kind].word}] == world.totals[type][kind]);
  CHECK(counts[{0, "divide"}] > 100);
  CHECK(counts[{0, "kill"}] > 0);
}

TEST_CASE("events of a run: only the chosen ones are written") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "events.tsnap").string();
  Framer::Choice choice = all_events();
  choice.events = {"kill"};
  Recorded small(path, choice);
  test::seed_tumour(small.run);
  small.step_to(400);
  small.recorder->close();
  const snapshot::Reader reader(path);
  std::uint64_t kills = 0;
  for (std::size_t i = 0; i < reader.frames().size(); ++i)
    for (const snapshot::Event& event : reader.read(i).events) kills += event.kind == "kill" ? 1U : 1000000U;
  CHECK(kills == small.run.world().totals[0][static_cast<std::size_t>(Event::Kind::kill)]);
}

TEST_CASE("snapshots of a run: an ended one that goes on has no trace of its end") {
  const test::TemporaryFolder folder;
  const std::string straight = (folder.path() / "straight.tsnap").string();
  const std::string path = (folder.path() / "extended.tsnap").string();
  constexpr std::uint64_t first_end = 55;  // between two frames
  SnapshotRecorder::Arrays pending;
  {
    Recorded small(straight, all_events(), 20);
    test::seed_tumour(small.run);
    small.step_to(70);
    small.recorder->close();
  }
  {
    Recorded small(path, all_events(), 20);
    test::seed_tumour(small.run);
    small.step_to(first_end);
    static_cast<void>(small.run.state_hash());  // puts the rows in order
    small.recorder->record(small.run.world(), small.run.params());
    pending = small.recorder->pending();
    small.recorder->close();
  }
  CHECK(snapshot::Reader(path).frames().back().step == first_end);
  CHECK_FALSE(std::get<std::vector<std::uint64_t>>(pending.at("events.step")).empty());
  Recorded rest(all_events());
  test::seed_tumour(rest.run);
  rest.step_to(first_end);
  rest.attach(snapshot::Writer::append(path, 40, first_end, {}), 20);
  rest.recorder->restore(pending);
  rest.step_to(70);
  rest.recorder->close();
  CHECK(bytes_of(path) == bytes_of(straight));
}

TEST_CASE("events of a run: what is not a list of events is refused when it is to be restored") {
  const test::TemporaryFolder folder;
  Recorded small((folder.path() / "file.tsnap").string(), all_events());
  test::seed_tumour(small.run);
  small.step_to(7);
  const SnapshotRecorder::Arrays whole = small.recorder->pending();
  const auto refused = [&](auto spoil) {
    SnapshotRecorder::Arrays spoilt = whole;
    spoil(spoilt);
    CHECK_THROWS_AS(small.recorder->restore(spoilt), InputError);
  };
  refused([](auto& arrays) { arrays.erase("events.site"); });
  refused([](auto& arrays) { arrays["events.site"] = std::vector<float>{}; });
  refused([](auto& arrays) { std::get<std::vector<std::uint8_t>>(arrays["events.kind"]).pop_back(); });
  refused([](auto& arrays) { std::get<std::vector<std::uint8_t>>(arrays["events.kind"])[0] = 5; });
  SnapshotRecorder::Arrays good = whole;
  small.recorder->restore(good);
  CHECK(small.recorder->pending() == whole);
}

TEST_CASE("snapshots of a run: one that goes on from any step writes the bytes of one that never stopped") {
  const test::TemporaryFolder folder;
  constexpr std::size_t most_events = 20;
  constexpr std::uint64_t end = 120;
  const std::string straight = (folder.path() / "straight.tsnap").string();
  {
    Recorded small(straight, all_events(), most_events);
    test::seed_tumour(small.run);
    small.step_to(end);
    small.recorder->close();
  }
  CHECK_FALSE(snapshot::Reader(straight).event_frames().empty());
  for (const std::uint64_t stop : {1, 37, 40, 63, 64, 65, 119}) {
    CAPTURE(stop);
    const std::string path = (folder.path() / std::to_string(stop)).string();
    SnapshotRecorder::Arrays pending;
    {
      Recorded small(path, all_events(), most_events);
      test::seed_tumour(small.run);
      small.step_to(stop);
      small.recorder->flush();  // a checkpoint
      pending = small.recorder->pending();
      small.step_to(std::min(end, stop + 30));  // what is done again, up to a kill
    }
    Recorded rest(all_events());
    test::seed_tumour(rest.run);
    rest.step_to(stop);
    rest.attach(snapshot::Writer::append(path, stop, {}), most_events);
    rest.recorder->restore(pending);
    CHECK(pending.empty());
    rest.step_to(end);
    rest.recorder->close();
    CHECK(bytes_of(path) == bytes_of(straight));
  }
}

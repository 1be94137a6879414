// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/reader.hpp"
#include "scenarios/output/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tumour.hpp"

#include <doctest/doctest.h>
#include <memory>

using namespace tilscape;
using namespace tilscape::scenarios;

TEST_CASE("snapshots of a run: the last frame is the world, with its hash") {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "snapshots.tsnap").string();
  Simulation run = test::small_tumour(3).build(2);
  const Framer framer(run.params(), {{"antigenicity"}, {"chemokine"}});
  const auto observables = standard_observables(run.params());
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

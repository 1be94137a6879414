// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Networks of the body as processes of a run: every nanomole is kept (V26).
#include "agents/body/systems/process.hpp"
#include "engine/base/error.hpp"
#include "tests/support/look.hpp"
#include "tests/support/near.hpp"
#include "tests/support/two_volumes.hpp"

#include <doctest/doctest.h>
#include <limits>

namespace tilscape::body {
namespace {

using namespace test;

double value(const Simulation& run, std::size_t process, std::string_view label) {
  const ProcessState& state = run.world().processes[process];
  for (std::size_t i = 0; i < state.labels.size(); ++i)
    if (state.labels[i].substr(0, state.labels[i].find(' ')) == label) return state.values[i];
  throw std::logic_error("there is no value " + std::string(label));
}

SiteSet some_vessels() {
  return {"vessels", {3, 40, 77, 200, 388}, {1500, 2000, 900, 2500, 1200}};
}

FieldSpec in_tissue(std::string name, double diffusion, double decay) {
  FieldSpec spec{.name = std::move(name), .unit = "nM", .diffusion = diffusion, .decay = decay};
  for (int side = 0; side < 4; ++side)
    spec.sides[static_cast<std::size_t>(side)] = {FieldSide::Kind::dirichlet, 0};
  return spec;
}

NetworkProcess::Wall wall_of(const InPlasma& plasma, FieldId field, double volume, double permeability,
                             double available, const char* line) {
  return {.state = plasma.central,
          .level = plasma.level,
          .field = field,
          .wall = VesselWall(some_vessels(), volume, permeability, available),
          .line = line};
}

/// A drug in plasma and tissue, and perhaps in particles that release it.
NetworkProcess::Spec medicine(FieldId field, double volume, std::optional<FieldId> carrier = {},
                              double release = 0) {
  NetworkProcess::Spec spec{.name = "drug", .network = {}};
  spec.accounts = {{"", "nmol", {0, 1, 2}}};
  spec.share = 1e-3;
  spec.period = 5;
  const InPlasma free =
      add_plasma(spec.network, TwoCompartment{2e12, 4e12, 1e9, 3e9}, "free", "eliminated", "plasma");
  spec.walls.push_back(wall_of(free, field, volume, 5, 0.24, "tissue"));
  spec.doses = {{30, 0, {{free.central, 5}}}, {100, 60, {{free.central, 3}}}};
  if (!carrier) return spec;
  const InPlasma loaded = add_plasma(spec.network, TwoCompartment{2e12, 4e12, 2e9, 1e9}, "loaded",
                                     "cleared_loaded", "plasma_loaded");
  add_flow(spec.network, "release", loaded.central, free.central, release);
  add_flow(spec.network, "release", loaded.peripheral, free.peripheral, release);
  spec.walls.push_back(wall_of(loaded, *carrier, volume, 8, 0.1, "tissue_loaded"));
  spec.accounts.front().states = {0, 1, 2, 3, 4, 5};
  spec.doses.front().parts.front().into = loaded.central;  // one dose in particles, one free
  return spec;
}

/// Cells that take the drug up, so that every way out of the tissue is in use.
WorldBuilder tissue() {
  WorldBuilder builder({.nx = 20, .ny = 20}, 1, 9);
  builder.type("cell", 8);
  return builder;
}

void fill_and_run(Simulation& run, int n) {
  for (Site s = 0; s < 400; s += 7) run.place(TypeId{0}, s);
  run.start();
  steps(run, n);
}

TEST_CASE("V26: every nanomole of a free drug is accounted for") {
  WorldBuilder builder = tissue();
  builder.substance(in_tissue("drug", 600, 0.002));
  builder.params().substances[0].period = 5;
  builder.does("consume", table({{"drug", map({{"rate", expression("0.05 1/min * 8000 um3", "um3/min")}})}}));
  builder.params().processes.push_back(
      std::make_shared<NetworkProcess>(medicine(FieldId{0}, builder.params().lattice.site_volume())));
  Simulation run = builder.build();
  fill_and_run(run, 400);
  const double given = value(run, 0, "given");
  CHECK(given == test::near(8, 1e-12));
  for (const char* part : {"free", "free_peripheral", "eliminated", "tissue", "degraded", "past_sides"}) {
    CAPTURE(part);
    CHECK(value(run, 0, part) > 1e-9);
  }
  CHECK(std::abs(value(run, 0, "unaccounted")) < 1e-10 * given);
}

TEST_CASE("V26: every nanomole of a drug in particles is accounted for") {
  WorldBuilder builder = tissue();
  constexpr double release = 0.01;
  builder.substance(in_tissue("carrier", 60, 0.001));
  builder.substance(in_tissue("drug", 600, 0.002));
  for (auto& s : builder.params().substances) s.period = 5;
  builder.params().reactions.push_back({.name = "release",
                                        .shares = {{FieldId{0}, -1}, {FieldId{1}, 1}},
                                        .first_order = {{FieldId{0}, release}}});
  builder.does("consume",
               table({{"drug", map({{"rate", expression("0.05 1/min * 8000 um3", "um3/min")}})},
                      {"carrier", map({{"rate", expression("0.01 1/min * 8000 um3", "um3/min")}})}}));
  const double volume = builder.params().lattice.site_volume();
  builder.params().processes.push_back(
      std::make_shared<NetworkProcess>(medicine(FieldId{1}, volume, FieldId{0}, release)));
  Simulation run = builder.build();
  fill_and_run(run, 400);
  const double given = value(run, 0, "given");
  CHECK(given == test::near(8, 1e-12));
  for (const char* part : {"loaded", "loaded_peripheral", "cleared_loaded", "free", "tissue", "tissue_loaded",
                           "degraded", "past_sides"}) {
    CAPTURE(part);
    CHECK(value(run, 0, part) > 1e-9);
  }
  CHECK(std::abs(value(run, 0, "unaccounted")) < 1e-10 * given);
}

TEST_CASE("circulation: an infusion gives what it should up to now, a bolus all at once") {
  WorldBuilder builder = tissue();
  builder.substance(in_tissue("drug", 600, 0.002));
  builder.params().substances[0].period = 5;
  builder.params().processes.push_back(
      std::make_shared<NetworkProcess>(medicine(FieldId{0}, builder.params().lattice.site_volume())));
  Simulation run = builder.build();
  run.start();
  steps(run, 30);
  CHECK(value(run, 0, "given") == 0);
  steps(run, 5);
  CHECK(value(run, 0, "given") == 5);
  CHECK(value(run, 0, "plasma") == test::near(concentration(value(run, 0, "free"), 2e12), 1e-14));
  steps(run, 80);  // to 115 min: a quarter of the infusion
  CHECK(value(run, 0, "given") == test::near(5 + 3.0 / 4, 1e-12));
}

TEST_CASE("circulation: a dose at the very start is given, whatever the period") {
  for (const std::uint32_t period : {1U, 10U}) {
    WorldBuilder builder = tissue();
    builder.substance(in_tissue("drug", 600, 0.002));
    NetworkProcess::Spec spec = medicine(FieldId{0}, 8000);
    spec.doses = {{0, 0, {{0, 5}}}};
    spec.period = builder.params().substances[0].period = period;
    builder.params().processes.push_back(std::make_shared<NetworkProcess>(std::move(spec)));
    Simulation run = builder.build();
    run.start();
    steps(run, 50);
    CHECK(value(run, 0, "given") == 5);
  }
}

TEST_CASE("circulation: a share outside of 0 to 1 is refused") {
  for (const double share : {0.0, 1.5}) {
    NetworkProcess::Spec none = medicine(FieldId{0}, 8000);
    none.share = share;
    CHECK_THROWS_AS(NetworkProcess{none}, UsageError);
  }
}

TEST_CASE("circulation: a leak that a network does not tell is in the account") {
  // Half of what is released goes nowhere: the flow takes one and adds a half.
  WorldBuilder builder = tissue();
  builder.substance(in_tissue("drug", 600, 0.002));
  builder.params().substances[0].period = 5;
  NetworkProcess::Spec spec = medicine(FieldId{0}, builder.params().lattice.site_volume());
  spec.network.flows[0].shares = {{0, -1.0}, {2, 0.5}};
  builder.params().processes.push_back(std::make_shared<NetworkProcess>(std::move(spec)));
  Simulation run = builder.build();
  fill_and_run(run, 400);
  CHECK(value(run, 0, "outside") == test::near(value(run, 0, "eliminated"), 1e-12));  // as much again
  CHECK(std::abs(value(run, 0, "unaccounted")) < 1e-10 * value(run, 0, "given"));
}

TEST_CASE("circulation: an amount that somebody takes away is missing in the account") {
  WorldBuilder builder = tissue();
  builder.substance(in_tissue("drug", 600, 0.002));
  builder.params().substances[0].period = 5;
  builder.params().processes.push_back(
      std::make_shared<NetworkProcess>(medicine(FieldId{0}, builder.params().lattice.site_volume())));
  Simulation run = builder.build();
  fill_and_run(run, 200);
  run.world().processes[0].values[1] -= 1e-3;
  steps(run, 5);
  CHECK(value(run, 0, "unaccounted") == test::near(1e-3, 1e-6));
}

}  // namespace
}  // namespace tilscape::body

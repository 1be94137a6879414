// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/world.hpp"

namespace tilscape::test {

/// A small tumour with T cells, oxygen and a chemokine, that uses most of the engine: walks, clocks, hazards,
/// kills, deaths, clearance, rules, uptake and secretion. The numbers are chosen for a lot to happen, not for
/// the biology.
inline WorldBuilder small_tumour(int dimensions, std::uint64_t seed = 3) {
  Lattice::Shape shape{.nx = 40, .ny = 40, .nz = dimensions == 3 ? 12 : 1};
  WorldBuilder builder(shape, 1, seed);
  FieldSpec oxygen{
      .name = "oxygen", .unit = "mmHg", .diffusion = 1e5, .decay = 0.1, .steady = true, .initial = 38};
  for (int side = 0; side < (dimensions == 3 ? 6 : 4); ++side)
    oxygen.sides[static_cast<std::size_t>(side)] = {FieldSide::Kind::dirichlet, 38};
  builder.substance(oxygen);
  builder.substance({.name = "chemokine", .unit = "nM", .diffusion = 1800, .decay = 0.0033});
  builder.params().substances[0].period = 10;
  builder.params().substances[1].period = 5;
  builder.type("cancer", 7, {{"cycling", true}, {"hypoxic", true}, {"apoptotic", false}},
               {{"antigenicity", NumberType::f32, "", {Distribution::Kind::lognormal, 1, 0.25}}});
  builder.type("cd8", 1, {{"searching", true}, {"engaged", true}});
  std::swap(builder.params().types[0], builder.params().types[1]);  // behaviours are given to the last type
  builder.does("divide", divide_values(distribution(Distribution::Kind::gamma, 240, 4), "free_neighbour",
                                       "ramp(oxygen, 5 mmHg, 38 mmHg)"));
  builder.does("die", table({{"rate", expression("0.2 1/d", "1/min")}, {"leaves", word("apoptotic")}}));
  builder.does("clear", table({{"apoptotic", map({{"after", number(60)}})}}));
  builder.does(
      "become",
      table({{"hypoxic", map({{"when", expression("oxygen < 20 mmHg")}, {"in", words({"cycling"})}})},
             {"cycling", map({{"when", expression("oxygen >= 20 mmHg")}, {"in", words({"hypoxic"})}})}}));
  builder.does("consume", table({{"oxygen", map({{"rate", expression("10 1/min * 8000 um3", "um3/min")}})}}));
  builder.does("secrete",
               table({{"chemokine", map({{"rate", expression("482 molecules/min", "molecules/min")},
                                         {"when", expression("state.cycling")}})}}));
  std::swap(builder.params().types[0], builder.params().types[1]);
  builder.does("walk", table({{"speed", number(4)},
                              {"persistence", number(10)},
                              {"toward", word("chemokine")},
                              {"bias", number(0.5)},
                              {"half", number(0.01)},
                              {"steep", number(0.002)},
                              {"packed", number(0.5)},
                              {"in", words({"searching"})}}));
  builder.does("kill", table({{"target", word("cancer")},
                              {"engage", number(0.1)},
                              {"slow", number(1.0 / 120)},
                              {"fast", number(1.0 / 30)},
                              {"by", word("antigenicity")},
                              {"half", number(1)},
                              {"leaves", word("apoptotic")},
                              {"searching", word("searching")},
                              {"engaged", word("engaged")}}));
  builder.does("divide", divide_values(exponential(600), "here_or_neighbour"));
  builder.params().types[0].period = 10;
  return builder;
}

/// Places a ball of cancer cells and a sprinkling of T cells, then starts.
inline void seed_tumour(Simulation& run) {
  const Lattice& lattice = run.params().lattice;
  for (Site s = 0; s < lattice.sites(); ++s) {
    const Coordinates c = lattice.coordinates(s);
    const int dx = c.x - 20;
    const int dy = c.y - 20;
    const int dz = c.z - lattice.nz() / 2;
    if (dx * dx + dy * dy + dz * dz < 64) run.place(TypeId{0}, s);
    if (s % 23 == 0) run.place(TypeId{1}, s);
  }
  run.start();
}

}  // namespace tilscape::test

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Enough agents that every phase has work for several threads at the same time: claims that meet on a site,
// births, removals and sorting are done in chunks of thousands.
#include "tests/support/look.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {
namespace {

using namespace test;

std::string crowd(int threads) {
  WorldBuilder builder({.nx = 120, .ny = 120}, 1, 3);
  builder.type("walker", 1)
      .does("walk", walk_values(6))
      .does("divide", divide_values(exponential(8), "here_or_neighbour"))
      .does("die", die_values("0.1 1/min"));
  builder.type("prey", 1, {{"alive", true}, {"apoptotic", false}})
      .does("clear", table({{"apoptotic", map({{"after", number(3)}})}}));
  builder.type("hunter", 1, {{"searching", true}, {"engaged", true}})
      .does("walk", walk_values(4, 5))
      .does("kill", kill_values("prey", 0.5, 0.5, 0.5));
  builder.params().sort_every = 3;
  Simulation run = builder.build(threads);
  for (Site s = 0; s < run.params().lattice.sites(); ++s) {
    for (int i = 0; i < 4; ++i) run.place(TypeId{0}, s);
    run.place(TypeId{1}, s);
    if (s % 2 == 0) run.place(TypeId{2}, s);
  }
  run.start();
  steps(run, 8);
  if (threads == 1) {
    CHECK(total(run, 0, Event::Kind::division) > 10000);
    CHECK(total(run, 0, Event::Kind::death) > 10000);
    CHECK(total(run, 1, Event::Kind::kill) > 1000);
  }
  return run.state_hash();
}

TEST_CASE("determinism: a crowd of eighty thousand on 1, 2, 3 and 8 threads") {
  const std::string one = crowd(1);
  for (const int threads : {2, 3, 8}) CHECK(crowd(threads) == one);
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The determinism contract (docs/concepts/determinism.md), clause by clause: one state hash whatever the
// threads, the batches and the order of the rows; compilers and CPUs are compared through the constants.
#include "tests/support/tumour.hpp"
#include "tests/support/way.hpp"

#include <doctest/doctest.h>
#include <string>

namespace tilscape {
namespace {

std::string hash_after(int dimensions, int steps, test::Way way, std::uint64_t seed = 3) {
  auto builder = test::small_tumour(dimensions, seed);
  builder.params().batch = way.batch;
  builder.params().sort_every = way.sort_every;
  Simulation run = builder.build(way.threads);
  test::seed_tumour(run);
  for (int s = 0; s < steps; ++s) run.step();
  return run.state_hash();
}

constexpr int steps_2d = 400;
constexpr int steps_3d = 120;

TEST_CASE("determinism: 1, 2, 3 and 8 threads give one state hash, 2D") {
  const std::string one = hash_after(2, steps_2d, {});
  for (const int threads : {2, 3, 8}) CHECK(hash_after(2, steps_2d, {.threads = threads}) == one);
}

TEST_CASE("determinism: 1, 2, 3 and 8 threads give one state hash, 3D") {
  const std::string one = hash_after(3, steps_3d, {});
  for (const int threads : {2, 3, 8}) CHECK(hash_after(3, steps_3d, {.threads = threads}) == one);
}

TEST_CASE("determinism: the size of a batch leaves no trace") {
  const std::string usual = hash_after(2, steps_2d, {});
  CHECK(hash_after(2, steps_2d, {.threads = 2, .batch = 100}) == usual);
  CHECK(hash_after(2, steps_2d, {.threads = 1, .batch = 7}) == usual);
}

TEST_CASE("determinism: the order of the rows leaves no trace") {
  const std::string usual = hash_after(2, steps_2d, {});
  CHECK(hash_after(2, steps_2d, {.sort_every = 0}) == usual);
  CHECK(hash_after(2, steps_2d, {.sort_every = 1}) == usual);
  CHECK(hash_after(2, steps_2d, {.threads = 2, .batch = 64, .sort_every = 7}) == usual);
}

TEST_CASE("determinism: another seed is another run") {
  CHECK(hash_after(2, 100, {}, 3) != hash_after(2, 100, {}, 4));
}

TEST_CASE("determinism: the world of the tests is alive") {
  auto builder = test::small_tumour(2);
  Simulation run = builder.build(2);
  test::seed_tumour(run);
  for (int s = 0; s < steps_2d; ++s) run.step();
  const auto& totals = run.world().totals;
  const auto of = [&](std::size_t type, Event::Kind kind) {
    return totals[type][static_cast<std::size_t>(kind)];
  };
  CHECK(of(0, Event::Kind::division) > 50);
  CHECK(of(0, Event::Kind::kill) > 20);
  CHECK(of(0, Event::Kind::death) > 5);
  CHECK(of(1, Event::Kind::division) > 10);
}

TEST_CASE("determinism: every compiler, flag and CPU gives these bits") {
  CHECK(hash_after(2, steps_2d, {}) == "66991333c750e5c87888f0a9c0243407");
  CHECK(hash_after(3, steps_3d, {}) == "35f52ea1943072263c88fada32af92cf");
}

}  // namespace
}  // namespace tilscape

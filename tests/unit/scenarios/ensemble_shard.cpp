// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/shard.hpp"

#include <doctest/doctest.h>
#include <functional>
#include <vector>

using namespace tilscape::scenarios;

TEST_CASE("shard: two attempts are the same only when all that a run decides is, to the last bit") {
  const Result one{.unit = 3,
                   .key = Key::of("a"),
                   .seed = 5,
                   .steps = 12,
                   .end = 120,
                   .state_hash = "0123",
                   .columns = {{"cancer.count"}, {"cells"}, {"gone"}, {"cancer.count < 1"}},
                   .times = {0, 120},
                   .values = {20, 0},
                   .reached = {120},
                   .stopped_by = "gone",
                   .seconds = 1,
                   .peak_memory = 100};
  Result other = one;
  other.seconds = 2;
  other.peak_memory = 200;
  CHECK(one.same_as(other));
  const std::vector<std::function<void(Result&)>> changes = {
      [](Result& r) { r.key = Key::of("b"); },   [](Result& r) { r.seed = 6; },
      [](Result& r) { r.steps = 13; },           [](Result& r) { r.end = 130; },
      [](Result& r) { r.state_hash = "0124"; },  [](Result& r) { r.columns.units[0] = "1"; },
      [](Result& r) { r.times[1] = 119; },       [](Result& r) { r.values[1] = -0.0; },
      [](Result& r) { r.values.push_back(1); },  [](Result& r) { r.reached[0] = -1; },
      [](Result& r) { r.stopped_by = "cured"; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    Result changed = one;
    changes[i](changed);
    CHECK_FALSE(one.same_as(changed));
  }
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The steps of the matched workload (tests/bench/tumour_immune.yaml) are not bought with error.
#include "scenarios/build/build.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace tilscape {
namespace {

constexpr int seeds = 6;

struct Counts {
  double cancer = 0;  ///< living, means over the seeds
  double immune = 0;
  double spread = 0;  ///< standard error of `cancer`
};

Counts after_eight_hours(const std::vector<std::string>& steps) {
  std::vector<double> cancer;
  Counts mean;
  for (int seed = 1; seed <= seeds; ++seed) {
    scenarios::LoadOptions options;
    options.overrides = steps;
    options.overrides.push_back("seed=" + std::to_string(seed));
    const auto read =
        scenarios::validate(test::source_file("tests/bench/tumour_immune.yaml"), test::language(), options);
    REQUIRE(read.problems.ok());
    const scenarios::Run run = scenarios::build_run(read.scenario, 1);
    run.simulation->start();
    while (run.simulation->world().time() < 480) run.simulation->step();
    const auto& populations = run.simulation->world().populations;
    cancer.push_back(static_cast<double>(
        std::count(populations[0].state.begin(), populations[0].state.end(), std::uint8_t{0})));
    mean.cancer += cancer.back() / seeds;
    mean.immune += static_cast<double>(populations[1].size()) / seeds;
  }
  for (const double c : cancer) mean.spread += (c - mean.cancer) * (c - mean.cancer);
  mean.spread = std::sqrt(mean.spread / seeds / (seeds - 1));
  return mean;
}

TEST_CASE("steps: half of every step changes the cells at eight hours by less than 2 %" *
          doctest::test_suite("slow")) {
  const Counts whole = after_eight_hours({});
  const Counts half = after_eight_hours({"time.step=0.5 min", "time.periods.cancer=3 min",
                                         "time.periods.oxygen=6 min", "time.periods.signal=3 min"});
  MESSAGE("cancer " << whole.cancer << " +- " << whole.spread << " and " << half.cancer << " +- "
                    << half.spread << ", immune " << whole.immune << " and " << half.immune);
  CHECK(std::abs(whole.cancer + whole.immune - half.cancer - half.immune) <
        0.02 * (half.cancer + half.immune));
  CHECK(std::abs(whole.immune - half.immune) < 0.02 * half.immune);
  // The cancer cells alone, which have fallen to a third: within 2 % and what six seeds leave open.
  CHECK(std::abs(whole.cancer - half.cancer) <
        0.02 * half.cancer + 2 * std::hypot(whole.spread, half.spread));
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// O2: kills per CTL and day against 2 to 16 in vivo (Halle 2016, Immunity 44:233).
// Single hits; docs/validation/index.md has the numbers.
#include "tests/validation_slow/published.hpp"

namespace tilscape {
namespace {

constexpr int seeds = 20;

struct Rates {
  std::vector<double> first;  ///< of the first hour, when targets still abound at every ratio
  std::vector<double> early;  ///< of the first six hours [kills/CTL/day]
  std::vector<double> day;    ///< of the whole day
};

Rates kills_per_ctl(const std::string& variant) {
  Rates rates;
  for (int seed = 1; seed <= seeds; ++seed) {
    scenarios::Run run;
    Simulation& simulation = test::start(run, "killing_o2", variant, seed);
    const World& world = simulation.world();
    const auto ctl = static_cast<double>(world.populations[1].size());
    const auto rate = [&] {
      const auto kills = world.totals[0][static_cast<std::size_t>(Event::Kind::kill)];
      return static_cast<double>(kills) / ctl / (world.time() / 1440);
    };
    while (world.time() < 60) simulation.step();
    rates.first.push_back(rate());
    while (world.time() < 360) simulation.step();
    rates.early.push_back(rate());
    while (world.time() < 1440) simulation.step();
    rates.day.push_back(rate());
  }
  MESSAGE((variant.empty() ? "one_to_ten" : variant)
          << ": kills/CTL/day, median (5 to 95 %), first hour " << test::quantile(rates.first, 0.5) << " ("
          << test::quantile(rates.first, 0.05) << " to " << test::quantile(rates.first, 0.95)
          << "), six hours " << test::quantile(rates.early, 0.5) << " (" << test::quantile(rates.early, 0.05)
          << " to " << test::quantile(rates.early, 0.95) << "), a day " << test::quantile(rates.day, 0.5)
          << " (" << test::quantile(rates.day, 0.05) << " to " << test::quantile(rates.day, 0.95) << ")");
  return rates;
}

TEST_CASE("O2: a CTL among ten targets kills 2 to 16 of them a day" * doctest::test_suite("slow")) {
  const Rates rates = kills_per_ctl("");
  for (const auto& values : {rates.early, rates.day}) {
    CHECK(test::quantile(values, 0.05) >= 2);
    CHECK(test::quantile(values, 0.95) <= 16);
  }
}

/// Of a CTL that is never without a target: 50 min until it binds, then 30 or 120 min, one as likely as the
/// other.
constexpr double ceiling = 1440.0 / (50 + 75);  // [kills/CTL/day]

TEST_CASE("O2: a CTL kills no faster than it can bind and kill, and slower where there are more CTLs" *
          doctest::test_suite("slow")) {
  const Rates few = kills_per_ctl("one_to_three");
  const Rates many = kills_per_ctl("one_to_one");
  CHECK(test::quantile(few.early, 0.5) <= ceiling);
  CHECK(test::quantile(many.early, 0.5) <= ceiling);
  // In the first hour targets abound at both ratios: what makes the difference is that each kill leaves fewer
  // free ones. Over a day the order would be forced, for both run out of targets.
  CHECK(test::quantile(few.first, 0.5) > test::quantile(many.first, 0.5));
}

}  // namespace
}  // namespace tilscape

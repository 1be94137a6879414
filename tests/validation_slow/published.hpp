// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/read/merge.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace tilscape::test {

/// A run of a scenario of scenarios/validation, started.
inline Simulation& start(scenarios::Run& run, const std::string& name, const std::string& variant, int seed) {
  scenarios::LoadOptions options;
  options.variant = variant;
  options.overrides = {"seed=" + std::to_string(seed)};
  const auto read =
      scenarios::validate(source_file("scenarios/validation/" + name + ".yaml"), language(), options);
  REQUIRE(read.problems.ok());
  run = scenarios::build_run(read.scenario, 1);
  run.simulation->start();
  return *run.simulation;
}

/// Linear interpolation between the ordered values; q = 0.5 is the median.
inline double quantile(std::vector<double> values, double q) {
  REQUIRE(!values.empty());
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - std::floor(at)) * (values[high] - values[low]);
}

struct Line {
  double slope = 0, r2 = 0;
};
/// Least squares.
inline Line fit_line(const std::vector<double>& x, const std::vector<double>& y) {
  REQUIRE(x.size() > 2);
  const auto n = static_cast<double>(x.size());
  double mx = 0;
  double my = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) * (y[i] - my);
  }
  return {xy / xx, xy * xy / (xx * yy)};
}

}  // namespace tilscape::test

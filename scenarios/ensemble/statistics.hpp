// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tilscape::scenarios {

/// A number with the interval that holds it with 95 % confidence; nan where n is too small to say.
struct Estimate {
  double value = 0;
  double lower = 0;
  double upper = 0;
  std::size_t n = 0;
};

double mean(std::span<const double> values);
/// With n - 1.
double standard_deviation(std::span<const double> values);
/// Between the order statistics, linearly (type 7 of Hyndman and Fan 1996, R's default). sorted: ascending.
double quantile(std::span<const double> sorted, double share);

/// Student's interval of a mean.
Estimate mean_estimate(std::span<const double> values);
/// Mean of the differences of pairs, with Student's interval: narrow when the runs of a pair share their
/// draws.
Estimate paired_difference(std::span<const double> values, std::span<const double> against);
/// A share of n, with Wilson's score interval (1927).
Estimate share_estimate(std::size_t hits, std::size_t n);

/// What values at one time come to.
struct Band {
  std::size_t n = 0;
  double mean = 0;
  double q05 = 0, q25 = 0, median = 0, q75 = 0, q95 = 0;
};
Band band(std::vector<double> values);

}  // namespace tilscape::scenarios

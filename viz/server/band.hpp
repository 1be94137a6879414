// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace tilscape::viz {

/// Between the order statistics, linearly (type 7 of Hyndman and Fan 1996): as a study's report has it.
/// sorted: ascending, not empty.
double quantile(std::span<const double> sorted, double share);

/// What a column of several runs comes to over time.
struct Course {
  std::vector<double> days;
  std::vector<std::size_t> n;  ///< runs that have a number at that time
  std::vector<double> mean, q05, q25, median, q75, q95;
};

/// Numbers of the runs by time [d]; those that are none (NaN) are left out.
Course course_of(const std::map<double, std::vector<double>>& by_day);

}  // namespace tilscape::viz

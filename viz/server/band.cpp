// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/band.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tilscape::viz {

double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Course course_of(const std::map<double, std::vector<double>>& by_day) {
  Course course;
  for (const auto& [day, numbers] : by_day) {
    std::vector<double> values;
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(values),
                 [](double value) { return std::isfinite(value); });
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    course.days.push_back(day);
    course.n.push_back(values.size());
    course.mean.push_back(std::accumulate(values.begin(), values.end(), 0.0) /
                          static_cast<double>(values.size()));
    course.q05.push_back(quantile(values, 0.05));
    course.q25.push_back(quantile(values, 0.25));
    course.median.push_back(quantile(values, 0.5));
    course.q75.push_back(quantile(values, 0.75));
    course.q95.push_back(quantile(values, 0.95));
  }
  return course;
}

}  // namespace tilscape::viz

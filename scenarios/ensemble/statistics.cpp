// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/statistics.hpp"

#include "scenarios/output/present.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace tilscape::scenarios {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double normal_975 = 1.959963984540054;

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return unknown;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return unknown;
  const double m = mean(values);
  double sum = 0;
  for (const double v : values) sum += (v - m) * (v - m);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(std::span<const double> sorted, double share) {
  if (sorted.empty()) return unknown;
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Estimate mean_estimate(std::span<const double> all) {
  const std::vector<double> values = present(all);
  Estimate out{mean(values), unknown, unknown, values.size()};
  if (values.size() < 2) return out;
  const boost::math::students_t t(static_cast<double>(values.size() - 1));
  const double half = boost::math::quantile(t, 0.975) * standard_deviation(values) /
                      std::sqrt(static_cast<double>(values.size()));
  out.lower = out.value - half;
  out.upper = out.value + half;
  return out;
}

Estimate paired_difference(std::span<const double> values, std::span<const double> against) {
  if (values.size() != against.size()) throw std::invalid_argument("pairs have two values");
  std::vector<double> differences(values.size());
  std::transform(values.begin(), values.end(), against.begin(), differences.begin(), std::minus<>());
  return mean_estimate(differences);
}

Estimate share_estimate(std::size_t hits, std::size_t n) {
  if (n == 0) return {unknown, unknown, unknown, 0};
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(hits) / count;
  const double z2 = normal_975 * normal_975;
  const double middle = (p + z2 / (2 * count)) / (1 + z2 / count);
  const double half =
      normal_975 / (1 + z2 / count) * std::sqrt(p * (1 - p) / count + z2 / (4 * count * count));
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half), n};
}

Band band(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  std::sort(values.begin(), values.end());
  return {values.size(),         mean(values),           quantile(values, 0.05), quantile(values, 0.25),
          quantile(values, 0.5), quantile(values, 0.75), quantile(values, 0.95)};
}

}  // namespace tilscape::scenarios

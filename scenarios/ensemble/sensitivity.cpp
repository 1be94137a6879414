// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/sensitivity.hpp"

#include "engine/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace tilscape::scenarios {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t bootstrap_samples = 1000;
constexpr Stream bootstrap_draws{"bootstrap", 101};

/// The interval of a statistic over rows by drawing rows again, with replacement (Efron's percentiles).
Estimate bootstrap(std::size_t rows, std::uint64_t seed,
                   const std::function<double(const std::vector<std::size_t>&)>& statistic) {
  std::vector<std::size_t> picked(rows);
  for (std::size_t i = 0; i < rows; ++i) picked[i] = i;
  Estimate out{statistic(picked), unknown, unknown, rows};
  if (rows < 2) return out;
  std::vector<double> samples;
  for (std::size_t s = 0; s < bootstrap_samples; ++s) {
    const Draws draws(seed, s);
    for (std::size_t i = 0; i < rows; ++i)
      picked[i] = draws.of(bootstrap_draws).below(static_cast<std::uint32_t>(rows), i);
    samples.push_back(statistic(picked));
  }
  std::sort(samples.begin(), samples.end());
  out.lower = quantile(samples, 0.025);
  out.upper = quantile(samples, 0.975);
  return out;
}

bool all_known(std::span<const double> values) {
  return std::none_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

/// Values of the groups that are complete.
std::vector<std::vector<double>> complete_groups(std::span<const double> values, std::size_t size) {
  std::vector<std::vector<double>> groups;
  for (std::size_t at = 0; at + size <= values.size(); at += size)
    if (const auto group = values.subspan(at, size); all_known(group))
      groups.emplace_back(group.begin(), group.end());
  return groups;
}

/// Variance of the values at the points A and B, which are independent draws.
double variance(const std::vector<std::vector<double>>& groups, const std::vector<std::size_t>& picked) {
  std::vector<double> values;
  for (const std::size_t g : picked) values.insert(values.end(), {groups[g][0], groups[g][1]});
  const double deviation = standard_deviation(values);
  return deviation * deviation;
}

}  // namespace

std::vector<MorrisEffect> morris_effects(std::span<const UnitPoint> points, std::span<const double> values,
                                         std::uint64_t seed) {
  const std::size_t dimensions = points.empty() ? 0 : points[0].size();
  std::vector<std::vector<double>> effects(dimensions);  // by factor, one of each trajectory
  for (std::size_t at = 0; at + dimensions < points.size(); at += dimensions + 1) {
    if (!all_known(values.subspan(at, dimensions + 1))) continue;
    for (std::size_t i = at; i < at + dimensions; ++i)
      for (std::size_t d = 0; d < dimensions; ++d)
        if (const double step = points[i + 1][d] - points[i][d]; step != 0)
          effects[d].push_back((values[i + 1] - values[i]) / step);
  }
  std::vector<MorrisEffect> out;
  for (const std::vector<double>& e : effects) {
    const auto mean_absolute = [&e](const std::vector<std::size_t>& picked) {
      double sum = 0;
      for (const std::size_t i : picked) sum += std::abs(e[i]);
      return sum / static_cast<double>(picked.size());
    };
    out.push_back({mean(e), bootstrap(e.size(), seed, mean_absolute), standard_deviation(e)});
  }
  return out;
}

std::vector<SobolIndex> sobol_indices(std::span<const double> values, std::size_t dimensions,
                                      std::uint64_t seed) {
  auto groups = complete_groups(values, dimensions + 2);
  // The estimate of the first order is a mean of products: about the mean they have the least error.
  std::vector<double> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.begin() + 2);
  const double centre = mean(all);
  for (auto& group : groups)
    for (double& v : group) v -= centre;
  std::vector<SobolIndex> out;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto first = [&](const std::vector<std::size_t>& picked) {
      double sum = 0;
      for (const std::size_t g : picked) sum += groups[g][1] * (groups[g][2 + d] - groups[g][0]);
      return sum / static_cast<double>(picked.size()) / variance(groups, picked);
    };
    const auto total = [&](const std::vector<std::size_t>& picked) {
      double sum = 0;
      for (const std::size_t g : picked) {
        const double difference = groups[g][0] - groups[g][2 + d];
        sum += difference * difference;
      }
      return sum / static_cast<double>(2 * picked.size()) / variance(groups, picked);
    };
    out.push_back({bootstrap(groups.size(), seed, first), bootstrap(groups.size(), seed, total)});
  }
  return out;
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/survival.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <set>

namespace tilscape::scenarios {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double normal_975 = 1.959963984540054;

/// Events less expected ones of each group but the last, and their covariance (hypergeometric at each time).
struct Terms {
  std::vector<double> observed, expected, excess;
  std::vector<std::vector<double>> covariance;
};

Terms terms_of(const std::vector<std::vector<Subject>>& groups) {
  std::set<double> times;
  for (const auto& group : groups)
    for (const Subject& s : group)
      if (s.event) times.insert(s.time);
  const std::size_t k = groups.size();
  Terms out{std::vector<double>(k), std::vector<double>(k), {}, {}};
  out.covariance.assign(k - 1, std::vector<double>(k - 1, 0));
  for (const double time : times) {
    std::vector<double> at_risk(k);
    std::vector<double> events(k);
    double all_at_risk = 0;
    double all_events = 0;
    for (std::size_t g = 0; g < k; ++g) {
      for (const Subject& s : groups[g]) {
        if (s.time >= time) ++at_risk[g];
        if (s.event && s.time == time) ++events[g];
      }
      all_at_risk += at_risk[g];
      all_events += events[g];
    }
    const double spread = all_at_risk > 1 ? all_events * (all_at_risk - all_events) / (all_at_risk - 1) : 0;
    for (std::size_t g = 0; g < k; ++g) {
      const double share = at_risk[g] / all_at_risk;
      out.observed[g] += events[g];
      out.expected[g] += all_events * share;
      for (std::size_t h = 0; g + 1 < k && h + 1 < k; ++h)
        out.covariance[g][h] += spread * share * ((g == h ? 1.0 : 0.0) - at_risk[h] / all_at_risk);
    }
  }
  for (std::size_t g = 0; g + 1 < k; ++g) out.excess.push_back(out.observed[g] - out.expected[g]);
  return out;
}

/// x' A^-1 x for a symmetric positive A by Cholesky's factors; directions without variance count nothing.
double quadratic_form(std::vector<std::vector<double>> a, std::vector<double> x, std::size_t& rank) {
  double sum = 0;
  rank = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      for (std::size_t m = 0; m < j; ++m) a[i][j] -= a[i][m] * a[j][m];
      a[i][j] = a[j][j] > 0 ? a[i][j] / a[j][j] : 0;
      a[i][i] -= a[i][j] * a[i][j];
      x[i] -= a[i][j] * x[j];
    }
    a[i][i] = a[i][i] > 1e-12 ? std::sqrt(a[i][i]) : 0;
    x[i] = a[i][i] > 0 ? x[i] / a[i][i] : 0;
    if (a[i][i] > 0) ++rank;
    sum += x[i] * x[i];
  }
  return sum;
}

}  // namespace

std::vector<SurvivalStep> kaplan_meier(std::vector<Subject> subjects) {
  std::sort(subjects.begin(), subjects.end(),
            [](const Subject& a, const Subject& b) { return a.time < b.time; });
  std::vector<SurvivalStep> curve;
  double survival = 1;
  double greenwood = 0;
  for (std::size_t i = 0; i < subjects.size();) {
    const std::size_t at_risk = subjects.size() - i;
    std::size_t events = 0;
    const double time = subjects[i].time;
    for (; i < subjects.size() && subjects[i].time == time; ++i)
      if (subjects[i].event) ++events;
    if (events == 0) continue;
    const auto n = static_cast<double>(at_risk);
    const auto d = static_cast<double>(events);
    survival *= 1 - d / n;
    greenwood += d / (n * (n - d));
    const double factor = std::exp(normal_975 * std::sqrt(greenwood));
    const bool nobody = events == at_risk;  // the variance is not defined there
    curve.push_back({time, at_risk, events, survival, nobody ? unknown : survival / factor,
                     nobody ? unknown : std::min(1.0, survival * factor)});
  }
  return curve;
}

double median_survival(std::span<const SurvivalStep> curve) {
  const auto step =
      std::find_if(curve.begin(), curve.end(), [](const SurvivalStep& s) { return s.survival <= 0.5; });
  return step == curve.end() ? unknown : step->time;
}

LogRank log_rank(const std::vector<std::vector<Subject>>& groups) {
  if (groups.size() < 2) return {};
  Terms terms = terms_of(groups);
  LogRank out{std::move(terms.observed), std::move(terms.expected), 0, 0, unknown};
  out.chi_squared = quadratic_form(std::move(terms.covariance), std::move(terms.excess), out.degrees);
  if (out.degrees == 0) return out;
  const boost::math::chi_squared distribution(static_cast<double>(out.degrees));
  out.p = boost::math::cdf(boost::math::complement(distribution, out.chi_squared));
  return out;
}

HazardRatio hazard_ratio(const std::vector<Subject>& group, const std::vector<Subject>& against) {
  const Terms terms = terms_of({group, against});
  const double variance = terms.covariance[0][0];
  if (!(variance > 0)) return {unknown, unknown, unknown};
  const double log_ratio = terms.excess[0] / variance;
  const double half = normal_975 / std::sqrt(variance);
  return {std::exp(log_ratio), std::exp(log_ratio - half), std::exp(log_ratio + half)};
}

}  // namespace tilscape::scenarios

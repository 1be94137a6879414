// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/enough.hpp"

#include "engine/base/error.hpp"
#include "proto/series_column.hpp"
#include "scenarios/output/told.hpp"
#include "scenarios/read/problem.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

std::size_t groups(const Plan& plan) {
  return plan.arms.size() * plan.points.size();
}

/// Every run before a look has a result, or is given up.
bool whole(const Plan& plan, const Results& results, std::size_t replicates) {
  for (std::size_t g = 0; g < groups(plan); ++g)
    for (std::size_t r = 0; r < replicates; ++r)
      if (const std::size_t u = g * plan.replicates + r; !results.present(u) && !results.quarantined(u))
        return false;
  return true;
}

bool narrow(const Plan& plan, const Results& results, std::size_t replicates) {
  for (std::size_t g = 0; g < groups(plan); ++g) {
    const Estimate e = looked_at(plan, results, g, replicates);
    if (!((e.upper - e.lower) / 2 <= plan.enough->within)) return false;  // nor when there is no interval
  }
  return true;
}

/// The column that is looked at; the first count when none is named.
std::size_t column_of(const std::string& wanted, const std::vector<snapshot::SeriesColumn>& columns) {
  const auto column = std::find_if(columns.begin(), columns.end(), [&](const snapshot::SeriesColumn& c) {
    return wanted.empty() ? c.role == snapshot::SeriesRole::count : c.name == wanted;
  });
  if (column != columns.end()) return static_cast<std::size_t>(column - columns.begin());
  std::vector<std::string> names;
  for (const snapshot::SeriesColumn& c : columns) names.push_back(c.name);
  throw InputError(fmt::format("`ensemble.enough.value`: the series has no column {} (there are: {})",
                               ticked(wanted), listed(names, 40)));
}

double last_value(const Result& result, const std::string& wanted) {
  return result.value(result.times.size() - 1, column_of(wanted, result.columns.series()));
}

bool has_reached(const Result& result, const std::string& endpoint) {
  const auto& names = result.columns.endpoints;
  const auto at = std::find(names.begin(), names.end(), endpoint);
  return at != names.end() && result.reached[static_cast<std::size_t>(at - names.begin())] >= 0;
}

}  // namespace

void require_column(const Enough& enough, const std::vector<Observable>& series) {
  if (enough.endpoint.empty()) (void)column_of(enough.value, series_columns_of(series));
}

Estimate looked_at(const Plan& plan, const Results& results, std::size_t group, std::size_t replicates) {
  std::vector<double> values;
  std::size_t hits = 0;
  for (std::size_t r = 0; r < replicates; ++r) {
    const std::size_t u = group * plan.replicates + r;
    if (!results.present(u)) continue;
    const Result result = results.read(u);
    values.push_back(plan.enough->endpoint.empty() ? last_value(result, plan.enough->value) : 0);
    hits += has_reached(result, plan.enough->endpoint) ? 1U : 0U;
  }
  return plan.enough->endpoint.empty() ? mean_estimate(values) : share_estimate(hits, values.size());
}

Need needed_replicates(const Plan& plan, const Results& results) {
  if (!plan.enough) return {plan.replicates, Need::Verdict::all};
  for (std::size_t n = plan.enough->least; n < plan.replicates; n += plan.enough->batch) {
    if (!whole(plan, results, n)) return {n, Need::Verdict::open};
    if (narrow(plan, results, n)) return {n, Need::Verdict::enough};
  }
  return {plan.replicates, Need::Verdict::all};
}

}  // namespace tilscape::scenarios

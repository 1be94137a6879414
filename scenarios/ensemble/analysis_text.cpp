// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a study has come to, for a terminal: a line for each group.
#include "engine/base/quantity.hpp"
#include "scenarios/ensemble/analysis.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t most_groups = 24;

std::string shown(const Estimate& e) {
  if (!std::isfinite(e.value)) return "-";
  if (!std::isfinite(e.lower)) return fmt::format("{:.4g}", e.value);
  return fmt::format("{:.4g} ({:.4g} to {:.4g})", e.value, e.lower, e.upper);
}

std::string reached(const EndpointAnalysis::OfGroup& g) {
  const double median = median_survival(g.curve) / minutes_per_day;
  return fmt::format("{} of {}{}", g.events, g.share.n,
                     std::isfinite(median) ? fmt::format(", day {:.4g}", median) : "");
}

}  // namespace

std::string analysis_text(const Analysis& analysis) {
  using Row = std::vector<std::string>;
  std::vector<Row> rows = {{"", "runs",
                            analysis.value_unit.empty()
                                ? analysis.value_column
                                : fmt::format("{} [{}]", analysis.value_column, analysis.value_unit)}};
  for (const EndpointAnalysis& e : analysis.endpoints) rows[0].push_back(e.name);
  const std::size_t groups = std::min(most_groups, analysis.groups.size());
  for (std::size_t g = 0; g < groups; ++g) {
    const Group& group = analysis.groups[g];
    Row row = {group.label, fmt::format("{} of {}", group.runs.size(), group.planned), shown(group.value)};
    for (const EndpointAnalysis& e : analysis.endpoints) row.push_back(reached(e.groups[g]));
    rows.push_back(std::move(row));
  }
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const Row& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) line += fmt::format("  {:<{}}", row[c], widths[c]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  if (analysis.groups.size() > groups)
    text += fmt::format("  and {} groups more\n", analysis.groups.size() - groups);
  return text +
         "Means at the end with 95 % intervals; of an endpoint the runs that reach it and their median "
         "time.\n";
}

}  // namespace tilscape::scenarios

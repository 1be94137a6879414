// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/summary.hpp"

#include "engine/base/quantity.hpp"
#include "engine/step/faults.hpp"
#include "proto/json_text.hpp"
#include "scenarios/output/ledger_text.hpp"
#include "scenarios/output/present.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/told.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

using Row = SeriesRecorder::Row;

/// Rows at the start, a third, two thirds and the end.
std::vector<std::size_t> milestones(const std::vector<Row>& rows) {
  std::vector<std::size_t> picks;
  for (std::size_t i = 0; i < 4; ++i) picks.push_back((rows.size() - 1) * i / 3);
  picks.erase(std::unique(picks.begin(), picks.end()), picks.end());
  return picks;
}

std::string shown(double value, const std::string& unit) {
  if (std::isnan(value)) return "none";
  if (unit == "cells") return thousands(value);
  return fmt::format("{:.4g}", value);
}

/// Totals that have never moved and bounds of fields say little to a person; of accounts there is a line.
bool worth_showing(const SeriesRecorder& series, std::size_t column) {
  const Role role = series.observables()[column].role;
  if (role == Role::level_least || role == Role::level_largest || role == Role::gone ||
      role == Role::unaccounted)
    return false;
  return std::any_of(series.rows().begin(), series.rows().end(),
                     [column](const Row& r) { return std::abs(r.values[column]) > 0; });
}

std::string ledger_lines(const SeriesRecorder& series) {
  const std::vector<snapshot::SeriesColumn> columns = series_columns_of(series.observables());
  const auto keeps = [](const snapshot::SeriesColumn& c) { return c.role == snapshot::SeriesRole::given; };
  if (std::none_of(columns.begin(), columns.end(), keeps)) return "";
  std::vector<std::vector<double>> rows;
  for (const Row& r : series.rows()) {
    rows.push_back({r.time / minutes_per_day});
    rows.back().insert(rows.back().end(), r.values.begin(), r.values.end());
  }
  std::string text;
  for (const snapshot::Ledger& ledger : snapshot::ledgers_of(columns, rows))
    text += "  " + ledger_line(ledger) + "\n";
  return text;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  static constexpr const char* marks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::vector<double> there = present(values);
  if (there.empty()) return "";
  const std::size_t n = std::min(width, values.size());
  const auto [low, high] = std::minmax_element(there.begin(), there.end());
  std::string text;
  for (std::size_t i = 0; i < n; ++i) {
    const double v = values[n == 1 ? 0 : i * (values.size() - 1) / (n - 1)];
    if (std::isnan(v)) {
      text += ' ';
      continue;
    }
    const double share = *high > *low ? (v - *low) / (*high - *low) : 0;
    text += marks[std::min<std::size_t>(7, static_cast<std::size_t>(share * 8))];
  }
  return text;
}

std::string summary_text(const Manifest& m, const SeriesRecorder& series,
                         const std::vector<EndpointResult>& endpoints, const std::string& folder) {
  std::string text = fmt::format("{} in {}   {} steps   peak memory {:.0f} MB   state {}\n",
                                 m.ending == "finished" ? "Finished"
                                 : m.ending == "failed" ? "Failed"
                                                        : "Stopped",
                                 duration(m.seconds), thousands(static_cast<double>(m.steps)),
                                 static_cast<double>(m.peak_memory) / 1e6, m.state_hash.substr(0, 12));
  const auto& rows = series.rows();
  if (rows.empty()) return text;
  const auto picks = milestones(rows);
  text += fmt::format("\n{:40}", "");
  for (const std::size_t p : picks)
    text += fmt::format("{:>12}", fmt::format("day {:.4g}", rows[p].time / minutes_per_day));
  text += "\n";
  for (std::size_t c = 0; c < series.observables().size(); ++c) {
    if (!worth_showing(series, c)) continue;
    const Observable& o = series.observables()[c];
    const std::string name =
        o.unit.empty() || o.unit == "cells" ? o.name : fmt::format("{} [{}]", o.name, o.unit);
    text += fmt::format("  {:38}", name);
    for (const std::size_t p : picks) text += fmt::format("{:>12}", shown(rows[p].values[c], o.unit));
    std::vector<double> course;
    for (const Row& r : rows) course.push_back(r.values[c]);
    text += "   " + sparkline(course, 12) + "\n";
  }
  text += ledger_lines(series);
  for (const EndpointResult& e : endpoints)
    text += e.no_value >= 0 ? fmt::format("  {:38}{} on day {:.2f}   ({})\n", e.name,
                                          fault_number(e.came_out), e.no_value / minutes_per_day, e.condition)
            : e.reached < 0
                ? fmt::format("  {:38}not reached   ({})\n", e.name, e.condition)
                : fmt::format("  {:38}day {:.2f}   ({})\n", e.name, e.reached / minutes_per_day, e.condition);
  text += fmt::format("\nRun folder: {}\n", folder);
  return text;
}

std::string summary_json(const Manifest& m, const SeriesRecorder& series,
                         const std::vector<EndpointResult>& endpoints, const std::string& folder) {
  nlohmann::ordered_json json = {{"schema", "tilscape.summary/1"},
                                 {"scenario", m.scenario},
                                 {"variant", m.variant},
                                 {"seed", m.seed},
                                 {"ending", m.ending},
                                 {"steps", m.steps},
                                 {"wall_s", m.seconds},
                                 {"peak_memory_bytes", m.peak_memory},
                                 {"state_hash", m.state_hash},
                                 {"folder", folder}};
  auto& values = json["values"] = nlohmann::ordered_json::object();
  const auto& rows = series.rows();
  for (std::size_t c = 0; c < series.observables().size() && !rows.empty(); ++c) {
    std::vector<double> course;
    for (const Row& r : rows) course.push_back(r.values[c]);
    const std::vector<double> there = present(course);
    const auto [low, high] = std::minmax_element(there.begin(), there.end());
    const auto one = [&](const auto& at) {
      return at == there.end() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(*at);
    };
    values[series.observables()[c].name] = {{"unit", series.observables()[c].unit},
                                            {"first", course.front()},
                                            {"last", course.back()},
                                            {"min", one(low)},
                                            {"max", one(high)}};
  }
  auto& reached = json["endpoints"] = nlohmann::ordered_json::object();
  for (const EndpointResult& e : endpoints) {
    auto& entry = reached[e.name];
    entry["condition"] = e.condition;
    if (e.reached < 0)
      entry["reached_d"] = nullptr;
    else
      entry["reached_d"] = e.reached / minutes_per_day;
    if (e.no_value >= 0) entry["no_number_d"] = e.no_value / minutes_per_day;
  }
  return json_text(json) + "\n";
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/old_files.hpp"

#include "proto/content_hash.hpp"

#include <algorithm>
#include <set>

namespace tilscape::snapshot {
namespace {

using Life = EventKindInfo::Life;
using Other = EventKindInfo::Other;

/// Takes the first line off, with its end.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

std::string subject_of(const std::string& name) {
  return name.substr(0, name.find('.'));
}

SeriesRole guessed(const SeriesColumn& column, const std::set<std::string>& types) {
  const std::string subject = subject_of(column.name);
  const std::string_view of =
      std::string_view(column.name).substr(std::min(column.name.size(), subject.size() + 1));
  if (types.contains(subject)) {
    if (of == "count") return SeriesRole::count;
    for (const EventKindInfo& kind : old_event_kinds({}))
      if (of == kind.total) return SeriesRole::total;
    return column.unit == "cells" ? SeriesRole::state : SeriesRole::column_mean;
  }
  if (of == "mean") return SeriesRole::level_mean;
  if (of == "min") return SeriesRole::level_least;
  if (of == "max") return SeriesRole::level_largest;
  return of == "given" && subject.starts_with("body_") ? SeriesRole::given : SeriesRole::amount;
}

template <class Fixed>
const study_tables::FixedColumn* fixed(const Fixed& columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return name == c.head; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace

std::vector<EventKindInfo> old_event_kinds(std::string_view scenario_text) {
  std::vector<EventKindInfo> kinds = {{"divide", "divisions", Life::begins, Other::parent},
                                      {"die", "deaths", Life::ends, Other::nobody},
                                      {"kill", "kills", Life::ends, Other::killer},
                                      {"recruit", "recruited", Life::begins, Other::nobody},
                                      {"leave", "left", Life::ends, Other::nobody}};
  constexpr std::string_view asked = "outputs.events=[";
  while (!scenario_text.empty()) {
    const std::string_view line = next_line(scenario_text);
    if (!line.starts_with(asked)) continue;
    for (EventKindInfo& kind : kinds)  // each word has a comma behind it
      kind.written = line.find("[" + kind.name + ",") != std::string_view::npos ||
                     line.find("," + kind.name + ",") != std::string_view::npos;
  }
  return kinds;
}

std::string old_replicate_hash(std::string_view scenario_name, std::string_view scenario_text) {
  std::string kept = std::string(scenario_name) + '\n';
  while (!scenario_text.empty()) {
    const std::string_view line = next_line(scenario_text);
    if (!line.starts_with("seed=") && !line.starts_with("outputs.")) kept += line;
  }
  return hash128(kept);
}

void guess_roles(std::vector<SeriesColumn>& columns) {
  std::set<std::string> types;
  for (const SeriesColumn& column : columns)
    if (column.name.ends_with(".count")) types.insert(subject_of(column.name));
  for (SeriesColumn& column : columns) {
    if (!column.subject.empty()) continue;
    column.role = guessed(column, types);
    column.subject = subject_of(column.name);
  }
}

std::vector<SeriesColumn> described(const std::vector<std::string>& heads,
                                    const std::vector<SeriesColumn>& told) {
  std::vector<SeriesColumn> columns;
  for (std::size_t i = 1; i < heads.size(); ++i) {
    const auto known =
        std::find_if(told.begin(), told.end(), [&](const SeriesColumn& c) { return c.head() == heads[i]; });
    columns.push_back(known != told.end() ? *known : column_of(heads[i]));
  }
  guess_roles(columns);
  return columns;
}

/// What was varied stands between the seed and the status; numbers with their units come behind.
std::vector<study_tables::Column> old_study_columns(const std::vector<std::string>& runs,
                                                    const std::vector<std::string>& series) {
  namespace tables = study_tables;
  std::vector<tables::Column> out;
  const auto seed = std::find(runs.begin(), runs.end(), "seed");
  const auto status = std::find(seed, runs.end(), "status");
  std::vector<std::string> factors;
  for (auto name = runs.begin(); name != runs.end(); ++name) {
    if (name <= seed || name >= status) {
      const tables::FixedColumn* column = nullptr;
      if (name <= seed) column = fixed(tables::first_of_runs, *name);
      if (name >= status && column == nullptr) column = fixed(tables::course_of_runs, *name);
      if (name >= status && column == nullptr) column = fixed(tables::last_of_runs, *name);
      if (column != nullptr) out.push_back({tables::runs, *name, *name, column->role, "", column->unit});
      continue;
    }
    const auto of = std::find_if(factors.begin(), factors.end(), [&](const std::string& factor) {
      return name->starts_with(factor + " [") || *name == factor + " (number)";
    });
    if (of != factors.end()) {
      out.push_back({tables::runs, *name, *name, tables::role::factor_number, *of, column_of(*name).unit});
      continue;
    }
    factors.push_back(*name);
    out.push_back({tables::runs, *name, *name, tables::role::factor, *name, ""});
  }
  std::vector<SeriesColumn> values;
  for (const std::string& name : series)
    if (const auto* column = fixed(tables::first_of_series, name))
      out.push_back({tables::series, name, name, column->role, "", column->unit});
    else
      values.push_back(column_of(name));
  guess_roles(values);
  for (const SeriesColumn& value : values)
    out.push_back({tables::series, value.head(), value.head(), std::string(word_of(value.role)),
                   value.subject, value.unit});
  return out;
}

std::string old_grouping(std::string_view design) {
  return design == "full" || design == "one_at_a_time" ? study_tables::grouped::by_point
                                                       : study_tables::grouped::by_arm;
}

}  // namespace tilscape::snapshot

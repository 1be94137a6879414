// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/replicates.hpp"

#include "proto/error.hpp"
#include "proto/old_files.hpp"
#include "proto/series_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace tilscape::viz {
namespace {

using nlohmann::json;

/// Without rows when there is none, or none that can be read: a run that begins has not written its first
/// line.
snapshot::SeriesTable table_of(const Run& run) {
  const std::string file = run.series_file();
  if (file.empty()) return {};
  try {
    return snapshot::read_series(file);
  } catch (const snapshot::ReadError&) {
    return {};
  }
}

json json_of(const snapshot::SeriesColumn& column) {
  return {{"name", column.name},
          {"unit", column.unit},
          {"role", std::string(word_of(column.role))},
          {"subject", column.subject}};
}

/// Each once, as the first says that has it.
json json_of(const std::vector<snapshot::SeriesColumn>& columns) {
  json answer = json::array();
  std::set<std::string> listed;
  for (const snapshot::SeriesColumn& column : columns)
    if (listed.insert(column.head()).second) answer.push_back(json_of(column));
  return answer;
}

std::vector<snapshot::SeriesColumn> described_columns(const Run& run) {
  std::vector<snapshot::SeriesColumn> told;
  if (run.stage() == Run::Stage::open) told = run.header().series;
  return snapshot::described(table_of(run).columns, told);
}

json json_of(const Course& course) {
  return {{"days", course.days}, {"n", course.n},           {"mean", course.mean}, {"q05", course.q05},
          {"q25", course.q25},   {"median", course.median}, {"q75", course.q75},   {"q95", course.q95}};
}

}  // namespace

std::vector<RunGroup> groups_of(const std::deque<Run>& runs) {
  std::vector<RunGroup> groups;
  std::map<std::string, std::size_t> place;
  std::set<std::pair<std::size_t, std::uint64_t>> seeds;
  for (std::size_t number = 0; number < runs.size(); ++number) {
    if (runs[number].stage() != Run::Stage::open) continue;
    const snapshot::RunHeader& header = runs[number].header();
    const std::size_t group = place.emplace(header.replicate_hash, groups.size()).first->second;
    if (group == groups.size()) groups.push_back({{runs[number].title(), 0, 0}, {}, {}});
    RunGroup& here = groups[group];
    const bool own_seed = seeds.emplace(group, header.seed).second;
    (own_seed ? here.runs : here.repeats).push_back(number);
    here.about.planned = here.about.used = here.runs.size();
  }
  for (RunGroup& group : groups)
    if (group.runs.size() > 1) group.about.label += fmt::format(" and {} more", group.runs.size() - 1);
  return groups;
}

json replicates(const Study* study, const std::deque<Run>& runs) {
  json groups = json::array();
  const auto add = [&](const Replicates& about, const std::vector<std::size_t>& numbers,
                       const std::vector<std::size_t>& repeats) {
    groups.push_back({{"label", about.label},
                      {"planned", about.planned},
                      {"used", about.used},
                      {"runs", numbers},
                      {"repeats", repeats}});
  };
  std::vector<snapshot::SeriesColumn> known;
  if (study != nullptr) {
    for (const Replicates& group : study->groups()) add(group, {}, {});
    known = study->columns();
  }
  for (const Run& run : runs) {
    const std::vector<snapshot::SeriesColumn> own = described_columns(run);
    known.insert(known.end(), own.begin(), own.end());
  }
  for (const RunGroup& group : groups_of(runs)) add(group.about, group.runs, group.repeats);
  return {{"study", study != nullptr ? json(study->title()) : json()},
          {"groups", std::move(groups)},
          {"columns", json_of(known)}};
}

json series_columns(const Run& run) {
  return json_of(described_columns(run));
}

std::vector<snapshot::Ledger> ledgers(const Run& run) {
  const snapshot::SeriesTable table = table_of(run);
  return snapshot::ledgers_of(snapshot::described(table.columns, run.header().series), table.rows);
}

json bands(const Study* study, const std::deque<Run>& runs, const std::vector<std::string>& columns) {
  const std::vector<RunGroup> groups = groups_of(runs);
  // [column][group]: numbers by day
  std::vector<std::vector<std::map<double, std::vector<double>>>> by_day(
      columns.size(), std::vector<std::map<double, std::vector<double>>>(groups.size()));
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t number : groups[g].runs) {
      const snapshot::SeriesTable table = table_of(runs[number]);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const auto at = std::find(table.columns.begin(), table.columns.end(), columns[c]);
        if (at == table.columns.end()) continue;
        const auto place = static_cast<std::size_t>(at - table.columns.begin());
        for (const auto& row : table.rows) by_day[c][g][row[0]].push_back(row[place]);
      }
    }
  json answer = json::array();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    json courses = json::array();
    if (study != nullptr)
      for (const Course& course : study->courses(columns[c])) courses.push_back(json_of(course));
    for (const auto& values : by_day[c]) courses.push_back(json_of(course_of(values)));
    answer.push_back({{"name", columns[c]}, {"groups", std::move(courses)}});
  }
  return answer;
}

}  // namespace tilscape::viz

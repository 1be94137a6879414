// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/ledger.hpp"

#include "proto/old_files.hpp"
#include "proto/reader.hpp"
#include "proto/run_folder.hpp"
#include "proto/series_table.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

namespace tilscape::snapshot {
namespace {

/// A share of what is given that rounding can leave of a start without anything in store.
constexpr double rounding = 1e-12;

std::string part_of(const SeriesColumn& column) {
  const std::string before = column.subject + ".";
  return column.name.starts_with(before) ? column.name.substr(before.size()) : column.name;
}

/// Their sum.
std::vector<double> values_of(const std::vector<std::size_t>& columns,
                              const std::vector<std::vector<double>>& rows) {
  std::vector<double> values;
  for (const std::vector<double>& row : rows) {
    double& sum = values.emplace_back(0);
    for (const std::size_t column : columns) sum += row.at(column + 1);
  }
  return values;
}
std::vector<double> values_of(std::size_t column, const std::vector<std::vector<double>>& rows) {
  std::vector<double> values;
  for (const std::vector<double>& row : rows) values.push_back(row.at(column + 1));
  return values;
}

/// Where its columns are.
struct Places {
  std::string name, unit;
  std::optional<std::size_t> unaccounted = {};
  std::vector<std::size_t> given = {}, stored = {}, gone = {};
};

std::vector<Places> places_of(const std::vector<SeriesColumn>& columns) {
  std::vector<Places> accounts;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const SeriesRole role = columns[c].role;
    if (role != SeriesRole::given && role != SeriesRole::stored && role != SeriesRole::gone &&
        role != SeriesRole::unaccounted)
      continue;
    auto at = std::find_if(accounts.begin(), accounts.end(), [&](const Places& p) {
      return p.name == columns[c].subject && p.unit == columns[c].unit;
    });
    if (at == accounts.end())
      at = accounts.insert(accounts.end(), Places{columns[c].subject, columns[c].unit});
    if (role == SeriesRole::given) at->given.push_back(c);
    if (role == SeriesRole::unaccounted) at->unaccounted = c;
    if (role == SeriesRole::stored) at->stored.push_back(c);
    if (role == SeriesRole::gone) at->gone.push_back(c);
  }
  // Older files tell what was given, and not which parts it has.
  std::erase_if(accounts, [](const Places& p) { return p.given.empty() || !p.unaccounted; });
  return accounts;
}

/// What was there before the first record: at time 0 what is in store, in an arm what its run had started
/// with.
double start_of(const Ledger& ledger) {
  double sum = ledger.unaccounted.front() - ledger.given.front();
  for (const Ledger::Part& part : ledger.parts) sum += part.amounts.front();
  return std::abs(sum) > rounding * ledger.given.front() ? sum : 0;
}

}  // namespace

double Ledger::share(double amount, std::size_t record) const {
  const double all = came_in(record);
  return all > 0 ? amount / all : std::numeric_limits<double>::quiet_NaN();
}

std::size_t Ledger::worst() const {
  const auto less = [](double a, double b) { return std::abs(a) < std::abs(b); };
  return static_cast<std::size_t>(std::max_element(unaccounted.begin(), unaccounted.end(), less) -
                                  unaccounted.begin());
}

double Ledger::worst_share() const {
  const double all = came_in(last());
  return all > 0 ? std::abs(unaccounted[worst()]) / all : 0;
}

std::vector<Ledger> ledgers_of(const std::vector<SeriesColumn>& columns,
                               const std::vector<std::vector<double>>& rows) {
  std::vector<Ledger> ledgers;
  if (rows.empty()) return ledgers;
  std::vector<double> days;
  for (const std::vector<double>& row : rows) days.push_back(row.at(0));
  for (const Places& account : places_of(columns)) {
    Ledger ledger{.name = account.name,
                  .unit = account.unit,
                  .days = days,
                  .given = values_of(account.given, rows),
                  .parts = {},
                  .unaccounted = values_of(*account.unaccounted, rows)};
    for (const auto* places : {&account.stored, &account.gone})
      for (const std::size_t c : *places)
        ledger.parts.push_back({part_of(columns[c]), columns[c].role, values_of(c, rows)});
    ledger.start = start_of(ledger);
    ledgers.push_back(std::move(ledger));
  }
  return ledgers;
}

std::vector<Ledger> read_ledgers(const std::string& path) {
  const std::filesystem::path file = snapshot_file(path);
  const SeriesTable table = read_series((file.parent_path() / "series.csv").string());
  return ledgers_of(described(table.columns, Reader(file.string()).header().series), table.rows);
}

}  // namespace tilscape::snapshot

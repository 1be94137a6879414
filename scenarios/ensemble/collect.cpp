// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/collect.hpp"

#include "engine/base/quantity.hpp"
#include "proto/quote.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/ensemble/detail/database.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;
using detail::Database;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A CSV file; numbers in the fewest digits that read back to the same bits, an empty cell for none.
class Table {
 public:
  explicit Table(const fs::path& path) : file_(path.string()) {}
  Table& text(const std::string& value) {
    separate();
    text_ += csv_cell(value);
    return *this;
  }
  template <class Number>
  Table& number(Number value) {
    separate();
    if (value == value) fmt::format_to(std::back_inserter(text_), "{}", value);  // nan is not equal to itself
    return *this;
  }
  Table& none() {
    separate();
    return *this;
  }
  void row() {
    text_ += '\n';
    begun_ = false;
    if (text_.size() > at_once) write();
  }
  void commit() {
    write();
    file_.commit();
  }

 private:
  static constexpr std::size_t at_once = 1U << 16U;
  void separate() {
    if (begun_) text_ += ',';
    begun_ = true;
  }
  void write() {
    file_.write({reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size()});
    text_.clear();
  }
  snapshot::WholeFile file_;
  std::string text_;
  bool begun_ = false;
};

/// A factor as a column of numbers, when all its values are quantities of one kind.
struct NumberColumn {
  std::size_t factor;
  std::string header;  ///< "dose [g/kg]"
};

std::vector<NumberColumn> number_columns(const Plan& plan) {
  std::vector<NumberColumn> out;
  for (std::size_t f = 0; f < plan.factors.size(); ++f) {
    std::optional<std::string> unit;
    bool numbers = true;
    for (const auto& point : plan.points) {
      if (point[f].empty()) continue;
      const QuantityParse q = parse_quantity(split_source(point[f]).text);
      numbers = numbers && q.quantity && (!unit || *unit == canonical_unit(q.quantity->dimension));
      if (!numbers) break;
      unit = canonical_unit(q.quantity->dimension);
    }
    if (numbers && unit)
      out.push_back({f, unit->empty() ? plan.factors[f] + " (number)"
                                      : fmt::format("{} [{}]", plan.factors[f], *unit)});
  }
  return out;
}

double number_of(const std::string& written) {
  const QuantityParse q = parse_quantity(split_source(written).text);
  return q.quantity ? q.quantity->value : unknown;
}

/// A list of names that keeps the order in which they came.
std::size_t place_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

std::string header_of(const ResultColumns& columns, std::size_t c) {
  return columns.units[c].empty() ? columns.names[c]
                                  : fmt::format("{} [{}]", columns.names[c], columns.units[c]);
}

/// Columns of all results, those of the arms together.
struct Columns {
  std::vector<std::string> series;
  std::vector<std::string> endpoints;
};

Columns all_columns(const Plan& plan, const ShardIndex& index) {
  Columns out;
  const ResultColumns* last = nullptr;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    if (!index.present(u) || &index.columns(u) == last) continue;
    last = &index.columns(u);
    for (std::size_t c = 0; c < last->names.size(); ++c) place_of(out.series, header_of(*last, c));
    for (const std::string& e : last->endpoints) place_of(out.endpoints, e);
  }
  return out;
}

/// Names that SQL takes for others, in whatever letters.
std::vector<std::string> distinct(std::vector<std::string> names) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  std::set<std::string> seen;
  for (std::string& name : names) {
    const std::string as_written = name;
    for (int again = 2; !seen.insert(lower(name)).second; ++again)
      name = fmt::format("{} ({})", as_written, again);
  }
  return names;
}

class Collector {
 public:
  Collector(const Plan& plan, const ShardIndex& index, const fs::path& study)
      : plan_(plan),
        index_(index),
        columns_(all_columns(plan, index)),
        numbers_(number_columns(plan)),
        database_file_((study / "results.sqlite").string()),
        database_(database_file_.beside()),
        runs_(study / "results.csv"),
        series_(study / "series.csv") {}

  void write() {
    study_table();
    run_tables();
    database_.commit();
    database_file_.commit();
    runs_.commit();
    series_.commit();
  }

 private:
  void study_table() {
    Database::Insert insert(database_, "study", {"name text primary key", "value text"});
    const auto put = [&](const std::string& name, const std::string& value) {
      insert.text(name).text(value).row();
    };
    put("name", plan_.name);
    put("design", plan_.design);
    put("runs planned", fmt::format("{}", plan_.size()));
    put("runs used", fmt::format("{}", index_.present_count()));
    if (plan_.enough) put("replicates needed", fmt::format("{}", index_.need().replicates));
    for (const Plan::Arm& arm : plan_.arms) put("scenario of " + arm.name, Key::of(arm.canonical).text());
    for (const std::string& o : plan_.overrides)
      put("override " + o.substr(0, o.find('=')), o.substr(o.find('=') + 1));
  }

  [[nodiscard]] std::vector<std::string> run_headers() const {
    std::vector<std::string> out = {"run", "arm", "point", "replicate", "seed"};
    for (const std::string& f : plan_.factors)  // a parameter may be called as a column is
      out.push_back(std::find(out.begin(), out.end(), f) == out.end() ? f : "parameters." + f);
    for (const NumberColumn& n : numbers_) out.push_back(n.header);
    for (const char* name : {"status", "end [d]", "stopped by"}) out.emplace_back(name);
    for (const std::string& e : columns_.endpoints) out.push_back(e + " [d]");
    for (const std::string& c : columns_.series) out.push_back("last " + c);
    for (const char* name : {"state_hash", "key", "scenario_hash", "program"}) out.emplace_back(name);
    return distinct(std::move(out));
  }

  void run_tables() {
    const std::vector<std::string> headers = run_headers();
    std::vector<std::string> declared;
    for (const std::string& h : headers) {
      declared.push_back(sql_name(h));
      runs_.text(h);
    }
    declared[0] += " integer primary key";
    runs_.row();
    std::vector<std::string> of_series = {"run", "time [d]"};
    of_series.insert(of_series.end(), columns_.series.begin(), columns_.series.end());
    of_series = distinct(std::move(of_series));
    for (std::string& name : of_series) {
      series_.text(name);
      name = sql_name(name) + (&name == of_series.data() ? " integer" : " real");
    }
    series_.row();
    Database::Insert runs(database_, "runs", declared);
    Database::Insert series(database_, "series", of_series);
    for (std::size_t u = 0; u < plan_.size(); ++u) one(u, runs, series);
    database_.execute("create index series_run on series (run)");
  }

  void one(std::size_t number, Database::Insert& runs, Database::Insert& series) {
    const Unit unit = plan_.unit(number);
    Row row{runs, runs_};
    row.integer(number)
        .text(plan_.arms[unit.arm].name)
        .integer(unit.point)
        .integer(unit.replicate)
        .integer(unit.seed);
    const std::vector<std::string>& point = plan_.points[unit.point];
    for (const std::string& value : point) row.text(value);
    for (const NumberColumn& n : numbers_)
      row.real(point[n.factor].empty() ? unknown : number_of(point[n.factor]));
    if (!index_.present(number)) {
      row.text(index_.spared(number) ? "not needed" : index_.quarantined(number) ? "quarantined" : "missing");
      for (std::size_t i = 0; i < 2 + columns_.endpoints.size() + columns_.series.size() + 1; ++i) row.none();
      row.text(plan_.keys[number].text()).text(scenario_hash_of(unit.arm)).none();
      row.end();
      return;
    }
    const Result result = index_.read(number);
    row.text("used").real(result.end / minutes_per_day).text(result.stopped_by);
    std::vector<double> reached(columns_.endpoints.size(), unknown);
    for (std::size_t e = 0; e < result.reached.size(); ++e)
      if (result.reached[e] >= 0)
        reached[place_of(columns_.endpoints, result.columns.endpoints[e])] =
            result.reached[e] / minutes_per_day;
    for (const double time : reached) row.real(time);
    const std::vector<std::size_t> places = places_of(result.columns);
    for (const double value : spread(result, result.times.size() - 1, places)) row.real(value);
    row.text(result.state_hash)
        .text(result.key.text())
        .text(scenario_hash_of(unit.arm))
        .text(index_.program(number));
    row.end();
    Row line{series, series_};
    for (std::size_t r = 0; r < result.times.size(); ++r) {
      line.integer(number).real(result.times[r] / minutes_per_day);
      for (const double value : spread(result, r, places)) line.real(value);
      line.end();
    }
  }

  /// A row of both tables.
  struct Row {
    Database::Insert& sql;
    Table& csv;
    Row& text(const std::string& v) {
      sql.text(v);
      csv.text(v);
      return *this;
    }
    Row& integer(std::uint64_t v) {
      sql.integer(static_cast<std::int64_t>(v));
      csv.number(v);
      return *this;
    }
    Row& real(double v) {
      sql.real(v);
      csv.number(v);
      return *this;
    }
    Row& none() {
      sql.null();
      csv.none();
      return *this;
    }
    void end() {
      sql.row();
      csv.row();
    }
  };

  [[nodiscard]] std::vector<std::size_t> places_of(const ResultColumns& columns) {
    std::vector<std::size_t> out;
    for (std::size_t c = 0; c < columns.names.size(); ++c)
      out.push_back(place_of(columns_.series, header_of(columns, c)));
    return out;
  }
  [[nodiscard]] std::vector<double> spread(const Result& result, std::size_t row,
                                           const std::vector<std::size_t>& places) const {
    std::vector<double> out(columns_.series.size(), unknown);
    for (std::size_t c = 0; c < places.size(); ++c) out[places[c]] = result.value(row, c);
    return out;
  }
  [[nodiscard]] std::string scenario_hash_of(std::size_t arm) const {
    return Key::of(plan_.arms[arm].canonical).text();
  }

  const Plan& plan_;
  const ShardIndex& index_;
  Columns columns_;
  std::vector<NumberColumn> numbers_;
  snapshot::WholeFile database_file_;
  Database database_;
  Table runs_, series_;
};

}  // namespace

void collect(const Plan& plan, const ShardIndex& index, const fs::path& study) {
  snapshot::remove_leftovers(study);
  Collector(plan, index, study).write();
}

}  // namespace tilscape::scenarios

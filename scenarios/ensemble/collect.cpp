// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/collect.hpp"

#include "engine/base/quantity.hpp"
#include "proto/quote.hpp"
#include "proto/study_tables.hpp"
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
namespace tables = study_tables;
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
  std::string unit;
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
      out.push_back(
          {f, unit->empty() ? plan.factors[f] + " (number)" : fmt::format("{} [{}]", plan.factors[f], *unit),
           *unit});
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

/// The place of a column; one that is known by its head is not told of again.
std::size_t place_of(std::vector<snapshot::SeriesColumn>& columns, const snapshot::SeriesColumn& column) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const snapshot::SeriesColumn& c) {
    return c.name == column.name && c.unit == column.unit;
  });
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  columns.push_back(column);
  return columns.size() - 1;
}

/// Columns of all results, those of the arms together.
struct Columns {
  std::vector<snapshot::SeriesColumn> series;
  std::vector<std::string> endpoints;
};

Columns all_columns(const Plan& plan, const ShardIndex& index) {
  Columns out;
  const ResultColumns* last = nullptr;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    if (!index.present(u) || &index.columns(u) == last) continue;
    last = &index.columns(u);
    for (const snapshot::SeriesColumn& c : last->series()) place_of(out.series, c);
    for (const std::string& e : last->endpoints) place_of(out.endpoints, e);
  }
  return out;
}

/// Other names for columns that SQL would take for earlier ones, in whatever letters.
std::vector<tables::Column> distinct(std::vector<tables::Column> columns) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  std::set<std::string> seen;
  for (tables::Column& column : columns) {
    column.name = column.head;
    for (int again = 2; !seen.insert(lower(column.name)).second; ++again)
      column.name = fmt::format("{} ({})", column.head, again);
  }
  return columns;
}

/// What runs are groups of: a design that draws its points has none twice.
const char* grouping_of(const std::string& design) {
  const bool given =
      design == word_for(designs, Design::full) || design == word_for(designs, Design::one_at_a_time);
  return given ? tables::grouped::by_point : tables::grouped::by_arm;
}

template <class Fixed>
void add_fixed(const Fixed& fixed, const char* table, std::vector<tables::Column>& columns) {
  for (const tables::FixedColumn& c : fixed) columns.push_back({table, "", c.head, c.role, "", c.unit});
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
    namespace fact = tables::fact;
    Database::Insert insert(database_, tables::facts, {"name text primary key", "value text"});
    const auto put = [&](const std::string& name, const std::string& value) {
      insert.text(name).text(value).row();
    };
    put(fact::name, plan_.name);
    put(fact::design, plan_.design);
    put(fact::grouped_by, grouping_of(plan_.design));
    put(fact::planned, fmt::format("{}", plan_.size()));
    put(fact::used, fmt::format("{}", index_.present_count()));
    if (plan_.enough) put(fact::needed, fmt::format("{}", index_.need().replicates));
    for (const Plan::Arm& arm : plan_.arms) put(fact::scenario_of + arm.name, Key::of(arm.canonical).text());
    for (const std::string& o : plan_.overrides)
      put(fact::override_of + o.substr(0, o.find('=')), o.substr(o.find('=') + 1));
  }

  [[nodiscard]] std::vector<tables::Column> columns_of_runs() const {
    namespace role = tables::role;
    std::vector<tables::Column> out;
    add_fixed(tables::first_of_runs, tables::runs, out);
    for (const std::string& f : plan_.factors) {  // a parameter may be called as a column is
      const bool taken = std::any_of(out.begin(), out.end(), [&](const auto& c) { return c.head == f; });
      out.push_back({tables::runs, "", taken ? "parameters." + f : f, role::factor, f, ""});
    }
    for (const NumberColumn& n : numbers_)
      out.push_back({tables::runs, "", n.header, role::factor_number, plan_.factors[n.factor], n.unit});
    add_fixed(tables::course_of_runs, tables::runs, out);
    for (const std::string& e : columns_.endpoints)
      out.push_back({tables::runs, "", e + " [d]", role::endpoint, e, "d"});
    for (const snapshot::SeriesColumn& c : columns_.series)
      out.push_back({tables::runs, "", "last " + c.head(), role::last, c.head(), c.unit});
    add_fixed(tables::last_of_runs, tables::runs, out);
    return distinct(std::move(out));
  }

  [[nodiscard]] std::vector<tables::Column> columns_of_series() const {
    std::vector<tables::Column> out;
    add_fixed(tables::first_of_series, tables::series, out);
    for (const snapshot::SeriesColumn& c : columns_.series)
      out.push_back({tables::series, "", c.head(), std::string(word_of(c.role)), c.subject, c.unit});
    return distinct(std::move(out));
  }

  void run_tables() {
    const std::vector<tables::Column> of_runs = columns_of_runs(), of_series = columns_of_series();
    std::vector<std::string> declared_runs, declared_series;
    for (const tables::Column& c : of_runs) {
      declared_runs.push_back(sql_name(c.name) + (c.role == tables::role::run ? " integer primary key" : ""));
      runs_.text(c.name);
    }
    for (const tables::Column& c : of_series) {
      declared_series.push_back(sql_name(c.name) + (c.role == tables::role::run ? " integer" : " real"));
      series_.text(c.name);
    }
    runs_.row();
    series_.row();
    columns_table(of_runs, of_series);
    Database::Insert runs(database_, tables::runs, declared_runs);
    Database::Insert series(database_, tables::series, declared_series);
    for (std::size_t u = 0; u < plan_.size(); ++u) one(u, runs, series);
    database_.execute("create index series_run on series (run)");
  }

  /// What the columns of the other two are.
  void columns_table(const std::vector<tables::Column>& of_runs,
                     const std::vector<tables::Column>& of_series) {
    Database::Insert insert(
        database_, tables::columns,
        {"belongs_to text", "name text", "head text", "role text", "subject text", "unit text"});
    for (const auto* columns : {&of_runs, &of_series})
      for (const tables::Column& c : *columns)
        insert.text(c.table).text(c.name).text(c.head).text(c.role).text(c.subject).text(c.unit).row();
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
      row.text(index_.spared(number)        ? tables::status::not_needed
               : index_.quarantined(number) ? tables::status::quarantined
                                            : tables::status::missing);
      for (std::size_t i = 0; i < 2 + columns_.endpoints.size() + columns_.series.size() + 1; ++i) row.none();
      row.text(plan_.keys[number].text()).text(scenario_hash_of(unit.arm)).none();
      row.end();
      return;
    }
    const Result result = index_.read(number);
    row.text(tables::status::used).real(result.end / minutes_per_day).text(result.stopped_by);
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
    for (const snapshot::SeriesColumn& c : columns.series()) out.push_back(place_of(columns_.series, c));
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

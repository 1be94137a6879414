// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/study.hpp"

#include "proto/error.hpp"
#include "proto/old_files.hpp"
#include "proto/quote.hpp"
#include "proto/sqlite_files.hpp"
#include "proto/study_tables.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <string_view>

namespace tilscape::viz {
namespace {

namespace fs = std::filesystem;
namespace tables = study_tables;

// A column of a larger study would take the memory of a small machine, and nobody waits for its curves.
constexpr std::size_t most_rows = 5'000'000;
// A file that was made to keep its reader busy: billions of steps of SQLite's machine, about a minute.
constexpr int steps_between_looks = 10'000'000;
constexpr int most_looks = 500;

/// One question to a file that is only read. Nothing in the file is believed to be as we have written it.
class Rows {
 public:
  Rows(const std::string& file, const std::string& question)
      : file_(file), handle_(nullptr, sqlite3_close), statement_(nullptr, sqlite3_finalize) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READONLY, sqlite_files());
    handle_.reset(handle);
    if (code != SQLITE_OK) fail();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_progress_handler(
        handle, steps_between_looks,
        [](void* looks) { return ++*static_cast<int*>(looks) > most_looks ? 1 : 0; }, &looks_);
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle, question.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    statement_.reset(statement);
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  bool next() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail();
    return code == SQLITE_ROW;
  }
  [[nodiscard]] std::string text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    return bytes == nullptr ? "" : reinterpret_cast<const char*>(bytes);
  }
  [[nodiscard]] double number(int column) const { return sqlite3_column_double(statement_.get(), column); }
  [[nodiscard]] std::size_t whole(int column) const {
    return static_cast<std::size_t>(
        std::max<sqlite3_int64>(0, sqlite3_column_int64(statement_.get(), column)));
  }

 private:
  [[noreturn]] void fail() const {
    throw snapshot::ReadError(file_ + ": not results of a study that can be read (" +
                              sqlite3_errmsg(handle_.get()) + ")");
  }

  std::string file_;
  int looks_ = 0;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

std::vector<std::string> columns_of(const std::string& file, const std::string& table) {
  std::vector<std::string> names;
  for (Rows rows(file, "pragma table_info(" + table + ")"); rows.next();) names.push_back(rows.text(1));
  return names;
}

/// What the columns of the two large tables are.
std::vector<tables::Column> told_columns(const std::string& file) {
  if (columns_of(file, tables::columns).empty())
    return snapshot::old_study_columns(columns_of(file, tables::runs), columns_of(file, tables::series));
  std::vector<tables::Column> told;
  for (Rows rows(file,
                 fmt::format("select belongs_to, name, head, role, subject, unit from {}", tables::columns));
       rows.next();)
    told.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
  return told;
}

/// The columns of a table by their role, for SQL.
class Columns {
 public:
  Columns(std::string file, std::vector<tables::Column> told)
      : file_(std::move(file)), told_(std::move(told)) {}

  [[nodiscard]] std::vector<tables::Column> all(const char* table, std::string_view role) const {
    std::vector<tables::Column> found;
    std::copy_if(told_.begin(), told_.end(), std::back_inserter(found),
                 [&](const tables::Column& c) { return c.table == table && c.role == role; });
    return found;
  }
  [[nodiscard]] std::string sql(const char* table, std::string_view role) const {
    const std::vector<tables::Column> found = all(table, role);
    if (found.empty())
      throw snapshot::ReadError(fmt::format(
          "{}: not results of a study that can be read (its table `{}` has no {})", file_, table, role));
    return sql_name(found.front().name);
  }
  [[nodiscard]] const std::vector<tables::Column>& told() const { return told_; }

 private:
  std::string file_;
  std::vector<tables::Column> told_;
};

std::map<std::string, std::string> facts_of(const std::string& file) {
  std::map<std::string, std::string> facts;
  for (Rows rows(file,
                 fmt::format("select name, value from {} where name in ('{}', '{}', '{}')", tables::facts,
                             tables::fact::name, tables::fact::design, tables::fact::grouped_by));
       rows.next();)
    facts[rows.text(0)] = rows.text(1);
  if (!facts.contains(tables::fact::grouped_by))
    facts[tables::fact::grouped_by] = snapshot::old_grouping(facts[tables::fact::design]);
  return facts;
}

}  // namespace

bool Study::at(const std::string& path) {
  std::error_code none;
  return fs::is_regular_file(fs::path(path) / "study.plan", none);
}

Study::Study(const std::string& path) : file_((fs::path(path) / "results.sqlite").string()) {
  std::error_code none;
  if (!fs::is_regular_file(fs::symlink_status(file_, none)))
    throw snapshot::ReadError(path + ": a study without collected results: `tilscape ensemble collect " +
                              path + "` writes them");
  std::map<std::string, std::string> facts = facts_of(file_);
  title_ = facts[tables::fact::name];
  const bool whole_arms = facts[tables::fact::grouped_by] == tables::grouped::by_arm;
  const Columns columns(file_, told_columns(file_));
  const auto of_runs = [&](const char* role) { return columns.sql(tables::runs, role); };
  const std::vector<tables::Column> factors =
      whole_arms ? std::vector<tables::Column>{} : columns.all(tables::runs, tables::role::factor);
  std::string named;
  for (const tables::Column& factor : factors) named += ", " + sql_name(factor.name);
  const std::string run = of_runs(tables::role::run), arm = of_runs(tables::role::arm);
  const std::string point = whole_arms ? "" : ", " + of_runs(tables::role::point);
  for (Rows rows(file_, fmt::format("select min({0}), {1}, count(*), sum({2} = '{3}'){4} from {5} "
                                    "group by {1}{6} order by min({0})",
                                    run, arm, of_runs(tables::role::status), tables::status::used, named,
                                    tables::runs, point));
       rows.next();) {
    Replicates group{rows.text(1), rows.whole(2), rows.whole(3)};
    for (std::size_t f = 0; f < factors.size(); ++f)
      if (const std::string level = rows.text(static_cast<int>(f) + 4); !level.empty())
        group.label += fmt::format(", {}={}", factors[f].head, level);
    group_of_.emplace(rows.whole(0), groups_.size());
    groups_.push_back(std::move(group));
  }
  run_ = columns.sql(tables::series, tables::role::run);
  time_ = columns.sql(tables::series, tables::role::time);
  for (const tables::Column& c : columns.told()) {
    if (c.table != tables::series || c.role == tables::role::run || c.role == tables::role::time) continue;
    snapshot::SeriesColumn column = snapshot::column_of(c.head);
    column.role = snapshot::role_of(c.role);
    column.subject = c.subject;
    sql_.emplace(column.head(), sql_name(c.name));
    columns_.push_back(std::move(column));
  }
}

std::vector<Course> Study::courses(const std::string& head) const {
  const auto column = sql_.find(head);
  if (column == sql_.end()) return std::vector<Course>(groups_.size());
  std::vector<std::map<double, std::vector<double>>> by_day(groups_.size());
  std::size_t count = 0;
  Rows rows(file_, fmt::format("select {}, {}, {} from {} where {} is not null", run_, time_, column->second,
                               tables::series, column->second));
  while (rows.next()) {
    if (++count > most_rows)
      throw snapshot::ReadError(fmt::format(
          "{}: its series have more than {} rows; `tilscape report` draws the curves of such a study", title_,
          most_rows));
    const auto after = group_of_.upper_bound(rows.whole(0));
    if (after != group_of_.begin())
      by_day[std::prev(after)->second][rows.number(1)].push_back(rows.number(2));
  }
  std::vector<Course> courses;
  courses.reserve(by_day.size());
  for (const auto& values : by_day) courses.push_back(course_of(values));
  return courses;
}

}  // namespace tilscape::viz

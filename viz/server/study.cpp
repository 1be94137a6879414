// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/study.hpp"

#include "proto/error.hpp"
#include "proto/quote.hpp"
#include "proto/sqlite_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <sqlite3.h>

namespace tilscape::viz {
namespace {

namespace fs = std::filesystem;

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

/// What was varied stands between the seed and the status; numbers with their units come behind.
std::vector<std::string> factors_of(const std::vector<std::string>& columns) {
  std::vector<std::string> factors;
  const auto first = std::find(columns.begin(), columns.end(), "seed");
  const auto last = std::find(columns.begin(), columns.end(), "status");
  for (auto name = first; name != last && ++name != last;) {
    const bool number = std::any_of(factors.begin(), factors.end(), [&](const std::string& factor) {
      return name->starts_with(factor + " [") || *name == factor + " (number)";
    });
    if (!number) factors.push_back(*name);
  }
  return factors;
}

}  // namespace

SeriesColumn series_column(const std::string& header) {
  const std::size_t open = header.rfind(" [");
  if (open == std::string::npos || !header.ends_with(']')) return {header, ""};
  return {header.substr(0, open), header.substr(open + 2, header.size() - open - 3)};
}

bool Study::at(const std::string& path) {
  std::error_code none;
  return fs::is_regular_file(fs::path(path) / "study.plan", none);
}

Study::Study(const std::string& path) : file_((fs::path(path) / "results.sqlite").string()) {
  std::error_code none;
  if (!fs::is_regular_file(fs::symlink_status(file_, none)))
    throw snapshot::ReadError(path + ": a study without collected results: `tilscape ensemble collect " +
                              path + "` writes them");
  std::string design;
  for (Rows rows(file_, "select name, value from study where name in ('name', 'design')"); rows.next();)
    (rows.text(0) == "name" ? title_ : design) = rows.text(1);
  const bool whole_arms = design != "full" && design != "one_at_a_time";
  const std::vector<std::string> factors =
      whole_arms ? std::vector<std::string>{} : factors_of(columns_of(file_, "runs"));
  std::string named;
  for (const std::string& factor : factors) named += ", " + sql_name(factor);
  for (Rows rows(file_, fmt::format("select min(run), arm, count(*), sum(status = 'used'){} from runs "
                                    "group by arm{} order by min(run)",
                                    named, whole_arms ? "" : ", point"));
       rows.next();) {
    Replicates group{rows.text(1), rows.whole(2), rows.whole(3)};
    for (std::size_t f = 0; f < factors.size(); ++f)
      if (const std::string level = rows.text(static_cast<int>(f) + 4); !level.empty())
        group.label += fmt::format(", {}={}", factors[f], level);
    group_of_.emplace(rows.whole(0), groups_.size());
    groups_.push_back(std::move(group));
  }
  for (const std::string& header : columns_of(file_, "series"))
    if (header != "run" && header != "time [d]") columns_.push_back(series_column(header));
}

std::vector<Course> Study::courses(const std::string& header) const {
  const bool known = std::any_of(columns_.begin(), columns_.end(),
                                 [&](const SeriesColumn& each) { return each.header() == header; });
  if (!known) return std::vector<Course>(groups_.size());
  std::vector<std::map<double, std::vector<double>>> by_day(groups_.size());
  std::size_t count = 0;
  Rows rows(file_,
            fmt::format("select run, \"time [d]\", {0} from series where {0} is not null", sql_name(header)));
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

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace tilscape::scenarios::detail {

/// A new SQLite file that is written in one transaction. Throws snapshot::WriteError.
class Database {
 public:
  explicit Database(const std::filesystem::path& path);

  void execute(const std::string& sql);
  void commit();

  /// Rows of one table.
  class Insert {
   public:
    /// columns: declarations, as in `create table`: `"dose" text`.
    Insert(Database& database, const std::string& table, const std::vector<std::string>& columns);
    Insert& text(std::string_view value);
    Insert& integer(std::int64_t value);
    Insert& real(double value);  ///< nan: NULL
    Insert& null();
    void row();

   private:
    Database& database_;
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
    int at_ = 0;
  };

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

}  // namespace tilscape::scenarios::detail

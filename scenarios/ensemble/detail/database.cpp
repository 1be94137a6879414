// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/detail/database.hpp"

#include "proto/error.hpp"
#include "proto/sqlite_files.hpp"

#include <cmath>
#include <cstring>
#include <sqlite3.h>

namespace tilscape::scenarios::detail {

Database::Database(const std::filesystem::path& path) : path_(path), handle_(nullptr, sqlite3_close) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sqlite_files());
  handle_.reset(raw);
  if (code != SQLITE_OK) fail();
  // The file is made anew each time and renamed when it is whole, so there is nothing to roll back.
  execute("pragma journal_mode = off; pragma synchronous = off; begin");
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void Database::commit() {
  execute("commit");
}

void Database::fail() const {
  const int error = sqlite3_system_errno(handle_.get());
  throw snapshot::WriteError(path_.string() + ": cannot write (" + sqlite3_errmsg(handle_.get()) +
                             (error != 0 ? std::string(": ") + std::strerror(error) : "") + ")");
}

Database::Insert::Insert(Database& database, const std::string& table,
                         const std::vector<std::string>& columns)
    : database_(database), statement_(nullptr, sqlite3_finalize) {
  std::string declared;
  std::string places;
  for (const std::string& column : columns) {
    declared += (declared.empty() ? "" : ", ") + column;
    places += places.empty() ? "?" : ", ?";
  }
  database_.execute("create table " + table + " (" + declared + ")");
  sqlite3_stmt* raw = nullptr;
  const std::string sql = "insert into " + table + " values (" + places + ")";
  if (sqlite3_prepare_v2(database_.handle_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    database_.fail();
  statement_.reset(raw);
}

Database::Insert& Database::Insert::text(std::string_view value) {
  sqlite3_bind_text(statement_.get(), ++at_, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  return *this;
}

Database::Insert& Database::Insert::integer(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++at_, value);
  return *this;
}

Database::Insert& Database::Insert::real(double value) {
  if (std::isnan(value)) return null();
  sqlite3_bind_double(statement_.get(), ++at_, value);
  return *this;
}

Database::Insert& Database::Insert::null() {
  sqlite3_bind_null(statement_.get(), ++at_);
  return *this;
}

void Database::Insert::row() {
  if (sqlite3_step(statement_.get()) != SQLITE_DONE) database_.fail();
  sqlite3_reset(statement_.get());
  at_ = 0;
}

}  // namespace tilscape::scenarios::detail

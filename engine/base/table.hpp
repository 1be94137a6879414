// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"

#include <cstddef>
#include <fstream>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

/// What is wrong at a place of a table; line and column count from 1, column 0: the line as a whole.
struct TableProblem {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string what;
};

/// A table that does not hold. `what()` is a line for each problem, "file:line:column: problem", the first
/// twenty in full.
struct TableError : InputError {
  TableError(const std::string& name, std::vector<TableProblem> list, std::size_t count);
  std::string file;
  std::vector<TableProblem> problems;  ///< the first twenty
  std::size_t count;                   ///< of all
};

/// How a table is laid out, as far as it cannot be seen in it.
struct TableLayout {
  /// Is its first line a header? When nothing is said: it is one that names a column of `wanted` or has no
  /// number in it.
  std::optional<bool> header = std::nullopt;
  std::vector<std::string> wanted = {};
};

/// A table of text, read a line at a time, so that its size costs no memory: docs/formats/tables.md says what
/// is taken. Problems are collected; settle() throws them.
class TableReader {
 public:
  /// Throws InputError when the file cannot be opened, TableError when its first line does not hold.
  explicit TableReader(const std::string& file, const TableLayout& layout = {});
  /// Of a stream, which has to last as long; `name` stands for the file's.
  TableReader(std::istream& in, std::string name, const TableLayout& layout = {});

  /// The place of a column: by its name in the header, else by its number, from 1. One that is not there is
  /// added to the problems, and missing in every line.
  [[nodiscard]] std::size_t column(std::string_view name);
  [[nodiscard]] bool has_header() const { return has_header_; }
  /// Names of the header, or "1", "2", ...
  [[nodiscard]] const std::vector<std::string>& columns() const { return names_; }

  /// Goes to the next line that is not blank; false at the end.
  bool next();

  /// A field of the line as it is written, without quotes and blanks around it; empty when it is missing.
  [[nodiscard]] std::string_view text(std::size_t column) const;
  /// Is nothing there, or a word that stands for no number (NA, NaN, null, none)?
  [[nodiscard]] bool missing(std::size_t column) const;
  /// nullopt when it is missing, or no finite number, which is added to the problems.
  std::optional<double> number(std::size_t column);
  /// The number that a text is, if it is a finite one.
  [[nodiscard]] std::optional<double> as_number(std::string_view text) const;

  /// Adds a problem at a field of the line.
  void problem(std::size_t column, std::string what);
  /// Throws TableError when there are any.
  void settle() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Lines that had fewer fields than there are columns: what is missing in them counts as empty.
  [[nodiscard]] std::size_t short_lines() const { return short_lines_; }

 private:
  struct Field {
    std::string text;
    std::size_t offset = 0;  ///< of its first byte in the record
  };
  struct Record;

  void begin(const TableLayout& layout);
  [[nodiscard]] Record scan(std::size_t from, char separator, std::vector<Field>& fields) const;
  [[nodiscard]] char find_separator() const;
  bool read_record();
  bool fill();
  void problem_at(std::size_t offset, std::string what);
  [[noreturn]] void stop_at(std::size_t offset, std::string what);

  std::unique_ptr<std::istream> own_;
  std::istream* in_;
  std::string name_;
  std::string buffer_;
  std::size_t behind_ = 0;  ///< in the buffer: what follows the record
  bool ended_ = false;
  char separator_ = ',';

  std::vector<Field> fields_;  ///< room for those of the longest record so far
  std::size_t count_ = 0;      ///< fields of the record
  std::size_t record_ = 0;     ///< in the buffer: where it begins
  std::size_t line_ = 1;       ///< where it begins
  std::size_t next_line_ = 1;
  bool held_ = false;  ///< the first line was no header, and is still to come

  bool has_header_ = false;
  std::vector<std::string> names_;
  std::size_t short_lines_ = 0;
  std::size_t point_line_ = 0;  ///< the first line with a decimal point, with a decimal comma
  std::size_t comma_line_ = 0;

  std::vector<TableProblem> problems_;
  std::size_t problem_count_ = 0;
};

}  // namespace tilscape

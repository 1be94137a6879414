// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/table.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// A condition that cannot be read; the offset counts bytes of its text.
struct FilterError : std::runtime_error {
  FilterError(std::size_t at, const std::string& what) : std::runtime_error(what), offset(at) {}
  std::size_t offset;
};

/// A condition over the columns of a table (not an expression of rules, though it looks like one: columns are
/// of text and their names any text, so that those of a table stand between ` `; numbers have no units; a
/// field that is missing makes a comparison false, where in a rule it would stop the run; and what a field is
/// shows line by line. The parser of rules would need another kind of value, of name and of tree for it):
/// `patient == 4 and (ck == "CK+" or not dead)`. The language is in docs/formats/tables.md.
class RowFilter {
 public:
  /// Every line.
  RowFilter() = default;
  /// Throws FilterError.
  explicit RowFilter(std::string_view text);
  /// Lines whose field in a column is one of these.
  RowFilter(const std::string& column, const std::vector<std::string>& values);

  /// Names of the columns that it reads, each once.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// Finds its columns; what is not there is added to the table's problems.
  void bind(TableReader& table);
  /// Does the line hold it? A field that cannot be compared is added to the table's problems.
  [[nodiscard]] bool holds(TableReader& table) const;

 private:
  struct Operand {
    enum class Kind : std::uint8_t { column, number, text, truth };
    Kind kind = Kind::number;
    std::size_t column = 0;  ///< of columns_
    double number = 0;       ///< or 1 for true, 0 for false
    std::string text;
  };
  /// An operation in the order in which they are worked off, on a stack of truths.
  struct Operation {
    enum class Kind : std::uint8_t { all, any, no, flag, equal, unequal, less, at_most, more, at_least };
    Kind kind = Kind::all;
    Operand left, right;
  };
  class Parser;

  std::size_t add_column(const std::string& name);
  [[nodiscard]] bool compare(const Operation& operation, TableReader& table) const;
  [[nodiscard]] bool equal(const Operand& left, const Operand& right, TableReader& table) const;
  [[nodiscard]] bool flag(std::size_t column, TableReader& table) const;

  std::vector<std::string> columns_;
  std::vector<std::size_t> places_;  ///< of the columns in the table
  std::vector<Operation> operations_;
};

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// A CSV file with a header line, read whole. Decimals are those of the C locale.
class Table {
 public:
  /// Throws InputError with file:line of what is wrong.
  static Table read(const std::filesystem::path& path);

  [[nodiscard]] std::size_t rows() const { return cells_.size(); }
  /// Place of a column; throws InputError that lists those there are.
  [[nodiscard]] std::size_t column(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::size_t row, std::size_t column) const {
    return cells_[row][column];
  }
  /// Throws InputError with file:line when it is not a finite number.
  [[nodiscard]] double number(std::size_t row, std::size_t column) const;

 private:
  std::filesystem::path path_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> cells_;
};

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/series_table.hpp"

#include "proto/bytes.hpp"
#include "proto/error.hpp"

#include <charconv>
#include <limits>
#include <string_view>

namespace tilscape::snapshot {
namespace {

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t end = line.find(',', begin);
    cells.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return cells;
    begin = end + 1;
  }
}

std::optional<std::vector<double>> numbers_of(std::string_view line, std::size_t columns) {
  std::vector<double> numbers;
  for (const std::string_view cell : cells_of(line)) {
    if (cell.empty() && !numbers.empty()) {  // a value that there is not; the time is always there
      numbers.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    double number = 0;
    const char* end = cell.data() + cell.size();
    const auto [at, error] = std::from_chars(cell.data(), end, number);
    if (error != std::errc{} || at != end) return std::nullopt;
    numbers.push_back(number);
  }
  if (numbers.size() != columns) return std::nullopt;
  return numbers;
}

}  // namespace

SeriesTable read_series(const std::string& path) {
  const std::string text = read_text(path);
  SeriesTable table;
  std::string_view rest = text;
  for (std::uint32_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const auto offset = static_cast<std::uint64_t>(rest.data() - text.data());
    const std::string_view content = rest.substr(0, end);
    const auto numbers =
        line == 1 || end == std::string_view::npos ? std::nullopt : numbers_of(content, table.columns.size());
    if (line == 1 && end != std::string_view::npos && content.starts_with("time [")) {
      for (const std::string_view cell : cells_of(content)) table.columns.emplace_back(cell);
      table.ends.push_back(offset + end + 1);
    } else if (line == 1) {
      throw ReadError(path + ": no table over time (its first line is not a header)");
    } else if (!numbers) {
      if (!table.damage)
        table.damage =
            Damage{line, offset,
                   end == std::string_view::npos ? "a line without an end" : "not a row of numbers", true};
    } else if (table.damage) {
      table.damage->tail = false;
    } else {
      table.rows.push_back(*numbers);
      table.ends.push_back(offset + end + 1);
    }
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (table.columns.empty()) throw ReadError(path + ": no table over time (the file is empty)");
  return table;
}

}  // namespace tilscape::snapshot

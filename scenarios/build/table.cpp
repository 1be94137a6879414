// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/table.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>

namespace tilscape::scenarios {

namespace {

/// Fields of a line; a quoted field may hold commas, and "" for a quote.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

Table Table::read(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw InputError(fmt::format("{}: cannot be read", path.string()));
  Table table;
  table.path_ = path;
  std::string line;
  if (!std::getline(in, line)) throw InputError(fmt::format("{}:1: no header line", path.string()));
  table.header_ = split(line);
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    if (line.empty() || line == "\r") continue;
    auto fields = split(line);
    if (fields.size() != table.header_.size())
      throw InputError(fmt::format("{}:{}: {} fields where the header has {}", path.string(), number,
                                   fields.size(), table.header_.size()));
    table.cells_.push_back(std::move(fields));
  }
  return table;
}

std::size_t Table::column(std::string_view name) const {
  const auto it = std::find(header_.begin(), header_.end(), name);
  if (it == header_.end())
    throw InputError(
        fmt::format("{}:1: no column `{}`; there are {}", path_.string(), name, fmt::join(header_, ", ")));
  return static_cast<std::size_t>(it - header_.begin());
}

double Table::number(std::size_t row, std::size_t column) const {
  const std::string& text = cells_[row][column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    throw InputError(fmt::format("{}:{}: `{}` in column {} is not a number", path_.string(), row + 2, text,
                                 header_[column]));
  return value;
}

}  // namespace tilscape::scenarios

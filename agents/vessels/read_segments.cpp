// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/segments.hpp"
#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <istream>
#include <limits>
#include <string_view>

namespace tilscape::vessels {

namespace {

constexpr std::array<std::string_view, 7> names = {"x1_um", "y1_um", "z1_um",    "x2_um",
                                                   "y2_um", "z2_um", "radius_um"};
constexpr std::size_t told_in_full = 20;

std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t comma = line.find(',');
    std::string_view field = line.substr(0, comma);
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    while (!field.empty() && (field.back() == ' ' || field.back() == '\r')) field.remove_suffix(1);
    found.push_back(field);
    if (comma == std::string_view::npos) return found;
    line.remove_prefix(comma + 1);
  }
}

/// Collects what is wrong with a file, so that all of it is told at once.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}
  void add(int line, std::string_view what) {
    if (count_++ >= told_in_full) return;
    if (!text_.empty()) text_ += '\n';
    text_ += joined({file_, ":", std::to_string(line), ": ", what});
  }
  void settle() const {
    if (count_ == 0) return;
    if (count_ <= told_in_full) throw InputError(text_);
    throw InputError(
        joined({text_, "\n", std::to_string(count_ - told_in_full), " more problems in ", file_}));
  }

 private:
  std::string file_;
  std::string text_;
  std::size_t count_ = 0;
};

/// Which column each of `names` is in.
using Columns = std::array<std::size_t, names.size()>;
Columns find_columns(const std::vector<std::string_view>& header, Problems& problems) {
  Columns columns{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = std::find(header.begin(), header.end(), names[i]);
    if (found == header.end()) problems.add(1, joined({"there is no column ", quoted(names[i])}));
    columns[i] = static_cast<std::size_t>(found - header.begin());
  }
  problems.settle();
  return columns;
}

double number(std::string_view text, std::string_view column, int line, Problems& problems) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value)) return value;
  problems.add(line, joined({quoted(column), " is not a number: ", quoted(text)}));
  return std::numeric_limits<double>::quiet_NaN();
}

void read_row(std::string_view line, int at, const Columns& columns, std::size_t width,
              std::vector<Segment>& segments, Problems& problems) {
  const std::vector<std::string_view> row = fields(line);
  if (row.size() != width) {
    problems.add(at, joined({"the header has ", std::to_string(width), " columns, this line ",
                             std::to_string(row.size())}));
    return;
  }
  std::array<double, names.size()> v{};
  for (std::size_t i = 0; i < names.size(); ++i) v[i] = number(row[columns[i]], names[i], at, problems);
  const Segment vessel{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, v[6]};
  if (const std::string why = refused(vessel); !why.empty()) problems.add(at, why);
  segments.push_back(vessel);
}

}  // namespace

std::vector<Segment> read_segments(std::istream& in, const std::string& name) {
  Problems problems(name);
  std::string line;
  if (!std::getline(in, line)) throw InputError(name + ":1: the file is empty");
  std::string_view header = line;
  if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);  // byte order mark of some spreadsheets
  const std::vector<std::string_view> titles = fields(header);
  const Columns columns = find_columns(titles, problems);
  const std::size_t width = titles.size();
  std::vector<Segment> segments;
  for (int at = 2; std::getline(in, line); ++at)
    if (line.find_first_not_of(" \r") != std::string::npos)
      read_row(line, at, columns, width, segments, problems);
  if (in.bad()) throw InputError(name + ": could not be read to its end");
  problems.settle();
  return segments;
}

std::vector<Segment> read_segments(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError(file + ": cannot be opened");
  return read_segments(in, file);
}

}  // namespace tilscape::vessels

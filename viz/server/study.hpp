// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/series_column.hpp"
#include "viz/server/band.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace tilscape::viz {

/// Runs that differ in their draws alone.
struct Replicates {
  std::string label;
  std::size_t planned = 0;
  std::size_t used = 0;
};

/// A study of many runs, by what `tilscape ensemble collect` has written: results.sqlite
/// (docs/formats/ensemble.md). Everything throws snapshot::ReadError when that cannot be read.
class Study {
 public:
  /// Whether a folder is that of a study.
  static bool at(const std::string& path);

  explicit Study(const std::string& path);

  [[nodiscard]] const std::string& title() const { return title_; }
  /// An arm at a point; a whole arm when the design draws its points.
  [[nodiscard]] const std::vector<Replicates>& groups() const { return groups_; }
  [[nodiscard]] const std::vector<snapshot::SeriesColumn>& columns() const { return columns_; }
  /// A column over time by its head, by group; empty where there is none.
  [[nodiscard]] std::vector<Course> courses(const std::string& head) const;

 private:
  std::string file_;
  std::string title_;
  std::vector<Replicates> groups_;
  std::map<std::size_t, std::size_t> group_of_;  // by the first of its runs, which stand one after the other
  std::vector<snapshot::SeriesColumn> columns_;
  std::map<std::string, std::string> sql_;  // by head: the column of the table, quoted
  std::string run_, time_;                  // of the same table
};

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

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

struct SeriesColumn {
  std::string name;  ///< "cancer.count"
  std::string unit;

  /// "cancer.count [cells]", by which it is asked for: a name can have an amount and a concentration.
  [[nodiscard]] std::string header() const { return unit.empty() ? name : name + " [" + unit + "]"; }
};

/// "cancer.count [cells]" in two.
SeriesColumn series_column(const std::string& header);

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
  [[nodiscard]] const std::vector<SeriesColumn>& columns() const { return columns_; }
  /// A column over time by its header, by group; empty where there is none.
  [[nodiscard]] std::vector<Course> courses(const std::string& header) const;

 private:
  std::string file_;
  std::string title_;
  std::vector<Replicates> groups_;
  std::map<std::size_t, std::size_t> group_of_;  // by the first of its runs, which stand one after the other
  std::vector<SeriesColumn> columns_;
};

}  // namespace tilscape::viz

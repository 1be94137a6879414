// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// A series.csv: numbers over time, the first column is the time.
struct SeriesTable {
  std::vector<std::string> columns;  ///< with units: "time [d]", "cancer.count [cells]"
  std::vector<std::vector<double>> rows;
  std::vector<std::uint64_t> ends;  ///< where in the file each row ends, after that of the header
  std::optional<Damage> damage;     ///< `record` is the line, from 1; the rows before it are whole
};

/// Reads the longest prefix of whole lines. Throws ReadError when the file cannot be opened or has no header.
SeriesTable read_series(const std::string& path);

}  // namespace tilscape::snapshot

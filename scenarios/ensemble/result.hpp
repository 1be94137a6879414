// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/series_column.hpp"
#include "scenarios/ensemble/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What the columns of a result are.
struct ResultColumns {
  std::vector<std::string> names, units;
  std::vector<std::string> endpoints, conditions;
  std::vector<std::string> roles = {}, subjects = {};  ///< none in results of version 0.1

  /// Names and units with what they are.
  [[nodiscard]] std::vector<snapshot::SeriesColumn> series() const;
  /// Whether they hold the same: what is told of it differs between versions.
  [[nodiscard]] bool same_as(const ResultColumns& other) const;
  friend bool operator==(const ResultColumns&, const ResultColumns&) = default;
};

/// What one run came to.
struct Result {
  std::size_t unit = 0;
  Key key;
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  double end = 0;  ///< [min]
  std::string state_hash;
  ResultColumns columns;
  std::vector<double> times;    ///< [min]
  std::vector<double> values;   ///< row by row
  std::vector<double> reached;  ///< [min] of each endpoint; negative: not reached
  std::string stopped_by;       ///< the endpoint that ended it
  // What differs from attempt to attempt.
  double seconds = 0;
  std::uint64_t peak_memory = 0;  ///< [bytes]

  [[nodiscard]] double value(std::size_t row, std::size_t column) const {
    return values[row * columns.names.size() + column];
  }
  /// The same run to the last bit.
  [[nodiscard]] bool same_as(const Result& other) const;
};

/// The results of a study, as far as they are there.
class Results {
 public:
  Results() = default;
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  virtual ~Results() = default;
  [[nodiscard]] virtual bool present(std::size_t unit) const = 0;
  /// Given up: it has failed too often.
  [[nodiscard]] virtual bool quarantined(std::size_t unit) const = 0;
  /// Of a unit that is present.
  [[nodiscard]] virtual Result read(std::size_t unit) const = 0;
};

}  // namespace tilscape::scenarios

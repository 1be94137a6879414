// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/series_column.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// An account over the records of a series: where what came in is, and by which ways it has gone. At each
/// record given + start = all parts + unaccounted.
struct Ledger {
  struct Part {
    std::string name;  ///< without that of the account
    SeriesRole role;   ///< stored, then gone
    std::vector<double> amounts;
  };
  std::string name;
  std::string unit;
  std::vector<double> days;
  std::vector<double> given;
  double start = 0;  ///< in store before anything was given
  std::vector<Part> parts;
  std::vector<double> unaccounted;

  /// What came in until a record; shares are of this. None: nothing came in.
  [[nodiscard]] double came_in(std::size_t record) const { return given[record] + start; }
  /// NaN where nothing came in.
  [[nodiscard]] double share(double amount, std::size_t record) const;
  [[nodiscard]] std::size_t last() const { return days.size() - 1; }
  /// The record at which most is unaccounted for, of either sign.
  [[nodiscard]] std::size_t worst() const;
  /// What is unaccounted for there, as a share of all that came in until the last record: 0 where none did.
  [[nodiscard]] double worst_share() const;
};

/// Above this share something other than rounding is at work.
inline constexpr double most_unaccounted = 1e-9;

/// All accounts, in the order of their first columns. In a row the day stands before the values of the
/// columns. Without rows there is none.
std::vector<Ledger> ledgers_of(const std::vector<SeriesColumn>& columns,
                               const std::vector<std::vector<double>>& rows);

/// Those of a run, by the series beside its snapshots. Throws ReadError where there is none.
std::vector<Ledger> read_ledgers(const std::string& path);

}  // namespace tilscape::snapshot

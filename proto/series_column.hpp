// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tilscape::snapshot {

/// What a column of the series is of its subject, by which readers go: names and units are for people.
enum class SeriesRole : std::uint8_t {
  other,          ///< of a writer that knows more roles than this reader
  count,          ///< living agents of a type
  state,          ///< agents of a type in a state
  total,          ///< events of a kind so far
  column_mean,    ///< mean of a column over the living agents of a type
  level_mean,     ///< of a substance over the lattice
  level_least,    ///< of a substance
  level_largest,  ///< of a substance
  given,          ///< of an account: the sum of what was given so far
  amount,         ///< of a process: any other number, part of no sum
  stored,         ///< of an account: what there is of it in one place
  gone,           ///< of an account: what has left by one way, for good
  unaccounted,    ///< of an account: given less all parts, of those in store what they are more than at first
};

/// As it is written: "level_mean".
std::string_view word_of(SeriesRole role);
SeriesRole role_of(std::string_view word);

struct SeriesColumn {
  std::string name;  ///< the subject, a dot, what of it: "cancer.count"; of a store perhaps its own name
  std::string unit;  ///< empty: a pure number
  SeriesRole role = SeriesRole::other;
  std::string subject = {};  ///< an agent type, a substance, a process, an account of one

  /// "cancer.count [cells]", as in the first line of a table: a name can have an amount and a concentration.
  [[nodiscard]] std::string head() const { return unit.empty() ? name : name + " [" + unit + "]"; }
  friend bool operator==(const SeriesColumn&, const SeriesColumn&) = default;
};

/// "cancer.count [cells]" in two; what it is, is not known.
SeriesColumn column_of(std::string_view head);

}  // namespace tilscape::snapshot

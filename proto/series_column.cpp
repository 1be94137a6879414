// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/series_column.hpp"

#include <algorithm>
#include <array>

namespace tilscape::snapshot {
namespace {

constexpr std::array<std::string_view, 13> words = {"other",       "count",         "state",
                                                    "total",       "column_mean",   "level_mean",
                                                    "level_least", "level_largest", "given",
                                                    "amount",      "stored",        "gone",
                                                    "unaccounted"};  // in the order of SeriesRole

}  // namespace

std::string_view word_of(SeriesRole role) {
  return words.at(static_cast<std::size_t>(role));
}

SeriesRole role_of(std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? SeriesRole::other : static_cast<SeriesRole>(found - words.begin());
}

SeriesColumn column_of(std::string_view head) {
  const std::size_t open = head.rfind(" [");
  if (open == std::string_view::npos || !head.ends_with(']')) return {std::string(head), ""};
  return {std::string(head.substr(0, open)), std::string(head.substr(open + 2, head.size() - open - 3))};
}

}  // namespace tilscape::snapshot

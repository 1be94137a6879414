// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/nearest.hpp"

#include <algorithm>
#include <vector>

namespace tilscape {

namespace {

constexpr std::size_t longest = 64;  ///< longer words are never a slip of the finger

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > longest) return {};
  const std::string lowered = lower(word);
  const std::size_t most = std::max<std::size_t>(1, (word.size() + 1) / 3);
  std::size_t best = 2 * most + 2;
  std::string found;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > longest) continue;
    const std::string other = lower(candidate);
    const std::size_t distance = edit_distance(lowered, other);
    // A word that shares no letter with a short candidate is another word, not a slip.
    if (distance > most || distance >= std::max(word.size(), candidate.size())) continue;
    const std::size_t cost = 2 * distance + (other[0] == lowered[0] ? 0 : 1);
    if (cost >= best) continue;
    best = cost;
    found = candidate;
  }
  return found;
}

}  // namespace tilscape

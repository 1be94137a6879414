// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// A value that two runs do not share: the first of its kind, and how many there are at that step.
struct Difference {
  std::string what;   ///< "seed", "agents.cancer.divide.every", "cancer pd_l1", "oxygen", "event"
  std::string place;  ///< "agent 123 at site 45 (5 9 0)"; empty: of the whole
  std::string a, b;   ///< the values
  std::size_t count = 1;
  std::string phase = {};                  ///< of the step, as far as it can be known
  std::optional<std::uint64_t> step = {};  ///< when it was found; not for what the runs were set up with
  double time = 0;                         ///< [min]
};

struct Comparison {
  std::string a, b;                         ///< the files
  std::vector<Difference> set_up;           ///< scenario, seed, lattice, types, substances
  std::vector<Difference> recorded;         ///< in events, series and frames, the earliest first
  std::vector<std::string> notes;           ///< what does not count as a difference
  std::size_t frames = 0;                   ///< that are the same in both
  std::optional<std::uint64_t> same_until;  ///< step of the last of them before a difference

  [[nodiscard]] bool same() const { return set_up.empty() && recorded.empty(); }
};

/// Compares two run folders or snapshot files by what they hold. Throws ReadError.
Comparison compare(const std::string& a, const std::string& b);

/// For people.
std::string comparison_text(const Comparison& comparison);
/// One JSON object with a `schema` field ("tilscape/diff/1").
std::string comparison_json(const Comparison& comparison);

}  // namespace tilscape::snapshot

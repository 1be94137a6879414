// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::snapshot {

/// What a kind of events is, by which readers go: the names are the writer's.
struct EventKindInfo {
  enum class Life : std::uint8_t { goes_on, begins, ends };             ///< of the agent it happens to
  enum class Other : std::uint8_t { nobody, parent, killer, partner };  ///< Event::other

  std::string name;   ///< as in Event::kind
  std::string total;  ///< how many there were, in the series: "divisions" of "cancer.divisions"
  Life life = Life::goes_on;
  Other other = Other::nobody;
  bool written = false;  ///< one by one, in this file

  /// Whether it tells who descends from whom.
  [[nodiscard]] bool births() const { return life == Life::begins && other == Other::parent; }
};

/// The kind of this name; one that a file does not tell of has no role.
inline EventKindInfo kind_of(const std::vector<EventKindInfo>& kinds, std::string_view name) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const EventKindInfo& kind) { return kind.name == name; });
  return found != kinds.end() ? *found : EventKindInfo{.name = std::string(name), .total = {}};
}

}  // namespace tilscape::snapshot

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tilscape {

/// What can happen to an agent: a number. These are what the engine does itself, each a row of `event_table`;
/// `kinds`: how many there are. From there on come those that behaviours bring (Params::own_events).
/// Scenarios, series, snapshots and their readers take all of them from what EventInfo says.
enum class EventKind : std::uint8_t { division, death, kill, recruitment, exit, kinds };

/// What a kind of events is to those who write and read them. Made with all of it: none lacks a role.
struct EventInfo {
  enum class Life : std::uint8_t { goes_on, begins, ends };             ///< of the agent it happens to
  enum class Other : std::uint8_t { nobody, parent, killer, partner };  ///< the second agent of the event
  enum class Needs : std::uint8_t { nothing, open_side };               ///< of the lattice

  constexpr EventInfo(EventKind of, const char* said, const char* counted, Life life_of, Other second,
                      Needs needed = Needs::nothing)
      : kind(of), word(said), total(counted), life(life_of), other(second), needs(needed) {}
  /// One that a behaviour brings: it stands in its file, which names it under BehaviourInfo::own_events and
  /// asks its Setup for the number. The agent goes on; `second`: who else it was about.
  constexpr EventInfo(const char* said, const char* counted, Other second = Other::nobody)
      : EventInfo(EventKind::kinds, said, counted, Life::goes_on, second) {}

  EventKind kind;     ///< `kinds` of one that a behaviour brings: a run gives it a number
  const char* word;   ///< in a scenario and in a file
  const char* total;  ///< how many there were, in the series: "cancer.divisions"
  Life life;
  Other other;
  Needs needs;
};

inline constexpr std::array event_table = {
    EventInfo{EventKind::division, "divide", "divisions", EventInfo::Life::begins, EventInfo::Other::parent},
    EventInfo{EventKind::death, "die", "deaths", EventInfo::Life::ends, EventInfo::Other::nobody},
    EventInfo{EventKind::kill, "kill", "kills", EventInfo::Life::ends, EventInfo::Other::killer},
    EventInfo{EventKind::recruitment, "recruit", "recruited", EventInfo::Life::begins,
              EventInfo::Other::nobody},
    EventInfo{EventKind::exit, "leave", "left", EventInfo::Life::ends, EventInfo::Other::nobody,
              EventInfo::Needs::open_side},
};
inline constexpr std::size_t event_kinds = event_table.size();
static_assert(event_kinds == static_cast<std::size_t>(EventKind::kinds), "each kind has a row");

constexpr const EventInfo& info_of(EventKind kind) {
  return event_table[static_cast<std::size_t>(kind)];
}

static_assert(
    [] {
      for (std::size_t k = 0; k < event_kinds; ++k)
        if (event_table[k].kind != static_cast<EventKind>(k)) return false;
      return true;
    }(),
    "the rows stand in the order of the kinds");

}  // namespace tilscape

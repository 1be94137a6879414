// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// For each agent type the living, each state when there are several, and what has happened so far.
#include "engine/record/observable_kind.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tilscape::observables {

namespace {

double count(const World& world, std::size_t type, StateMask states) {
  const auto& state = world.populations[type].state;
  return static_cast<double>(std::count_if(state.begin(), state.end(),
                                           [states](std::uint8_t s) { return ((states >> s) & 1U) != 0; }));
}

std::vector<Observable> of(const Params& params) {
  std::vector<Observable> list;
  for (std::size_t t = 0; t < params.types.size(); ++t) {
    const AgentType& type = params.types[t];
    list.push_back({type.name + ".count", "cells", Role::count, type.name,
                    [t, alive = type.alive()](const World& w) { return count(w, t, alive); }});
    if (type.states.size() > 1)
      for (std::size_t s = 0; s < type.states.size(); ++s)
        list.push_back({type.name + "." + type.states[s].name, "cells", Role::state, type.name,
                        [t, mask = StateMask{1} << s](const World& w) { return count(w, t, mask); }});
    for (const EventInfo& event : all_events(params))
      list.push_back({type.name + "." + event.total, "cells", Role::total, type.name,
                      [id = TypeId{static_cast<std::uint8_t>(t)}, kind = event.kind](const World& w) {
                        return static_cast<double>(w.total(id, kind));
                      }});
  }
  return list;
}

}  // namespace

ObservableKind cells() {
  return {of};
}

}  // namespace tilscape::observables

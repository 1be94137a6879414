// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/state.hpp"

namespace tilscape {

std::string name_of(const StatePart& part, const Params& params, const World& world) {
  using Kind = StatePart::Kind;
  const auto of_agents = [&](const std::string& what) {
    return "agents." + params.types[part.index].name + "." + what;
  };
  const auto of_field = [&](const std::string& what) {
    return "fields." + world.fields[part.index].spec.name + "." + what;
  };
  switch (part.kind) {
    case Kind::id:
      return of_agents("id");
    case Kind::site:
      return of_agents("site");
    case Kind::state:
      return of_agents("state");
    case Kind::column:
      return of_agents("columns." + params.types[part.index].columns[part.column].name);
    case Kind::totals:
      return of_agents("totals");
    case Kind::own_total:
      return of_agents(std::string("totals.") + params.own_events[part.column].word);
    case Kind::values:
      return of_field("values");
    case Kind::carried:
      return of_field("carried");
    case Kind::process:
      break;
  }
  return "processes." + world.processes[part.index].name;
}

}  // namespace tilscape

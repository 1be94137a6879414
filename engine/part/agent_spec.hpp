// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tilscape {

/// An agent type as a scenario says it.
struct AgentSpec {
  std::string name;
  Location where;
  Values values;                                           ///< takes, states, columns, start, rules
  std::vector<std::pair<std::string, Values>> behaviours;  ///< in the order of their names
};

/// The state of a new cell, of the `states` of a type: the one that begins, else the only one that is alive.
/// Empty where none is.
inline std::string first_state(const Values& states) {
  for (const char* word : {"begins", "alive"})
    for (const auto& [name, value] : states.entries())
      if (const auto* is = std::get_if<std::string>(&value.data); is != nullptr && *is == word) return name;
  return {};
}

}  // namespace tilscape

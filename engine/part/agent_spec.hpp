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

/// The state of a new cell, of the `states` of a type, each with its word: the one that begins, else the only
/// one that is alive. Empty where none is.
inline std::string first_state(const std::vector<std::pair<std::string, std::string>>& states) {
  for (const char* word : {"begins", "alive"})
    for (const auto& [name, is] : states)
      if (is == word) return name;
  return {};
}
/// The same of those that can be read.
inline std::string first_state(const Values& states) {
  std::vector<std::pair<std::string, std::string>> read;
  for (const auto& [name, value] : states.entries())
    if (const auto* word = std::get_if<std::string>(&value.data)) read.emplace_back(name, *word);
  return first_state(read);
}

}  // namespace tilscape

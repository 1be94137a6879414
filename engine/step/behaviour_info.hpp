// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"

#include <string>
#include <vector>

namespace tilscape {

class Review;
struct AgentSpec;
struct Deed;

/// What a behaviour says of itself: feeds the scenario's reader, its errors, the JSON Schema and `describe`.
struct BehaviourInfo {
  std::string name;                     ///< an imperative verb: the key under an agent type
  std::string about;                    ///< one sentence: what it models
  std::string equation;                 ///< plain text
  std::vector<std::string> references;  ///< "doi:..." or a text
  std::vector<std::string> reads;       ///< columns, fields, neighbours
  std::vector<std::string> writes;
  std::vector<std::string> causes = {};  ///< events, by their words
  bool brings_cells = false;             ///< of its type, from elsewhere
  std::vector<ParameterInfo> parameters = {};
  /// What of it cannot be, beyond what the descriptors say of one value each (engine/part/review.hpp).
  void (*check)(Review&, const AgentSpec&, const Deed&) = nullptr;
  /// Of a sound scenario, what of it does nothing. Is it all of it?
  bool (*idle)(Review&, const AgentSpec&, const Deed&) = nullptr;
};

}  // namespace tilscape

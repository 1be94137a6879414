// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"
#include "engine/step/event_kind.hpp"

#include <string>
#include <vector>

namespace tilscape {

/// What a behaviour says of itself: feeds the scenario's reader, its errors, the JSON Schema and `describe`.
struct BehaviourInfo {
  std::string name;                     ///< an imperative verb: the key under an agent type
  std::string about;                    ///< one sentence: what it models
  std::string equation;                 ///< plain text
  std::vector<std::string> references;  ///< "doi:..." or a text
  std::vector<std::string> reads;       ///< columns, fields, neighbours
  std::vector<std::string> writes;
  std::vector<EventKind> events = {};  ///< that it can bring about
  std::vector<ParameterInfo> parameters = {};
};

}  // namespace tilscape

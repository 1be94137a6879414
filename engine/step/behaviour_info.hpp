// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"
#include "engine/population/handle.hpp"
#include "engine/step/event_kind.hpp"

#include <string>
#include <vector>

namespace tilscape {

class Review;
struct AgentSpec;
struct Deed;

/// Of what a behaviour touches one thing, as it is told to people. Made from the members of its Touches
/// (engine/step/touches.hpp) and from its parameters.
struct Touch {
  enum class Kind { column, state, other };
  std::string what;  ///< the name of the column; else in words
  Access access;
  Kind kind = Kind::other;
  bool told = true;  ///< of a column: is it offered to who writes a scenario, or bookkeeping?
};

/// What a behaviour says of itself: feeds the scenario's reader, its errors, the JSON Schema and `describe`.
struct BehaviourInfo {
  std::string name;                        ///< an imperative verb: the key under an agent type
  std::string about;                       ///< one sentence: what it models
  std::string equation;                    ///< plain text
  std::vector<std::string> references;     ///< "doi:..." or a text
  std::vector<EventKind> events = {};      ///< of the engine's, that it can bring about
  std::vector<EventInfo> own_events = {};  ///< of its own
  std::vector<ParameterInfo> parameters = {};
  std::vector<Touch> touches = {};
  /// What of it cannot be, beyond what the descriptors say of one value each (engine/part/review.hpp).
  void (*check)(Review&, const AgentSpec&, const Deed&) = nullptr;
  /// Of a sound scenario, what of it does nothing. Is it all of it?
  bool (*idle)(Review&, const AgentSpec&, const Deed&) = nullptr;

  [[nodiscard]] bool causes(const EventInfo& event) const;
  [[nodiscard]] std::vector<std::string> reads() const;
  [[nodiscard]] std::vector<std::string> writes() const;
  /// Columns that it gives its cells, for who writes a scenario.
  [[nodiscard]] std::vector<std::string> columns() const;
  /// Does it write a column for the other one?
  [[nodiscard]] bool comes_before(const BehaviourInfo& reader) const;
};

/// What the parameters say of it: expressions and substances are read.
std::vector<Touch> touches_of(const std::vector<ParameterInfo>& parameters);

}  // namespace tilscape

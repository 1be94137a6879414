// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"
#include "engine/lattice/tube.hpp"
#include "engine/part/agent_spec.hpp"
#include "engine/part/refusals.hpp"
#include "engine/step/params.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

/// What was asked for and does not come about.
struct Warning {
  Location where;
  std::string what;
  Code code = Code::start_table;
};

/// What a part of the language builds with. Substances and agent types are there when it is called,
/// behaviours are not.
struct Assembly {
  const Values& root;                   ///< the sections of the scenario
  const std::vector<AgentSpec>& types;  ///< as it says them
  Params& params;                       ///< that it adds to
  Refusals& refusals;  ///< of what cannot be; whatever others look up by name gets a stand-in
  Location whole;      ///< of the scenario, for what has no place of its own
  /// The levels that the part brings (Part::fields).
  std::vector<std::string> fields = {};
  std::vector<Tube> tubes = {};
  std::vector<Warning> warnings = {};

  /// The level in the tissue with this name, or nullptr.
  [[nodiscard]] Substance* substance(std::string_view name) const;
  /// Steps between the acts of something with this name in `time.periods`; 1 when it is not there.
  [[nodiscard]] std::uint32_t period(const std::string& name) const;
};

/// The same of the sections of a scenario.
std::uint32_t period_of(const Values& root, const std::string& name);

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/field/field.hpp"
#include "engine/lattice/occupancy.hpp"
#include "engine/population/population.hpp"
#include "engine/step/event_kind.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tilscape {

/// What happened to an agent in the last step.
struct Event {
  using Kind = EventKind;
  Kind kind;
  TypeId type;  ///< of the agent it happened to (the newborn, for a division)
  Site site;
  AgentId agent;
  AgentId other;  ///< parent of a newborn, killer of a victim, partner in a contact; else no_agent
};

/// The state of a process that is not on the lattice (plasma, lymph node, a vessel network): named numbers,
/// so that whatever belongs to the state of a run is here and is hashed and saved with it.
struct ProcessState {
  std::string name;
  std::vector<std::string> labels;  ///< one per value, with its unit: "central [nmol]"
  std::vector<double> values;
};

/// Everything that changes in a run, as plain data: copy it and you have copied the run. No globals, so many
/// worlds can live in one program.
struct World {
  std::uint64_t step = 0;               ///< steps done
  double step_length = 1;               ///< [min]
  std::vector<Population> populations;  ///< by TypeId
  Occupancy occupancy;
  std::vector<Field> fields;  ///< by FieldId
  std::vector<ProcessState> processes;
  std::vector<std::array<std::uint64_t, event_kinds>> totals;  ///< events so far, by type and kind
  using Total = std::array<std::uint64_t, 1>;
  std::vector<std::vector<Total>> own_totals;  ///< the same of the kinds that behaviours bring
  std::vector<Event> events;                   ///< of the last step; a Recorder sees them by site, then agent

  /// How many events of this kind there were so far.
  [[nodiscard]] std::uint64_t& total(TypeId type, EventKind kind) {
    const auto k = static_cast<std::size_t>(kind);
    return k < event_kinds ? totals[type.value][k] : own_totals[type.value][k - event_kinds][0];
  }
  [[nodiscard]] std::uint64_t total(TypeId type, EventKind kind) const {
    const auto k = static_cast<std::size_t>(kind);
    return k < event_kinds ? totals[type.value][k] : own_totals[type.value][k - event_kinds][0];
  }
  [[nodiscard]] double time() const { return static_cast<double>(step) * step_length; }  ///< [min]
};

}  // namespace tilscape

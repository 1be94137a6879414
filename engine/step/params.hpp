// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/field.hpp"
#include "engine/lattice/lattice.hpp"
#include "engine/population/population.hpp"
#include "engine/rule/program.hpp"
#include "engine/step/event_kind.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

class Behaviour;
class Process;
struct Params;

/// A bit per state of an agent type.
using StateMask = std::uint64_t;

struct StateSpec {
  std::string name = {};
  bool alive = true;
};

/// An agent type is data: what a scenario says of it.
struct AgentType {
  std::string name = {};
  std::uint8_t takes = 1;              ///< units of a site's capacity
  std::vector<StateSpec> states = {};  ///< at least one; the first is that of new agents
  std::vector<ColumnSpec> columns = {};
  std::uint32_t period = 1;  ///< acts every so many steps
  std::vector<std::shared_ptr<const Behaviour>> behaviours = {};
  std::vector<ColumnId> seen = {};  ///< columns that others look at (Setup::sees)
  bool counted = false;             ///< somebody asks how many are alive (Setup::counts)

  [[nodiscard]] StateMask alive() const {
    StateMask mask = 0;
    for (std::size_t i = 0; i < states.size(); ++i)
      if (states[i].alive) mask |= StateMask{1} << i;
    return mask;
  }
};

/// All kinds of events of a run, by their numbers.
std::vector<EventInfo> all_events(const Params& params);

/// By name; an unknown one throws UsageError.
ColumnId column_of(const AgentType& type, std::string_view name);
std::uint8_t state_of(const AgentType& type, std::string_view name);

/// Named sites with a weight each: where a graph of vessels runs and how much wall lies there, or the border.
struct SiteSet {
  std::string name = {};
  std::vector<Site> sites = {};      ///< ascending
  std::vector<double> weights = {};  ///< > 0; for vessels the surface [um^2]
};

/// An expression over what there is on a site: levels, `open(NAME)`, `here(TYPE)`, living cells, the time,
/// numbers of the body. Inputs are numbered as those of a Formula.
struct SiteRule {
  Program program;
  std::string name;       ///< as messages call it: "reactions.binding.rate"
  std::string text;       ///< as it was written
  std::string unit = {};  ///< canonical
};

/// What substances do to each other on each site.
struct Reaction {
  struct Share {
    FieldId field;
    double amount;  ///< that comes to be (> 0) or is used (< 0), for each unit of the rate
  };
  /// A rate that is a constant times the level of the only substance that is used.
  struct FirstOrder {
    FieldId of;
    double k;  ///< [1/min] >= 0
  };
  std::string name;
  std::vector<Share> shares;
  SiteRule rate = {};                          ///< [unit of its substances/min], of the whole tissue, >= 0
  std::optional<FirstOrder> first_order = {};  ///< what the rate is; it need not be written then
};

struct Substance {
  FieldSpec field;
  std::uint32_t period = 1;  ///< solved every so many steps
  double available = 1;  ///< share of the tissue's volume that it can enter; its level is that of the whole
  std::optional<SiteRule> open = {};      ///< the same where it differs from site to site, in (0, 1]
  std::optional<SiteRule> mobility = {};  ///< factor on its diffusion there, >= 0
};

/// The fluid between the cells. It flows by the gradient of a pressure [mmHg] (Darcy's law), whose
/// conductivity [um2/(mmHg min)] is the diffusion of that field.
struct Fluid {
  FieldId pressure = {};
  std::optional<SiteRule> lymph = {};  ///< [1/(mmHg min)] that takes it up, with what it carries
  std::vector<FieldId> carried = {};   ///< substances that go with it
};

/// Everything about a run that does not change while it runs.
struct Params {
  Lattice lattice;
  std::uint8_t capacity = 8;  ///< units per site
  double step_length = 1;     ///< [min]
  std::uint64_t seed = 0;
  std::vector<AgentType> types = {};
  std::vector<Substance> substances = {};
  std::vector<Reaction> reactions = {};
  std::optional<Fluid> fluid = {};
  std::vector<std::shared_ptr<const Process>> processes = {};
  std::vector<SiteSet> site_sets = {};
  std::vector<EventInfo> own_events =
      {};                         ///< that behaviours bring, with the numbers that follow the engine's
  std::uint32_t sort_every = 64;  ///< steps between re-sortings of the rows; not observable; 0: never
  std::size_t batch = 1024;       ///< rows per batch, at most 1024; not observable
  bool blindfold = false;         ///< for tests: engine/step/blindfold.hpp; not observable
};

}  // namespace tilscape

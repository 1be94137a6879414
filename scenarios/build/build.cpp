// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/build.hpp"

#include "agents/catalogue.hpp"
#include "engine/base/error.hpp"
#include "engine/step/setup.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::scenarios {

Params build_params(const Scenario& scenario) {
  return build_params(scenario, build_lattice(scenario.root));
}

Params build_params(const Scenario& scenario, Lattice lattice) {
  const Values& root = scenario.root;
  Params params{.lattice = std::move(lattice)};
  params.capacity = static_cast<std::uint8_t>(root.map("lattice").number("capacity"));
  params.step_length = root.map("time").number("step");
  params.seed = static_cast<std::uint64_t>(root.number("seed"));
  add_substances(root, params);
  add_types(scenario, params);
  add_vessels(root, params);
  add_body(scenario, params);
  add_behaviours(scenario, params);
  return params;
}

Run build_run(const Scenario& scenario, int threads) {
  Run run = build_empty_run(scenario, threads);
  place_cells(scenario, *run.simulation, run.notes);
  return run;
}

Run build_empty_run(const Scenario& scenario, int threads) {
  Run run;
  try {
    run.simulation = std::make_unique<Simulation>(build_params(scenario), threads);
  } catch (const UsageError& e) {
    throw BuildError(Location{scenario.file, 1, 1}, e.what());
  }
  add_outputs(scenario, run);
  return run;
}

std::uint32_t period_of(const Values& root, const std::string& name) {
  const Values& time = root.map("time");
  if (!time.has("periods") || !time.map("periods").has(name)) return 1;
  return static_cast<std::uint32_t>(std::llround(time.map("periods").number(name) / time.number("step")));
}

void add_types(const Scenario& scenario, Params& params) {
  static constexpr auto number_type = [](const std::string& stored) {
    return stored == "u8" ? NumberType::u8 : stored == "u32" ? NumberType::u32 : NumberType::f32;
  };
  for (const AgentSpec& spec : scenario.types) {
    AgentType type{.name = spec.name, .takes = static_cast<std::uint8_t>(spec.values.number("takes"))};
    for (const auto& [name, state] : spec.values.map("states").entries())
      type.states.push_back({name, std::get<std::string>(state.data) == "alive"});
    if (type.states.empty()) type.states.push_back({"alive", true});
    for (const auto& [name, entry] : spec.values.map("columns").entries()) {
      const Values& column = spec.values.map("columns").map(name);
      type.columns.push_back({.name = name,
                              .number = number_type(column.text("stored")),
                              .unit = canonical_unit(column.at("initial").dimension),
                              .initial = column.distribution("initial"),
                              .about = column.text_or("about", "")});
    }
    type.period = period_of(scenario.root, spec.name);
    params.types.push_back(std::move(type));
  }
}

void add_behaviours(const Scenario& scenario, Params& params) {
  const std::vector<BehaviourKind> kinds = catalogue();
  for (std::uint8_t t = 0; t < scenario.types.size(); ++t) {
    Setup setup(params, TypeId{t});
    for (const auto& [verb, values] : scenario.types[t].behaviours) {
      const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                     [&verb = verb](const auto& k) { return k.info.name == verb; });
      if (kind == kinds.end())
        throw BuildError(scenario.types[t].where, "there is no behaviour `" + verb + "`");
      try {
        params.types[t].behaviours.push_back(kind->make(values, setup));
      } catch (const UsageError& e) {
        throw BuildError(scenario.types[t].where, scenario.types[t].name + "." + verb + ": " + e.what());
      }
    }
  }
}

}  // namespace tilscape::scenarios

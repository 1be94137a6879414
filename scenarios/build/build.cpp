// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/build.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/part/agent_spec.hpp"
#include "engine/step/setup.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/read/suppose.hpp"
#include "scenarios/subjects/agent_type.hpp"
#include "scenarios/subjects/scenario.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

namespace tilscape::scenarios {

namespace {

/// Of a scenario with errors, in which something stands for what is refused.
Refusals refusals_beside(const Supposed& supposed) {
  Refusals refusals(refused_values(supposed.scenario));
  if (supposed.extents) refusals.refuse_extents(supposed.scenario.root);
  return refusals;
}

struct Constants {
  Params params;
  std::vector<Tube> tubes;
  std::vector<Warning> warnings;
};
Constants constants_on(const Scenario& scenario, Lattice lattice, Refusals& refusals) {
  const ScenarioParams said(scenario.root);
  Params params{.lattice = std::move(lattice)};
  params.capacity = static_cast<std::uint8_t>(*(*said.lattice).capacity);
  params.step_length = *(*said.time).step;
  params.seed = static_cast<std::uint64_t>(*said.seed);
  add_substances(scenario, params, refusals);
  add_types(scenario, params);
  Constants constants{std::move(params)};
  const Keys keys(scenario.tree);
  for (const Part& part : scenario.language->parts()) {
    if (part.assemble == nullptr) continue;
    Assembly assembly{scenario.root, scenario.types, constants.params, refusals,
                      Location{scenario.file, 1, 1}};
    if (part.fields != nullptr)
      for (const PartField& field : part.fields(keys)) assembly.fields.push_back(field.name);
    part.assemble(assembly);
    std::move(assembly.tubes.begin(), assembly.tubes.end(), std::back_inserter(constants.tubes));
    std::move(assembly.warnings.begin(), assembly.warnings.end(), std::back_inserter(constants.warnings));
  }
  add_behaviours(scenario, constants.params, refusals);
  return constants;
}

/// What is refused of the constant part stays out of the run, so that the rest can be looked at as well.
Run build_parts(const Scenario& scenario, int threads, Refusals& refusals) {
  Constants constants = constants_on(scenario, build_lattice(scenario.root), refusals);
  Run run;
  run.simulation = std::make_unique<Simulation>(std::move(constants.params), threads);
  run.warnings = std::move(constants.warnings);
  refusals.attempt(Location{scenario.file, 1, 1},
                   [&] { add_outputs(scenario, std::move(constants.tubes), run, refusals); });
  return run;
}

/// With the cells in their places.
Run build_whole(const Scenario& scenario, int threads, Refusals& refusals) {
  Run run = build_parts(scenario, threads, refusals);
  place_cells(scenario, run, refusals);
  return run;
}

template <class Whole>
Run checked(const Scenario& scenario, const Whole& whole) {
  Refusals refusals;
  std::optional<Run> run;
  refusals.attempt(Location{scenario.file, 1, 1}, [&] { run = whole(refusals); });
  refusals.stop_if_any();
  return std::move(*run);
}

/// That of a new cell first.
std::vector<StateSpec> states_of(const Map<std::string>& states) {
  std::vector<std::pair<std::string, std::string>> said;
  for (const auto& [name, word] : states.all()) said.emplace_back(name, *word);
  if (said.empty()) return {{"alive", true}};
  std::vector<StateSpec> list;
  for (const auto& [name, word] : said) list.push_back({name, word != "dead"});
  const auto begins = std::find_if(list.begin(), list.end(),
                                   [first = first_state(said)](const auto& s) { return s.name == first; });
  if (begins != list.end()) std::rotate(list.begin(), begins, begins + 1);
  return list;
}

/// Where a behaviour, or a parameter of it, stands.
Location place_of(const Scenario& scenario, const std::string& type, const std::string& behaviour,
                  const std::string& parameter = {}) {
  const Node* at = node_at(scenario.tree, {"agents", type});
  const Node::Entry* entry = at == nullptr ? nullptr : at->entry(behaviour);
  if (entry == nullptr && at != nullptr && behaviour == rules_verb) entry = at->entry("rules");
  Location where = entry == nullptr ? Location{scenario.file, 1, 1} : entry->where;
  std::string_view rest = parameter;
  while (entry != nullptr && !rest.empty() && entry->value.map()) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    entry = entry->value.entry(rest.substr(0, dot));
    if (entry != nullptr) where = entry->value.where;
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  return where;
}

}  // namespace

Params build_params(const Scenario& scenario) {
  return build_params(scenario, build_lattice(scenario.root));
}

Params build_params(const Scenario& scenario, Lattice lattice) {
  Refusals refusals;
  Params params = constants_on(scenario, std::move(lattice), refusals).params;
  refusals.stop_if_any();
  return params;
}

Params sample_params(const Scenario& scenario, Lattice lattice) {
  Refusals refusals;
  return constants_on(scenario, std::move(lattice), refusals).params;
}

Params sample_params(const Supposed& supposed, Lattice lattice) {
  const Scenario& scenario = supposed.scenario;
  Refusals refusals = refusals_beside(supposed);
  return constants_on(scenario, std::move(lattice), refusals).params;
}

Run build_run(const Scenario& scenario, int threads) {
  return checked(scenario, [&](Refusals& refusals) { return build_whole(scenario, threads, refusals); });
}

Run build_empty_run(const Scenario& scenario, int threads) {
  return checked(scenario, [&](Refusals& refusals) { return build_parts(scenario, threads, refusals); });
}

namespace {

/// What comes of a scenario in which something stands for what is refused.
struct Outcome {
  std::vector<Refusal> refusals;
  std::vector<std::string> undone;
  std::vector<std::string> series;  ///< columns
};
Outcome outcome_of(const Supposed& supposed, const std::function<void(const Run&)>& look) {
  Refusals refusals = refusals_beside(supposed);
  Outcome out;
  refusals.attempt(Location{supposed.scenario.file, 1, 1}, [&] {
    const Run run = build_whole(supposed.scenario, 1, refusals);
    for (const Observable& o : run.series) out.series.push_back(o.name);
    look(run);
  });
  out.refusals = refusals.list();
  out.undone = refusals.undone();
  return out;
}

}  // namespace

BesideErrors build_beside_errors(const Scenario& marked, const std::function<void(const Run&)>& look) {
  const Supposed first = suppose(marked, Guess::one);
  const Supposed second = suppose(marked, Guess::other);
  forget_asked(first.scenario);
  const Outcome one = outcome_of(first, look);
  Problems unused_in_one;
  tell_unused(first.scenario, unused_in_one, one.undone);
  forget_asked(second.scenario);  // they share what nothing stands in for
  const Outcome other = outcome_of(second, look);
  Problems unused_in_other;
  tell_unused(second.scenario, unused_in_other, other.undone);
  BesideErrors out;
  for (const Refusal& r : one.refusals)
    if (std::any_of(other.refusals.begin(), other.refusals.end(),
                    [&](const Refusal& o) { return o.where == r.where && o.what == r.what; }))
      out.refusals.push_back(r);
  const std::vector<Problem> others = unused_in_other.sorted();
  for (const Problem& p : unused_in_one.sorted())
    if (std::any_of(others.begin(), others.end(),
                    [&](const Problem& o) { return o.where == p.where && o.problem == p.problem; }))
      out.unused.push_back(p);
  out.series = one.series;
  out.series.insert(out.series.end(), other.series.begin(), other.series.end());
  std::sort(out.series.begin(), out.series.end());
  out.series.erase(std::unique(out.series.begin(), out.series.end()), out.series.end());
  return out;
}

void add_types(const Scenario& scenario, Params& params) {
  static constexpr auto number_type = [](const std::string& stored) {
    return stored == "u8" ? NumberType::u8 : stored == "u32" ? NumberType::u32 : NumberType::f32;
  };
  for (const AgentSpec& spec : scenario.types) {
    const AgentTypeParams said(spec.values);
    AgentType type{.name = spec.name, .takes = static_cast<std::uint8_t>(*said.takes)};
    type.states = states_of(said.states);
    for (const auto& [name, entry] : said.columns.all()) {
      const ColumnParams column = *entry;
      const Dimension unit = column.unit.given() ? dimension_of(*column.unit) : column.initial.dimension();
      type.columns.push_back({.name = name,
                              .number = number_type(*column.stored),
                              .unit = canonical_unit(unit),
                              .initial = *column.initial,
                              .about = column.about.value_or("")});
    }
    type.period = period_of(scenario.root, spec.name);
    params.types.push_back(std::move(type));
  }
}

void add_behaviours(const Scenario& scenario, Params& params, Refusals& refusals) {
  struct Wanted {
    TypeId type;
    std::size_t place;  // among the behaviours of its type
    std::string verb;
    const Values* values;
  };
  std::vector<Wanted> wanted;
  std::vector<std::size_t> own;  // columns that the scenario has declared, by type
  for (std::uint8_t t = 0; t < scenario.types.size(); ++t) {
    const auto& behaviours = scenario.types[t].behaviours;
    for (std::size_t i = 0; i < behaviours.size(); ++i)
      wanted.push_back({TypeId{t}, i, behaviours[i].first, &behaviours[i].second});
    params.types[t].behaviours.resize(behaviours.size());
    own.push_back(params.types[t].columns.size());
  }
  // One may need a column that another declares: whoever is refused comes again after the others, as long as
  // that helps. Whoever needs one of a behaviour whose values are refused says nothing either.
  struct Last {
    Refusal refusal;
    const BehaviourInfo* info;
    const AgentSpec* type;
    std::string verb;
  };
  std::vector<Last> last;
  const auto undone = [&](const AgentSpec& type, const std::string& verb) {
    refusals.undone("agents." + type.name + "." + verb);
    if (verb == rules_verb) refusals.undone("agents." + type.name + ".rules");  // which are entries of it
  };
  std::vector<const BehaviourInfo*> unmade;
  for (std::size_t before = 0; before != wanted.size() && !wanted.empty();) {
    before = wanted.size();
    last.clear();
    std::erase_if(wanted, [&](const Wanted& w) {
      const AgentSpec& type = scenario.types[w.type.value];
      const BehaviourKind* kind = scenario.language->kind(w.verb);
      const BehaviourInfo* info = kind == nullptr ? nullptr : &kind->info;
      const auto refuse = [&](const Setup::Refused& r) {
        const Location where = r.column ? place_of(scenario, type.name, "columns", r.name)
                                        : place_of(scenario, type.name, w.verb, r.name);
        last.push_back({{where, joined({type.name, ".", w.verb, ": ", r.what})}, info, &type, w.verb});
      };
      refusals.forget();
      if (kind == nullptr) {
        refuse({{}, false, "there is no behaviour `" + w.verb + "`"});
        return false;
      }
      Setup setup(params, w.type, own[w.type.value], [&] { return refusals.cause_is_told(); });
      std::shared_ptr<const Behaviour> made;
      setup.attempt({}, [&] { made = kind->make(*w.values, setup); });
      for (const Setup::Refused& r : setup.refused()) refuse(r);
      if (setup.silent()) {
        unmade.push_back(info);
        undone(type, w.verb);
      }
      if (!setup.refused().empty()) return false;
      if (!setup.silent()) params.types[w.type.value].behaviours[w.place] = std::move(made);
      return true;
    });
  }
  for (const Last& l : last) {
    undone(*l.type, l.verb);
    if (std::none_of(unmade.begin(), unmade.end(),
                     [&](const auto* u) { return l.info != nullptr && u->comes_before(*l.info); }))
      refusals.add(l.refusal.where, l.refusal.what);
  }
  for (AgentType& type : params.types) std::erase(type.behaviours, nullptr);
}

}  // namespace tilscape::scenarios

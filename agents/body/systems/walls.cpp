// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Where systems meet the tissue, and what is counted together.
#include "agents/body/systems/steps.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

using Wall = NetworkProcess::Wall;

std::size_t find_account(Draft& draft, const std::string& prefix, const std::string& unit,
                         const std::vector<std::size_t>& states) {
  auto& accounts = draft.spec().accounts;
  const auto known = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const auto& a) { return a.prefix == prefix && a.unit == unit; });
  if (known != accounts.end()) return static_cast<std::size_t>(known - accounts.begin());
  accounts.push_back({prefix, unit, states});
  return accounts.size() - 1;
}

/// Species from and to which something flows between them.
std::vector<std::size_t> joined_by_flows(Draft& draft, std::size_t first) {
  std::set<std::size_t> there = {first};
  for (std::size_t before = 0; before != there.size();) {
    before = there.size();
    for (const auto& flow : draft.spec().network.flows)
      if (std::any_of(flow.shares.begin(), flow.shares.end(),
                      [&](const auto& share) { return there.count(share.first) != 0; }))
        for (const auto& share : flow.shares) there.insert(share.first);
  }
  return {there.begin(), there.end()};
}

/// The drug of what particles carry; empty: it is no such species.
std::string drug_of(Draft& draft, const Named& species) {
  if (species.kind != Named::Kind::species) return {};
  const SystemText& said = draft.systems()[species.system].said;
  const auto it = said.species.find(species.name);
  if (it == said.species.end() || !it->second.content) return {};
  return draft.designs().cargo(said.of)->contents[*it->second.content].drug;
}

/// Species of a system in a unit, without what particles carry.
std::vector<std::size_t> counted_so(Draft& draft, std::size_t system, const Dimension& dimension) {
  std::vector<std::size_t> states;
  for (const Named& named : draft.names())
    if (named.system == system && named.kind == Named::Kind::species && named.done &&
        named.dimension == dimension && drug_of(draft, named).empty())
      states.push_back(named.index);
  return states;
}

/// What of a vaccine these species count, as far as it is one thing: "antigen."
std::string content_of_vaccine(Draft& draft, std::size_t s, const std::vector<std::size_t>& states) {
  const auto counts = [&](const std::optional<Text>& species) {
    const Named* const named = species ? draft.find(s, species->text) : nullptr;
    return named != nullptr && std::find(states.begin(), states.end(), named->index) != states.end();
  };
  bool antigen = false;
  bool adjuvant = false;
  for (const auto& [name, route] : draft.systems()[s].said.routes) {
    antigen = antigen || counts(route.antigen);
    adjuvant = adjuvant || counts(route.adjuvant);
  }
  return antigen == adjuvant ? "" : antigen ? "antigen." : "adjuvant.";
}

/// The level that meets vessels; what stands against it is told.
const Named* level_in_blood(Draft& draft, std::size_t s, const Text& blood, const std::string& species) {
  const Named* const level = draft.find(s, level_of(species));
  if (level == nullptr) {
    if (draft.systems()[s].said.species.at(species).in) {
      draft.told_elsewhere();
      return nullptr;
    }
    draft.refuse(blood.where,
                 fmt::format("`{}` of `{}` has no volume (`in`), and so no level that could meet the tissue",
                             blood.text, blood.owner));
    return nullptr;
  }
  if (level->dimension == dimension_of("nM")) return level;
  draft.refuse(blood.where, fmt::format("the level of `{}` of `{}` is {}, and that in the tissue is in nM",
                                        blood.text, blood.owner, dimension_name(level->dimension)));
  return nullptr;
}

void add_wall(Draft& draft, const Named& species, const Named& level, const Way& way, std::string line) {
  draft.spec().walls.push_back({.state = species.index,
                                .level = level.index,
                                .field = way.field,
                                .wall = way.wall,
                                .account = account_of(draft, species),
                                .line = std::move(line)});
}

void add_blood(Draft& draft, std::size_t s, Designs& designs) {
  const SystemText& said = draft.systems()[s].said;
  if (!said.blood || said.of.empty()) return;
  const Text& blood = *said.blood;
  const Cargo* const cargo = designs.cargo(said.of);
  if (cargo == nullptr && designs.way(said.of) == nullptr) return;
  const auto species = draft.leg(s, blood.text, blood.where, "blood", blood.owner);
  if (!species || !draft.is_own(s, *species, blood, "blood")) return;
  const Named* const level = level_in_blood(draft, s, blood, blood.text);
  if (level == nullptr) return;
  if (cargo == nullptr) return add_wall(draft, *species->species, *level, *designs.way(said.of), "tissue");
  for (const Content& content : cargo->contents) {
    const Way* const way = designs.way(content.field);
    const std::string loaded = blood.text + "." + content.name;
    const Named* const in = draft.find(s, loaded);
    const Named* const level_in = draft.find(s, level_of(loaded));
    if (way == nullptr || in == nullptr || level_in == nullptr) continue;
    add_wall(draft, *in, *level_in, *way, "tissue_" + content.field);
  }
  if (draft.systems()[s].counted)
    if (const Way* const way = designs.way_of_particles(said.of))
      add_wall(draft, *species->species, *level, *way, "tissue");
}

void add_drain(Draft& draft, std::size_t s, const std::string& name, const DrainParams& said,
               const Location& where) {
  const std::string& system = draft.systems()[s].said.name;
  const Text is{name, where, system};
  const auto leg = draft.leg(s, name, where, "drains", system);
  if (!leg || !draft.is_own(s, *leg, is, "drains")) return;
  if (draft.designs().cargo(draft.systems()[s].said.of) != nullptr)
    return draft.refuse(
        where, fmt::format("`{}` is of particles, and the lymph brings what is none: `drains` are of "
                           "another system",
                           system));
  auto& params = draft.out().params;
  const std::string substance = *said.substance;
  const auto field = std::find_if(params.substances.begin(), params.substances.end(),
                                  [&](const Substance& f) { return f.field.name == substance; });
  if (field == params.substances.end()) return draft.told_elsewhere();  // it is refused
  if (field->field.unit != "nM" || !(leg->species->dimension == dimension_of("nmol")))
    return draft.refuse(
        where,
        fmt::format("`{}` is in {}, and `{}` of `{}` in {}: what drains is a level in nM, and "
                    "becomes an amount in nmol",
                    substance, field->field.unit, name, system, dimension_name(leg->species->dimension)));
  draft.spec().drains.push_back(
      {.field = FieldId{static_cast<std::uint16_t>(field - params.substances.begin())},
       .rate = *said.rate,
       .state = leg->species->index,
       .account = account_of(draft, *leg->species),
       .site_volume = params.lattice.site_volume(),
       .line = "drained_" + name});
}

}  // namespace

std::size_t account_of(Draft& draft, const Named& species) {
  const std::string unit = canonical_unit(species.dimension);
  const std::string system = draft.systems()[species.system].said.name;
  if (const std::string drug = drug_of(draft, species); !drug.empty()) {
    const std::optional<std::size_t> own = draft.system_of(drug);
    const bool counted = own && !counted_so(draft, *own, species.dimension).empty();
    std::vector<std::size_t> states =
        counted ? counted_so(draft, *own, species.dimension) : std::vector<std::size_t>{};
    for (const Named& named : draft.names())
      if (named.done && drug_of(draft, named) == drug && (counted || named.system == species.system))
        states.push_back(named.index);
    const std::string prefix = counted ? draft.systems()[*own].said.name : system + "." + drug;
    return find_account(draft, prefix + ".", unit, states);
  }
  if (draft.said().vaccines.has(draft.systems()[species.system].said.of)) {
    const std::vector<std::size_t> states = joined_by_flows(draft, species.index);
    return find_account(draft, system + "." + content_of_vaccine(draft, species.system, states), unit,
                        states);
  }
  std::vector<std::size_t> states = counted_so(draft, species.system, species.dimension);
  const std::string of = draft.systems()[species.system].said.of;
  for (const Named& named : draft.names())  // what particles bring of it
    if (named.done && !of.empty() && drug_of(draft, named) == of) states.push_back(named.index);
  return find_account(draft, system + ".", unit, states);
}

void add_walls(Draft& draft, std::size_t s, Designs& designs) {
  add_blood(draft, s, designs);
  const SystemParams said = *draft.said().systems[draft.systems()[s].said.name];
  for (const auto& [name, drain] : said.drains.all())
    draft.apart(drain.where(),
                [&, &name = name, &drain = drain] { add_drain(draft, s, name, *drain, drain.where()); });
}

}  // namespace tilscape::body

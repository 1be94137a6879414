// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/carried.hpp"

#include "agents/body/systems/cargo.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

std::vector<const Named*> carrying(Draft& draft, const std::vector<Draft::Leg>& ends) {
  std::vector<const Named*> list;
  for (const Draft::Leg& end : ends)
    if (carries(draft.systems()[end.species->system].said, end.species->name)) list.push_back(end.species);
  return list;
}

Symbol amount_of(const Named& species) {
  return {Symbol::Kind::scalar, static_cast<std::uint32_t>(species.index), dimension_of("nmol")};
}

/// A flow of first order [1/min] out of a species, and into another.
void add_first_order(Draft& draft, const std::string& name, const Named& from, const Named* to, double rate) {
  Symbols symbols;
  symbols.add("amount", amount_of(from));
  symbols.add_constant("rate", {rate, dimension_of("1/min")});
  std::vector<std::pair<std::size_t, double>> shares = {{from.index, -1.0}};
  if (to != nullptr) shares.emplace_back(to->index, 1.0);
  auto program = compile("rate * amount", symbols, dimension_of("nmol/min"));
  draft.spec().network.flows.push_back({name, std::get<Program>(std::move(program)), std::move(shares)});
}

/// Where a content goes that leaves its particle in a species; nullptr: outside. Nothing: nowhere, or it is
/// refused.
std::optional<const Named*> receiver(Draft& draft, std::size_t s, const std::string& species,
                                     const Content& content) {
  const SystemText& said = draft.systems()[s].said;
  const auto found = said.releases.find(species);
  if (found == said.releases.end()) {
    const Location where = said.releases.empty() ? said.where : said.releases.begin()->second.where;
    draft.refuse(
        where,
        fmt::format("`releases` of `{}` does not say where goes what leaves `{}` in `{}`: write "
                    "`releases: {{ {}: ... }}` with a species of the system of its drug, `outside`, or "
                    "`nowhere` if nothing leaves there",
                    said.name, said.of, species, species),
        Code::missing_key);
    return std::nullopt;
  }
  const SystemText::Release& to = found->second;
  if (to.to.size() == 1 && to.to.front() == "outside") return nullptr;
  if (to.to.size() == 1 && to.to.front() == "nowhere") return std::nullopt;
  const std::optional<std::size_t> drug = draft.system_of(content.drug);
  if (!drug) {
    draft.refuse(to.where, fmt::format("`{}` leaves `{}` and has no course: no system is `of: {}`",
                                       content.drug, said.of, content.drug));
    return std::nullopt;
  }
  const SystemText& own = draft.systems()[*drug].said;
  const auto is_there = [&](const std::string& name) {
    const auto it = own.species.find(name);
    return it != own.species.end() && !it->second.content;
  };
  const auto name = std::find_if(to.to.begin(), to.to.end(), is_there);
  if (name == to.to.end()) {
    std::vector<std::string> known;
    for (const auto& [other, text] : own.species)
      if (!text.content) known.push_back(other);
    const std::string near = to.to.empty() ? "" : did_you_mean(to.to.front(), known);
    draft.refuse(to.where,
                 fmt::format("`{}`, the system of `{}`, has no species {} (in `releases.{}` of `{}`){}{}",
                             own.name, content.drug, to.to.empty() ? "``" : listed(to.to), species, to.owner,
                             near.empty() ? "; there are: " + listed(known) : ". ", near),
                 Code::unknown_name);
    return std::nullopt;
  }
  const Named* const species_there = draft.find(*drug, *name);
  if (species_there == nullptr) {
    draft.told_elsewhere();
    return std::nullopt;
  }
  if (!(species_there->dimension == dimension_of("nmol"))) {
    draft.refuse(to.where, fmt::format("`{}` of `{}` is {}, and what leaves particles is an amount", *name,
                                       own.name, dimension_name(species_there->dimension)));
    return std::nullopt;
  }
  return species_there;
}

/// What a program stands on.
bool names_any(const Program& program, const std::set<std::size_t>& places) {
  return std::any_of(program.inputs().begin(), program.inputs().end(),
                     [&](const Symbol& s) { return places.count(s.index) != 0; });
}

/// Numbers of particles in a system: their states, the values that are their levels, the flows that take
/// them along.
struct Numbers {
  std::set<std::size_t> states, values, flows;
};
Numbers numbers_of(Draft& draft, std::size_t s) {
  Numbers out;
  for (const std::string& species : carriers(draft.systems()[s].said)) {
    if (const Named* state = draft.find(s, species)) out.states.insert(state->index);
    if (const Named* level = draft.find(s, level_of(species))) out.values.insert(level->index);
  }
  for (const Draft::Taken& taken : draft.taken)
    if (taken.from->system == s) out.flows.insert(taken.flow);
  return out;
}

/// Does anything follow from the number of particles but how they flow?
bool asked_for(Draft& draft, std::size_t s, const Numbers& numbers) {
  const auto& network = draft.spec().network;
  std::set<std::size_t> places = numbers.states;
  for (const std::size_t v : numbers.values) places.insert(network.states.size() + v);
  for (std::size_t v = 0; v < network.values.size(); ++v)
    if (numbers.values.count(v) == 0 && names_any(network.values[v].program, places)) return true;
  for (std::size_t f = 0; f < network.flows.size(); ++f)
    if (numbers.flows.count(f) == 0 && names_any(network.flows[f].rate, places)) return true;
  for (const std::size_t state : numbers.states)
    if (draft.moved_at_once.count(state) != 0) return true;
  for (const auto& event : draft.spec().events) {
    if (names_any(event.when, places) || (event.amount && names_any(*event.amount, places))) return true;
    for (const auto& [state, becomes] : event.set)
      if (names_any(becomes, places)) return true;
  }
  const SystemText& said = draft.systems()[s].said;
  for (const auto& [name, entry] : draft.said().treatments.all()) {
    const TreatmentParams t = *entry;
    for (const Parameter<std::string>* condition : {&t.hold, &t.stop, &t.when}) {
      if (!condition->given()) continue;
      for (const std::string& word : words_of(**condition))
        for (const std::string& species : carriers(said))
          for (const std::string& own : {species, level_of(species)})
            if (word == said.name + "." + own || (*t.give == said.of && word == own)) return true;
    }
  }
  return false;
}

}  // namespace

namespace {

/// Particles go as they are, from one species of their system to another or outside: nothing is made of them.
bool goes_whole(Draft& draft, const Draft::Legs& legs, const std::string& key, const Text& said) {
  const std::vector<const Named*> from = carrying(draft, legs.from);
  const std::vector<const Named*> to = carrying(draft, legs.to);
  const auto amount = [](const std::vector<Draft::Leg>& ends, const Named* species) {
    const auto end =
        std::find_if(ends.begin(), ends.end(), [&](const auto& e) { return e.species == species; });
    return end->amount;
  };
  if (from.empty()) {
    draft.refuse(said.where,
                 fmt::format("particles come from nowhere in `{}` of `{}`, and what they carry is not "
                             "known",
                             key, said.owner));
    return false;
  }
  if (from.size() == 1 && to.empty() && legs.to.empty()) return true;
  if (from.size() == 1 && to.size() == 1 && to.front()->system == from.front()->system &&
      amount(legs.to, to.front()) == amount(legs.from, from.front()))
    return true;
  draft.refuse(
      said.where,
      fmt::format(
          "`{}` of `{}` takes particles: from one species of theirs they go to one other, or outside, "
          "as many as they are, and what they carry goes with them",
          key, said.owner));
  return false;
}

}  // namespace

void note_carrying(Draft& draft, std::size_t flow, const Draft::Legs& legs, const std::string& key,
                   const Text& said) {
  const std::vector<const Named*> from = carrying(draft, legs.from);
  const std::vector<const Named*> to = carrying(draft, legs.to);
  if (from.empty() && to.empty()) return;
  if (!goes_whole(draft, legs, key, said)) return;
  draft.taken.push_back({flow, from.front(), to.empty() ? nullptr : to.front(), said});
}

void carry_at_once(Draft& draft, NetworkProcess::Event& event, const Draft::Legs& legs,
                   const std::string& key, const Text& said) {
  const std::vector<const Named*> from = carrying(draft, legs.from);
  const std::vector<const Named*> to = carrying(draft, legs.to);
  if (from.empty() && to.empty()) return;
  if (!goes_whole(draft, legs, key, said)) return;
  event.carrier = from.front()->index;
  draft.moved_at_once.insert(from.front()->index);
  auto& flows = draft.spec().network.flows;
  const SystemText& system = draft.systems()[from.front()->system].said;
  const Cargo& cargo = *draft.designs().cargo(system.of);
  for (const Content& content : cargo.contents) {
    const Named* const out = draft.find(from.front()->system, from.front()->name + "." + content.name);
    const Named* const in =
        to.empty() ? nullptr : draft.find(to.front()->system, to.front()->name + "." + content.name);
    if (out == nullptr) continue;
    std::vector<std::pair<std::size_t, double>> shares = {{out->index, -1.0}};
    if (in != nullptr) shares.emplace_back(in->index, 1.0);
    auto none = compile("0", Symbols{}, Dimension{});
    event.carried.push_back(flows.size());
    flows.push_back({event.name + "." + content.name, std::get<Program>(std::move(none)), std::move(shares)});
  }
}

void add_release(Draft& draft, std::size_t s, const Designs& designs) {
  const SystemText& said = draft.systems()[s].said;
  const Cargo* const cargo = designs.cargo(said.of);
  if (cargo == nullptr) return;
  for (const auto& [species, to] : said.releases) {
    if (said.species.count(species) != 0) continue;
    const std::string near = did_you_mean(species, carriers(said));
    draft.refuse(to.where,
                 fmt::format("there is no species `{}` in `{}` (in `releases`){}{}", species, to.owner,
                             near.empty() ? "" : ". ", near),
                 Code::unknown_name);
    if (!near.empty()) return;  // what is missing there may be meant
  }
  for (const std::string& species : carriers(said))
    for (const Content& content : cargo->contents) {
      if (content.rate <= 0) continue;
      const Named* const from = draft.find(s, species + "." + content.name);
      if (from == nullptr) continue;
      const std::string name = fmt::format("{}.release.{}.{}", said.name, species, content.name);
      if (content.next != Content::none) {
        const Named* const stage = draft.find(s, species + "." + cargo->contents[content.next].name);
        const auto held = said.releases.find(species);
        const bool nowhere =
            held != said.releases.end() && held->second.to == std::vector<std::string>{"nowhere"};
        if (stage != nullptr && !nowhere) add_first_order(draft, name, *from, stage, content.rate);
        continue;
      }
      if (const auto to = receiver(draft, s, species, content))
        add_first_order(draft, name, *from, *to, content.rate);
    }
}

void carry(Draft& draft, std::size_t s, const Designs& designs) {
  Draft::System& system = draft.systems()[s];
  const Cargo* const cargo = designs.cargo(system.said.of);
  if (cargo == nullptr) return;
  auto& network = draft.spec().network;
  bool all = true;  // in proportion
  for (const Draft::Taken& taken : draft.taken) {
    if (taken.from->system != s) continue;
    const std::optional<double> rate =
        network::proportion(network, network.flows[taken.flow].rate, taken.from->index);
    all = all && rate;
    const std::string flow = network.flows[taken.flow].name;
    double each = 0;  // that a flow of 1 takes
    for (const auto& [state, amount] : network.flows[taken.flow].shares)
      if (state == taken.from->index) each -= amount;
    for (const Content& content : cargo->contents) {
      const std::string& species = taken.from->name;
      const Named* const from = draft.find(s, species + "." + content.name);
      const Named* const to =
          taken.to == nullptr ? nullptr : draft.find(taken.to->system, taken.to->name + "." + content.name);
      if (from == nullptr) continue;
      if (rate) {
        add_first_order(draft, flow + "." + content.name, *from, to, each * *rate);
        continue;
      }
      auto program = compile(fmt::format("if({0} > 0 nmol, {1:.17g} * ({2}) * {0}.{3} / {0}, 0 nmol/min)",
                                         species, each, taken.rate.text, content.name),
                             system.symbols, dimension_of("nmol/min"));
      if (!std::holds_alternative<Program>(program)) return draft.told_elsewhere();
      std::vector<std::pair<std::size_t, double>> shares = {{from->index, -1.0}};
      if (to != nullptr) shares.emplace_back(to->index, 1.0);
      network.flows.push_back(
          {flow + "." + content.name, std::get<Program>(std::move(program)), std::move(shares)});
    }
  }
  const Numbers numbers = numbers_of(draft, s);
  if (!all || asked_for(draft, s, numbers)) return;
  system.counted = false;
  draft.dropped.states.insert(numbers.states.begin(), numbers.states.end());
  draft.dropped.values.insert(numbers.values.begin(), numbers.values.end());
  draft.dropped.flows.insert(numbers.flows.begin(), numbers.flows.end());
}

}  // namespace tilscape::body

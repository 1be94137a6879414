// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/part/review.hpp"

#include "engine/step/behaviour_info.hpp"

#include <cmath>

namespace tilscape {

std::string Deed::name() const {
  if (entry.empty()) return ticked(info.name);
  return rule ? "the rule" : ticked(joined({info.name, ".", entry}));
}

std::vector<std::string> Deed::path(const std::string& type, const std::string& parameter) const {
  if (rule) return {"agents", type, "rules"};
  if (entry.empty()) return {"agents", type, info.name, parameter};
  return {"agents", type, info.name, entry, parameter};
}

const AgentSpec* Review::type(std::string_view name) const {
  const auto it =
      std::find_if(types_.begin(), types_.end(), [&](const AgentSpec& t) { return t.name == name; });
  return it == types_.end() ? nullptr : &*it;
}

const Values* Review::behaviour(const AgentSpec& type, std::string_view verb) {
  const auto it = std::find_if(type.behaviours.begin(), type.behaviours.end(),
                               [&](const auto& b) { return b.first == verb; });
  return it == type.behaviours.end() ? nullptr : &it->second;
}

bool Review::given(const Values& values, std::string_view name) {
  return std::any_of(values.entries().begin(), values.entries().end(), [&](const auto& e) {
    return e.first == name && !(std::holds_alternative<std::monostate>(e.second.data) && e.second.is_default);
  });
}

std::optional<double> Review::end_of_run() const {
  const Values* clock = section("time");
  const double* end = clock == nullptr ? nullptr : get<double>(*clock, "end");
  return end == nullptr ? std::nullopt : std::optional(*end);
}

bool Review::open_lattice() const {
  const Values* lattice = section("lattice");
  const Values* sides = lattice == nullptr ? nullptr : record(*lattice, "sides");
  return sides != nullptr &&
         std::any_of(sides->entries().begin(), sides->entries().end(), [&](const auto& side) {
           const auto* word = get<std::string>(side.second);
           return word != nullptr && *word == "open";
         });
}

std::optional<double> Review::on_a_site(const std::string& name) const {
  const Values* lattice = section("lattice");
  const double* capacity = lattice == nullptr ? nullptr : get<double>(*lattice, "capacity");
  const AgentSpec* spec = type(name);
  const double* takes = spec == nullptr ? nullptr : get<double>(spec->values, "takes");
  if (capacity == nullptr || takes == nullptr || !settled({"lattice", "capacity"}) ||
      !settled({"agents", name, "takes"}))
    return std::nullopt;
  return std::floor(*capacity / *takes);
}

bool Review::can_be_seen(const AgentSpec& type, const std::string& column) const {
  const Values* own = record(type.values, "columns");
  if (own != nullptr && own->has(column)) return true;
  const Values* outputs = section("outputs");
  for (const char* kind : {"series", "snapshots"}) {
    const Values* entry = outputs == nullptr ? nullptr : record(*outputs, kind);
    const auto* list = entry == nullptr ? nullptr : get<std::vector<std::string>>(*entry, "columns");
    if (list != nullptr && among(column, *list)) return true;
  }
  return false;
}

bool Review::nothing(const AgentSpec& type, const Deed& deed, std::string_view key) const {
  if (!deed.values.has(key)) return false;
  const std::optional<Bounds> x = bounds(deed.values.at(key), &type, &deed);
  return x && x->only(0);
}

namespace {

/// The states that parameters name and that move cells so.
void collect_states(const Review& review, const std::vector<ParameterInfo>& parameters, const Values& values,
                    std::initializer_list<Moves> moves, std::vector<std::string>& out) {
  for (const ParameterInfo& info : parameters) {
    if (info.kind == ParameterKind::state && std::find(moves.begin(), moves.end(), info.moves) != moves.end())
      if (const auto* state = review.get<std::string>(values, info.name)) out.push_back(*state);
    if (info.kind == ParameterKind::records)
      if (const auto* list = review.get<std::vector<Value::Record>>(values, info.name))
        for (const Value::Record& one : *list) collect_states(review, info.children, *one, moves, out);
  }
}

/// Of the keys of a behaviour that is a map.
Moves moves_of_entries(const Deed& deed) {
  return deed.entry.empty() ? Moves::none : deed.info.parameters.front().moves;
}

}  // namespace

std::vector<std::string> Review::begins_in(const AgentSpec& type, const Deed& deed) const {
  if (const auto* in = get<std::vector<std::string>>(deed.values, "in")) return *in;
  std::vector<std::string> round;
  collect_states(*this, deed.parameters, deed.values, {Moves::through}, round);
  if (!round.empty()) return round;
  if (moves_of_entries(deed) == Moves::from) return {deed.entry};
  return living_states(type);
}

std::vector<std::string> Review::ends_in(const Deed& deed) const {
  std::vector<std::string> out;
  if (deed.rule)
    if (const auto* state = get<std::string>(deed.values, deed.info.name)) return {*state};
  collect_states(*this, deed.parameters, deed.values, {Moves::to, Moves::through}, out);
  if (moves_of_entries(deed) == Moves::to && out.empty()) out.push_back(deed.entry);
  return out;
}

std::set<std::string> Review::led_to(const AgentSpec& type, std::set<std::string> reached,
                                     std::string_view only) const {
  const std::vector<Deed> all = deeds(type);
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Deed& deed : all) {
      if (!only.empty() && deed.info.name != only) continue;
      const std::vector<std::string> from = begins_in(type, deed);
      if (std::none_of(from.begin(), from.end(), [&](const auto& s) { return reached.count(s) > 0; }))
        continue;
      for (const std::string& state : ends_in(deed)) reached.insert(state);
    }
  }
  return reached;
}

std::set<std::string> Review::reached_states(const AgentSpec& type) const {
  const Values* all = record(type.values, "states");
  std::string first = all == nullptr ? "" : first_state(*all);
  if (first.empty()) first = living_states(type).front();
  std::set<std::string> reached = {first};
  if (const auto* list = get<std::vector<Value::Record>>(type.values, "start"))
    for (const Value::Record& start : *list) {
      if (const auto* state = get<std::string>(*start, "state")) reached.insert(*state);
      const Values* states = record(*start, "states");
      if (const Values* is = states == nullptr ? nullptr : record(*states, "is"))
        for (const auto& [state, values] : is->entries()) reached.insert(state);
    }
  for (const AgentSpec& other : types_)
    for (const Deed& deed : deeds(other)) {
      const auto* target = get<std::string>(deed.values, "target");
      if (target == nullptr || *target != type.name) continue;
      for (const ParameterInfo& info : deed.parameters)
        if (info.moves == Moves::of_target)
          if (const auto* state = get<std::string>(deed.values, info.name)) reached.insert(*state);
    }
  return led_to(type, std::move(reached));
}

void Review::void_at(const AgentSpec& type, const Deed& deed, const std::string& key,
                     std::initializer_list<std::string> causes, std::string why) {
  if (!deed.values.has(key) || !stands(deed.path(type.name, key), deed.values.at(key))) return;
  if (std::all_of(causes.begin(), causes.end(),
                  [&](const std::string& cause) { return settled(deed.path(type.name, cause)); }))
    unused(deed.values.at(key), joined({ticked(joined({deed.info.name, ".", key})), " has no effect"}),
           std::move(why));
}

bool Review::all_nothing(const AgentSpec& type, const Deed& deed, const std::vector<std::string>& keys) {
  const Value* last = nullptr;
  std::vector<std::string> said;
  for (const std::string& key : keys) {
    if (!nothing(type, deed, key) || !settled(deed.path(type.name, key))) return false;
    if (stands(deed.path(type.name, key), deed.values.at(key))) last = &deed.values.at(key);
    said.push_back(ticked(key));
  }
  if (last == nullptr) return false;
  const std::string final_key = said.back();
  said.pop_back();
  unused(*last, joined({deed.name(), " does nothing"}), joined({listed(said), " and ", final_key, " are 0"}));
  return true;
}

namespace {

/// Does a table of cells fill the column?
bool filled(const Review& review, const AgentSpec& type, const std::string& column) {
  const auto* list = review.get<std::vector<Value::Record>>(type.values, "start");
  return list != nullptr && std::any_of(list->begin(), list->end(), [&](const Value::Record& start) {
           const Values* columns = review.record(*start, "columns");
           return columns != nullptr && columns->has(column);
         });
}

}  // namespace

bool Review::zero_column(const AgentSpec& type, const Deed& deed, const AgentSpec& owner,
                         const std::string& name) {
  const Values* columns = record(owner.values, "columns");
  const Values* column = columns == nullptr ? nullptr : record(*columns, name);
  if (column == nullptr || !column->has("initial") || filled(*this, owner, name)) return false;
  const Value& initial = column->at("initial");
  const std::optional<Bounds> x = bounds(initial, &owner);
  if (!x || !x->only(0) || !stands({"agents", owner.name, "columns", name, "initial"}, initial)) return false;
  unused(initial, joined({ticked(joined({type.name, ".", deed.info.name})), " does nothing"}),
         joined({"the column ", ticked(name), " of ", ticked(owner.name), " is 0"}));
  return true;
}

void Review::tell_deed(const AgentSpec& type, const Deed& deed, std::string_view key, std::string problem,
                       std::string why) {
  if (deed.values.has(key) && deed.values.at(key).where.line > 0)
    return unused(deed.values.at(key), std::move(problem), std::move(why));
  Spot at = deed.entry.empty() ? Spot{} : this->key({"agents", type.name, deed.info.name, deed.entry});
  if (!at) at = this->key({"agents", type.name, deed.info.name});
  if (!at) at = {type.where, characters(type.name), true};
  unused(at, {}, std::move(problem), std::move(why));
}

}  // namespace tilscape

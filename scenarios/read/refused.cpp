// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/refused.hpp"

#include "scenarios/read/detail/descriptor.hpp"
#include "scenarios/read/rules.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/subjects/agent_type.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace tilscape::scenarios {

namespace {

using detail::as_record;
using detail::entry_info;
using Kind = ParameterKind;

/// All of it, with what it lacks: what is wrong is more than a value, so nothing can stand in for one.
void refuse(Values& values, const ParameterInfo& info) {
  const auto whole = [&](const std::string& name, const Location& where) {
    Value value = refused_value(where);
    value.is_default = true;
    values.set(name, std::move(value));
  };
  const std::vector<std::pair<std::string, Value>> entries = values.entries();
  for (const auto& [name, value] : entries) whole(name, value.where);
  if (info.kind == Kind::map) return;
  for (const ParameterInfo& child : info.children) whole(child.name, {});
}

const Value* given(const Values& values, const std::string& name) {
  const auto& entries = values.entries();
  const auto it =
      std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.first == name; });
  return it == entries.end() ? nullptr : &it->second;
}

/// What it lacks, which is what is told at its key; false when it lacks nothing.
bool refuse_missing(Values& values, const ParameterInfo& info) {
  if (info.kind != Kind::record) return false;
  bool any = false;
  for (const ParameterInfo& child : info.children) {
    const Value* value = given(values, child.name);
    const bool marked =
        value != nullptr && is_refused(*value) && !value->is_default && value->where.line == 0;
    if (child.optional || child.default_value) {
      any = any || marked;  // by its default, which cannot be
      continue;
    }
    if (value == nullptr) values.set(child.name, refused_value({}));
    any = any || value == nullptr || marked;  // all is marked again in each round
  }
  return any;
}

class Marker {
 public:
  explicit Marker(const Problems& problems) {
    for (const Problem& p : problems.sorted())
      if (p.severity == Severity::error) met_.emplace(place(p.where), false);
  }

  [[nodiscard]] bool all_met() const {
    return std::all_of(met_.begin(), met_.end(), [](const auto& m) { return m.second; });
  }

  /// Does an error stand here?
  bool at(const Location& where) {
    const auto it = met_.find(place(where));
    if (it == met_.end() || where.line == 0) return false;
    return it->second = true;
  }

  /// Marks what is refused below; is all of it? A key that nobody knows is passed over, a misspelt one is
  /// what it is read as.
  bool mark(Values& values, const ParameterInfo& info, const Node& node) {
    if (!node.map()) return in(node);
    // What begins where its first entry does is not what is wrong there, if it is a map of names or the entry
    // is none that is known.
    const bool first = !node.entries.empty() && place(node.entries.front().where) == place(node.where);
    const bool stranger = first && (!node.entries.front().written.empty() ||
                                    given(values, node.entries.front().key) == nullptr);
    bool whole = !(first && (info.kind == Kind::map || stranger)) && at(node.where);
    for (const Node::Entry& entry : node.entries) {
      const bool key = at(entry.where) && entry.written.empty();
      const Value* value = given(values, entry.key);
      if (value == nullptr) {
        const bool below = in(entry.value);
        if (info.kind == Kind::alternative) whole = whole || key || below;  // one was meant, and this is none
        continue;
      }
      Value marked = *value;
      if (mark_value(marked, info, entry, key)) marked = refused_value(value->where, value->dimension);
      values.set(entry.key, std::move(marked));
    }
    return whole;
  }

 private:
  /// Of an entry; is all of it refused?
  bool mark_value(Value& value, const ParameterInfo& parent, const Node::Entry& entry, bool key) {
    const ParameterInfo* own = entry_info(parent, entry.key);
    const ParameterInfo info = own != nullptr && own->kind != Kind::records
                                   ? *own
                                   : as_record(own != nullptr ? own->children : parent.children);
    if (const auto* record = std::get_if<Value::Record>(&value.data);
        record != nullptr && entry.value.map()) {
      auto copy = std::make_shared<Values>(**record);
      const bool whole = mark(*copy, info, entry.value);
      const bool refused = whole || (key && !refuse_missing(*copy, info));
      value.data = Value::Record(std::move(copy));
      return refused;
    }
    if (const auto* record = std::get_if<Value::Record>(&value.data);
        record != nullptr && entry.value.scalar() && !key) {  // which stands for one of its children
      const std::string& main = own != nullptr ? own->main : parent.main;
      const Value* child = given(**record, main);
      if (!in(entry.value)) return false;
      if (child == nullptr) return true;
      auto copy = std::make_shared<Values>(**record);
      copy->set(main, refused_value(child->where, child->dimension));
      value.data = Value::Record(std::move(copy));
      return false;
    }
    const auto* list = std::get_if<std::vector<Value::Record>>(&value.data);
    if (list == nullptr || key) return in(entry.value) || key;
    const bool items = entry.value.sequence() && entry.value.items.size() == list->size();
    if (!items && !(entry.value.map() && list->size() == 1)) return in(entry.value);
    std::vector<Value::Record> marked;
    for (std::size_t i = 0; i < list->size(); ++i) {
      auto copy = std::make_shared<Values>(*(*list)[i]);
      const Node& node = items ? entry.value.items[i] : entry.value;
      const bool missing = at(node.where) && refuse_missing(*copy, info);
      if (mark(*copy, info, node) && !missing) refuse(*copy, info);
      marked.push_back(std::move(copy));
    }
    value.data = std::move(marked);
    return false;
  }

  using Place = std::tuple<std::string, int, int>;
  static Place place(const Location& where) { return {where.file, where.line, where.column}; }

  /// Does one stand anywhere in it? Each is met.
  bool in(const Node& node) {
    bool any = node.failed;
    any = at(node.where) || any;
    any = (node.has_places() && in_text(node)) || any;
    for (const Node& item : node.items) any = in(item) || any;
    for (const Node::Entry& entry : node.entries) {
      any = at(entry.where) || any;
      any = in(entry.value) || any;
    }
    return any;
  }

  /// The places of Node::at(), one after the other: of a long text each from the start would take its square.
  bool in_text(const Node& node) {
    bool any = false;
    Location place = node.where;
    place.column += std::max(0, node.shift);
    auto piece = node.pieces.begin();
    bool as_written = true;
    for (std::size_t i = 0; i < node.text.size(); ++i) {
      for (; piece != node.pieces.end() && piece->begin <= i; ++piece) {
        place = piece->where;
        as_written = piece->as_written;
      }
      any = at(place) || any;
      const bool begins = (static_cast<unsigned char>(node.text[i]) & 0xC0U) != 0x80U;  // a character
      if (as_written && begins) ++place.column;
    }
    return any;
  }

  std::map<Place, bool> met_;
};

void mark_type(AgentSpec& type, const Scenario& scenario, const Node::Entry& entry, Marker& marker) {
  Node own = entry.value;  // what is left of the type without its behaviours
  own.where = {};          // it begins where its first key does
  std::erase_if(own.entries,
                [&](const Node::Entry& e) { return scenario.language->behaviour(e.key) != nullptr; });
  const ParameterInfo keys = as_record(type_sections());
  marker.mark(type.values, keys, own);
  const bool all = marker.at(entry.where) && !refuse_missing(type.values, keys);
  if (all) refuse(type.values, keys);
  const Value* rules = given(type.values, "rules");
  const bool no_rules = rules != nullptr && is_refused(*rules);
  if (!no_rules) add_rules(type);  // as they are marked
  for (auto& [verb, values] : type.behaviours) {
    const ParameterInfo info = detail::behaviour_info(scenario, verb);
    const Node::Entry* said = entry.value.entry(verb);
    const bool at_key = said != nullptr && marker.at(said->where) && said->written.empty();
    const bool below = said != nullptr && marker.mark(values, info, said->value);
    const bool key = at_key && !refuse_missing(values, info);
    // `rules` are entries of `become`.
    if (all || key || below || (verb == rules_verb && no_rules)) refuse(values, info);
  }
}

void collect(const Values& values, std::vector<const Value*>& out) {
  for (const auto& [name, value] : values.entries()) {
    if (is_refused(value)) out.push_back(&value);
    if (const auto* record = std::get_if<Value::Record>(&value.data)) collect(**record, out);
    if (const auto* list = std::get_if<std::vector<Value::Record>>(&value.data))
      for (const Value::Record& one : *list) collect(*one, out);
  }
}

}  // namespace

bool mark_refused(Scenario& scenario, const Problems& problems) {
  Marker marker(problems);
  Node rest = scenario.tree;
  rest.remove("agents");
  marker.mark(scenario.root, as_record(scenario.language->sections()), rest);
  refuse_missing(scenario.root, as_record(scenario.language->sections()));
  for (AgentSpec& type : scenario.types) {
    const Node* agents = scenario.tree.find("agents");
    const Node::Entry* entry = agents == nullptr ? nullptr : agents->entry(type.name);
    if (entry != nullptr) mark_type(type, scenario, *entry, marker);
  }
  return marker.all_met();
}

Value refused_value(const Location& where, const Dimension& dimension) {
  Value value;
  value.data = false;
  value.where = where;
  value.dimension = dimension;
  return value;
}

bool is_refused(const Value& value) {
  return std::holds_alternative<bool>(value.data) && value.written.empty();
}

std::vector<const Value*> refused_values(const Scenario& scenario) {
  std::vector<const Value*> out;
  collect(scenario.root, out);
  for (const AgentSpec& type : scenario.types) {
    collect(type.values, out);
    for (const auto& [verb, values] : type.behaviours) collect(values, out);
  }
  return out;
}

}  // namespace tilscape::scenarios

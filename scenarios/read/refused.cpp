// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/refused.hpp"

#include "scenarios/read/detail/descriptor.hpp"
#include "scenarios/read/sections.hpp"

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

/// A truth that nobody has written.
Value refused_at(const Location& where) {
  Value value;
  value.data = false;
  value.where = where;
  return value;
}

/// All of it, with what it lacks.
void refuse(Values& values, const ParameterInfo& info) {
  const std::vector<std::pair<std::string, Value>> entries = values.entries();
  for (const auto& [name, value] : entries) values.set(name, refused_at(value.where));
  if (info.kind == Kind::map) return;
  for (const ParameterInfo& child : info.children) values.set(child.name, refused_at({}));
}

const Value* given(const Values& values, const std::string& name) {
  const auto& entries = values.entries();
  const auto it =
      std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.first == name; });
  return it == entries.end() ? nullptr : &it->second;
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

  /// Marks what is refused below; is all of it?
  bool mark(Values& values, const ParameterInfo& info, const Node& node) {
    if (!node.map()) return in(node);
    // A map of names begins where its first entry does, and is not what is wrong there.
    bool whole = info.kind != Kind::map && at(node.where);
    for (const Node::Entry& entry : node.entries) {
      const bool key = at(entry.where);
      const Value* value = given(values, entry.key);
      if (value == nullptr) {
        const bool below = in(entry.value);
        whole = whole || key || below;
        continue;
      }
      const auto* record = std::get_if<Value::Record>(&value->data);
      bool refused = key;
      if (record != nullptr && entry.value.map()) {
        const ParameterInfo* own = entry_info(info, entry.key);
        auto copy = std::make_shared<Values>(**record);
        refused = mark(*copy, own != nullptr ? *own : as_record(info.children), entry.value) || key;
        Value marked = *value;
        marked.data = Value::Record(std::move(copy));
        if (!refused) values.set(entry.key, std::move(marked));
      } else {
        refused = in(entry.value) || key;
      }
      if (refused) values.set(entry.key, refused_at(value->where));
    }
    return whole;
  }

 private:
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
                [&](const Node::Entry& e) { return find(*scenario.catalogue, e.key) != nullptr; });
  const ParameterInfo keys = as_record(type_sections());
  if (marker.at(entry.where)) refuse(type.values, keys);
  const bool all = marker.mark(type.values, keys, own);
  const Value* rules = given(type.values, "rules");
  for (auto& [verb, values] : type.behaviours) {
    const ParameterInfo info = detail::behaviour_info(scenario, verb);
    const Node::Entry* said = entry.value.entry(verb);
    const bool key = said != nullptr && marker.at(said->where);
    const bool below = said != nullptr && marker.mark(values, info, said->value);
    // `rules` are entries of `become`.
    const bool by_rules = verb == "become" && rules != nullptr && is_refused(*rules);
    if (all || key || below || by_rules) refuse(values, info);
  }
}

void collect(const Values& values, std::vector<const Value*>& out) {
  for (const auto& [name, value] : values.entries()) {
    if (is_refused(value)) out.push_back(&value);
    if (const auto* record = std::get_if<Value::Record>(&value.data)) collect(**record, out);
  }
}

}  // namespace

bool mark_refused(Scenario& scenario, const Problems& problems) {
  Marker marker(problems);
  Node rest = scenario.tree;
  rest.remove("agents");
  if (marker.mark(scenario.root, as_record(sections()), rest)) return false;
  for (AgentSpec& type : scenario.types) {
    const Node* agents = scenario.tree.find("agents");
    const Node::Entry* entry = agents == nullptr ? nullptr : agents->entry(type.name);
    if (entry != nullptr) mark_type(type, scenario, *entry, marker);
  }
  return marker.all_met();
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

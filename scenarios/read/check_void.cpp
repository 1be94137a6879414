// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Values that a scenario gives and that change nothing: those with which what they belong to does nothing, by
// the descriptors, and those that another value makes void.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"

#include <fmt/format.h>

namespace tilscape::scenarios::detail {

namespace {

std::string text_of(const Review::Path& path) {
  return fmt::format("{}", fmt::join(path, "."));
}

Review::Path below(Review::Path path, const std::string& key) {
  path.push_back(key);
  return path;
}

class VoidCheck : Check {
 public:
  using Check::Check;

  void run() {
    if (!problems_.ok()) return;
    for (const ParameterInfo& info : scenario_.language->sections())
      if (info.name != "agents" && scenario_.root.has(info.name))
        look(info, scenario_.root.at(info.name), {info.name}, {});
    for (const AgentSpec& type : scenario_.types)
      for (const Deed& deed : deeds(type)) one(type, deed);
  }

 private:
  /// A value: what it belongs to, where it is said, in whose expressions.
  struct Place {
    std::string owner;
    Path path;
    const AgentSpec* type;
    const Deed* deed = nullptr;
  };

  // --- values that do nothing

  void look(const std::vector<ParameterInfo>& list, const Values& values, const Path& path) {
    for (const ParameterInfo& info : list)
      if (values.has(info.name))
        look(info, values.at(info.name), below(path, info.name), ticked(text_of(path)));
  }
  void look(const ParameterInfo& info, const Value& value, const Path& path, const std::string& owner) {
    if (info.idle && does_nothing(info, value, {owner, path, nullptr})) return;
    const auto* record = get<Value::Record>(value);
    if (record == nullptr) return;
    if (info.kind != ParameterKind::map) return look(info.children, **record, path);
    const bool plain = info.children.size() == 1 && info.children.front().name.empty();
    for (const auto& [name, entry] : (*record)->entries()) {
      const Path there = below(path, name);
      const auto* values = get<Value::Record>(entry);
      if (plain)
        look(info.children.front(), entry, there, ticked(text_of(there)));
      else if (values != nullptr)
        look(info.children, **values, there);
    }
  }

  bool does_nothing(const ParameterInfo& info, const Value& value, const Place& place) {
    const std::optional<Bounds> x = bounds(value, place.type, place.deed);
    if (!x || !x->only(*info.idle)) return false;
    const std::string key = info.name.empty() ? "it" : ticked(info.name);
    const char* always = place.type != nullptr && !constant(value, *place.type) ? "always " : "";
    if (stands(place.path, value))
      unused(value, joined({place.owner, " does nothing"}),
             fmt::format("{} is {}{:g}", key, always, *info.idle));
    else if (const Node::Entry* owner = value.is_default ? owner_of(place.path) : nullptr;
             owner != nullptr && settled(place.path))
      problems_.warning(Code::unused, owner->where, characters(owner->key),
                        joined({place.owner, " does nothing"}),
                        fmt::format("{} is {:g} when it is left out", key, *info.idle));
    else
      return false;
    return true;
  }

  // --- behaviours

  void one(const AgentSpec& type, const Deed& deed) {
    for (const ParameterInfo& info : deed.parameters)
      if (info.idle && deed.values.has(info.name) &&
          does_nothing(info, deed.values.at(info.name),
                       {deed.name(), deed.path(type.name, info.name), &type, &deed}))
        return;
    if (deed.info.idle != nullptr && deed.info.idle(*this, type, deed)) return;
    always(type, deed);
  }

  /// A condition without a condition. One that is a number is meant so: a rule has to have one.
  void always(const AgentSpec& type, const Deed& deed) {
    if (!deed.values.has("when") || !stands(deed.path(type.name, "when"), deed.values.at("when"))) return;
    const Value& when = deed.values.at("when");
    const std::optional<Bounds> x = bounds(when, &type, &deed);
    if (x && x->never_zero() && !parse_quantity(when.written).quantity)
      unused(when, joined({"`when` of ", deed.name(), " has no effect"}),
             joined({ticked(when.written), " always holds"}));
  }
};

}  // namespace

void check_void(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  VoidCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Values that a scenario gives and that change nothing: those with which what they belong to does nothing, by
// the descriptors, and those that another value makes void.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"
#include "scenarios/read/sections.hpp"

#include <array>
#include <fmt/format.h>

namespace tilscape::scenarios::detail {

namespace {

/// Of a behaviour: it does nothing when all of these are 0, unless it has something else to act by.
struct Together {
  std::string_view verb;
  std::array<std::string_view, 2> keys;
  std::string_view unless;
};
constexpr std::array together = {Together{"kill", {"slow", "fast"}, {}},
                                 Together{"recruit", {"rate", "baseline"}, "primed_in"}};

/// Of a behaviour: the column of a target by which it acts.
struct ActsBy {
  std::string_view verb;
  std::string_view column;
};
constexpr std::array acts_by = {ActsBy{"kill", "by"}, ActsBy{"inhibit", "ligand"}};

std::string text_of(const Check::Path& path) {
  return fmt::format("{}", fmt::join(path, "."));
}

Check::Path below(Check::Path path, const std::string& key) {
  path.push_back(key);
  return path;
}

class VoidCheck : Check {
 public:
  using Check::Check;

  void run() {
    if (!problems_.ok()) return;
    for (const ParameterInfo& info : sections())
      if (info.name != "agents" && scenario_.root.has(info.name))
        look(info, scenario_.root.at(info.name), {info.name}, {});
    for (const AgentSpec& type : scenario_.types) each_part(type, [&](const Part& part) { one(type, part); });
  }

 private:
  /// A value: what it belongs to, where it is said, in whose expressions.
  struct Place {
    std::string owner;
    Path path;
    const AgentSpec* type;
    const Part* part = nullptr;
  };

  void unused(const Value& value, std::string problem, std::string why) {
    problems_.warning(Code::unused, value.where, std::max(1, characters(value.written)), std::move(problem),
                      std::move(why));
  }

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
    const std::optional<Bounds> x = bounds(value, place.type, place.part);
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

  /// The key above a value, if it is of the scenario's own file.
  [[nodiscard]] const Node::Entry* owner_of(const Path& path) const {
    const Node* at = &root_;
    const Node::Entry* owner = nullptr;
    for (std::size_t i = 0; i + 1 < path.size() && at != nullptr && at->map(); ++i) {
      owner = at->entry(path[i]);
      at = owner == nullptr ? nullptr : &owner->value;
    }
    return owner != nullptr && owner->where.file == root_.where.file ? owner : nullptr;
  }

  // --- behaviours

  void one(const AgentSpec& type, const Part& part) {
    for (const ParameterInfo& info : part.parameters)
      if (info.idle && part.values.has(info.name) &&
          does_nothing(info, part.values.at(info.name),
                       {part.name(), part.path(type.name, info.name), &type, &part}))
        return;
    if (all_nothing(type, part) || by_nothing(type, part)) return;
    always(type, part);
    made_void(type, part);
  }

  [[nodiscard]] bool nothing(const AgentSpec& type, const Part& part, std::string_view key) const {
    if (!part.values.has(key)) return false;
    const std::optional<Bounds> x = bounds(part.values.at(key), &type, &part);
    return x && x->only(0);
  }

  bool all_nothing(const AgentSpec& type, const Part& part) {
    for (const Together& group : together) {
      if (part.verb != group.verb || part.values.has(group.unless)) continue;
      const Value* last = nullptr;
      for (const std::string_view name : group.keys) {
        const std::string key(name);
        if (!nothing(type, part, key) || !settled(part.path(type.name, key))) return false;
        if (stands(part.path(type.name, key), part.values.at(key))) last = &part.values.at(key);
      }
      if (last == nullptr) return false;
      unused(*last, joined({part.name(), " does nothing"}),
             fmt::format("`{}` and `{}` are 0", group.keys[0], group.keys[1]));
      return true;
    }
    return false;
  }

  bool by_nothing(const AgentSpec& type, const Part& part) {
    if (part.verb == "express") return zero_column(type, part, type, part.entry);
    for (const ActsBy& acts : acts_by) {
      const auto* column = part.verb == acts.verb ? get<std::string>(part.values, acts.column) : nullptr;
      const auto* target = get<std::string>(part.values, "target");
      if (column == nullptr || target == nullptr) continue;
      for (const AgentSpec& other : scenario_.types)
        if (other.name == *target) return zero_column(type, part, other, *column);
    }
    return false;
  }

  /// A column that is 0 in every cell and stays so: what is induced is a multiple of what is there.
  bool zero_column(const AgentSpec& type, const Part& part, const AgentSpec& owner, const std::string& name) {
    const auto* columns = get<Value::Record>(owner.values, "columns");
    const auto* column = columns == nullptr ? nullptr : get<Value::Record>(**columns, name);
    if (column == nullptr || !(*column)->has("initial") || filled(owner, name)) return false;
    const Value& initial = (*column)->at("initial");
    const std::optional<Bounds> x = bounds(initial, &owner);
    if (!x || !x->only(0) || !stands({"agents", owner.name, "columns", name, "initial"}, initial))
      return false;
    unused(initial, joined({ticked(joined({type.name, ".", part.verb})), " does nothing"}),
           joined({"the column ", ticked(name), " of ", ticked(owner.name), " is 0"}));
    return true;
  }
  /// By a table of cells.
  [[nodiscard]] bool filled(const AgentSpec& type, const std::string& column) const {
    const auto* list = get<std::vector<Value::Record>>(type.values, "start");
    return list != nullptr && std::any_of(list->begin(), list->end(), [&](const Value::Record& start) {
             const auto* columns = get<Value::Record>(*start, "columns");
             return columns != nullptr && (*columns)->has(column);
           });
  }

  /// A condition without a condition. One that is a number is meant so: a rule has to have one.
  void always(const AgentSpec& type, const Part& part) {
    if (!part.values.has("when") || !stands(part.path(type.name, "when"), part.values.at("when"))) return;
    const Value& when = part.values.at("when");
    const std::optional<Bounds> x = bounds(when, &type, &part);
    if (x && x->never_zero() && !parse_quantity(when.written).quantity)
      unused(when, joined({"`when` of ", part.name(), " has no effect"}),
             joined({ticked(when.written), " always holds"}));
  }

  // --- values that others make void

  /// `causes`: the parameters that make it void; no run has others.
  void void_at(const AgentSpec& type, const Part& part, const std::string& key,
               std::initializer_list<std::string> causes, std::string why) {
    if (!part.values.has(key) || !stands(part.path(type.name, key), part.values.at(key))) return;
    if (std::all_of(causes.begin(), causes.end(),
                    [&](const std::string& cause) { return settled(part.path(type.name, cause)); }))
      unused(part.values.at(key), joined({ticked(joined({part.verb, ".", key})), " has no effect"}),
             std::move(why));
  }

  void made_void(const AgentSpec& type, const Part& part) {
    const double* slow = get<double>(part.values, "slow");
    const double* fast = get<double>(part.values, "fast");
    if (part.verb == "kill" && slow != nullptr && fast != nullptr && *slow == *fast)
      void_at(type, part, "half", {"slow", "fast"}, "both ways of killing have the same rate");
    if (part.verb == "walk" && fills_sites(type))
      void_at(type, part, "packed", {}, "no site that others fill in part has room for this cell");
    if (part.verb == "recruit" && nothing(type, part, "rate")) {
      if (!part.values.at("rate").is_default) void_at(type, part, "per", {"rate"}, "`rate` is 0");
      if (nothing(type, part, "baseline"))
        void_at(type, part, "specific", {"rate", "baseline"},
                "nobody comes by `rate` or `baseline`, and the lymph node knows whom it primes");
    }
    if (part.verb == "inhibit" && !shown(type, "complexes") && !shown(type, "checkpoint") &&
        settled({"agents", type.name, "exhaust"}) && settled({"agents", type.name, "kill", "slowed_half"}))
      if (const Node::Entry* inhibit = owner_of({"agents", type.name, "inhibit", ""}))
        problems_.warning(
            Code::unused, inhibit->where, characters(inhibit->key),
            joined({"nothing depends on ", ticked(joined({type.name, ".inhibit"}))}),
            "there is neither `exhaust` nor `kill.slowed_half`, and no output names its columns");
  }

  /// A cell that fits into no site in which there is another one.
  [[nodiscard]] bool fills_sites(const AgentSpec& type) const {
    const Values* lattice = section("lattice");
    const double* capacity = lattice == nullptr ? nullptr : get<double>(*lattice, "capacity");
    const double* own = get<double>(type.values, "takes");
    if (capacity == nullptr || own == nullptr || !settled({"lattice", "capacity"})) return false;
    return std::all_of(scenario_.types.begin(), scenario_.types.end(), [&](const AgentSpec& other) {
      const double* takes = get<double>(other.values, "takes");
      return takes != nullptr && *own + *takes > *capacity && settled({"agents", other.name, "takes"});
    });
  }

  /// Does anything act by a column that `inhibit` makes, or show it?
  [[nodiscard]] bool shown(const AgentSpec& type, const std::string& column) const {
    for (const auto& [verb, values] : type.behaviours)
      if (verb == "exhaust" || values.has("slowed_half")) return true;
    const auto* own = get<Value::Record>(type.values, "columns");
    if (own != nullptr && (*own)->has(column)) return true;  // the scenario's own expressions can name it
    const Values* outputs = section("outputs");
    for (const char* kind : {"series", "snapshots"}) {
      const auto* entry = outputs == nullptr ? nullptr : get<Value::Record>(*outputs, kind);
      const auto* list = entry == nullptr ? nullptr : get<std::vector<std::string>>(**entry, "columns");
      if (list != nullptr && among(column, *list)) return true;
    }
    return false;
  }
};

}  // namespace

void check_void(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  VoidCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/unused.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/read/suppose.hpp"

#include <algorithm>
#include <array>

namespace tilscape::scenarios {

namespace {

/// Why a key has no effect, where that can be said of every scenario. `*` stands for a name.
struct Reason {
  std::string_view path;
  std::string_view why;
};
constexpr std::array reasons = {
    Reason{"lattice.thickness", "a lattice of several layers has the spacing as their thickness"},
    Reason{"lattice.sides.z", "a lattice of one layer has no sides of z"},
    Reason{"lattice.sides.all", "each side is named"},
    Reason{"substances.*.sides.z", "a lattice of one layer has no sides of z"},
    Reason{"substances.*.sides.z_low", "a lattice of one layer has no sides of z"},
    Reason{"substances.*.sides.z_high", "a lattice of one layer has no sides of z"},
    Reason{"substances.*.sides.all", "each side is named"},
    Reason{"time.periods.body", "there is nothing in the body"},
    Reason{"time.periods.*", "`every` says it as well"},
    Reason{"vessels.radius", "the table says it for each segment, or there are no vessels"},
    Reason{"vessels.spacing", "only vessels that are made have a mean distance"},
    Reason{"drugs.*", "no system of the body is `of` it, or none has `blood`, and none is given"},
    Reason{"tissue", "nothing moves in it by its size"},
    Reason{"tissue.fibre_radius", "only an antibody of 150 kDa goes by its size, and that as measured"},
    Reason{"tissue.interstitium", "only an antibody of 150 kDa goes by its size, and that as measured"},
    Reason{"tissue.antibody_diffusion", "nothing diffuses in it by its size"},
    Reason{"drugs.*.mass", "no dose is turned from a mass into an amount, and what follows from it is given"},
    Reason{"particles.*", "no system of the body is `of` it"},
    Reason{"particles.*.diameter",
           "nothing follows from it: diffusion, permeability and available are given, or nothing of it comes "
           "to the tissue"},
    Reason{"body.species", "`weight` is given, or no dose is per body weight"},
    Reason{"body.weight", "no dose is given per body weight"},
    Reason{"body.surface", "no dose is given per m2"},
    Reason{"body.represents", "nothing goes between the body and the tissue"},
    Reason{"outputs.checkpoints.keep", "only those that come every so often can all stay"},
    Reason{"treatments.*.every", "there is one dose; more are a `count`"},
    Reason{"agents.*.divide.crowding", "a daughter goes `anywhere`, not into the neighbourhood"},
    Reason{"agents.*.recruit.per", "no `rate` is given that could be per cell"},
    Reason{"agents.*.recruit.from", "nobody comes: there is no `rate`, `baseline` or `primed_in`"},
    Reason{"agents.*.recruit.weight", "nobody comes: there is no `rate`, `baseline` or `primed_in`"},
    Reason{"agents.*.walk.bias", "there is nothing `toward` which it goes"},
    Reason{"agents.*.walk.half", "there is nothing `toward` which it goes"},
    Reason{"agents.*.walk.steep", "there is nothing `toward` which it goes"},
    Reason{"agents.*.inhibit.kd", "nothing blocks it (`blocked_by`)"},
    Reason{"agents.*.kill.slowed_hill", "nothing slows it (`slowed_half`)"},
};

std::string_view reason_of(const std::string& pattern) {
  const auto it =
      std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) { return r.path == pattern; });
  return it == reasons.end() ? "" : it->why;
}

/// Not given, or empty: of a list of rules that are all sentences nothing is left.
bool says_nothing(const Value& value) {
  const auto* record = std::get_if<Value::Record>(&value.data);
  const auto* list = std::get_if<std::vector<Value::Record>>(&value.data);
  return std::holds_alternative<std::monostate>(value.data) ||
         (record != nullptr && (*record)->entries().empty()) || (list != nullptr && list->empty());
}

bool asked(const Values& values);

bool asked(const Value& value) {
  if (value.asked) return true;
  if (const auto* record = std::get_if<Value::Record>(&value.data)) return asked(**record);
  const auto* list = std::get_if<std::vector<Value::Record>>(&value.data);
  return list != nullptr &&
         std::any_of(list->begin(), list->end(), [](const auto& one) { return asked(*one); });
}

bool asked(const Values& values) {
  return std::any_of(values.entries().begin(), values.entries().end(),
                     [](const auto& entry) { return asked(entry.second); });
}

/// Calls f(path, value) for what is given there and below, down to what holds no other.
template <class F>
void each_given(const Value& value, const std::string& path, const F& f) {
  const auto* record = std::get_if<Value::Record>(&value.data);
  if (record == nullptr || (*record)->entries().empty()) return f(path, value);
  for (const auto& [name, below] : (*record)->entries())
    if (!below.is_default && !says_nothing(below)) each_given(below, joined({path, ".", name}), f);
}

class Teller {
 public:
  Teller(const Node& tree, const std::vector<std::string>& undone) : tree_(tree), undone_(undone) {}
  [[nodiscard]] std::vector<Unused> found() { return std::move(found_); }

  /// `node`: the text of these values, if it is known.
  void walk(const Values& values, const Node* node, const std::string& path, const std::string& pattern) {
    if (among(path)) return;
    for (const auto& [name, value] : values.entries()) {
      if (value.is_default || says_nothing(value) || is_refused(value) || is_guess(value)) continue;
      if (path.empty() && std::find(describing.begin(), describing.end(), name) != describing.end()) continue;
      const Node::Entry* entry = node == nullptr || !node->map() ? nullptr : node->entry(name);
      visit(name, value, entry, below(path, name), below(pattern, named(pattern) ? "*" : name));
    }
  }

 private:
  [[nodiscard]] bool among(const std::string& path) const {
    return std::find(undone_.begin(), undone_.end(), path) != undone_.end();
  }
  static std::string below(const std::string& path, const std::string& name) {
    return path.empty() ? name : joined({path, ".", name});
  }

  /// Maps whose keys are names that the scenario gives.
  static bool named(std::string_view pattern) {
    static constexpr std::array<std::string_view, 5> maps = {"substances", "drugs", "particles", "vaccines",
                                                             "treatments"};
    return std::find(maps.begin(), maps.end(), pattern) != maps.end();
  }

  void visit(const std::string& name, const Value& value, const Node::Entry* entry, const std::string& path,
             const std::string& pattern) {
    if (among(path)) return;
    if (!asked(value)) return tell(name, value, entry, path, pattern);
    const Node* below = entry == nullptr ? nullptr : &entry->value;
    if (const auto* record = std::get_if<Value::Record>(&value.data)) {
      walk(**record, below, path, pattern);
    } else if (const auto* list = std::get_if<std::vector<Value::Record>>(&value.data)) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        const bool item = below != nullptr && below->sequence() && i < below->items.size();
        walk(*(*list)[i], item ? &below->items[i] : below, path, pattern);
      }
    }
  }

  void tell(const std::string& name, const Value& value, const Node::Entry* entry, const std::string& path,
            const std::string& pattern) {
    const Location where = entry == nullptr ? value.where : entry->where;
    if (where.line == 0) return;
    std::string_view why = reason_of(pattern);
    if (why.empty() && pattern.starts_with("time.periods.")) {
      if (node_at(tree_, {"substances", name}) == nullptr)
        return;  // the period of nothing is told when it is read
      why = reason_of("time.periods.*");
    }
    Unused unused{{where,
                   entry == nullptr ? 1 : characters(name),
                   Code::unused,
                   Severity::warning,
                   joined({ticked(path), " has no effect"}),
                   why.empty() ? "nothing that this scenario has depends on it" : std::string(why),
                   {}},
                  {}};
    each_given(value, path, [&](const std::string& key, const Value&) { unused.keys.push_back(key); });
    found_.push_back(std::move(unused));
  }

  const Node& tree_;
  const std::vector<std::string>& undone_;
  std::vector<Unused> found_;
};

}  // namespace

void forget_asked(const Scenario& scenario) {
  scenario.root.forget_asked();
  for (const AgentSpec& type : scenario.types) {
    type.values.forget_asked();
    for (const auto& [verb, values] : type.behaviours) values.forget_asked();
  }
}

std::vector<Unused> unused_of(const Scenario& scenario, const std::vector<std::string>& undone) {
  if (std::find(undone.begin(), undone.end(), "") != undone.end()) return {};
  Teller teller(scenario.tree, undone);
  teller.walk(scenario.root, &scenario.tree, "", "");
  for (const AgentSpec& type : scenario.types) {
    const Node* node = node_at(scenario.tree, {"agents", type.name});
    const std::string path = "agents." + type.name;
    teller.walk(type.values, node, path, "agents.*");
    for (const auto& [verb, values] : type.behaviours)
      teller.walk(values, node == nullptr ? nullptr : node->find(verb), joined({path, ".", verb}),
                  "agents.*." + verb);
  }
  return teller.found();
}

std::set<std::string> acting_keys(const Scenario& scenario) {
  std::set<std::string> keys;
  const auto add = [&](const Values& values, const std::string& path) {
    for (const auto& [name, value] : values.entries())
      if (!value.is_default && !says_nothing(value))
        each_given(value, path.empty() ? name : joined({path, ".", name}),
                   [&](const std::string& key, const Value& below) {
                     if (asked(below)) keys.insert(key);
                   });
  };
  add(scenario.root, "");
  for (const AgentSpec& type : scenario.types) {
    const std::string path = "agents." + type.name;
    add(type.values, path);
    for (const auto& [verb, values] : type.behaviours) add(values, joined({path, ".", verb}));
  }
  return keys;
}

void tell_unused(const Scenario& scenario, Problems& problems, const std::vector<std::string>& undone) {
  for (Unused& unused : unused_of(scenario, undone)) problems.add(std::move(unused.problem));
}

}  // namespace tilscape::scenarios

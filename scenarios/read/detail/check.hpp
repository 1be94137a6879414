// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/bounds.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/scenario.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tilscape::scenarios::detail {

/// What the checks of a subject share: the values of a scenario, the text that they come from, what is told.
class Check {
 public:
  using Path = std::vector<std::string>;

  Check(const Node& root, const Scenario& scenario, const Names& names, Problems& problems)
      : root_(root), scenario_(scenario), names_(names), problems_(problems) {}

 protected:
  // A value at which an error stands says nothing more: what follows from it would be told for nothing.
  // Maps and lists are no such values, since they begin where their first entry does.

  template <class T>
  [[nodiscard]] const T* get(const Value& value) const {
    constexpr bool single = !std::is_same_v<T, Value::Record> &&
                            !std::is_same_v<T, std::vector<Value::Record>> &&
                            !std::is_same_v<T, std::vector<std::string>>;
    return single && problems_.error_at(value.where) ? nullptr : std::get_if<T>(&value.data);
  }
  template <class T>
  [[nodiscard]] const T* get(const Values& values, std::string_view name) const {
    return values.has(name) ? get<T>(values.at(name)) : nullptr;
  }
  /// Said, be it refused.
  static bool given(const Values& values, std::string_view name) {
    return std::any_of(values.entries().begin(), values.entries().end(), [&](const auto& e) {
      return e.first == name &&
             !(std::holds_alternative<std::monostate>(e.second.data) && e.second.is_default);
    });
  }
  const Values* section(std::string_view name) const {
    const auto* s = get<Value::Record>(scenario_.root, name);
    return s == nullptr ? nullptr : s->get();
  }
  /// The values of a map of maps.
  template <class F>
  void each(const Values* map, const F& f) const {
    if (map == nullptr) return;
    for (const auto& [name, value] : map->entries())
      if (const auto* entry = std::get_if<Value::Record>(&value.data)) f(name, **entry);
  }
  /// Has the lattice a side over which cells leave?
  [[nodiscard]] bool open_lattice() const;
  /// [min], if it is known.
  [[nodiscard]] std::optional<double> end_of_run() const {
    const Values* clock = section("time");
    const double* end = clock == nullptr ? nullptr : get<double>(*clock, "end");
    return end == nullptr ? std::nullopt : std::optional(*end);
  }
  /// An item of a list; what is there when it is no such list.
  static const Node* item_of(const Node* list, std::size_t i) {
    return list != nullptr && list->sequence() && i < list->items.size() ? &list->items[i] : list;
  }
  /// The text that a value comes from: its place and its length.
  const Node* text(std::initializer_list<std::string_view> path) const { return node_at(root_, path); }
  const Node* text_at(const Path& path) const {
    const Node* at = &root_;
    for (const std::string& key : path) at = at == nullptr || !at->map() ? nullptr : at->find(key);
    return at;
  }
  void error_at(const Node* node, const Location& otherwise, Code code, std::string problem,
                std::string why = {}, std::string suggestion = {}) {
    problems_.error(code, node == nullptr ? otherwise : node->where, node == nullptr ? 1 : node->length(),
                    std::move(problem), std::move(why), std::move(suggestion));
  }
  void warn_at(const Node* node, const Location& otherwise, std::string problem, std::string why,
               std::string suggestion = {}, Code code = Code::implausible) {
    problems_.warning(code, node == nullptr ? otherwise : node->where, node == nullptr ? 1 : node->length(),
                      std::move(problem), std::move(why), std::move(suggestion));
  }

  void unused_at(const Node* node, const Location& otherwise, std::string problem, std::string why) {
    warn_at(node, otherwise, std::move(problem), std::move(why), {}, Code::unused);
  }

  /// Told at the key itself.
  void error_at_key(const Node* map, const std::string& key, Code code, std::string problem,
                    std::string why = {}, std::string suggestion = {}) {
    const Node::Entry* entry = map == nullptr || !map->map() ? nullptr : map->entry(key);
    problems_.error(code, entry == nullptr ? Location{} : entry->where, characters(key), std::move(problem),
                    std::move(why), std::move(suggestion));
  }
  /// Parameters of a behaviour that belong together: all of it, or an entry of its map.
  struct Part {
    const std::string& verb;
    std::string entry;  ///< empty: all of it
    const std::vector<ParameterInfo>& parameters;
    const Values& values;

    /// `rules` are entries of `become`, which say themselves what they lead to.
    [[nodiscard]] bool is_rule() const { return verb == "become" && values.has("become"); }
    /// For messages.
    [[nodiscard]] std::string name() const;
    /// Where a parameter of it is said.
    [[nodiscard]] Path path(const std::string& type, const std::string& parameter) const;
  };
  template <class F>
  void each_part(const AgentSpec& type, const F& f) const {
    for (const auto& [verb, values] : type.behaviours) {
      const BehaviourInfo* info = find(*scenario_.catalogue, verb);
      if (info == nullptr) continue;
      const std::vector<ParameterInfo>& list = info->parameters;
      if (list.size() == 1 && list.front().name == "*")
        each(&values, [&, &v = verb](const std::string& name, const Values& entry) {
          f(Part{v, name, list.front().children, entry});
        });
      else
        f(Part{verb, {}, list, values});
    }
  }

  /// What a number or an expression without names comes to; of a distribution its mean, or its lower end.
  [[nodiscard]] std::optional<double> constant(const Value& value, const AgentSpec& type) const {
    if (const auto* x = std::get_if<double>(&value.data)) return *x;
    if (const auto* d = std::get_if<Distribution>(&value.data))
      return d->kind == Distribution::Kind::delayed_exponential ? d->a + d->b : d->a;
    const auto* expression = std::get_if<Value::Expression>(&value.data);
    if (expression == nullptr) return std::nullopt;
    const auto compiled =
        compile(expression->text, type_symbols(names_, *names_.type(type.name)), expression->dimension);
    const auto* program = std::get_if<Program>(&compiled);
    return program == nullptr ? std::nullopt : program->constant();
  }

  /// Between what a value lies in every run: levels, counts and the time are not below 0, the time not above
  /// the end. nullopt when it is no number. `type`: whose cells an expression is of, or none; `part`: of
  /// which behaviour, whose cells are in certain states.
  [[nodiscard]] std::optional<Bounds> bounds(const Value& value, const AgentSpec* type,
                                             const Part* part = nullptr) const;

  // States.

  [[nodiscard]] std::vector<std::string> living_states(const AgentSpec& type) const;
  /// In which a behaviour acts.
  [[nodiscard]] std::vector<std::string> begins_in(const AgentSpec& type, const Part& part) const;
  /// That a behaviour leads to.
  [[nodiscard]] std::vector<std::string> ends_in(const Part& part) const;

  /// So many cells of a type alone fit on a site; nullopt when it is not settled.
  [[nodiscard]] std::optional<double> on_a_site(const std::string& type) const;

  // What is switched off on purpose is not told: a control differs from the scenario by a value that a
  // variant, the ensemble or the command line gives.

  /// Does a variant give a value of its own here, or the ensemble?
  [[nodiscard]] bool varied(const Path& path) const;
  /// Neither they nor an override, nor one of them to a parameter or an agent type that it is taken from?
  [[nodiscard]] bool settled(const Path& path) const;
  /// Is the value settled, and said by the scenario's own file? A part is made for others as well.
  [[nodiscard]] bool stands(const Path& path, const Value& value) const {
    return value.where.file == root_.where.file && settled(path);
  }

  /// Periods are counted in steps.
  void multiple(const Value& value, const Node* node, double step, const std::string& of = "the step");

  static bool among(const std::string& name, const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  }

  const Node& root_;
  const Scenario& scenario_;
  const Names& names_;
  Problems& problems_;
};

/// Drugs, particles and vaccines, and what is given of them.
void check_medicines(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);
/// Numbers that are possible one by one and make no run together.
void check_numbers(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);
/// Behaviours and rules that cannot act since no cell is in the state for it.
void check_idle(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);
/// Values with which what they belong to does nothing, and what others make void.
void check_void(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);
/// What is written, how often, and the endpoints.
void check_outputs(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);
/// Where cells are at the start.
void check_start(const Node& root, const Scenario& scenario, const Names& names, Problems& problems);

}  // namespace tilscape::scenarios::detail

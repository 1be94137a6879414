// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/review.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/scenario.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::scenarios::detail {

/// What the checks of a subject share: the values of a scenario, the text that they come from, what is told.
/// Those of the parts and behaviours see it as a Review; those of the language see the text as well.
class Check : public Review {
 public:
  Check(const Node& root, const Scenario& scenario, const Names& names, Problems& problems)
      : Review(scenario.root, scenario.types),
        root_(root),
        scenario_(scenario),
        names_(names),
        problems_(problems) {}

  [[nodiscard]] std::optional<double> constant(const Value& value, const AgentSpec& type) const override;
  [[nodiscard]] std::optional<Bounds> bounds(const Value& value, const AgentSpec* type,
                                             const Deed* deed = nullptr) const override;
  [[nodiscard]] std::vector<Deed> deeds(const AgentSpec& type) const override;
  [[nodiscard]] std::vector<std::string> living_states(const AgentSpec& type) const override;
  [[nodiscard]] const std::vector<std::string>& names(std::string_view kind) const override {
    return names_.of(kind);
  }
  [[nodiscard]] bool names_lost() const override { return names_.any_lost(); }
  [[nodiscard]] Spot spot(const Path& path) const override;
  [[nodiscard]] Spot key(const Path& path) const override;
  [[nodiscard]] Spot item(const Path& path, std::size_t i) const override;
  [[nodiscard]] std::optional<std::vector<std::string>> keys(const Path& path) const override;
  [[nodiscard]] std::optional<std::string> written(const Path& path) const override;
  [[nodiscard]] std::vector<std::string> written_anywhere(const Path& map,
                                                          std::string_view key) const override;
  [[nodiscard]] bool own(const Location& where) const override { return where.file == root_.where.file; }
  [[nodiscard]] bool of_scenario(const Location& where) const override {
    return where.file == scenario_.file;
  }
  [[nodiscard]] bool settled(const Path& path) const override;
  [[nodiscard]] bool refused_at(const Location& where) const override { return problems_.error_at(where); }
  [[nodiscard]] bool sound() const override { return problems_.ok(); }
  void tell(Severity severity, Code code, const Location& where, int length, std::string problem,
            std::string why, std::string suggestion) override {
    problems_.add({where, length, code, severity, std::move(problem), std::move(why), std::move(suggestion)});
  }

 protected:
  /// An item of a list; what is there when it is no such list.
  static const Node* item_of(const Node* list, std::size_t i) {
    return list != nullptr && list->sequence() && i < list->items.size() ? &list->items[i] : list;
  }
  /// The text that a value comes from: its place and its length.
  const Node* text(std::initializer_list<std::string_view> path) const { return node_at(root_, path); }
  const Node* text_at(const Path& path) const;
  /// The key above a value, if it is of the scenario's own file.
  [[nodiscard]] const Node::Entry* owner_of(const Path& path) const;

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

  /// Does a variant give a value of its own here, or the ensemble?
  [[nodiscard]] bool varied(const Path& path) const;

  /// Periods are counted in steps.
  void multiple(const Value& value, const Node* node, double step, const std::string& of = "the step");

  const Node& root_;
  const Scenario& scenario_;
  const Names& names_;
  Problems& problems_;
};

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

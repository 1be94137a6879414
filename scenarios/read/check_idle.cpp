// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Behaviours and rules that cannot act: since what they change is so already, or since no cell is ever in the
// state that they begin from, or in one in which there is something to act by.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"
#include "scenarios/read/first_state.hpp"

#include <fmt/format.h>
#include <set>

namespace tilscape::scenarios::detail {

namespace {

class IdleCheck : Check {
 public:
  using Check::Check;

  /// What a variant or the command line sets to nothing is switched off on purpose.
  void run() {
    if (!scenario_.variant.empty() || !problems_.ok()) return;
    for (const AgentSpec& type : scenario_.types) {
      const std::set<std::string> reached = reached_states(type);
      each_part(type, [&](const Part& part) {
        if (changes_nothing(type, part) || begins_nowhere(type, part, reached)) return;
        without_signal(type, part);
      });
    }
  }

 private:
  /// Told at a value that stands in the scenario, else at the behaviour.
  void tell(const AgentSpec& type, const Part& part, const Value* value, std::string problem,
            std::string why) {
    if (value != nullptr && value->where.line > 0)
      return problems_.warning(Code::unused, value->where, std::max(1, characters(value->written)),
                               std::move(problem), std::move(why));
    const Node* map = text({"agents", type.name});
    const Node::Entry* entry = map == nullptr || !map->map() ? nullptr : map->entry(part.verb);
    const Node::Entry* own =
        entry == nullptr || !entry->value.map() ? nullptr : entry->value.entry(part.entry);
    if (own != nullptr) entry = own;
    problems_.warning(Code::unused, entry == nullptr ? type.where : entry->where,
                      characters(entry == nullptr ? type.name : entry->key), std::move(problem),
                      std::move(why));
  }

  // States.

  bool changes_nothing(const AgentSpec& type, const Part& part) {
    if (part.verb != "become" && part.verb != "exhaust") return false;
    const std::vector<std::string> from = begins_in(type, part);
    const std::vector<std::string> to = ends_in(part);
    if (to.size() != 1 || from.size() != 1 || from.front() != to.front()) return false;
    const char* key = part.values.has("become") && !part.values.at("become").is_default ? "become" : "in";
    tell(type, part, part.values.has(key) ? &part.values.at(key) : nullptr,
         joined({part.name(), " changes no state"}),
         joined({"the cells are ", ticked(to.front()), " already"}));
    return true;
  }

  /// States in which a cell of the type can come to be: from the start on, by what its behaviours and those
  /// of others do.
  [[nodiscard]] std::set<std::string> reached_states(const AgentSpec& type) const {
    const auto* all = get<Value::Record>(type.values, "states");
    const std::string first = all == nullptr ? "" : first_state(**all);
    std::set<std::string> reached = {first.empty() ? names_.type(type.name)->states.front() : first};
    if (const auto* list = get<std::vector<Value::Record>>(type.values, "start"))
      for (const Value::Record& start : *list) {
        if (const auto* state = get<std::string>(*start, "state")) reached.insert(*state);
        const auto* states = get<Value::Record>(*start, "states");
        const auto* is = states == nullptr ? nullptr : get<Value::Record>(**states, "is");
        if (is != nullptr)
          for (const auto& [state, values] : (*is)->entries()) reached.insert(state);
      }
    for (const AgentSpec& other : scenario_.types)
      for (const auto& [verb, values] : other.behaviours) {
        const auto* target = verb == "kill" ? get<std::string>(values, "target") : nullptr;
        const auto* leaves = get<std::string>(values, "leaves");
        if (target != nullptr && *target == type.name && leaves != nullptr) reached.insert(*leaves);
      }
    return led_to(type, std::move(reached), {});
  }
  /// These states, and those that behaviours lead to from them; `only`: the one that is looked at, or any.
  [[nodiscard]] std::set<std::string> led_to(const AgentSpec& type, std::set<std::string> reached,
                                             std::string_view only) const {
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      each_part(type, [&](const Part& part) {
        if ((only.empty() || part.verb == only) && begins_at(begins_in(type, part), reached))
          for (const std::string& state : ends_in(part)) reached.insert(state);
      });
    }
    return reached;
  }
  static bool begins_at(const std::vector<std::string>& from, const std::set<std::string>& reached) {
    return std::any_of(from.begin(), from.end(), [&](const auto& s) { return reached.count(s) > 0; });
  }

  bool begins_nowhere(const AgentSpec& type, const Part& part, const std::set<std::string>& reached) {
    const std::vector<std::string> from = begins_in(type, part);
    if (from.empty() || begins_at(from, reached)) return false;
    const char* key = part.values.has("in") ? "in" : "searching";
    tell(type, part, part.values.has(key) ? &part.values.at(key) : nullptr,
         joined({part.name(), " never acts"}),
         joined({"no cell of ", ticked(type.name), " is ever ", listed(from), ": nothing leads there"}));
    return true;
  }

  /// The signal of PD-1 is that of the cell that `kill` has bound: a cell keeps it while it is engaged, and
  /// in what its rules make of it then.
  void without_signal(const AgentSpec& type, const Part& part) {
    const auto* in = get<std::vector<std::string>>(part.values, "in");
    if (part.verb != "exhaust" || in == nullptr) return;
    for (const auto& [verb, values] : type.behaviours) {
      const auto* engaged = verb == "kill" ? get<std::string>(values, "engaged") : nullptr;
      if (engaged == nullptr) continue;
      const std::set<std::string> bound = led_to(type, {*engaged}, "become");
      const Node* list = text({"agents", type.name, "exhaust", "in"});
      for (std::size_t i = 0; i < in->size(); ++i)
        if (bound.count((*in)[i]) == 0)
          unused_at(item_of(list, i), part.values.at("in").where,
                    joined({"no cell is exhausted while it is ", ticked((*in)[i])}),
                    joined({"only one that is ", ticked(*engaged), " is bound and meets the ligand"}));
    }
  }
};

}  // namespace

void check_idle(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  IdleCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail

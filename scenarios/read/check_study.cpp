// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/detail/check_study.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/read/validate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <vector>

namespace tilscape::scenarios::detail {

namespace {

class StudyCheck {
 public:
  StudyCheck(const Scenario& scenario, const Node& node, const Ensemble& ensemble, LoadOptions options,
             Problems& problems)
      : scenario_(scenario),
        node_(node),
        ensemble_(ensemble),
        options_(std::move(options)),
        problems_(problems) {
    options_.check = LoadOptions::Check::only_this;
  }

  void run() {
    rows();
    for (const char* key : {"arms", "stop"})
      if (const Node* list = node_.find(key); list != nullptr && list->sequence() && list->items.empty())
        unused(*list, joined({ticked(key), " has no effect"}), "there is nothing in the list");
    compared();
    ends();
    seeds();
    if (problems_.ok()) arms();
  }

 private:
  void unused(const Node& at, std::string problem, std::string why) {
    if (!problems_.error_at(at.where))
      problems_.warning(Code::unused, at.where, at.length(), std::move(problem), std::move(why));
  }
  [[nodiscard]] const Node* below(const char* map, const char* key) const {
    const Node* at = node_.find(map);
    return at == nullptr || !at->map() ? nullptr : at->find(key);
  }

  /// What is kept of a run are rows of its series.
  void rows() {
    const Node* every = node_.find("every");
    const std::optional<double> between = number({"outputs", "series", "every"});
    if (every == nullptr || !(ensemble_.every > 0) || !between || problems_.error_at(every->where)) return;
    const double series = *between;
    const double rows = ensemble_.every / series;
    const std::optional<double> end = number({"time", "end"});
    if (end && ensemble_.every > *end && same_end())
      return unused(*every, "`every` has no effect", "it is longer than the run");
    if (rows >= 1 && std::abs(rows - std::round(rows)) <= 1e-9 * rows) return;
    problems_.error(Code::period, every->where, every->length(),
                    fmt::format("{} is not a whole multiple of the time between the rows of the series",
                                ticked(every->text)),
                    fmt::format("that is {:g} min", series));
  }

  /// Of the scenario, if it is sound.
  [[nodiscard]] std::optional<double> number(const std::vector<std::string>& path) const {
    const Values* at = &scenario_.root;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (!at->has(path[i])) return std::nullopt;
      const Value& value = at->at(path[i]);
      if (problems_.error_at(value.where)) return std::nullopt;
      if (i + 1 == path.size()) {
        const double* x = std::get_if<double>(&value.data);
        return x == nullptr ? std::nullopt : std::optional(*x);
      }
      const auto* record = std::get_if<Value::Record>(&value.data);
      if (record == nullptr) return std::nullopt;
      at = record->get();
    }
    return std::nullopt;
  }
  /// Do all runs of the study end at the same time?
  [[nodiscard]] bool same_end() const {
    const Node* said = node_at(scenario_.said, {"time", "end"});
    const Node* variants = scenario_.tree.find("variants");
    const auto speaks = [](const std::string& path) { return path == "time" || path.starts_with("time."); };
    return (said == nullptr || said->text.find("${") == std::string::npos) &&
           (variants == nullptr || std::none_of(variants->entries.begin(), variants->entries.end(),
                                                [](const Node::Entry& e) {
                                                  return e.value.map() && e.value.find("time") != nullptr;
                                                })) &&
           std::none_of(ensemble_.factors.begin(), ensemble_.factors.end(),
                        [&](const Factor& f) { return speaks(f.path); });
  }

  void compared() {
    const Node* against = below("compare", "against");
    if (against != nullptr && against->scalar() && ensemble_.arms.size() == 1 &&
        against->text == ensemble_.arms.front())
      unused(*against, "`against` has no effect",
             joined({ticked(against->text), " is the only arm: there is nothing to compare it with"}));
  }

  void ends() {
    const Node* within = below("enough", "within");
    if (within != nullptr && ensemble_.enough && ensemble_.enough->within == 0)
      unused(*within, "`enough` ends no study",
             "an interval of no width is that of runs that are all the same");
  }

  void seeds() {
    const Node* seeds = node_.find("seeds");
    if (seeds != nullptr && ensemble_.arms.size() == 1 && ensemble_.factors.empty())
      unused(*seeds, "`seeds` has no effect", "there is one arm, and nothing is varied");
  }

  /// Two arms without a difference.
  void arms() {
    const Node* list = node_.find("arms");
    if (list == nullptr || !list->sequence()) return;
    std::map<std::string, std::string> seen;  // what decides an arm, its name
    for (const Node& item : list->items) {
      LoadOptions of_arm = options_;
      of_arm.variant = item.text == as_written ? "" : item.text;
      const Validation arm = validate(scenario_.file, *scenario_.language, of_arm);
      if (!arm.problems.ok()) continue;  // told elsewhere
      const auto [same, fresh] = seen.try_emplace(canonical_bytes(arm.scenario), item.text);
      if (!fresh)
        unused(item, joined({"the arm ", ticked(item.text), " is the same as ", ticked(same->second)}),
               "each of its runs is one of the other");
    }
  }

  const Scenario& scenario_;
  const Node& node_;
  const Ensemble& ensemble_;
  LoadOptions options_;
  Problems& problems_;
};

}  // namespace

void check_study(const Scenario& scenario, const Node& node, const Ensemble& ensemble,
                 const LoadOptions& options, Problems& problems) {
  StudyCheck(scenario, node, ensemble, options, problems).run();
}

}  // namespace tilscape::scenarios::detail

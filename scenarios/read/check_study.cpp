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
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios::detail {

namespace {

class StudyCheck {
 public:
  StudyCheck(const Scenario& scenario, const Written<EnsembleParams>& said, const Ensemble& ensemble,
             LoadOptions options, Problems& problems)
      : scenario_(scenario),
        said_(said),
        ensemble_(ensemble),
        options_(std::move(options)),
        problems_(problems) {
    options_.check = LoadOptions::Check::only_this;
  }

  void run() {
    rows();
    empty_list(said_->arms);
    empty_list(said_->stop);
    compared();
    ends();
    seeds();
    if (!problems_.ok()) return;
    arms();
    factors();
  }

 private:
  void unused(const Node& at, std::string problem, std::string why) {
    if (!problems_.error_at(at.where))
      problems_.warning(Code::unused, at.where, at.length(), std::move(problem), std::move(why));
  }
  void empty_list(const Parameter<std::vector<std::string>>& list) {
    const Node* text = said_.text(list);
    if (text != nullptr && text->sequence() && text->items.empty())
      unused(*text, joined({ticked(list.name()), " has no effect"}), "there is nothing in the list");
  }

  /// What is kept of a run are rows of its series.
  void rows() {
    const Node* every = said_.text(said_->every);
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
    if (!said_->compare.given()) return;
    const Node* against = said_.text((*said_->compare).against);
    if (against != nullptr && against->scalar() && ensemble_.arms.size() == 1 &&
        against->text == ensemble_.arms.front())
      unused(*against, "`against` has no effect",
             joined({ticked(against->text), " is the only arm: there is nothing to compare it with"}));
  }

  void ends() {
    if (!said_->enough.given()) return;
    const Node* within = said_.text((*said_->enough).within);
    if (within != nullptr && ensemble_.enough && ensemble_.enough->within == 0)
      unused(*within, "`enough` ends no study",
             "an interval of no width is that of runs that are all the same");
  }

  void seeds() {
    const Node* seeds = said_.text(said_->seeds);
    if (seeds != nullptr && ensemble_.arms.size() == 1 && ensemble_.factors.empty())
      unused(*seeds, "`seeds` has no effect", "there is one arm, and nothing is varied");
  }

  /// Two arms without a difference.
  void arms() {
    const Node* list = said_.text(said_->arms);
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

  /// A factor that changes no run of any arm, with the first levels of the others and with their last ones:
  /// another one sets what it would, or nobody uses it.
  void factors() {
    std::vector<std::vector<std::string>> levels;
    for (const Factor& f : ensemble_.factors)
      levels.push_back(f.levels.empty() ? std::vector{factor_value(f, 0.1), factor_value(f, 0.9)} : f.levels);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const Factor& f = ensemble_.factors[i];
      if (acts(levels, i)) continue;
      problems_.warning(
          Code::unused, f.where, f.length, joined({"the factor ", ticked(f.path), " has no effect"}),
          "its levels make the same runs: something else sets what it names, or nothing uses it");
    }
  }
  [[nodiscard]] bool acts(const std::vector<std::vector<std::string>>& levels, std::size_t factor) const {
    std::vector<std::string> arms = ensemble_.arms;
    if (arms.empty()) arms.emplace_back(as_written);
    if (std::set(levels[factor].begin(), levels[factor].end()).size() < 2) return true;  // it has one level
    for (const bool last : {false, true})
      for (const std::string& arm : arms) {
        std::vector<std::string> point;
        for (const auto& list : levels) point.push_back(last ? list.back() : list.front());
        std::set<std::string> runs;
        for (const std::string& level : levels[factor]) {
          point[factor] = level;
          const std::optional<std::string> bytes = bytes_of(arm, point);
          if (!bytes || (runs.insert(*bytes), runs.size() > 1)) return true;
        }
      }
    return false;
  }
  /// What decides a run; none where it cannot be.
  [[nodiscard]] std::optional<std::string> bytes_of(const std::string& arm,
                                                    const std::vector<std::string>& point) const {
    LoadOptions options = options_;
    options.variant = arm == as_written ? "" : arm;
    for (std::size_t i = 0; i < point.size(); ++i)
      options.overrides.push_back(ensemble_.factors[i].path + "=" + point[i]);
    options.levels += point.size();
    const Validation run = validate(scenario_.file, *scenario_.language, options);
    if (!run.problems.ok()) return std::nullopt;
    return canonical_bytes(run.scenario);
  }

  const Scenario& scenario_;
  const Written<EnsembleParams>& said_;
  const Ensemble& ensemble_;
  LoadOptions options_;
  Problems& problems_;
};

}  // namespace

void check_study(const Scenario& scenario, const Written<EnsembleParams>& said, const Ensemble& ensemble,
                 const LoadOptions& options, Problems& problems) {
  StudyCheck(scenario, said, ensemble, options, problems).run();
}

}  // namespace tilscape::scenarios::detail

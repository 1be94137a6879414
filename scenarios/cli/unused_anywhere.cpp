// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/unused_anywhere.hpp"

#include "scenarios/build/build.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/read/ensemble_text.hpp"
#include "scenarios/read/extent.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/validate.hpp"
#include "scenarios/run/estimate.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

namespace {

using Overrides = std::vector<std::string>;

/// Sections by which no key of another one comes to act.
constexpr std::array<std::string_view, 7> apart = {"time",  "outputs",  "seed",  "name",
                                                   "about", "ensemble", "expect"};

bool stands_apart(std::string_view path) {
  return std::find(apart.begin(), apart.end(), path.substr(0, path.find('.'))) != apart.end();
}

/// Levels of each factor that may bring a key to act, as overrides; of a range its ends. What is drawn from a
/// distribution is left out.
std::vector<Overrides> levels_of(const Scenario& scenario, bool everything) {
  std::vector<Overrides> out;
  const Node* vary = varied_in(scenario.tree);
  if (vary == nullptr || !vary->map()) return out;
  for (const Node::Entry& factor : vary->entries) {
    if (!everything && stands_apart(factor.key)) continue;
    Overrides levels;
    for (const Node* level : levels_in(factor.value)) levels.push_back(factor.key + "=" + level->text);
    if (!levels.empty()) out.push_back(std::move(levels));
  }
  return out;
}

/// Every combination of them, or each alone where that would be many.
std::vector<Overrides> points_of(const std::vector<Overrides>& factors) {
  constexpr std::size_t many = 64;
  std::size_t all = 1;
  for (const Overrides& levels : factors) all = std::min(many + 1, all * levels.size());
  std::vector<Overrides> points = {{}};
  for (const Overrides& levels : factors) {
    std::vector<Overrides> next = all > many ? points : std::vector<Overrides>{};
    for (const Overrides& point : all > many ? std::vector<Overrides>{{}} : points)
      for (const std::string& level : levels) {
        next.push_back(point);
        next.back().push_back(level);
      }
    points = std::move(next);
  }
  return points;
}

/// The variants that may bring a key to act; of a variant it alone.
std::vector<std::string> arms_of(const Scenario& scenario, bool everything) {
  if (!scenario.variant.empty()) return {scenario.variant};
  std::vector<std::string> arms = {""};
  const Node* variants = scenario.text->find("variants");
  if (variants == nullptr || !variants->map()) return arms;
  for (const Node::Entry& variant : variants->entries)
    if (everything || !variant.value.map() ||
        std::any_of(variant.value.entries.begin(), variant.value.entries.end(),
                    [](const Node::Entry& e) { return !stands_apart(e.key); }))
      arms.push_back(variant.key);
  return arms;
}

/// What acts in it; nothing is known of what does not come about. Of what is constant only that is made,
/// which takes no memory to speak of; `everything`: the run with its cells.
std::set<std::string> acting_in(const Scenario& scenario, const std::string& arm, const Overrides& point,
                                bool everything) {
  LoadOptions options = *scenario.options;
  options.check = LoadOptions::Check::only_this;
  options.overlays.clear();  // they are in the text
  options.variant = arm;
  options.overrides.insert(options.overrides.end(), point.begin(), point.end());
  options.levels += point.size();
  const Validation other = validate_tree(*scenario.text, scenario.file, *scenario.language, options);
  if (!other.problems.ok()) return {};
  try {
    forget_asked(other.scenario);
    if (everything) {
      require_memory(estimate(other.scenario));
      (void)build_run(other.scenario, 1);
    } else {
      (void)build_params(other.scenario);
    }
  } catch (const std::exception&) {
    return {};
  }
  return acting_keys(other.scenario);
}

/// The variant's own words, and those of the command line.
bool is_own(const Scenario& scenario, const Problem& problem) {
  const Node* variants = scenario.text->find("variants");
  const Node::Entry* entry = variants == nullptr ? nullptr : variants->entry(scenario.variant);
  return problem.where.file == override_source || (entry != nullptr && Extent(*entry).holds(problem.where));
}

/// Of outputs and starts, which are made with the run only.
bool needs_run(const std::string& key) {
  return key.starts_with("outputs.") || key.starts_with("time.") || key.find(".start") != std::string::npos;
}

}  // namespace

void tell_unused_anywhere(const Scenario& scenario, Problems& problems) {
  if (scenario.text == nullptr || scenario.options == nullptr) return tell_unused(scenario, problems);
  std::vector<Unused> left = unused_of(scenario);
  if (!scenario.variant.empty())
    std::erase_if(left, [&](const Unused& u) { return !is_own(scenario, u.problem); });
  std::set<std::string> idle;
  for (const Unused& u : left) idle.insert(u.keys.begin(), u.keys.end());
  const bool everything = std::any_of(idle.begin(), idle.end(), needs_run);
  const std::vector<Overrides> points = points_of(levels_of(scenario, everything));
  for (const std::string& arm : arms_of(scenario, everything))
    for (const Overrides& point : points) {
      if (idle.empty()) return;
      if (point.empty() && arm == scenario.variant) continue;  // this one
      for (const std::string& key : acting_in(scenario, arm, point, everything)) idle.erase(key);
    }
  for (Unused& u : left) {
    std::erase_if(u.keys, [&](const std::string& key) { return idle.count(key) == 0; });
    if (!u.keys.empty()) problems.add(std::move(u.problem));
  }
}

}  // namespace tilscape::scenarios

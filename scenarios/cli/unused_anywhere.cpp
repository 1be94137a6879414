// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/unused_anywhere.hpp"

#include "scenarios/build/build.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/read/extent.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/validate.hpp"
#include "scenarios/run/estimate.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

namespace {

/// The first and the last level of each factor, as overrides; what is drawn from a distribution is left out.
std::vector<std::string> levels_of(const Scenario& scenario) {
  std::vector<std::string> out;
  const Node* vary = node_at(scenario.tree, {"ensemble", "vary"});
  if (vary == nullptr || !vary->map()) return out;
  for (const Node::Entry& factor : vary->entries) {
    const Node* list = &factor.value;
    for (const char* range : {"range", "log_range"})
      if (factor.value.map() && factor.value.find(range) != nullptr) list = factor.value.find(range);
    if (!list->sequence() || list->items.empty()) continue;
    for (const Node* level : {&list->items.front(), &list->items.back()})
      if (level->scalar()) out.push_back(factor.key + "=" + level->text);
  }
  return out;
}

/// What else of the text is run.
std::vector<LoadOptions> others_of(const Scenario& scenario) {
  LoadOptions options = *scenario.options;
  options.check = LoadOptions::Check::only_this;
  options.variant.clear();
  options.overlays.clear();  // they are in the text
  if (!scenario.variant.empty()) return {options};
  std::vector<LoadOptions> out;
  for (const std::string& variant : scenario.variants) {
    out.push_back(options);
    out.back().variant = variant;
  }
  for (const std::string& level : levels_of(scenario)) {
    out.push_back(options);
    out.back().overrides.push_back(level);
    ++out.back().levels;
  }
  return out;
}

/// What nobody asks for there; nothing is known of what does not run.
std::optional<std::vector<Problem>> unused_in(const Scenario& scenario, const LoadOptions& options) {
  const Validation other = validate_tree(*scenario.text, scenario.file, *scenario.language, options);
  if (!other.problems.ok()) return std::nullopt;
  try {
    require_memory(estimate(other.scenario));
    forget_asked(other.scenario);
    (void)build_run(other.scenario, 1);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  Problems unused;
  tell_unused(other.scenario, unused);
  return unused.sorted();
}

/// The variant's own words, and those of the command line.
bool is_own(const Scenario& scenario, const Problem& problem) {
  const Node* variants = scenario.text->find("variants");
  const Node::Entry* entry = variants == nullptr ? nullptr : variants->entry(scenario.variant);
  return problem.where.file == override_source || (entry != nullptr && Extent(*entry).holds(problem.where));
}

}  // namespace

void tell_unused_anywhere(const Scenario& scenario, Problems& problems) {
  Problems here;
  tell_unused(scenario, here);
  std::vector<Problem> left = here.sorted();
  if (!left.empty() && scenario.text != nullptr && scenario.options != nullptr)
    for (const LoadOptions& options : others_of(scenario)) {
      const auto there = unused_in(scenario, options);
      if (!there) continue;
      std::erase_if(left, [&](const Problem& p) {
        return !(!scenario.variant.empty() && is_own(scenario, p)) &&
               std::none_of(there->begin(), there->end(),
                            [&](const Problem& q) { return q.problem == p.problem && q.why == p.why; });
      });
    }
  for (Problem& p : left) problems.add(std::move(p));
}

}  // namespace tilscape::scenarios

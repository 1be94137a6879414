// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/from_study.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace tilscape::scenarios {

namespace {

/// Why the first of an arm's seeds that has no result has none; empty: all have one.
std::string first_missing(const ShardIndex& index, std::size_t first, std::size_t seeds) {
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    if (index.present(first + seed)) continue;
    const auto why = index.failures().find(first + seed);
    return fmt::format("seed {} has no result{}", seed + 1,
                       why == index.failures().end() ? "" : ": " + why->second.reason);
  }
  return {};
}

}  // namespace

std::set<std::string> arms_of(const Expectation& expectation) {
  std::set<std::string> arms;
  for (const Measure& m : expectation.observation.measures) arms.insert(m.arm);
  return arms;
}

std::vector<double> values_of(const Expectation& expectation, const Plan& plan, const ShardIndex& index,
                              const std::string& plain, std::size_t seeds, std::string& failed) {
  std::map<std::string, std::size_t> first;  // unit of the first seed of each arm
  for (const std::string& arm : arms_of(expectation)) {
    const std::string& name = arm.empty() ? plain : arm;
    const auto found =
        std::find_if(plan.arms.begin(), plan.arms.end(), [&](const auto& a) { return a.name == name; });
    if (found == plan.arms.end()) {
      failed = fmt::format("the study has no arm {}", name);
      return {};
    }
    first[arm] = static_cast<std::size_t>(found - plan.arms.begin()) * plan.replicates;
  }
  for (const auto& [arm, unit_of_first] : first) {
    const std::string missing = first_missing(index, unit_of_first, seeds);
    if (missing.empty()) continue;
    if (!failed.empty()) failed += "; ";
    failed += arm.empty() ? missing : fmt::format("arm {}, {}", arm, missing);
  }
  if (!failed.empty()) return {};
  std::vector<double> out;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    std::map<std::string, Result> runs;
    for (const auto& [arm, unit_of_first] : first) runs.emplace(arm, index.read(unit_of_first + seed));
    std::vector<const Result*> results;
    for (const Measure& m : expectation.observation.measures) results.push_back(&runs.at(m.arm));
    out.push_back(expectation.observation.value(results));
  }
  return out;
}

}  // namespace tilscape::scenarios

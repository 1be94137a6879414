// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What stands against the claims of a scenario: each looks at arms of it, as they stand and under a
// challenge.
#include "scenarios/cli/load.hpp"
#include "scenarios/read/extent.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/verify/expectation.hpp"
#include "scenarios/verify/from_study.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tilscape::scenarios {

namespace {

/// Why a scenario is looked at.
struct Asked {
  const Expectation* claim;
  std::string arm;  ///< empty: the scenario itself
  bool challenged;

  [[nodiscard]] std::string text() const {
    return arm.empty() ? fmt::format("the challenge of {}", ticked(claim->name))
                       : fmt::format("the arm {} of {}{}", ticked(arm), ticked(claim->name),
                                     challenged ? " under its challenge" : "");
  }
};

/// A scenario as claims look at it. As it stands it has been looked at already.
struct Look {
  std::string variant;
  std::vector<std::string> set;
  std::vector<Asked> by = {};
};

/// The arms that claims name, each as it stands and under the challenge; and the challenges themselves. What
/// nothing is set in comes first, for the rest may follow from it.
std::vector<Look> looks_of(const std::vector<Expectation>& claims) {
  std::vector<Look> out;
  const auto add = [&](const std::string& variant, const std::vector<std::string>& set, Asked by) {
    if (variant.empty() && set.empty()) return;
    auto known = std::find_if(out.begin(), out.end(),
                              [&](const Look& l) { return l.variant == variant && l.set == set; });
    if (known == out.end()) known = out.insert(out.end(), {variant, set});
    known->by.push_back(std::move(by));
  };
  for (const Expectation& e : claims) {
    add(e.challenge.variant, e.challenge.set, {&e, "", true});
    for (const std::string& arm : arms_of(e)) {
      add(arm, {}, {&e, arm, false});
      if (!arm.empty() && !e.challenge.set.empty()) add(arm, e.challenge.set, {&e, arm, true});
    }
  }
  std::stable_partition(out.begin(), out.end(), [](const Look& l) { return l.set.empty(); });
  return out;
}

class Looks {
 public:
  Looks(const ScenarioRequest& request, const Scenario& scenario, bool sound, Problems& problems)
      : request_(request), scenario_(scenario), sound_(sound), problems_(problems) {}

  void tell(const Look& look) {
    if (!sound_ && look.set.empty()) return;
    Problems found;
    const std::optional<Run> run = seen(look.variant, look.set, found);
    if (look.set.empty()) {
      join_variant(problems_, found, *scenario_.text, look.variant);
      variants_.emplace(look.variant, std::move(found));
    } else {
      for (const Problem& p : found.sorted())
        if (p.severity == Severity::error) tell_change(look, p);
    }
    if (run && sound_)
      for (const Asked& by : look.by) tell_unmeasured(by, *run);
  }

 private:
  std::optional<Run> seen(const std::string& variant, const std::vector<std::string>& set, Problems& found) {
    ScenarioRequest changed = request_;
    if (!variant.empty()) changed.variant = variant;
    changed.set.insert(changed.set.end(), set.begin(), set.end());
    Validation read = read_scenario(changed);
    std::optional<Run> run;
    try {
      run = build_beside_claims(read.scenario, read.problems);
    } catch (const TooLarge&) {  // perhaps it is for another machine
    }
    found = std::move(read.problems);
    return run;
  }

  /// Where a change of a challenge is written; nullopt for what is wrong elsewhere. Overrides stand for their
  /// own place; those of the command line come first.
  [[nodiscard]] std::optional<Location> place_of(const Problem& p, const Challenge& challenge) const {
    const std::size_t change = static_cast<std::size_t>(p.where.line) - request_.set.size() - 1;
    if (p.where.file != override_source || change >= challenge.places.size()) return std::nullopt;
    return challenge.places[change];
  }

  /// Of each claim that has the challenge, for each has to be mended.
  void tell_change(const Look& look, const Problem& p) {
    for (const Asked& by : look.by) {
      const Challenge& challenge = by.claim->challenge;
      const std::optional<Location> change = place_of(p, challenge);
      if (change ? problems_.error_at(*change) : !sound_ || stands_without(look.variant, p)) continue;
      // Of the challenge itself it may have been told, and now comes in an arm as well.
      if (!told_.emplace(by.claim, p.code, p.problem).second) continue;
      problems_.error(p.code, change.value_or(challenge.where), 1,
                      fmt::format("{} cannot be: {}", by.text(), p.problem), p.why, p.suggestion);
    }
  }

  /// Does it stand against the scenario or its variant, whatever is set?
  bool stands_without(const std::string& variant, const Problem& p) {
    if (problems_.has(p)) return true;
    if (variant.empty()) return false;
    if (variants_.find(variant) == variants_.end()) tell({variant, {}});
    return variants_.at(variant).has(p);
  }

  /// An arm that cannot be measured as it stands cannot under the challenge either.
  void tell_unmeasured(const Asked& by, const Run& run) {
    const Expectation& e = *by.claim;
    for (const Measure& m : e.observation.measures) {
      if (m.arm != by.arm || unmeasured_.contains({&e, m.arm, m.name})) continue;
      const std::string why = why_not_in(m, run);
      if (why.empty()) continue;
      if (!by.challenged) unmeasured_.emplace(&e, m.arm, m.name);
      const bool value = !by.challenged;
      problems_.error(Code::expression, value ? e.value_at : e.challenge.where,
                      value ? characters(e.value) : 1, by.text() + " cannot be measured", why);
    }
  }

  const ScenarioRequest& request_;
  const Scenario& scenario_;
  bool sound_;
  Problems& problems_;
  std::map<std::string, Problems> variants_;  ///< what stands against them by themselves
  std::set<std::tuple<const Expectation*, Code, std::string>> told_;
  std::set<std::tuple<const Expectation*, std::string, std::string>> unmeasured_;
};

}  // namespace

std::vector<Expectation> check_claims(const ScenarioRequest& request, const Scenario& scenario,
                                      std::optional<Run> run, Problems& problems) {
  const bool sound = run.has_value();
  std::vector<Expectation> claims = read_expectations(scenario, sound ? &*run : nullptr, problems);
  run.reset();  // for what follows takes as much memory
  // A change to what is no map is a part of nothing.
  if (!sound && problems.has(Code::wants_map)) return claims;
  Looks looks(request, scenario, sound, problems);
  for (const Look& look : looks_of(claims)) looks.tell(look);
  return claims;
}

}  // namespace tilscape::scenarios

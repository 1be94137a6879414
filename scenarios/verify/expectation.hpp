// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"
#include "scenarios/subjects/claims.hpp"
#include "scenarios/verify/measure.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Runs that it takes to say how sure their mean is.
inline constexpr std::size_t fewest_for_an_interval = 3;

/// What is changed so that a claim must fail.
struct Challenge {
  std::string variant = {};           ///< in place of the file as it stands; empty: it stays
  std::vector<std::string> set = {};  ///< "a.b.c=value"
  std::string because = {};
  Location where = {};
  std::vector<Location> places = {};  ///< of what is set

  friend bool operator==(const Challenge& a, const Challenge& b) {
    return a.variant == b.variant && a.set == b.set;
  }
  [[nodiscard]] std::string text() const;  ///< "agents.cd8.kill.engage = 0.1 1/min"
};

/// The band in which a claim lies: ends included, but for a single end.
struct Within {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  Dimension dimension = {};
  std::string unit = {};  ///< as it is written; empty: a pure number
  double factor = 1;      ///< canonical value of one of it
  Location where = {};    ///< that it is written at

  /// `above` or `below` a value.
  [[nodiscard]] bool open() const { return !(std::isfinite(least) && std::isfinite(most)); }
  [[nodiscard]] bool holds(double value) const {
    if (!open()) return least <= value && value <= most;
    return std::isfinite(least) ? least < value : value < most;
  }
  /// Does an interval lie outside as a whole?
  [[nodiscard]] bool beyond(double lower, double upper) const {
    return open() ? upper <= least || lower >= most : upper < least || lower > most;
  }
  [[nodiscard]] std::string text() const;  ///< "2 to 16 per day"
};

/// A claim of a scenario.
struct Expectation {
  std::string name;
  std::string about, value, published, source;
  ClaimKind kind = ClaimKind::quantitative;
  ClaimTests tests = ClaimTests::validation;
  Within band;
  std::size_t seeds = 1;
  Challenge challenge;
  Observation observation;  ///< when it has been compiled
  Location where = {};
  Location value_at = {};
};

/// The section `expect`, each claim compiled for the runs that the scenario makes; `run` is null when it
/// makes none. What does not hold together is told at its place, of what is refused nothing more; doubtful:
/// columns and endpoints of which nothing is said, as in observe().
std::vector<Expectation> read_expectations(const Scenario& scenario, const Run* run, Problems& problems,
                                           const Doubtful& doubtful = {});

/// Has the scenario any.
bool has_expectations(const Scenario& scenario);

}  // namespace tilscape::scenarios

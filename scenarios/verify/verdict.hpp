// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/statistics.hpp"
#include "scenarios/verify/expectation.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What runs say of a claim.
struct Measured {
  Estimate value;           ///< mean over the seeds, canonical units
  std::size_t planned = 0;  ///< seeds
  bool holds = false;       ///< in the band
  bool whole = false;       ///< each seed has a value
};

/// `values`: of each seed; not a number where the run has no value, which no claim survives. quick: of so few
/// seeds the mean alone is held against the band.
Measured measured(const Expectation& expectation, const std::vector<double>& values, bool quick);

/// A claim with what came of it.
struct Verdict {
  Expectation expectation;
  Measured as_claimed, challenged;
  std::string failed;  ///< why there is nothing to say: runs without a result

  /// The claim holds, and fails where it must: by a value, for none refutes nothing.
  [[nodiscard]] bool passes() const { return failed.empty() && as_claimed.holds && refuted(); }
  [[nodiscard]] bool refuted() const { return challenged.whole && !challenged.holds; }
  [[nodiscard]] std::string word() const;
};

struct ScenarioVerdicts {
  std::string name, file;
  std::vector<Verdict> verdicts;
};

std::string verdicts_text(const std::vector<ScenarioVerdicts>& all);
std::string verdicts_json(const std::vector<ScenarioVerdicts>& all);

}  // namespace tilscape::scenarios

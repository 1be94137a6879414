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
  Estimate value;           ///< mean over the seeds that have a finite one, canonical units
  std::size_t planned = 0;  ///< seeds
  std::size_t never = 0;    ///< seeds whose value is beyond all numbers: what is timed does not come
  bool holds = false;       ///< in the band, as surely as the seeds say
  bool fails = false;       ///< outside of it, as surely; neither: it cannot be told
};

/// `values`: of each seed; not a number where the run has no value, of which nothing can be told. The
/// interval of their mean lies in the band, or outside; quick: of so few seeds the mean alone does. Where a
/// value is infinite there is no mean, and each is held against the band.
Measured measured(const Expectation& expectation, const std::vector<double>& values, bool quick);

/// A claim with what came of it.
struct Verdict {
  Expectation expectation;
  Measured as_claimed, challenged;
  std::string failed;  ///< why there is nothing to say: runs without a result

  /// The claim holds, and fails where it must: by a value, for none refutes nothing.
  [[nodiscard]] bool passes() const { return failed.empty() && as_claimed.holds && refuted(); }
  [[nodiscard]] bool refuted() const { return challenged.fails; }
  [[nodiscard]] std::string word() const;
};

struct ScenarioVerdicts {
  std::string name, file;
  std::vector<Verdict> verdicts;
};

std::string verdicts_text(const std::vector<ScenarioVerdicts>& all);
std::string verdicts_json(const std::vector<ScenarioVerdicts>& all);

}  // namespace tilscape::scenarios

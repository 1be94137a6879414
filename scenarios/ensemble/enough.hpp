// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/observable.hpp"
#include "scenarios/ensemble/result.hpp"
#include "scenarios/ensemble/statistics.hpp"

namespace tilscape::scenarios {

/// How many replicates of every group are to be run, and what that means.
struct Need {
  enum class Verdict : std::uint8_t {
    all,     ///< all that are planned
    open,    ///< so many until the next look, which tells whether more are
    enough,  ///< the others are not needed: their results, if any, count nothing
  };
  std::size_t replicates = 0;
  Verdict verdict = Verdict::all;
};

/// How many replicates of every group a study needs, as far as its results tell. A function of the results of
/// the replicates before each look, so neither the order in which runs end nor a resumption changes it.
/// Throws InputError when the series has no such column.
Need needed_replicates(const Plan& plan, const Results& results);

/// Throws InputError when the rule looks at a column that is not among these of the series.
void require_column(const Enough& enough, const std::vector<Observable>& series);

/// What the rule looks at, of one group of which so many replicates are done.
Estimate looked_at(const Plan& plan, const Results& results, std::size_t group, std::size_t replicates);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/analysis.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/subjects/claims.hpp"

#include <string>

namespace tilscape::scenarios {

/// What the runs of a study say of a claim of its scenario (docs/formats/claims.md).
struct ReportedClaim {
  std::string name, about, value;
  std::string band;   ///< "2 to 16 per day"
  std::string unit;   ///< of the numbers that follow
  Estimate measured;  ///< mean over the replicates
  bool holds = false;
  std::string failed;  ///< why nothing can be said
  std::string published, source;
  ClaimTests tests = ClaimTests::validation;
};

/// What a report is made of.
struct ReportInput {
  const Plan& plan;
  const Ensemble& ensemble;
  const Scenario& scenario;
  const ShardIndex& index;
  const StudyStatus& status;
  const Analysis& analysis;
  const std::vector<ReportedClaim>& claims;
};

/// One page that needs nothing else: plots, tables, the scenario in sentences, the ledger of its numbers, the
/// runs.
std::string report_html(const ReportInput& input);
/// The same for programs, schema tilscape.report/1.
std::string report_json(const ReportInput& input);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/shard.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// How far a study is, by its results alone.
struct StudyStatus {
  std::size_t expected = 0;  ///< without those that are not needed
  std::size_t present = 0;
  std::size_t missing = 0;  ///< not yet run, or failed less than three times
  std::size_t duplicates = 0;
  std::size_t not_needed = 0;  ///< of the plan: there were enough replicates without them
  double limit = 0;            ///< [min] of wall time for a run; 0: none
  struct Quarantined {
    std::size_t unit;
    std::string label;  ///< "free, dose=3 mg/kg"
    std::uint64_t seed;
    std::size_t attempts;
    std::string reason;
  };
  std::vector<Quarantined> quarantined;
};
StudyStatus status_of(const Plan& plan, const ShardIndex& index);

/// "412 of 1,000 runs (588 missing, 0 quarantined)", then the quarantined ones by name.
std::string status_text(const StudyStatus& status);
/// schema tilscape.status/1.
std::string status_json(const Plan& plan, const StudyStatus& status);

}  // namespace tilscape::scenarios

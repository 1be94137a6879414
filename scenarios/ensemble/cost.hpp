// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/plan.hpp"

#include <cstdint>

namespace tilscape::scenarios {

/// What one run will cost, from its building and its first steps here.
struct RunCost {
  double seconds = 0;            ///< on one core, when later steps take as long as the first ones
  std::uint64_t memory = 0;      ///< [bytes], as now
  std::uint64_t kept_bytes = 0;  ///< of its rows
};
RunCost measure_cost(const Scenario& scenario, const Ensemble& ensemble);

/// How many runs of what, in a few sentences.
std::string ensemble_sentences(const Ensemble& ensemble, const Plan& plan);
/// How long they take and how much disk.
std::string cost_sentences(const Plan& plan, const RunCost& cost, int cores);

}  // namespace tilscape::scenarios

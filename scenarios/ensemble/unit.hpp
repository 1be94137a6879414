// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/read/merge.hpp"

#include <optional>

namespace tilscape::scenarios {

/// Runs the units of a plan, one after the other, on one thread.
class UnitRunner {
 public:
  /// Throws InputError when the scenario is no longer that of the plan.
  UnitRunner(const Plan& plan, const Language& language);

  /// Throws what building and running a scenario throws.
  Result run(std::size_t number);
  /// The run of a unit before its start.
  Run build(std::size_t number);

 private:
  [[nodiscard]] Scenario read(const LoadOptions& options) const;

  const Plan& plan_;
  const Language& language_;
  std::optional<Scenario> scenario_;  // of the last point
  std::size_t point_ = 0;             // arm and point as one number
};

}  // namespace tilscape::scenarios

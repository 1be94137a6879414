// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/plan.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/verify/expectation.hpp"

#include <set>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// The arms that an expectation looks at; "" is the one that stands for the scenario itself.
std::set<std::string> arms_of(const Expectation& expectation);

/// Of the first `seeds` replicates of a study of one point the value of an expectation; empty, and `failed`
/// says why, of each arm, when that or a run's result is not there. `plain`: the name of the arm that stands
/// for the scenario itself.
std::vector<double> values_of(const Expectation& expectation, const Plan& plan, const ShardIndex& index,
                              const std::string& plain, std::size_t seeds, std::string& failed);

}  // namespace tilscape::scenarios

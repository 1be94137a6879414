// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <set>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Nobody has asked for any value of the scenario yet.
void forget_asked(const Scenario& scenario);

/// A key that was given and that nobody has asked for since: what was built does not depend on it.
struct Unused {
  Problem problem;
  std::vector<std::string> keys;  ///< paths of what is given below it, or its own
};
/// `undone`: paths of parts that were not built and would have asked; an empty one might have asked for
/// anything.
std::vector<Unused> unused_of(const Scenario& scenario, const std::vector<std::string>& undone = {});
/// Paths of all that was given and has been asked for.
std::set<std::string> acting_keys(const Scenario& scenario);

/// Warns of every unused key.
void tell_unused(const Scenario& scenario, Problems& problems, const std::vector<std::string>& undone = {});

}  // namespace tilscape::scenarios

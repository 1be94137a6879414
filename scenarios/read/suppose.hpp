// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <vector>

namespace tilscape::scenarios {

/// A scenario with errors in which something plain stands for what is refused (refused.hpp): numbers and
/// words, and all that a lattice, the clock and the agents need to be there. Names stay refused. What stands
/// against the scenario under two guesses, in the same words, stands against it whatever is meant.
enum class Guess { one, other };

struct Supposed {
  Scenario scenario;
  bool extents =
      false;  ///< how large the lattice is, is a guess: two of them prove nothing of what lies in it
};
Supposed suppose(const Scenario& marked, Guess guess);

/// Does it stand for what is refused?
bool is_guess(const Value& value);

}  // namespace tilscape::scenarios

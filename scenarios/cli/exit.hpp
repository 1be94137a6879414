// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>

namespace tilscape::scenarios {

/// What the program says when it ends; docs/reference/exit_codes.md.
enum class Exit : int {
  done = 0,
  internal_error = 1,
  wrong_use = 2,
  invalid_scenario = 3,
  unreadable_input = 4,
  simulation_failed = 5,
  differ = 6,  ///< diff: the two are not the same
  too_large = 69,
  members_failed = 6,  ///< finished, but some runs of the ensemble have no result
  claim_missed = 6,    ///< verify: a claim does not hold, or holds under its challenge too
  wrong_float_mode = 70,
  no_memory = 71,
  write_failed = 74,
  stopped = 75,  ///< 130: stopped at once, by a second signal
};

/// The command line asks for something that cannot be.
struct CommandError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tilscape::scenarios

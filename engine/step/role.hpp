// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace tilscape {

/// What a number that a run reports is of its subject. Who reads a series goes by this and never by names.
enum class Role : std::uint8_t {
  count,          ///< living agents of a type
  state,          ///< agents of a type in a state
  total,          ///< events of a kind so far
  column_mean,    ///< mean of a column over the living agents of a type
  level_mean,     ///< of a substance over the lattice
  level_least,    ///< of a substance
  level_largest,  ///< of a substance
  given,          ///< of an account: the sum of what was given so far
  stored,         ///< of an account: what there is of it in one place
  gone,           ///< of an account: what has left by one way, for good
  unaccounted,    ///< of an account: given less all parts, of those in store what they are more than at first
  amount,         ///< of a process: any other number, part of no sum
  internal,       ///< of a process: what only it goes on with, and no series holds
};

}  // namespace tilscape

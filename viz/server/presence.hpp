// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/run.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace tilscape::viz {

/// In how many runs a site holds a cell of a kind, for one layer of the lattice.
struct Presence {
  double time = 0;    ///< of the frames that were looked at [min]
  std::size_t n = 0;  ///< runs that have a frame of this time; the others are in no count
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> count;  ///< rows as those of a Slice
};

struct PresenceChoice {
  std::vector<std::size_t> runs;  ///< by number; at most Api::most_runs
  double time = 0;                ///< the last frames at or before it [min]
  std::string type;
  std::string state;  ///< empty: any
  std::size_t axis = 2;
  std::uint32_t layer = 0;
};

/// Frames are read one after the other and none is kept. Throws std::invalid_argument when runs have not the
/// same lattice, or one has no such type or state.
Presence presence_of(std::deque<Run>& runs, const PresenceChoice& choice);

}  // namespace tilscape::viz

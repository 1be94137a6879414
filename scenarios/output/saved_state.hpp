// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/simulation.hpp"
#include "proto/checkpoint.hpp"

#include <map>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Brings the whole state of a run to the disk, and what its outputs hold back (SnapshotRecorder::pending);
/// the header's step, time and state hash are filled in. Throws snapshot::WriteError.
void save_state(Simulation& simulation, snapshot::CheckpointHeader header,
                const std::map<std::string, snapshot::ColumnData>& outputs, const std::string& path);

/// The same in memory.
snapshot::Checkpoint copy_state(Simulation& simulation);

/// How a saved state meets the run that takes it up.
enum class Match : std::uint8_t {
  same_run,   ///< array by array, and with the same state hash afterwards
  other_arm,  ///< the body may have more or fewer parts, and fields may be new: those start as they are
};

/// Puts a saved state into a simulation in which nothing has happened yet; what is of its outputs (`events.`)
/// is passed over. Returns what a person should know (Match::other_arm). Throws InputError when it does not
/// fit.
std::vector<std::string> load_state(Simulation& simulation, const snapshot::Checkpoint& saved, Match match);

}  // namespace tilscape::scenarios

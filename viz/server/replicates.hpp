// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/ledger.hpp"
#include "viz/server/run.hpp"
#include "viz/server/study.hpp"

#include <cstddef>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tilscape::viz {

/// Runs that were given and are of one scenario.
struct RunGroup {
  Replicates about;
  std::vector<std::size_t> runs;     ///< by number; each with a seed of its own
  std::vector<std::size_t> repeats;  ///< of a seed that is among them already: they would count twice
};

/// Of the runs that can be read, in their order.
std::vector<RunGroup> groups_of(const std::deque<Run>& runs);

/// The groups of the study, if there is one, then those of the runs; and what can be drawn of them.
nlohmann::json replicates(const Study* study, const std::deque<Run>& runs);

/// The columns of a run's series: name, unit, what each is and of whom.
nlohmann::json series_columns(const Run& run);

/// The accounts of a run's series; none when it has no series.
std::vector<snapshot::Ledger> ledgers(const Run& run);

/// Columns over time, for each of these groups.
nlohmann::json bands(const Study* study, const std::deque<Run>& runs,
                     const std::vector<std::string>& columns);

}  // namespace tilscape::viz

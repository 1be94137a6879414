// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/scenario.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>

namespace tilscape::scenarios {

/// What a run will take, told before anything of its size is built. How many cells there will be is not
/// known: twice as many as at the start are counted (docs/concepts/promises.md).
struct Demand {
  double sites = 0;
  double cells = 0;  ///< at the start
  double steps = 0;
  double memory = 0;  ///< [bytes] at its peak, the program included
  double filled = 0;  ///< [bytes] the same when a cell of each type stands on each site that has room for it
  double disk = 0;    ///< [bytes] at most: snapshots and checkpoints before compression, series
};

/// Throws BuildError and InputError.
Demand estimate(const Scenario& scenario);
/// Of a scenario with errors: the memory of its lattice should every type fill it, for what it asks of its
/// outputs is not known. Throws UsageError when the lattice is not known either.
Demand estimate_beside_errors(const Scenario& marked);

/// The memory would not suffice; `what()` says how much is needed, how much there is, and what to change.
struct TooLarge : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws TooLarge when the memory would be more than 80 % of what the process may use.
void require_memory(const Demand& estimate);

/// For a person: empty, or that the folder's disk has less room than a run can take [bytes].
std::string disk_warning(double disk, const std::filesystem::path& folder);

/// A line for a person.
std::string estimate_text(const Demand& estimate);
/// The same for programs, with a `schema` field.
std::string estimate_json(const Demand& estimate);

}  // namespace tilscape::scenarios

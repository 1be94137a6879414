// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/shard.hpp"

#include <filesystem>

namespace tilscape::scenarios {

/// Writes `results.sqlite`, `results.csv` and `series.csv` into the study's folder
/// (docs/formats/ensemble.md), in the order of the plan: the bytes do not depend on who ran what, when.
/// Throws InputError when two attempts at one unit differ, and snapshot::WriteError.
void collect(const Plan& plan, const ShardIndex& index, const std::filesystem::path& study);

}  // namespace tilscape::scenarios

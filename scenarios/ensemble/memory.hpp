// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace tilscape::scenarios {

/// Memory that this process and its children may take together [bytes]: four fifths of memory_limit().
std::uint64_t memory_for_work();

/// Cores that the process may use: those of its affinity, and not more than Slurm has granted.
int cores_for_work();

}  // namespace tilscape::scenarios

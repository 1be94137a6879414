// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/ensemble.hpp"
#include "scenarios/read/written.hpp"

namespace tilscape::scenarios::detail {

/// What an ensemble asks for and cannot come about: rows between those of the series, arms without a
/// difference, comparisons of one arm, ends that are never met.
void check_study(const Scenario& scenario, const Written<EnsembleParams>& said, const Ensemble& ensemble,
                 const LoadOptions& options, Problems& problems);

}  // namespace tilscape::scenarios::detail

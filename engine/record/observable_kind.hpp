// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/observable.hpp"

#include <vector>

namespace tilscape {

/// Observables that a run has by what is in it: one file of engine/record/observables, a function of its name
/// that returns this.
struct ObservableKind {
  std::vector<Observable> (*of)(const Params&);
};

/// What a run can report, kind by kind. Sums over agents are integers, sums over a field go in the order of
/// the sites, so they do not depend on threads.
std::vector<Observable> standard_observables(const Params& params, const std::vector<ObservableKind>& kinds);

/// All kinds, by the names of their files, which is the order of the columns.
std::vector<ObservableKind> observable_catalogue();

}  // namespace tilscape

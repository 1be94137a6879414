// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/design.hpp"
#include "scenarios/ensemble/statistics.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tilscape::scenarios {

/// Elementary effects of one factor over the trajectories of morris_trajectories(), per whole range of the
/// factor.
struct MorrisEffect {
  double mean = 0;
  Estimate mean_absolute;  ///< mu*: how much the factor matters; the interval by bootstrap over trajectories
  double deviation = 0;    ///< sigma: how much that depends on where the others are
};
/// values: of the points, nan for one that has none; its trajectory is left out.
std::vector<MorrisEffect> morris_effects(std::span<const UnitPoint> points, std::span<const double> values,
                                         std::uint64_t seed);

/// Shares of the variance that come from one factor, with bootstrap intervals over the groups of
/// saltelli_points().
struct SobolIndex {
  Estimate first;  ///< from it alone (Saltelli et al. 2010)
  Estimate total;  ///< with all its interactions (Jansen 1999, doi 10.1016/S0010-4655(98)00154-4)
};
/// values: of the points, nan for one that has none; its group is left out.
std::vector<SobolIndex> sobol_indices(std::span<const double> values, std::size_t dimensions,
                                      std::uint64_t seed);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape::scenarios {

/// A point of the unit cube: a coordinate for each factor, in [0, 1).
using UnitPoint = std::vector<double>;

/// Every combination of the levels, the last factor the fastest: a level's number for each factor.
std::vector<std::vector<std::size_t>> full_factorial(const std::vector<std::size_t>& levels);

/// n points of which each of n equal slices of each axis holds one (McKay et al. 1979,
/// doi 10.1080/00401706.1979.10489755).
std::vector<UnitPoint> latin_hypercube(std::size_t n, std::size_t dimensions, std::uint64_t seed);

/// The first n points of Sobol's sequence with a random digital shift, so that none lies on a side; best when
/// n is a power of two.
std::vector<UnitPoint> sobol_points(std::size_t n, std::size_t dimensions, std::uint64_t seed);

/// Trajectories of Morris (1991, doi 10.1080/00401706.1991.10484804) on a grid of four levels: dimensions + 1
/// points each, consecutive ones differ in one coordinate by 2/3. Levels 0 and 1 are the ends of a range.
std::vector<UnitPoint> morris_trajectories(std::size_t trajectories, std::size_t dimensions,
                                           std::uint64_t seed);

/// Groups of dimensions + 2 points for Sobol's indices (Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018):
/// a point A, a point B, then A with each coordinate in turn taken from B.
std::vector<UnitPoint> saltelli_points(std::size_t groups, std::size_t dimensions, std::uint64_t seed);

}  // namespace tilscape::scenarios

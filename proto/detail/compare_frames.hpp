// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/compare.hpp"
#include "proto/frame.hpp"

#include <string>
#include <vector>

namespace tilscape::snapshot::detail {

/// A frame and what its numbers mean.
struct Shown {
  const Frame& frame;
  const RunHeader& header;
};

/// What differs between two frames of the same step: for every column, table and field the first value and
/// how many. They come in the order of the phases that change such values in a step. Lattices must be the
/// same; types, columns and substances that only one has are passed over.
std::vector<Difference> differences(const Shown& a, const Shown& b);

/// Difference::what when only the state hashes differ: in something that the frames do not hold.
inline constexpr const char* hidden_state = "state not in the frames";

std::string shortest(double value);
/// "site 45 (5 9 0)", with the place in the run's lattice.
std::string place_of(std::uint32_t site, const LatticeInfo& lattice);

}  // namespace tilscape::snapshot::detail

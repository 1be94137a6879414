// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/quantity.hpp"
#include "scenarios/subjects/claims.hpp"

#include <vector>

namespace tilscape::scenarios {

/// What was measured elsewhere, over the time of a run [min]; in canonical units.
struct Curve {
  std::vector<double> times = {};
  std::vector<double> values = {};
  Dimension dimension = {};
  bool unread = false;  ///< the table does not hold: nothing is known of it
};

/// The table that `against` of a claim names. Throws TableError for what does not hold in it.
Curve read_curve(const AgainstParams& against);

/// By what factor the values are off those of the curve: exp of the root mean square of log(value/measured);
/// not a number where one of them is not above 0.
double fold(const Curve& curve, const std::vector<double>& values);

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

struct DistributionParse {
  std::optional<Distribution> distribution;
  Dimension dimension;
  std::size_t offset = 0;  ///< of the problem in the text
  std::string problem;
  std::string suggestion;
};

/// "24 h", "gamma(24 h, 4)", "lognormal(1, 0.25)": a quantity or a call of one of distribution_names().
DistributionParse parse_distribution(std::string_view text);

const std::vector<std::string>& distribution_names();

/// The value below which this share of the values lies.
double quantile(const Distribution& d, double share);

}  // namespace tilscape::scenarios

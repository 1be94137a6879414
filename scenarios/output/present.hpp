// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <vector>

namespace tilscape::scenarios {

/// The numbers that there are: a mean over no cells is none (nan).
inline std::vector<double> present(std::span<const double> values) {
  std::vector<double> out;
  std::copy_if(values.begin(), values.end(), std::back_inserter(out),
               [](double v) { return !std::isnan(v); });
  return out;
}

}  // namespace tilscape::scenarios

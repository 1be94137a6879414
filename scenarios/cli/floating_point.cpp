// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/floating_point.hpp"

#include <cfenv>
#include <limits>

namespace tilscape::scenarios {

bool standard_floating_point() {
  volatile double tiny = std::numeric_limits<double>::min();
  volatile double half = tiny / 2;  // flushed to zero when FTZ is on
  volatile double back = half * 2;  // and read as zero when DAZ is on
  return std::fegetround() == FE_TONEAREST && half != 0 && back == tiny;
}

}  // namespace tilscape::scenarios

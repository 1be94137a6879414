// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tilscape::detail {

/// value times 10^exponent, rounded once for |exponent| <= 22 because those powers are exact.
double times_power_of_ten(double value, int exponent);

/// The power of ten of canonical_scale().
int canonical_decade(const Dimension& dimension);

/// A unit as top / bottom 10^exponent canonical units, kept apart so that values such as 0.1 nmol/mL or 1/s
/// are converted with the fewest roundings.
struct Unit {
  Dimension dimension;
  double top = 1;
  double bottom = 1;
  int exponent = 0;

  [[nodiscard]] double to_canonical(double value) const {
    return times_power_of_ten(value * top / bottom, exponent);
  }
  [[nodiscard]] double from_canonical(double value) const {
    return times_power_of_ten(value, -exponent) * bottom / top;
  }
};

struct UnitReading {
  std::optional<Unit> unit;
  std::string problem;
  std::string suggestion;
};
enum class Hints { given, none };  ///< what else may have been meant takes long to find
UnitReading read_unit(std::string_view text, Hints hints = Hints::given);

/// The text in plain ASCII where a spelling exists: `µ` u, `²` ^2, `·` *, a no-break space a space.
std::string plain(std::string_view text);

}  // namespace tilscape::detail

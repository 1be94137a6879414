// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/population/population.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace tilscape {

/// The least and the largest number that a column can keep.
struct NumberRange {
  double least = 0, largest = 0;
};

inline NumberRange range_of(NumberType type) {
  switch (type) {
    case NumberType::u8:
      return {0, std::numeric_limits<std::uint8_t>::max()};
    case NumberType::u32:
      return {0, std::numeric_limits<std::uint32_t>::max()};
    case NumberType::u64:
      return {0, 18446744073709549568.0};  // the largest double below 2^64
    case NumberType::f32:
      break;
  }
  constexpr auto most = static_cast<double>(std::numeric_limits<float>::max());
  return {-most, most};
}

/// Why a column of this type cannot keep a number as it is: "lies outside of u8 (0 to 255)"; empty: it can.
inline std::string misfit(double value, NumberType type) {
  const NumberRange range = range_of(type);
  if (!(value >= range.least && value <= range.largest)) {
    if (type == NumberType::f32) return "lies outside of f32 (-3.4e38 to 3.4e38)";
    return type == NumberType::u8 ? "lies outside of u8 (0 to 255)" : "lies outside of u32 (0 to 4294967295)";
  }
  if (type != NumberType::f32 && value != std::floor(value))
    return type == NumberType::u8 ? "is no whole number, as u8 holds" : "is no whole number, as u32 holds";
  return {};
}

}  // namespace tilscape

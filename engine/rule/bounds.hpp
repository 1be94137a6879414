// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <string_view>

namespace tilscape {

/// Between what a value lies, inclusive.
struct Bounds {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();

  [[nodiscard]] bool only(double x) const { return least == x && most == x; }
  /// One that is not 0: a condition that always holds.
  [[nodiscard]] bool never_zero() const { return least > 0 || most < 0; }
};

/// Of a name in an expression.
using BoundsOf = std::function<Bounds(std::string_view name, const Symbol& symbol)>;

/// Between what an expression lies while its names are within their bounds; wider than it need be where a
/// name stands twice. nullopt when it cannot be compiled.
std::optional<Bounds> bounds_of(std::string_view text, const Symbols& symbols, const Dimension& expected,
                                const BoundsOf& names);

}  // namespace tilscape

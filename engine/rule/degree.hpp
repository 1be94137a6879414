// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"

#include <cstdint>
#include <span>

namespace tilscape {

/// How a number depends on others.
enum class Degree : std::uint8_t {
  constant,  ///< not at all
  affine,    ///< a constant and a sum of them, each times a constant
  other,
};

/// Of what an expression comes to; `inputs[i]`: of the symbol with index i. It is `other` where nobody has
/// looked closely.
Degree degree_of(const Program& program, std::span<const Degree> inputs);

}  // namespace tilscape

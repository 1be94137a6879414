// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour.hpp"
#include "engine/step/params.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// Substances that are solved at once: one alone, or those that react with each other.
struct FieldGroup {
  std::vector<FieldId> fields;         ///< ascending
  std::vector<std::size_t> reactions;  ///< places in Params::reactions; of one alone, of first order all
  std::vector<Behaviour::Saturation> saturations;
  bool coupled = false;  ///< by CoupledSolver: they react, saturate, or their way differs from site to site
  std::uint32_t period = 1;
  bool steady = false;
};

/// All substances of a run, in the order in which they are solved: whose level others read before these,
/// where that can be. Throws UsageError when those that react are not solved at the same times or are too
/// many.
std::vector<FieldGroup> field_groups(const Params& params);

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour.hpp"
#include "engine/step/params.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace tilscape {

/// The behaviours of an agent type in the order in which they are applied: whoever writes a column comes
/// before those that read it; otherwise as in the scenario.
struct Pipeline {
  struct Stage {
    const Behaviour* behaviour;
    std::size_t first_act;  ///< its acts are first_act, first_act + 1, ... among those of the type
  };
  std::vector<Stage> stages;
  std::size_t acts = 0;
};

/// Orders by what they have asked for; a cycle is a UsageError that names the behaviours on it.
Pipeline make_pipeline(const std::vector<std::shared_ptr<const Behaviour>>& behaviours);

}  // namespace tilscape

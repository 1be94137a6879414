// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"
#include "engine/step/params.hpp"
#include "engine/step/world.hpp"

namespace tilscape {

/// Adds an agent that has no parent: its columns are drawn from their initial distributions, then its
/// behaviours are told. The caller has seen to it that it fits. Returns its row.
std::size_t add_newcomer(World& world, const Params& params, TypeId type, AgentId id, Site site,
                         std::uint8_t state, const Draws& draws);

/// One value of a distribution, by a draw of the entity.
double sample(const Distribution& distribution, const Draws& draws, std::uint64_t entity, Purpose purpose,
              std::uint16_t k);

/// Its mean.
double mean(const Distribution& distribution);

}  // namespace tilscape

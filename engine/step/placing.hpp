// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"
#include "engine/step/params.hpp"
#include "engine/step/world.hpp"

#include <span>

namespace tilscape {

/// A number that a column of a new agent begins with, in place of a draw.
struct ColumnValue {
  ColumnId column;
  double value = 0;
};

/// Adds an agent that has no parent: its columns are drawn from their initial distributions, or begin with
/// what is given. The caller has seen to it that it fits, and that what is given fits its columns, and tells
/// its behaviours. Returns its row.
std::size_t add_newcomer(World& world, const Params& params, TypeId type, AgentId id, Site site,
                         std::uint8_t state, const Draws& draws, std::span<const ColumnValue> given = {});

/// One value of a distribution, by a draw of the entity.
double sample(const Distribution& distribution, const StreamDraws& draws, std::uint64_t entity,
              std::uint16_t k);

/// Its mean.
double mean(const Distribution& distribution);

}  // namespace tilscape

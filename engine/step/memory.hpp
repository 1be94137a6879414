// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"

#include <cstddef>
#include <vector>

namespace tilscape {

/// What a simulation takes [bytes], told before any of it is taken. Each structure says its own share
/// (`bytes`, `bytes_per_site`), so that this follows when a structure changes.
struct MemoryNeed {
  std::size_t lattice = 0;               ///< at once: fields, their solvers, sums per site
  std::size_t touched_site = 0;          ///< of a site that an agent has been near (ZeroedArray)
  std::size_t touched_arrays = 0;        ///< among which these are shared out
  std::vector<std::size_t> agents = {};  ///< of an agent, with what a step needs of it; by TypeId
};

/// Of these types and substances on a lattice, which need not be that of the parameters.
MemoryNeed memory_need(const Params& params, const Lattice& lattice);

}  // namespace tilscape

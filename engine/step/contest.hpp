// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/base/zeroed.hpp"
#include "engine/lattice/occupancy.hpp"
#include "engine/step/batch.hpp"
#include "engine/step/params.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// Claims for room. Those for one site are admitted in the order of their draws while they fit what was free
/// when the step began. Claims that meet on a site find each other through a list per site, so the cost is
/// that of the claims, not of sorting them nor of the lattice; in which order the list was made leaves no
/// trace.
class Contest {
 public:
  explicit Contest(std::size_t sites) : latest_(sites) {}
  static constexpr std::size_t bytes_per_site = sizeof(std::uint32_t);
  static constexpr std::size_t bytes_per_claim = sizeof(std::uint32_t);

  /// Sets `place` of every claim whose place is not `refused` already.
  void decide(std::span<Claim> claims, const Occupancy& occupancy, const Params& params,
              const Threads& threads);

 private:
  template <bool shared>
  void decide(std::span<Claim> claims, const Occupancy& occupancy, const Params& params,
              const Threads& threads);
  void admit(std::span<Claim> claims, std::uint32_t first, const Occupancy& occupancy, const Params& params);

  ZeroedArray<std::uint32_t> latest_;  // per site: 1 + the claim that came last; 0 between two calls
  std::vector<std::uint32_t> before_;  // per claim: 1 + the one that came before it on its site
};

}  // namespace tilscape

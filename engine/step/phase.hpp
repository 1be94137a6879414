// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tilscape {

/// The phases of a step, in this order. Each is a barrier: a phase sees what the one before it has finished,
/// and writes its own row or its own site only.
enum class Phase : std::uint8_t {
  inject,   ///< scheduled doses, body compartments, recruitment of cells from vessels
  sense,    ///< what other agents and fields say, into own columns; changes of state at once        (own row)
  decide,   ///< rates of the competing acts, one of them, its proposal; own columns               (own row)
  resolve,  ///< claims for a site in the order of their draws while they fit; who was hit     (own site)
  commit,   ///< moves, births, deaths, kills, changes of state; occupancy
  exchange,  ///< sources and uptake coefficients of each field that is due            (own site)
  diffuse,   ///< implicit solve of each field that is due
  record,    ///< observables, snapshots, on their schedules                           (reads only)
};

inline constexpr std::size_t phases = 8;

constexpr std::string_view name(Phase phase) {
  constexpr std::string_view names[] = {"inject", "sense",    "decide",  "resolve",
                                        "commit", "exchange", "diffuse", "record"};
  return names[static_cast<std::uint8_t>(phase)];
}

}  // namespace tilscape

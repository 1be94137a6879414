// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/network/network.hpp"

#include <cstddef>
#include <string>

// Plasma and its exchange with the rest of the body: docs/methods/body.md.

namespace tilscape::body {

/// Concentration [nM] of an amount [nmol] in a volume [um3].
constexpr double concentration(double amount, double volume) {
  return 1e15 * amount / volume;
}

/// One well-stirred volume.
struct OneCompartment {
  double volume = 1;     ///< [um3] > 0
  double clearance = 0;  ///< [um3/min]

  static OneCompartment from_half_life(double half_life, double volume);
};

/// A central volume (plasma) and a peripheral one that exchange at Q. Q = 0 is one compartment.
struct TwoCompartment {
  double central = 1;     ///< [um3] > 0
  double peripheral = 1;  ///< [um3] > 0
  double clearance = 0;   ///< [um3/min] out of the central one
  double exchange = 0;    ///< Q [um3/min]

  TwoCompartment() = default;
  TwoCompartment(double v1, double v2, double cl, double q)
      : central(v1), peripheral(v2), clearance(cl), exchange(q) {}
  TwoCompartment(const OneCompartment& one) : central(one.volume), clearance(one.clearance) {}

  [[nodiscard]] double elimination_rate() const { return clearance / central; }  ///< k10 [1/min]
  [[nodiscard]] double outward_rate() const { return exchange / central; }       ///< k12 [1/min]
  [[nodiscard]] double inward_rate() const { return exchange / peripheral; }     ///< k21 [1/min]
};

/// Rates [1/min] of the two exponentials, fast >= slow.
struct Dispositions {
  double fast, slow;
};
Dispositions dispositions(const TwoCompartment& model);

/// Adds to a network what a drug does in plasma: states NAME, NAME_peripheral and what has left [nmol], and
/// the level of the first [nM].
struct InPlasma {
  std::size_t central, peripheral, gone;  ///< states
  std::size_t level;                      ///< value
};
InPlasma add_plasma(network::Description& network, const TwoCompartment& model, const std::string& name,
                    const std::string& gone, const std::string& level);
/// A first-order flow [1/min] from one state to another.
void add_flow(network::Description& network, const std::string& name, std::size_t from, std::size_t to,
              double rate);

}  // namespace tilscape::body

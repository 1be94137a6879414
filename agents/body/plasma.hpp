// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/linear_pk.hpp"

#include <cstddef>

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

/// A drug in plasma [nmol].
struct DrugInPlasma {
  enum : std::size_t { central, peripheral, eliminated, compartments };
};
LinearSystem drug_in_plasma(const TwoCompartment& drug);

/// A drug that particles carry and release. All amounts are of the drug [nmol], loaded or free, so that they
/// add up to the dose; loaded drug that is cleared with its particle counts in cleared_loaded.
struct CarrierInPlasma {
  enum : std::size_t {
    loaded,
    loaded_peripheral,
    cleared_loaded,
    free,
    free_peripheral,
    eliminated,
    compartments
  };
};
/// release [1/min]: first-order rate, the same wherever the particle is.
LinearSystem carrier_in_plasma(const TwoCompartment& particle, double release, const TwoCompartment& drug);

}  // namespace tilscape::body

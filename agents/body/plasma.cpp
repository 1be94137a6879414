// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/plasma.hpp"

#include "engine/base/math.hpp"

namespace tilscape::body {

namespace {

constexpr double ln2 = 0.693147180559945309;

void dispose(LinearSystem& system, const TwoCompartment& model, std::size_t central, std::size_t peripheral,
             std::size_t sink) {
  system.transfer(central, sink, model.elimination_rate());
  system.transfer(central, peripheral, model.outward_rate());
  system.transfer(peripheral, central, model.inward_rate());
}

}  // namespace

OneCompartment OneCompartment::from_half_life(double half_life, double volume) {
  return {volume, ln2 / half_life * volume};
}

Dispositions dispositions(const TwoCompartment& model) {
  const double k10 = model.elimination_rate();
  const double k12 = model.outward_rate();
  const double k21 = model.inward_rate();
  const double sum = k10 + k12 + k21;
  // sum^2 - 4 k10 k21 without the cancellation.
  const double root = math::sqrt((k10 - k21) * (k10 - k21) + k12 * (k12 + 2 * (k10 + k21)));
  const double fast = (sum + root) / 2;
  return {fast, fast > 0 ? k10 * k21 / fast : 0};
}

LinearSystem drug_in_plasma(const TwoCompartment& drug) {
  using P = DrugInPlasma;
  LinearSystem system(P::compartments);
  dispose(system, drug, P::central, P::peripheral, P::eliminated);
  return system;
}

LinearSystem carrier_in_plasma(const TwoCompartment& particle, double release, const TwoCompartment& drug) {
  using P = CarrierInPlasma;
  LinearSystem system(P::compartments);
  dispose(system, particle, P::loaded, P::loaded_peripheral, P::cleared_loaded);
  dispose(system, drug, P::free, P::free_peripheral, P::eliminated);
  system.transfer(P::loaded, P::free, release);
  system.transfer(P::loaded_peripheral, P::free_peripheral, release);
  return system;
}

}  // namespace tilscape::body

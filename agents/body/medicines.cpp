// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/medicines.hpp"

namespace tilscape::body {

std::vector<double> TreatmentParams::times() const {
  std::vector<double> list;
  const int doses = *count;
  const double first = *start;
  const double between = count.said() ? every.value_or(0) : 0;  // one dose
  for (int i = 0; i < doses; ++i) list.push_back(first + i * between);
  return list;
}

TwoCompartment PlasmaParams::model() const {
  if (one_compartment.given()) {
    const OneCompartmentParams one = *one_compartment;
    return one.half_life.given() ? OneCompartment::from_half_life(*one.half_life, *one.volume)
                                 : OneCompartment{*one.volume, *one.clearance};
  }
  const TwoCompartmentParams two = *two_compartment;
  return {*two.central, *two.peripheral, *two.clearance, *two.exchange};
}

double BodyParams::kilograms() const {
  if (weight.given()) return *weight;
  const std::string whose = *species;
  return whose == "mouse" ? 0.02 : whose == "rat" ? 0.25 : 70;
}

std::string loaded_field(const std::string& particle, const std::string& drug, std::size_t payloads) {
  return payloads > 1 ? particle + "_" + drug : particle;
}

}  // namespace tilscape::body

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/medicines.hpp"

namespace tilscape::body {

double BodyParams::kilograms() const {
  if (weight.given()) return *weight;
  const std::string whose = *species;
  return whose == "mouse" ? 0.02 : whose == "rat" ? 0.25 : 70;
}

}  // namespace tilscape::body

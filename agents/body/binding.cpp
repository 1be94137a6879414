// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/binding.hpp"

#include "engine/base/math.hpp"

namespace tilscape::binding {

double complexes(double receptors, double ligands, double dissociation) {
  // The smaller root of C^2 - b C + P L = 0 as 2 P L / (b + root), and b^2 - 4 P L as a sum of what is
  // positive: nothing cancels, neither for tight nor for weak binding.
  const double b = receptors + ligands + dissociation;
  const double difference = receptors - ligands;
  const double discriminant =
      difference * difference + dissociation * (dissociation + 2 * (receptors + ligands));
  return 2 * receptors * ligands / (b + math::sqrt(discriminant));
}

double occupancy(double drug, double dissociation) {
  return drug / (drug + dissociation);
}

}  // namespace tilscape::binding

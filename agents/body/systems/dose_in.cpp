// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/dose_in.hpp"

namespace tilscape::body {

DoseResult dose_in(const Dimension& wanted, double dose, Dimension dimension, const DrugParams& drug,
                   const std::optional<BodyParams>& body) {
  const Dimension per_kg = dimension_of("1/kg");
  const Dimension mass = dimension_of("g");
  const Dimension amount = dimension_of("nmol");
  if (dimension.body_mass == -1) {
    if (!body || !(body->weight.given() || body->species.given())) return {};  // which is told
    dose *= body->kilograms();
    dimension = dimension / per_kg;
  }
  if (dimension.length == -2 && wanted.length == 0) {
    if (!body || !body->surface.given()) return {};  // which is told
    dose *= *body->surface * canonical_scale(dimension);
    dimension = dimension * dimension_of("m2");
  }
  if (dimension == wanted) return {.amount = dose};
  const bool weighed = dimension == mass && wanted == amount;
  const bool counted = dimension == amount && wanted == mass;
  if (!weighed && !counted && dimension != mass && dimension != amount) return {};  // no dose, which is told
  if (!weighed && !counted)
    return {.problem = "the dose is " + dimension_name(dimension) + ", and what it goes into holds " +
                       dimension_name(wanted)};
  if (!drug.mass.given())
    return {.problem = "the `mass` of the drug is missing: the dose is " + dimension_name(dimension) +
                       ", and what it goes into holds " + dimension_name(wanted)};
  return {.amount = weighed ? dose / *drug.mass : dose * *drug.mass};
}

}  // namespace tilscape::body

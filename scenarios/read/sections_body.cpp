// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Medicines, the body that they go through and the tissue that they meet: what agents/ says of them.
#include "agents/body/medicines.hpp"
#include "agents/particles/transport.hpp"
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

Info body_section() {
  return record("body", "what is not on the lattice", describe<body::BodyParams>());
}

Info tissue_section() {
  return {.name = "tissue",
          .kind = Kind::record,
          .default_value = "{}",
          .about =
              "what holds drugs and particles up by their size: a mesh of fibres between the cells, and the "
              "cells; both follow from an antibody of 150 kDa",
          .source = by_definition,
          .children = describe<transport::TissueParams>()};
}

Info drugs_section() {
  return map("drugs", "molecules that are given", describe<body::DrugParams>());
}

Info particles_section() {
  return map("particles", "designs of nanoparticles", describe<body::ParticleParams>());
}

Info vaccines_section() {
  return map("vaccines", "what primes T cells in the lymph node", describe<body::VaccineParams>());
}

Info treatments_section() {
  return map("treatments", "what is given, when", describe<body::TreatmentParams>());
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/release.hpp"
#include "agents/particles/transport.hpp"
#include "engine/base/math.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

/// One drug in a carrier.
struct Payload {
  std::string drug;
  double per_particle = 0;  ///< [molecules/particle]
  release::Law law = release::FirstOrder{};
};

/// A spherical particle; what follows from its diameter is derived, so that diameter is the only knob.
struct ParticleDesign {
  std::string name;
  double diameter = 0;  ///< [nm] hydrodynamic, > 0
  std::vector<Payload> payloads;
  double ligands = 0;  ///< [molecules/particle] on its surface

  [[nodiscard]] double radius() const { return diameter / 2; }  ///< [nm]
  /// [um3] of one particle
  [[nodiscard]] double volume() const { return math::pi / 6e9 * diameter * diameter * diameter; }
  /// [um2/min] in fluid
  [[nodiscard]] double free_diffusion() const { return transport::free_diffusion(radius()); }
  /// [um2/min] in tissue
  [[nodiscard]] double tissue_diffusion(const transport::FibreMesh& mesh = {}) const {
    return free_diffusion() * transport::mesh_diffusion(radius(), mesh);
  }
  /// [um/min] of a tumour's vessel wall
  [[nodiscard]] double wall_permeability(const transport::TwoPoreWall& wall = {}) const {
    return transport::wall_permeability(radius(), wall);
  }
  [[nodiscard]] bool renally_cleared() const { return diameter < transport::renal_cutoff; }

  [[nodiscard]] const Payload* payload(std::string_view drug) const {
    const auto it =
        std::find_if(payloads.begin(), payloads.end(), [&](const Payload& p) { return p.drug == drug; });
    return it == payloads.end() ? nullptr : &*it;
  }
  /// Loaded molecules per particle; 0 of a drug that it does not carry. A concentration of particles [nM]
  /// times this is the concentration of the loaded drug [nM], an amount of drug [nmol] divided by this is the
  /// amount of particles [nmol].
  [[nodiscard]] double per_particle(std::string_view drug) const {
    const Payload* found = payload(drug);
    return found == nullptr ? 0 : found->per_particle;
  }
};

}  // namespace tilscape

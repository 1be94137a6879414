// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace tilscape {

/// Exchange of one substance through the vessel wall, site by site: flux per volume k (c_blood - c /
/// available), with k = P S / V [1/min], P the permeability, S the vessel surface of the site, V its volume.
/// `available` is the share of the tissue's volume that the substance can enter, because the wall sees the
/// concentration there and not the mean. Every vessel site keeps its surface; a graph with flow would replace
/// the list, not this.
class VesselWall {
 public:
  /// permeability [um/min] >= 0; 0 < available <= 1.
  VesselWall(const SiteSet& vessels, double site_volume, double permeability, double available);

  /// Adds to a field's source [unit/min] and uptake [1/min] for a concentration in the blood [unit].
  void exchange(double blood, std::span<double> source, std::span<double> uptake) const;
  /// What crossed the wall in dt [min], both ways [unit um^3]; `mean` is the concentration that the uptake
  /// met.
  struct Crossed {
    double in, out;
  };
  [[nodiscard]] Crossed crossed(double blood, std::span<const double> mean, double dt) const;

 private:
  std::vector<Site> sites_;
  std::vector<double> rate_;  // k [1/min]
  double available_;
  double site_volume_;  // [um^3]
};

}  // namespace tilscape

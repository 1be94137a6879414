// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/wall.hpp"

#include "engine/base/error.hpp"

namespace tilscape {

VesselWall::VesselWall(const SiteSet& vessels, double site_volume, double permeability, double available)
    : sites_(vessels.sites), available_(available), site_volume_(site_volume) {
  if (!(permeability >= 0)) throw UsageError("a permeability cannot be negative");
  if (!(available > 0 && available <= 1))
    throw UsageError("the available share of the volume is above 0 and at most 1");
  rate_.reserve(sites_.size());
  for (const double surface : vessels.weights) rate_.push_back(permeability * surface / site_volume);
}

void VesselWall::exchange(double blood, std::span<double> source, std::span<double> uptake) const {
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    source[sites_[i]] += rate_[i] * blood;
    uptake[sites_[i]] += rate_[i] / available_;
  }
}

VesselWall::Crossed VesselWall::crossed(double blood, std::span<const double> mean, double dt) const {
  double in = 0;
  double out = 0;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    in += rate_[i] * blood;
    out += rate_[i] / available_ * mean[sites_[i]];
  }
  return {in * dt * site_volume_, out * dt * site_volume_};
}

}  // namespace tilscape

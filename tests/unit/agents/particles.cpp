// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/carrier.hpp"
#include "engine/base/error.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>

namespace tilscape {
namespace {

ParticleDesign design(double diameter) {
  return {
      .name = "np",
      .diameter = diameter,
      .payloads = {{"anti_pd1", 500, release::FirstOrder{1080}}, {"drug", 2000, release::Weibull{60, 2}}}};
}

}  // namespace

TEST_CASE("particle: everything follows from the diameter") {
  const ParticleDesign np = design(80);
  CHECK(np.radius() == 40);
  CHECK(np.volume() == doctest::Approx(4.0 / 3 * 3.14159265358979 * std::pow(0.04, 3)).epsilon(1e-12));
  CHECK(np.free_diffusion() == transport::free_diffusion(40));
  CHECK(np.tissue_diffusion() < np.free_diffusion());
  CHECK(np.wall_permeability() == transport::wall_permeability(40));
  CHECK_FALSE(np.renally_cleared());
  CHECK(design(5.4).renally_cleared());
}

TEST_CASE("particle: a payload is found by its drug, and what is not carried counts nothing") {
  const ParticleDesign np = design(80);
  CHECK(np.per_particle("drug") == 2000);
  CHECK(np.per_particle("anti_pd1") == 500);
  CHECK(np.per_particle("oxygen") == 0);
  REQUIRE(np.payload("drug") != nullptr);
  CHECK(release::released(np.payload("drug")->law, 60) == doctest::Approx(1 - std::exp(-1)).epsilon(1e-12));
}

TEST_CASE("transport: a denser mesh and a larger particle are slower and find less room") {
  const transport::FibreMesh loose{20, 0.02};
  const transport::FibreMesh dense{20, 0.06};
  CHECK(transport::mesh_diffusion(10, dense) < transport::mesh_diffusion(10, loose));
  CHECK(transport::mesh_diffusion(50, loose) < transport::mesh_diffusion(10, loose));
  CHECK(transport::mesh_volume(10, dense) < transport::mesh_volume(10, loose));
  CHECK(transport::mesh_diffusion(10, {20, 0.04}) == doctest::Approx(std::exp(-0.2 * 1.5)).epsilon(1e-12));
  CHECK(transport::mesh_volume(10, {20, 0.04}) == doctest::Approx(std::exp(-0.04 * 2.25)).epsilon(1e-12));
}

TEST_CASE("transport: pores of another size open and close the wall") {
  const transport::TwoPoreWall normalised{.small_radius = 4.5, .large_radius = 30};
  CHECK(transport::wall_permeability(50, normalised) == 0);
  CHECK(transport::wall_permeability(5, normalised) > 0);
}

TEST_CASE("transport: flow through a wall carries what diffusion does not") {
  using transport::wall_flux;
  CHECK(wall_flux({2, 0, 0.5}, 10, 4) == doctest::Approx(12).epsilon(1e-14));
  CHECK(wall_flux({2, 1e-9, 0}, 10, 4) == doctest::Approx(12).epsilon(1e-8));
  CHECK(wall_flux({1e-3, 5, 0.2}, 10, 4) == doctest::Approx(40).epsilon(1e-12));
  CHECK(wall_flux({1e-3, -5, 0.2}, 10, 4) == doctest::Approx(-16).epsilon(1e-12));
  CHECK(wall_flux({0, 5, 0.2}, 10, 4) == doctest::Approx(40).epsilon(1e-14));
  CHECK(wall_flux({0, -5, 0.2}, 10, 4) == doctest::Approx(-16).epsilon(1e-14));
  CHECK(wall_flux({2, 3, 0.5}, 10, 10) == doctest::Approx(15).epsilon(1e-14));  // no gradient: flow alone
}

TEST_CASE("transport: clearance is not extrapolated beyond the molecules that it was fitted to") {
  CHECK_THROWS_AS(transport::mouse_clearance(6), UsageError);
  CHECK_THROWS_AS(transport::mouse_clearance(0.5), UsageError);
  CHECK_THROWS_AS(transport::mouse_clearance(std::numeric_limits<double>::quiet_NaN()), UsageError);
}

}  // namespace tilscape

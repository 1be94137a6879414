// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/transport.hpp"

#include <cmath>
#include <doctest/doctest.h>

namespace tilscape {

TEST_CASE("transport: a denser mesh and a larger particle are slower and find less room") {
  const transport::FibreMesh loose{20, 0.02};
  const transport::FibreMesh dense{20, 0.06};
  CHECK(transport::mesh_diffusion(10, dense) < transport::mesh_diffusion(10, loose));
  CHECK(transport::mesh_diffusion(50, loose) < transport::mesh_diffusion(10, loose));
  CHECK(transport::mesh_volume(10, dense) < transport::mesh_volume(10, loose));
  CHECK(transport::mesh_diffusion(10, {20, 0.04}) == doctest::Approx(std::exp(-0.2 * 1.5)).epsilon(1e-12));
  CHECK(transport::mesh_volume(10, {20, 0.04}) == doctest::Approx(std::exp(-0.04 * 2.25)).epsilon(1e-12));
  CHECK(transport::tissue_diffusion(10, dense) ==
        doctest::Approx(transport::free_diffusion(10) * transport::mesh_diffusion(10, dense)).epsilon(1e-12));
}

TEST_CASE("transport: pores of another size open and close the wall") {
  const transport::TwoPoreWall normalised{.small_radius = 4.5, .large_radius = 30};
  CHECK(transport::wall_permeability(50, normalised) == 0);
  CHECK(transport::wall_permeability(5, normalised) > 0);
}

}  // namespace tilscape

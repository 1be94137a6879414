// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/transport.hpp"
#include "engine/base/error.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>

namespace tilscape::transport {

TEST_CASE("transport: a denser mesh and a larger particle are slower and find less room") {
  const FibreMesh loose{20, 0.02};
  const FibreMesh dense{20, 0.06};
  CHECK(mesh_diffusion(10, dense) < mesh_diffusion(10, loose));
  CHECK(mesh_diffusion(50, loose) < mesh_diffusion(10, loose));
  CHECK(mesh_volume(10, dense) < mesh_volume(10, loose));
  CHECK(mesh_diffusion(10, {20, 0.04}) == test::near(std::exp(-0.2 * 1.5), 1e-12));
  CHECK(mesh_volume(10, {20, 0.04}) == test::near(std::exp(-0.04 * 2.25), 1e-12));
}

TEST_CASE("transport: one tissue gives an antibody both its diffusion and its room, whatever the fibres") {
  const Measured igg = antibody();
  for (const double fibres : {0.5, 1., 2., 5., 10., 20., 30., 40.}) {
    CAPTURE(fibres);
    const Tissue tissue = fit_tissue(igg, fibres, 0.5);
    CHECK(tissue_diffusion(igg.radius, tissue) == test::near(600, 1e-12));
    CHECK(available_volume(igg.radius, tissue) == test::near(0.24, 1e-12));
    CHECK(tissue.mesh.volume_fraction > 0);
    CHECK(tissue.mesh.volume_fraction < 1);
    // Room and hindrance of the antibody are of one product, phi (1 + R/rf)^2: cells in the way are the rest.
    CHECK(tissue.detour == test::near(0.3461, 1e-3));
  }
}

TEST_CASE(
    "transport: in one tissue larger spheres are slower and find less room, more so among finer fibres") {
  double before[2][3] = {};
  for (const double fibres : {2., 5., 10., 20., 40.}) {
    const Tissue tissue = fit_tissue(antibody(), fibres);
    double last_d = 1e9;
    double last_e = 1;
    for (std::size_t i = 0; const double radius : {10., 30., 50.}) {
      const double d = tissue_diffusion(radius, tissue);
      const double e = available_volume(radius, tissue);
      CHECK(d < last_d);
      CHECK(e < last_e);
      CHECK(d > before[0][i]);
      CHECK(e > before[1][i]);
      last_d = before[0][i] = d;
      last_e = before[1][i] = e;
      ++i;
    }
  }
  CHECK(available_volume(500, fit_tissue(antibody(), 1)) == least_available);
}

TEST_CASE("transport: what no tissue can have been is refused") {
  CHECK_THROWS_AS(fit_tissue(antibody(600, 0.5), 20, 0.5), UsageError);    // more room than there is
  CHECK_THROWS_AS(fit_tissue(antibody(600, 0.02), 100, 0.5), UsageError);  // more fibres than there is room
  CHECK_THROWS_AS(fit_tissue(antibody(2000), 20, 0.5), UsageError);        // faster than between its fibres
  CHECK_NOTHROW(fit_tissue(antibody(1700), 20, 0.5));
}

TEST_CASE("transport: pores of another size open and close the wall") {
  const TwoPoreWall normalised{.small_radius = 4.5, .large_radius = 30};
  CHECK(wall_permeability(50, normalised) == 0);
  CHECK(wall_permeability(5, normalised) > 0);
}

}  // namespace tilscape::transport

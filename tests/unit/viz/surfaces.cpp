// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/near.hpp"
#include "tests/support/snapshots.hpp"
#include "viz/server/volume.hpp"
#include "viz/solid.hpp"

#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

TEST_CASE("volume: a field within the limit has its values, a larger one the means of blocks") {
  snapshot::LatticeInfo lattice;
  lattice.nx = 5;
  lattice.ny = 3;
  lattice.nz = 2;
  snapshot::FieldTable field{0, std::vector<float>(30)};
  auto& values = std::get<std::vector<float>>(field.values);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const Volume whole = volume_of(lattice, field, 5);
  CHECK(whole.block == 1);
  CHECK(whole.values == values);
  const Volume blocks = volume_of(lattice, field, 4);
  CHECK(blocks.block == 2);
  CHECK(blocks.size == std::array<std::uint32_t, 3>{3, 2, 1});
  REQUIRE(blocks.values.size() == 6);
  CHECK(blocks.values[0] == (0 + 1 + 5 + 6 + 15 + 16 + 20 + 21) / 8.0F);
  CHECK(blocks.values[2] == (4 + 9 + 19 + 24) / 4.0F);  // one site along x
  CHECK(blocks.values[5] == (14 + 29) / 2.0F);          // one along x and y
}

TEST_CASE("solid: the surface of a level lies where the field has it, over what is behind it alone") {
  snapshot::RunHeader header = test::cube_header(20);
  snapshot::Frame frame;
  std::vector<float> distance;  // from the middle [sites]
  for (std::uint32_t site = 0; site < header.lattice.sites(); ++site) {
    const auto from_middle = [](std::uint32_t i) { return static_cast<float>(i) - 9.5F; };
    distance.push_back(std::sqrt(std::pow(from_middle(site % 20), 2.0F) +
                                 std::pow(from_middle(site / 20 % 20), 2.0F) +
                                 std::pow(from_middle(site / 400), 2.0F)));
  }
  frame.fields = {{0, distance}};
  Look look;
  look.cutting.cut = Cut::none;
  look.by.hidden = {false, false};
  const auto differing = [](const Section& a, const Section& b) {
    double count = 0;
    for (std::size_t i = 0; i < a.image.pixels().size(); ++i)
      if (a.image.pixels()[i] != b.image.pixels()[i]) ++count;
    return count;
  };
  const Section without = draw_solid(header, frame, look, 300);
  for (const double radius : {3.0, 7.5}) {
    CAPTURE(radius);
    look.level = Level{0, radius};
    const Section with = draw_solid(header, frame, look, 300);
    const double sites = 20 / with.pixel;  // pixels along a site
    CHECK(differing(with, without) == test::near(3.14159 * radius * radius * sites * sites, 0.04));
  }
  look.level = Level{0, 100};
  CHECK(differing(draw_solid(header, frame, look, 300), without) == 0);

  look.level = Level{0, 3};
  frame = test::full_cube(header);
  frame.fields = {{0, distance}};
  const Section full = draw_solid(header, frame, look, 300);
  look.level.reset();
  CHECK(differing(full, draw_solid(header, frame, look, 300)) == 0);
}

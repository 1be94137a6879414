// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V23: hindrance in the pores of a wall. V24: permeability of vessel walls and available volume.
#include "agents/particles/transport.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>

namespace tilscape::transport {
namespace {

constexpr double cm_per_s = 6e5;  // [um/min]
constexpr double um2_per_s = 60;  // [um2/min]

/// Radius of a globular molecule [nm] of mass [kDa] (Schmidt and Wittrup 2009, PMC4078872).
double molecular_radius(double mass) {
  return 0.912 * std::pow(mass, 0.333);
}

}  // namespace

TEST_CASE("V23: hindrance is 1 for a point and 0 for what fills the pore") {
  CHECK(wall_hindrance(0) == 1);
  CHECK(wall_hindrance(1.2) == 0);
}

TEST_CASE("V23: hindrance never rises with size") {
  for (int i = 0; i < 1000; ++i) {
    const double a = 0.001 * i;
    const double b = a + 0.001;
    CHECK(wall_hindrance(b) <= wall_hindrance(a));
  }
}

TEST_CASE("V23: the drag table continues the polynomial of Haberman and Sayre") {
  CHECK(wall_hindrance(0.6) == doctest::Approx(wall_hindrance(0.5999999)).epsilon(0.06));
  CHECK(wall_hindrance(0.61) == doctest::Approx(0.39 * 0.39 / ((11.14580 + 12.87453) / 2)).epsilon(1e-12));
}

TEST_CASE("V24: permeability of a tumour's wall takes the values of the two-pore fit") {
  struct Row {
    double diameter, permeability;
  };
  for (const Row& row : std::array<Row, 6>{
           {{5, 1.28e-6}, {10, 3.74e-7}, {20, 1.79e-7}, {50, 6.30e-8}, {90, 2.91e-8}, {100, 2.50e-8}}}) {
    // The table has three digits: half a unit of the last one is up to 2e-3 of the value.
    CHECK(wall_permeability(row.diameter / 2) / cm_per_s == doctest::Approx(row.permeability).epsilon(3e-3));
  }
  CHECK(wall_permeability(2.5) / cm_per_s == doctest::Approx(1.2827911e-6).epsilon(1e-7));
  CHECK(wall_permeability(50) / cm_per_s == doctest::Approx(2.5005891e-8).epsilon(1e-7));
}

TEST_CASE("V24: permeability to proteins of 1 to 150 kDa") {
  struct Row {
    double mass, permeability;
  };
  // Where the radius is below 0.6 of the small pores or above 0.9 of them. At 30 and 50 kDa the public
  // model's code counts the partition coefficient twice and finds 7.00e-7 and 5.67e-7 cm/s, which breaks its
  // curve by a factor of 6 in the small pores' part at 0.6; the product of partition and Kd gives the values
  // below.
  for (const Row& row : std::array<Row, 6>{
           {{1, 2.39e-5}, {5, 6.32e-6}, {10, 2.99e-6}, {25, 1.04e-6}, {100, 4.46e-7}, {150, 3.87e-7}}})
    CHECK(wall_permeability(molecular_radius(row.mass)) / cm_per_s ==
          doctest::Approx(row.permeability).epsilon(5e-3));
  CHECK(wall_permeability(molecular_radius(30)) / cm_per_s == doctest::Approx(8.6e-7).epsilon(0.01));
  CHECK(wall_permeability(molecular_radius(50)) / cm_per_s == doctest::Approx(5.9e-7).epsilon(0.01));
}

TEST_CASE("V24: available volume of an antibody, and of what no pore admits") {
  CHECK(available_volume(molecular_radius(150)) == doctest::Approx(0.239).epsilon(1e-2));
  CHECK(std::abs(available_volume(molecular_radius(150)) - 0.239319) < 1e-6);
  CHECK(available_volume(0) == 0.5);
  CHECK(available_volume(50) == doctest::Approx(0.05 * 0.95 * 0.95).epsilon(1e-12));
  CHECK(available_volume(1000) == 0);
}

TEST_CASE("V24: free diffusion at 37 C follows Stokes and Einstein") {
  struct Row {
    double diameter, diffusion;
  };
  for (const Row& row : std::array<Row, 5>{{{5, 131.7}, {10, 65.8}, {20, 32.9}, {50, 13.2}, {100, 6.58}}})
    CHECK(free_diffusion(row.diameter / 2) / um2_per_s == doctest::Approx(row.diffusion).epsilon(3e-3));
}

}  // namespace tilscape::transport

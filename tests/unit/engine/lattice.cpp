// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/lattice/lattice.hpp"

#include "engine/base/error.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <set>

using tilscape::Coordinates;
using tilscape::Lattice;
using tilscape::Neighbourhood;
using tilscape::no_site;
using tilscape::Side;
using tilscape::Site;

namespace {

Lattice lattice(int nx, int ny, int nz, Neighbourhood neighbourhood, Side side = Side::closed) {
  return Lattice({.nx = nx, .ny = ny, .nz = nz, .sides = {side, side, side}, .neighbourhood = neighbourhood});
}

/// The neighbours of a site that exist.
std::set<Site> neighbours(const Lattice& l, Coordinates c) {
  std::set<Site> found;
  for (int d = 0; d < l.directions(); ++d)
    if (const Site s = l.neighbour(l.site(c), d); s != no_site) found.insert(s);
  return found;
}

/// The direction with this offset.
int direction(const Lattice& l, Coordinates offset) {
  for (int d = 0; d < l.directions(); ++d)
    if (l.offset(d) == offset) return d;
  return -1;
}

}  // namespace

TEST_CASE("lattice: there are 4, 8, 6 or 26 directions") {
  CHECK(lattice(5, 5, 1, Neighbourhood::von_neumann).directions() == 4);
  CHECK(lattice(5, 5, 1, Neighbourhood::moore).directions() == 8);
  CHECK(lattice(5, 5, 5, Neighbourhood::von_neumann).directions() == 6);
  CHECK(lattice(5, 5, 5, Neighbourhood::moore).directions() == 26);
}

TEST_CASE("lattice: coordinates and site numbers are inverse") {
  const Lattice l = lattice(3, 4, 5, Neighbourhood::moore);
  REQUIRE(l.sites() == 60);
  for (Site s = 0; s < l.sites(); ++s) {
    CHECK(l.inside(l.coordinates(s)));
    CHECK(l.site(l.coordinates(s)) == s);
  }
  CHECK(l.site({1, 0, 0}) == 1);
  CHECK(l.site({0, 1, 0}) == 3);
  CHECK(l.site({0, 0, 1}) == 12);
}

TEST_CASE("lattice: the opposite direction leads back") {
  for (const int nz : {1, 5})
    for (const auto neighbourhood : {Neighbourhood::von_neumann, Neighbourhood::moore}) {
      const Lattice l = lattice(5, 5, nz, neighbourhood);
      const Site centre = l.site({2, 2, nz / 2});
      for (int d = 0; d < l.directions(); ++d) {
        const Site there = l.neighbour(centre, d);
        REQUIRE(there != no_site);
        CHECK(there != centre);
        CHECK(l.neighbour(there, l.opposite(d)) == centre);
      }
    }
}

TEST_CASE("lattice: an inner site has distinct neighbours, a corner of a closed one fewer") {
  const Lattice flat = lattice(5, 5, 1, Neighbourhood::moore);
  CHECK(neighbours(flat, {2, 2, 0}).size() == 8);
  CHECK(neighbours(flat, {0, 0, 0}) == std::set<Site>{1, 5, 6});
  const Lattice cube = lattice(5, 5, 5, Neighbourhood::moore);
  CHECK(neighbours(cube, {2, 2, 2}).size() == 26);
  CHECK(neighbours(cube, {4, 4, 4}).size() == 7);
  const Lattice cross = lattice(5, 5, 5, Neighbourhood::von_neumann);
  CHECK(neighbours(cross, {0, 0, 0}) == std::set<Site>{1, 5, 25});
}

TEST_CASE("lattice: a periodic side leads to the opposite one") {
  const Lattice l = lattice(4, 3, 5, Neighbourhood::moore, Side::periodic);
  CHECK(neighbours(l, {0, 0, 0}).size() == 26);
  CHECK(l.step({0, 1, 2}, direction(l, {-1, 0, 0})).site == l.site({3, 1, 2}));
  CHECK(l.step({3, 2, 4}, direction(l, {1, 1, 1})).site == l.site({0, 0, 0}));
}

TEST_CASE(
    "lattice: a periodic axis of one or two sites, on which a site would be its own neighbour, is refused") {
  for (const std::int32_t n : {1, 2}) {
    CHECK_THROWS_AS(Lattice({.nx = n, .ny = 50, .sides = {Side::periodic, Side::closed, Side::closed}}),
                    tilscape::UsageError);
    CHECK_THROWS_AS(Lattice({.nx = 9, .ny = n, .sides = {Side::closed, Side::periodic, Side::closed}}),
                    tilscape::UsageError);
  }
  CHECK_THROWS_AS(Lattice({.nx = 9, .ny = 9, .nz = 2, .sides = {Side::closed, Side::closed, Side::periodic}}),
                  tilscape::UsageError);
  const Lattice flat({.nx = 3, .ny = 3, .sides = {Side::periodic, Side::periodic, Side::periodic}});
  CHECK(neighbours(flat, {0, 0, 0}).size() == 8);
}

TEST_CASE("lattice: a step over an open side leaves, one against a closed side does not") {
  const Lattice open = lattice(4, 4, 1, Neighbourhood::von_neumann, Side::open);
  const auto over = open.step({0, 1, 0}, direction(open, {-1, 0, 0}));
  CHECK(over.site == no_site);
  CHECK(over.left);
  const Lattice closed = lattice(4, 4, 1, Neighbourhood::von_neumann);
  const auto against = closed.step({0, 1, 0}, direction(closed, {-1, 0, 0}));
  CHECK(against.site == no_site);
  CHECK_FALSE(against.left);
}

TEST_CASE("lattice: each axis has sides of its own") {
  const Lattice l(
      {.nx = 4, .ny = 4, .nz = 4, .spacing = 20, .sides = {Side::periodic, Side::closed, Side::open}});
  CHECK(l.step({0, 1, 1}, direction(l, {-1, 0, 0})).site == l.site({3, 1, 1}));
  CHECK_FALSE(l.step({1, 0, 1}, direction(l, {0, -1, 0})).left);
  CHECK(l.step({1, 1, 3}, direction(l, {0, 0, 1})).left);
}

TEST_CASE("lattice: a hop is as long as the offset") {
  const Lattice l({.nx = 3, .ny = 3, .nz = 3, .spacing = 20});
  CHECK(l.hop(direction(l, {1, 0, 0})) == 20);
  CHECK(l.hop(direction(l, {1, 0, -1})) == tilscape::test::near(20 * std::sqrt(2.0), 1e-5));
  CHECK(l.hop(direction(l, {-1, 1, 1})) == tilscape::test::near(20 * std::sqrt(3.0), 1e-5));
}

TEST_CASE("lattice: a section has the volume of its thickness") {
  CHECK(Lattice({.nx = 2, .ny = 2, .spacing = 8, .thickness = 5}).site_volume() == 320);
  CHECK(Lattice({.nx = 2, .ny = 2, .spacing = 8}).site_volume() == 512);
  CHECK(Lattice({.nx = 2, .ny = 2, .nz = 2, .spacing = 8, .thickness = 5}).site_volume() == 512);
}

TEST_CASE("lattice: a shape that cannot be is refused") {
  CHECK_THROWS_AS(Lattice({.nx = 0}), tilscape::UsageError);
  CHECK_THROWS_AS(Lattice({.nx = 2, .spacing = 0}), tilscape::UsageError);
  CHECK_THROWS_AS(Lattice({.nx = 65536, .ny = 65536}), tilscape::UsageError);
}

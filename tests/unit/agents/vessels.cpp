// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/segments.hpp"
#include "engine/base/error.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <numeric>
#include <sstream>
#include <string>

namespace tilscape::vessels {
namespace {

constexpr double pi = 3.14159265358979323846;

Lattice cube(int n, double spacing = 20) {
  return Lattice({.nx = n, .ny = n, .nz = n, .spacing = spacing});
}
Lattice section(int n, double spacing, double thickness) {
  return Lattice({.nx = n, .ny = n, .nz = 1, .spacing = spacing, .thickness = thickness});
}

double total(const VesselSites& sites) {
  return std::accumulate(sites.surface_um2.begin(), sites.surface_um2.end(), 0.0);
}

double length(const Segment& s) {
  return std::sqrt(std::pow(s.to[0] - s.from[0], 2) + std::pow(s.to[1] - s.from[1], 2) +
                   std::pow(s.to[2] - s.from[2], 2));
}

double wall(const std::vector<Segment>& segments) {
  double sum = 0;
  for (const Segment& s : segments) sum += 2 * pi * s.radius * length(s);
  return sum;
}

std::string refusal(const std::string& text) {
  std::istringstream in(text);
  try {
    read_segments(in, "net.csv");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

const std::string header = "x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,radius_um\n";

}  // namespace

TEST_CASE("vessels: a vessel along an axis gives each site that it crosses its length") {
  const VesselSites sites = rasterise(cube(4), {{{10, 30, 30}, {80, 30, 30}, 5}});
  const Lattice lattice = cube(4);
  REQUIRE(sites.site.size() == 4);
  for (int x = 0; x < 4; ++x) {
    CHECK(sites.site[static_cast<std::size_t>(x)] == lattice.site({x, 1, 1}));
    CHECK(sites.surface_um2[static_cast<std::size_t>(x)] ==
          test::near(2 * pi * 5 * (x == 0 ? 10 : 20), 1e-12));
  }
}

TEST_CASE("vessels: a slanted vessel keeps its surface") {
  const std::vector<Segment> thin = {{{3, 7, 11}, {150, 90, 47}, 5}, {{150, 90, 47}, {20, 180, 199}, 8}};
  const VesselSites sites = rasterise(cube(10), thin);
  CHECK(total(sites) == test::near(wall(thin), 1e-12));
  CHECK(std::is_sorted(sites.site.begin(), sites.site.end()));
  CHECK(std::adjacent_find(sites.site.begin(), sites.site.end()) == sites.site.end());
  CHECK(*std::min_element(sites.surface_um2.begin(), sites.surface_um2.end()) > 0);
}

TEST_CASE("vessels: the wall of a wide vessel lies around its axis") {
  const std::vector<Segment> wide = {{{200, 200, 50}, {200, 200, 350}, 60}};
  const Lattice lattice = cube(20);
  const VesselSites sites = rasterise(lattice, wide);
  CHECK(total(sites) == test::near(wall(wide), 0.01));
  for (const Site s : sites.site) {
    const Coordinates c = lattice.coordinates(s);
    const double away = std::hypot((c.x + 0.5) * 20 - 200, (c.y + 0.5) * 20 - 200);
    CHECK(std::abs(away - 60) < 20);  // half a site's diagonal is 14 um
  }
}

TEST_CASE("vessels: the wall of a wide vessel lies around it whichever way it runs") {
  const Lattice lattice = cube(20);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    CAPTURE(axis);
    Segment vessel{{200, 200, 200}, {200, 200, 200}, 60};
    vessel.from[axis] = 50;
    vessel.to[axis] = 350;
    const VesselSites sites = rasterise(lattice, {vessel});
    CHECK(total(sites) == test::near(wall({vessel}), 0.01));
    for (const Site s : sites.site) {
      const Coordinates c = lattice.coordinates(s);
      std::array<double, 3> from_axis = {(c.x + 0.5) * 20 - 200, (c.y + 0.5) * 20 - 200,
                                         (c.z + 0.5) * 20 - 200};
      from_axis[axis] = 0;
      CHECK(std::abs(std::hypot(from_axis[0], from_axis[1], from_axis[2]) - 60) < 20);
    }
  }
}

TEST_CASE("vessels: one on the last face of the lattice or through corners of sites stays inside and whole") {
  const Lattice lattice = cube(4);
  for (const Segment& vessel : {Segment{{0, 80, 80}, {80, 80, 80}, 5}, Segment{{0, 0, 0}, {80, 80, 80}, 5},
                                Segment{{0, 20, 20}, {80, 20, 20}, 5}}) {
    const VesselSites sites = rasterise(lattice, {vessel});
    REQUIRE(sites.site.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(sites.site[i] < lattice.sites());
      CHECK(sites.surface_um2[i] == test::near(wall({vessel}) / 4, 1e-9));
    }
  }
}

TEST_CASE("vessels: radii from a tenth of a micrometre to a millimetre are taken") {
  const auto taken = [](double radius) { return refused({{0, 0, 0}, {10, 0, 0}, radius}).empty(); };
  CHECK(taken(0.1));
  CHECK(taken(1000));
  for (const double radius : {-1.0, 0.0, 0.099, 1001.0}) CHECK_FALSE(taken(radius));
}

TEST_CASE("vessels: what lies outside of the lattice is left out") {
  const std::vector<Segment> crossing = {{{-100, 30, 30}, {300, 30, 30}, 5}};
  CHECK(total(rasterise(cube(4), crossing)) == test::near(2 * pi * 5 * 80, 1e-12));
  CHECK(rasterise(cube(4), {{{100, 100, 100}, {300, 200, 100}, 5}}).site.empty());
  CHECK(rasterise(cube(4), {{{10, 10, 10}, {10, 10, 10}, 5}}).site.empty());
}

TEST_CASE("vessels: a vessel that crosses a section is a point with its wall over the thickness") {
  const Lattice lattice = section(50, 8, 4);
  const VesselSites thin = rasterise(lattice, {{{100, 60, 0}, {100, 60, 4}, 3}});
  REQUIRE(thin.site.size() == 1);
  CHECK(thin.site[0] == lattice.site({12, 7, 0}));
  CHECK(thin.surface_um2[0] == test::near(2 * pi * 3 * 4, 1e-12));
  const VesselSites wide = rasterise(lattice, {{{100, 60, 0}, {100, 60, 4}, 8}});
  CHECK(wide.site.size() > 3);
  CHECK(total(wide) == test::near(2 * pi * 8 * 4, 0.01));
}

TEST_CASE("vessels: the order of segments does not show in the sites, nor their direction in the surface") {
  const std::vector<Segment> one = {{{3, 7, 11}, {150, 90, 47}, 5}, {{20, 20, 20}, {20, 180, 20}, 5}};
  const std::vector<Segment> other = {{{20, 180, 20}, {20, 20, 20}, 5}, {{150, 90, 47}, {3, 7, 11}, 5}};
  const VesselSites a = rasterise(cube(10), one);
  const VesselSites b = rasterise(cube(10), other);
  REQUIRE(a.site == b.site);
  for (std::size_t i = 0; i < a.site.size(); ++i)
    CHECK(a.surface_um2[i] == test::near(b.surface_um2[i], 1e-9));
}

TEST_CASE("vessels: regular vessels stand at their spacing about the middle") {
  const auto vessels = regular(cube(50), Axis::x, 400, 8);  // 1 mm across: 2.5, so 3 x 3
  REQUIRE(vessels.size() == 9);
  for (const Segment& v : vessels) CHECK(length(v) == test::near(1000, 1e-5));
  CHECK(vessels[0].from[1] == test::near(100, 1e-5));
  CHECK(vessels[1].from[1] == test::near(500, 1e-5));
  CHECK(vessels[8].from[2] == test::near(900, 1e-5));
  CHECK(regular(cube(5), Axis::z, 400, 8).size() == 1);
  const auto points = regular(section(100, 8, 8), Axis::z, 200, 3);
  CHECK(points.size() == 16);
  CHECK(length(points[0]) == test::near(8, 1e-5));
}

TEST_CASE("vessels: random vessels have the length of parallel ones at their spacing") {
  const Lattice lattice = cube(50);
  const auto vessels = random(lattice, Draws(7, 0), 200, 8);
  CHECK(wall(vessels) == test::near(2 * pi * 8 * 1e9 / 4e4, 1e-9));
  CHECK(total(rasterise(lattice, vessels)) == test::near(wall(vessels), 1e-9));
  CHECK(random(section(125, 8, 8), Draws(7, 0), 200, 3).size() == 25);
}

TEST_CASE("vessels: random vessels are uniform in place and direction") {
  const Lattice lattice = cube(50);
  Point squares{};  // of the direction's cosines, by length
  Point lower{};    // surface in the lower half
  double length_of_all = 0;
  double surface_of_all = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto vessels = random(lattice, Draws(seed, 0), 100, 8);
    for (const Segment& v : vessels) {
      const double l = length(v);
      length_of_all += l;
      for (std::size_t a = 0; a < 3; ++a) squares[a] += (v.to[a] - v.from[a]) * (v.to[a] - v.from[a]) / l;
    }
    const VesselSites sites = rasterise(lattice, vessels);
    surface_of_all += total(sites);
    for (std::size_t i = 0; i < sites.site.size(); ++i) {
      const Coordinates c = lattice.coordinates(sites.site[i]);
      lower[0] += c.x < 25 ? sites.surface_um2[i] : 0;
      lower[1] += c.y < 25 ? sites.surface_um2[i] : 0;
      lower[2] += c.z < 25 ? sites.surface_um2[i] : 0;
    }
  }
  // 4 million um in about 6,000 lines. The square of a cosine has the variance 4/45 and the lower share of a
  // line at most 1/4: 4 standard errors are 0.016 and 0.026, and long lines weigh more.
  for (std::size_t a = 0; a < 3; ++a) {
    CHECK(std::abs(squares[a] / length_of_all - 1.0 / 3) < 0.02);
    CHECK(std::abs(lower[a] / surface_of_all - 0.5) < 0.03);
  }
}

TEST_CASE("vessels: random vessels depend on the seed alone") {
  const auto a = random(cube(20), Draws(1, 0), 100, 8);
  const auto b = random(cube(20), Draws(1, 0), 100, 8);
  const auto c = random(cube(20), Draws(2, 0), 100, 8);
  CHECK(a.size() == b.size());
  CHECK(a[0].from == b[0].from);
  CHECK(a[0].from != c[0].from);
}

TEST_CASE("vessels: generators refuse what cannot be") {
  CHECK_THROWS_AS(regular(cube(4), Axis::x, 0, 5), UsageError);
  CHECK_THROWS_AS(regular(cube(4), Axis::x, 100, 0), UsageError);
  CHECK_THROWS_AS(random(cube(4), Draws(1, 0), 9, 5), UsageError);
}

TEST_CASE("vessels: a file of segments is read whatever the order of its columns") {
  std::istringstream in(
      "\xEF\xBB\xBFname, radius_um,x1_um,y1_um,z1_um,x2_um,y2_um,z2_um\r\n"
      "a, 5,1,2,3,-4.5,5e1,6\r\n\r\nb,7,0,0,0,1,1,1\r\n");
  const auto segments = read_segments(in, "net.csv");
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].radius == 5);
  CHECK(segments[0].from == Point{1, 2, 3});
  CHECK(segments[0].to == Point{-4.5, 50, 6});
  CHECK(segments[1].radius == 7);
}

TEST_CASE("vessels: every problem of a file is told with its line") {
  CHECK(refusal("") == "net.csv:1: the file is empty");
  CHECK(
      refusal("x1_um,y1_um,z1_um,x2_um,y2_um\n") ==
      "net.csv:1: there is no column `z2_um`; there are `x1_um`, `y1_um`, `z1_um`, `x2_um`, `y2_um`. Did you "
      "mean `z1_um`?\n"
      "net.csv:1: there is no column `radius_um`; there are `x1_um`, `y1_um`, `z1_um`, `x2_um`, `y2_um`");
  CHECK(refusal(header + "0,0,0,1,1,1,5\n0,0,zero,1,1,1,5\n1,1,1,1,1,1,0\n0,0,0,0,0,0\n") ==
        "net.csv:3:5: `zero` in the column `z1_um` is no finite number\n"
        "net.csv:4:1: the radius of a vessel must be positive\n"
        "net.csv:5:1: `radius_um` is missing");
  CHECK(refusal(header + "0,0,0,1,1,1,1e-300\n0,0,0,1,1,1,1e8\n0,0,0,1e200,1,1,8\n") ==
        "net.csv:2:1: the radius of a vessel lies between 0.1 um and 1000 um\n"
        "net.csv:3:1: the radius of a vessel lies between 0.1 um and 1000 um\n"
        "net.csv:4:1: the end of a vessel lies farther away than 1e8 um");
  CHECK(refusal("0,0,0,1,1,1,5\n0,0,0,2,2,2,5\n") ==
        "net.csv:1:1: the first line has to name the columns, as in "
        "`x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,radius_um`");
  CHECK(refusal(header + "1,2,3,1,2,3,5\n") == "net.csv:2:1: a vessel ends where it begins");
  CHECK(refusal(header + "0,0,0,1,1,nan,5\n") == "net.csv:2:11: `z2_um` is missing");
  CHECK(refusal(header + "0,0,0,1,1,1,5um\n") ==
        "net.csv:2:13: `5um` in the column `radius_um` is no finite number");
  std::string many = header;
  for (int i = 0; i < 30; ++i) many += "0,0,0,0,0,0,0\n";
  CHECK(refusal(many).ends_with("\n10 more problems in net.csv"));
  CHECK_THROWS_AS(read_segments(std::string("no/such.csv")), InputError);
}

TEST_CASE("vessels: what is made is no denser than the lattice can hold") {
  const Lattice lattice({.nx = 10, .ny = 10, .nz = 10, .spacing = 20});
  CHECK_THROWS_AS(regular(lattice, Axis::z, 1, 0.1), UsageError);
  CHECK_THROWS_AS(vessels::random(lattice, Draws(1, 0), 1, 0.1), UsageError);
  CHECK(regular(lattice, Axis::z, 5, 0.1).size() == 1600);
}

TEST_CASE("vessels: a measured network of 3.6 mm is read and keeps its surface") {
  const auto segments =
      read_segments(std::string(TILSCAPE_SOURCE_DIR) + "/tests/data/vessels-tumour-mouse/segments.csv");
  REQUIRE(segments.size() == 805);
  double sum = 0;
  for (const Segment& s : segments) sum += length(s);
  CHECK(sum == test::near(3603, 1e-3));
  // Its box is 501 x 514 x 63 um; on sites of 60 um every vessel lies on its axis.
  const Lattice lattice({.nx = 9, .ny = 9, .nz = 2, .spacing = 60});
  const VesselSites sites = rasterise(lattice, segments);
  CHECK(total(sites) == test::near(wall(segments), 1e-9));
  const VesselSites fine = rasterise(Lattice({.nx = 52, .ny = 52, .nz = 7, .spacing = 10}), segments);
  CHECK(total(fine) < wall(segments));  // walls that stand out of the box
  CHECK(total(fine) > 0.85 * wall(segments));
}

}  // namespace tilscape::vessels

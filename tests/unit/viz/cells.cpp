// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/cells.hpp"

#include "tests/support/near.hpp"
#include "tests/support/snapshots.hpp"
#include "viz/block.hpp"
#include "viz/server/slice.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <set>
#include <stdexcept>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

// Sites of the cancer cells of a picture: their row is their site.
std::set<std::uint32_t> cancer_sites(const CellPicture& picture) {
  std::set<std::uint32_t> sites;
  for (std::size_t i = 0; i < picture.row.size(); ++i)
    if (picture.kind[4 * i] == 0) sites.insert(picture.row[i]);
  return sites;
}

// How many sites a site lies below the surface of a cube.
int depth(std::uint32_t site, int side) {
  int least = side;
  for (int axis = 0; axis < 3; ++axis) {
    const int c = static_cast<int>(site) % side;
    least = std::min({least, c, side - 1 - c});
    site /= static_cast<std::uint32_t>(side);
  }
  return least;
}

// Looks along a direction at a ball of 20 sites that lies inside of a cube of `side` filled sites: its points
// that no ball or disc of the picture covers, on a grid of eighths of a site. What is drawn for a cell is as
// wide as viz/web/src/scene.ts has it.
int pixels_seen_through(const CellPicture& picture, int side, const std::array<double, 3>& towards) {
  constexpr int grid = 8;
  const double length = std::hypot(towards[0], towards[1], towards[2]);
  const double flat = std::hypot(towards[0], towards[1]);
  const std::array<double, 3> d = {towards[0] / length, towards[1] / length, towards[2] / length};
  const std::array<double, 3> right = {-d[1] * length / flat, d[0] * length / flat, 0};
  const std::array<double, 3> up = {d[1] * right[2] - d[2] * right[1], d[2] * right[0] - d[0] * right[2],
                                    d[0] * right[1] - d[1] * right[0]};
  const unsigned octant = 1U << ((d[0] > 0 ? 1U : 0U) | (d[1] > 0 ? 2U : 0U) | (d[2] > 0 ? 4U : 0U));
  const int reach = side * grid;
  std::vector<bool> covered(static_cast<std::size_t>(2 * reach) * static_cast<std::size_t>(2 * reach));
  const auto pixel = [&](int x, int y) {
    return static_cast<std::size_t>(x + reach) +
           static_cast<std::size_t>(2 * reach) * static_cast<std::size_t>(y + reach);
  };
  for (std::size_t i = 0; i < picture.row.size(); ++i) {
    if (picture.kind[4 * i] != 0 || (picture.kind[4 * i + 3] & octant) == 0) continue;
    const double radius = grid * (picture.place[4 * i + 3] == 0 ? std::sqrt(3) / 2 : 0.6);
    double x = 0, y = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double at = grid * (picture.place[4 * i + axis] / picture.scale - 0.5 * side);
      x += at * right[axis];
      y += at * up[axis];
    }
    for (int py = static_cast<int>(std::floor(y - radius)); py <= y + radius; ++py)
      for (int px = static_cast<int>(std::floor(x - radius)); px <= x + radius; ++px)
        if (std::hypot(px - x, py - y) <= radius) covered[pixel(px, py)] = true;
  }
  int seen = 0;
  const int ball = (side / 2 - 2) * grid;
  for (int y = -ball; y <= ball; ++y)
    for (int x = -ball; x <= ball; ++x)
      if (x * x + y * y <= ball * ball && !covered[pixel(x, y)]) ++seen;
  return seen;
}

}  // namespace

TEST_CASE("cells: of a full cube the two outermost shells are sent, whatever lies in them") {
  const auto header = test::cube_header(9);
  auto frame = test::full_cube(header);
  frame.agents[1] = {1, {7, 8}, {364, 0}, {0, 0}, {}};  // in the middle and in a corner
  const CellPicture picture = choose_cells(header, frame, {});
  std::set<std::uint32_t> shells;
  for (std::uint32_t site = 0; site < 729; ++site)
    if (depth(site, 9) < 2) shells.insert(site);
  CHECK(cancer_sites(picture) == shells);
  CHECK(picture.row.size() == shells.size() + 1);
  CHECK(picture.counts == std::vector<std::vector<std::uint64_t>>{{729, 0}, {2}});
  CHECK(picture.matching == std::vector<std::uint64_t>{729, 2});
}

TEST_CASE("cells: a pore inside opens nothing, a passage to the outside does") {
  const auto header = test::cube_header(11);
  const std::uint32_t middle = 665, beside = 666;
  for (const bool passage : {false, true}) {
    const auto frame = test::full_cube(header);
    CellChoice choice;
    choice.without = passage ? SiteBox{{5, 5, 5}, {6, 6, 11}} : SiteBox{{5, 5, 5}, {6, 6, 6}};
    const auto sites = cancer_sites(choose_cells(header, frame, choice));
    CHECK_FALSE(sites.contains(middle));
    CHECK(sites.contains(beside) == passage);
  }
}

TEST_CASE("cells: each says from which octants of directions it may be seen") {
  const auto header = test::cube_header(11);
  const CellPicture picture = choose_cells(header, test::full_cube(header), {});
  const auto octants = [&](std::uint32_t x, std::uint32_t y, std::uint32_t z) -> unsigned {
    for (std::size_t i = 0; i < picture.row.size(); ++i)
      if (picture.kind[4 * i] == 0 && picture.row[i] == x + 11 * (y + 11 * z)) return picture.kind[4 * i + 3];
    return 0x100;
  };
  CHECK(octants(5, 5, 9) == 0xf0);   // the second layer of the +z face: from the four octants above
  CHECK(octants(1, 5, 5) == 0x55);   // of the -x face
  CHECK(octants(5, 5, 10) == 0xf0);  // of the face itself
  CHECK(octants(10, 0, 5) == 0xbb);  // of an edge: from the right or from the front
  CHECK(octants(5, 5, 5) == 0x100);
}

TEST_CASE("cells: a tissue with pores is not seen through, from wherever one looks") {
  const auto header = test::cube_header(24);
  const auto whole = test::full_cube(header);
  auto frame = whole;
  frame.agents[0] = {0, {}, {}, {}, {std::vector<float>()}};
  for (std::uint32_t site = 0; site < header.lattice.sites(); ++site) {
    if (std::abs(scatter(site, 0)) < 0.1F) continue;  // a tenth of the sites
    frame.agents[0].id.push_back(site + 1);
    frame.agents[0].site.push_back(site);
    frame.agents[0].state.push_back(0);
  }
  frame.agents[0].columns = {std::vector<float>(frame.agents[0].id.size())};
  const CellPicture picture = choose_cells(header, frame, {});
  for (const auto& direction : std::vector<std::array<double, 3>>{
           {1, 0.01, 0.01}, {0.7, 0.5, 0.5}, {-0.7, 0.7, 0.1}, {-0.2, -0.3, 0.9}, {0.5, -0.6, -0.6}})
    CHECK_MESSAGE(pixels_seen_through(picture, 24, direction) == 0, direction[0]);
}

TEST_CASE("cells: a cut opens the cells behind it, and nothing of it is left") {
  const auto header = test::cube_header(9);
  const auto frame = test::full_cube(header);
  CellChoice choice;
  choice.without = SiteBox{{4, 4, 4}, {9, 9, 9}};
  const auto sites = cancer_sites(choose_cells(header, frame, choice));
  CHECK(sites.contains(3 + 9 * (5 + 9 * 5)));        // on a face of the cut
  CHECK_FALSE(sites.contains(4 + 9 * (4 + 9 * 4)));  // cut away
  CHECK_FALSE(sites.contains(2 + 9 * (2 + 9 * 2)));  // three below every surface
}

TEST_CASE("cells: a layer is sent whole, its small cells side by side") {
  const auto header = test::cube_header(5);
  auto frame = test::full_cube(header);
  frame.agents[1] = {1, {7, 8, 9}, {62, 62, 0}, {0, 0, 0}, {}};
  CellChoice choice;
  choice.shape = CellChoice::Shape::flat;
  choice.within = SiteBox{{0, 0, 2}, {5, 5, 3}};
  const CellPicture picture = choose_cells(header, frame, choice);
  CHECK(cancer_sites(picture).size() == 25);
  REQUIRE(picture.row.size() == 27);
  std::set<int> left;
  for (std::size_t i = 0; i < picture.row.size(); ++i) {
    if (picture.kind[4 * i] != 1) continue;
    CHECK(picture.kind[4 * i + 2] == 2);
    left.insert(static_cast<int>(std::lround(100 * picture.place[4 * i] / picture.scale)));
  }
  CHECK(left == std::set<int>{225, 275});
}

TEST_CASE("cells: types, states and ranges of numbers are filtered before what is hidden is left out") {
  const auto header = test::cube_header(5);
  auto frame = test::full_cube(header);
  frame.agents[0].state[100] = 1;
  CellChoice choice;
  choice.hidden_types = {1};
  choice.hidden_states = {{0, 1}};
  choice.where = {{"pd_l1", 90, 110}, {"oxygen", 0, 204}};
  choice.value = "oxygen";
  const CellPicture picture = choose_cells(header, frame, choice);
  CHECK(cancer_sites(picture) == std::set<std::uint32_t>{90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 101, 102});
  CHECK(picture.matching == std::vector<std::uint64_t>{12, 0});
  for (std::size_t i = 0; i < picture.row.size(); ++i)
    CHECK(picture.value[i] == 2 * static_cast<float>(picture.row[i]));
}

TEST_CASE("cells: a type without the column has no number and passes no condition on it") {
  const auto header = test::cube_header(2);
  const auto frame = test::full_cube(header);
  CellChoice choice;
  choice.value = "pd_l1";
  const CellPicture all = choose_cells(header, frame, choice);
  for (std::size_t i = 0; i < all.row.size(); ++i) CHECK(std::isnan(all.value[i]) == (all.kind[4 * i] == 1));
  choice.where = {{"pd_l1", -1e30, 1e30}};
  CHECK(choose_cells(header, frame, choice).row.size() == 8);
  choice.where = {{"nothing", 0, 1}};
  CHECK_THROWS_AS(choose_cells(header, frame, choice), std::invalid_argument);
}

TEST_CASE("cells: any first part of them is spread over the whole") {
  const auto header = test::cube_header(20);
  const CellPicture picture = choose_cells(header, test::full_cube(header), {});
  const std::size_t part = picture.row.size() / 10;
  std::array<double, 8> octants{};
  for (std::size_t i = 0; i < part; ++i) {
    std::size_t octant = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
      octant |= static_cast<std::size_t>(picture.place[4 * i + axis] / picture.scale >= 10) << axis;
    octants[octant] += 8.0 / static_cast<double>(part);
  }
  for (const double share : octants) CHECK(share == test::near(1, 0.4));  // 2 standard errors of 24 cells
}

TEST_CASE("slice: a layer across each axis has the values of its sites") {
  const auto header = test::cube_header(4);
  const auto frame = test::full_cube(header);
  const auto value = [&](std::size_t axis, std::size_t column, std::size_t row) {
    return slice_of(header.lattice, frame.fields[0], axis, 3).values.at(row * 4 + column);
  };
  CHECK(value(2, 1, 2) == 2 * (1 + 4 * (2 + 4 * 3)));  // x, y
  CHECK(value(1, 1, 2) == 2 * (1 + 4 * (3 + 4 * 2)));  // x, z
  CHECK(value(0, 1, 2) == 2 * (3 + 4 * (1 + 4 * 2)));  // y, z
  CHECK_THROWS_AS(slice_of(header.lattice, frame.fields[0], 2, 4), std::invalid_argument);
}

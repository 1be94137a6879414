// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/multigrid.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

struct Case {
  const char* what;
  double diffusion, shift, low_uptake;
  FieldSide x, y, z;  // both sides
};

// Oxygen at its steady state and slower substances in time steps; spacing 20 um.
const std::array<Case, 5> cases = {{
    {"steady, held sides", 1.2e5, 0, 0.1, held_side(1), held_side(1), held_side(1)},
    {"steady, closed sides", 1.2e5, 0, 0.1, closed_side, closed_side, closed_side},
    {"step of 1 min, periodic sides", 600, 3.4, 0.1, wrapped_side, wrapped_side, wrapped_side},
    {"step of 10 min, mixed sides", 600, 0.34, 0.1, held_side(1), wrapped_side, closed_side},
    {"steady, hardly any uptake", 1.2e5, 0, 1e-5, wrapped_side, closed_side, closed_side},
}};

// The worst factor by which a cycle from a rough start shrinks the largest residual.
double worst_contraction(const Lattice& lattice, const Case& k) {
  const Threads threads(1);
  std::array<FieldSide, 6> sides = {k.x, k.x, k.y, k.y, closed_side, closed_side};
  if (lattice.dimensions() == 3) sides[4] = sides[5] = k.z;
  FieldMultigrid grid(lattice, k.diffusion, sides, std::make_shared<FieldWorkspace>(lattice));
  FieldLevel& fine = grid.finest();
  fine.for_rows(threads, [&](std::int32_t y, std::int32_t z, std::size_t) {
    for (std::int32_t x = 0; x < fine.nx(); ++x) {
      const std::size_t site = lattice.site({x, y, z});
      fine.reaction.row(y, z, x % 2)[x / 2] = static_cast<float>(patchy(site, k.low_uptake));
      fine.rhs.row(y, z, x % 2)[x / 2] = static_cast<float>(patchy(site + 5, 1.0));
    }
  });
  grid.begin(threads);
  const auto cycle = [&] { return grid.cycle(k.shift, FieldBound::none, {}, threads); };
  const double local = k.shift + k.low_uptake + fine.largest_exchange() / 2;
  const double rounding = 4e-6 * local;  // of the largest change
  FieldNorms before = grid.smooth(k.shift, FieldBound::none, -1, threads);
  double worst = 0;
  for (int i = 0; i < 8 && before.residual > rounding * before.change; ++i) {
    const FieldNorms after = cycle();
    worst = std::max(worst, after.residual / before.residual);
    before = after;
  }
  return worst;
}

}  // namespace

TEST_CASE("multigrid: a cycle more than halves the residual in 2D, for sizes that are no powers of two") {
  for (const Case& k : cases)
    for (const std::int32_t n : {64, 75, 100, 127}) {
      CAPTURE(std::string(k.what));
      CAPTURE(n);
      CHECK(worst_contraction(lattice_of(n, n, 1, 20), k) < 0.4);
    }
}

TEST_CASE("multigrid: a cycle more than halves the residual in 3D, for boxes of any sides") {
  const std::array<Lattice, 4> boxes = {lattice_of(32, 32, 32, 20), lattice_of(13, 21, 18, 20),
                                        lattice_of(25, 19, 31, 20), lattice_of(40, 27, 3, 20)};
  for (const Case& k : cases)
    for (const Lattice& box : boxes) {
      CAPTURE(std::string(k.what));
      CAPTURE(box.nx());
      CHECK(worst_contraction(box, k) < 0.4);
    }
}

TEST_CASE("multigrid: a cycle does not care for lattices of one row or one site") {
  for (const Case& k : cases)
    for (const Lattice& thin :
         {lattice_of(75, 1, 1, 20), lattice_of(1, 64, 1, 20), lattice_of(1, 5, 9, 20)}) {
      CAPTURE(std::string(k.what));
      CAPTURE(thin.ny());
      CHECK(worst_contraction(thin, k) < 0.5);
    }
}

TEST_CASE("multigrid: the coarsest cell holds the mean reaction of the lattice") {
  const Threads threads(1);
  const Lattice lattice = lattice_of(7, 5, 3, 20);
  FieldMultigrid grid(lattice, 600, {}, std::make_shared<FieldWorkspace>(lattice));
  double sum = 0;
  grid.finest().for_rows(threads, [&](std::int32_t y, std::int32_t z, std::size_t) {
    for (std::int32_t x = 0; x < 7; ++x) {
      grid.finest().reaction.row(y, z, x % 2)[x / 2] = static_cast<float>(1 + x * y + z);
      sum += 1.0 + x * y + z;
    }
  });
  grid.begin(threads);
  CHECK(grid.coarsest_rate() == test::near(sum / 105, 1e-5));
}

TEST_CASE("multigrid: passes that share a walk through memory keep to the order of one after another") {
  const auto axis = [](std::int32_t n) {
    return FieldAxis(std::vector<double>(static_cast<std::size_t>(n), 1.0), 1, closed_side, closed_side);
  };
  struct Box {
    std::int32_t nx, ny, nz;
  };
  std::vector<Box> boxes;
  for (const std::int32_t ny : {1, 5, 23, 24, 37, 100, 203}) boxes.push_back({4096, ny, 1});
  for (const std::int32_t ny : {1, 7, 8, 9, 40}) boxes.push_back({300, ny, 45});
  boxes.push_back({1000, 33, 300});
  for (const int passes_in_all : {1, 3, 4, 6})
    for (const auto& [nx, ny, nz] : boxes) {
      const std::int32_t rows_y = ny;
      const std::int32_t rows_z = nz;
      FieldWorkspace workspace(lattice_of(nx, ny, nz, 1));
      FieldLevel level(axis(nx), axis(ny), axis(nz), nz > 1 ? 1 : 0, workspace.levels.front());
      std::vector<std::atomic<int>> done(
          static_cast<std::size_t>(ny * nz));  // passes that a row has been through
      std::atomic<int> misplaced = 0;
      level.in_passes(Threads(2), passes_in_all, [&](int pass, const FieldLevel::Strip& strip) {
        level.for_rows_of(strip, [&](std::int32_t y, std::int32_t z) {
          const auto at = [&](std::int32_t j, std::int32_t k) -> std::atomic<int>& {
            return done[static_cast<std::size_t>(j + rows_y * k)];
          };
          if (at(y, z).load() != pass) ++misplaced;
          const auto beside = [&](std::int32_t j, std::int32_t k) {
            if (j < 0 || j >= rows_y || k < 0 || k >= rows_z) return;
            const int passes = at(j, k).load();
            if (passes < pass || passes > pass + 1) ++misplaced;
          };
          beside(y - 1, z);
          beside(y + 1, z);
          beside(y, z - 1);
          beside(y, z + 1);
          ++at(y, z);
        });
      });
      CHECK(misplaced == 0);
      CHECK(std::all_of(done.begin(), done.end(), [&](const auto& n) { return n == passes_in_all; }));
    }
}

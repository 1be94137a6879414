// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <numbers>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double diffusion = 600;  // um^2/min
constexpr double spacing = 20;     // um
constexpr double reach = 100;      // um
constexpr double decay = diffusion / (reach * reach);
constexpr std::int32_t half = 41;  // sites from the source to a side: more than 8 depths

// Largest relative error at more than 3 sites and up to 4 depths from a steady point source of 1 per minute.
template <class Exact>
double point_source_error(int dimensions, const Exact& exact) {
  constexpr std::int32_t n = 2 * half + 1;
  FieldBench bench(lattice_of(n, dimensions > 1 ? n : 1, dimensions > 2 ? n : 1, spacing),
                   substance(diffusion, decay));
  const std::size_t middle = bench.c.size() / 2;
  bench.source[middle] = 1 / std::pow(spacing, dimensions);
  bench.solve_steady();
  const auto origin = bench.centre(middle);
  double worst = 0;
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    const auto at = bench.centre(s);
    const double r = std::hypot(at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]);
    if (r > 3 * spacing && r < 4 * reach) worst = std::max(worst, std::abs(bench.c[s] / exact(r) - 1));
  }
  return worst;
}

}  // namespace

TEST_CASE("V3: a point source in 1D has its exponential profile") {
  const auto exact = [](double r) { return reach / (2 * diffusion) * std::exp(-r / reach); };
  CHECK(point_source_error(1, exact) < 0.02);
}

TEST_CASE("V3: a point source in 2D has its Bessel profile") {
  const auto exact = [](double r) { return std::cyl_bessel_k(0.0, r / reach) / (2 * pi * diffusion); };
  CHECK(point_source_error(2, exact) < 0.02);
}

TEST_CASE("V3: a point source in 3D has its Yukawa profile") {
  const auto exact = [](double r) { return std::exp(-r / reach) / (4 * pi * diffusion * r); };
  CHECK(point_source_error(3, exact) < 0.02);
}

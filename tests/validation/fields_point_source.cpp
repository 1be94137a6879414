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
constexpr double spacing = 20;     // um, where nothing else is said
constexpr double reach = 100;      // um
constexpr double decay = diffusion / (reach * reach);
constexpr std::int32_t half = 41;  // sites from the source to a side: more than 8 depths

struct Errors {
  double site = 0;   // largest relative error of a single site beyond the near field
  double shell = 0;  // largest relative error of the mean over sites at the same distance, beyond 3 sites
};

// A steady point source of 1 per minute in the middle of n sites a side.
FieldBench point_source(int dimensions, std::int32_t n, double h) {
  FieldBench bench(lattice_of(n, dimensions > 1 ? n : 1, dimensions > 2 ? n : 1, h),
                   substance(diffusion, decay));
  bench.source[bench.c.size() / 2] = 1 / std::pow(h, dimensions);
  bench.solve_steady();
  return bench;
}

// It is compared up to 4 depths away.
template <class Exact>
Errors point_source_errors(int dimensions, double near_field, const Exact& exact) {
  constexpr std::int32_t n = 2 * half + 1;
  const FieldBench bench = point_source(dimensions, n, spacing);
  const std::size_t middle = bench.c.size() / 2;
  const auto origin = bench.centre(middle);
  Errors errors;
  std::vector<double> found(half, 0.0);
  std::vector<double> expected(half, 0.0);
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    const auto at = bench.centre(s);
    const double r = std::hypot(at[0] - origin[0], at[1] - origin[1], at[2] - origin[2]);
    if (s == middle || r > 4 * reach) continue;
    const auto shell = static_cast<std::size_t>(std::lround(r / spacing));
    found[shell] += bench.c[s];
    expected[shell] += exact(r);
    if (r > near_field) errors.site = std::max(errors.site, std::abs(bench.c[s] / exact(r) - 1));
  }
  for (std::size_t k = 4; k * spacing <= 4 * reach; ++k)
    errors.shell = std::max(errors.shell, std::abs(found[k] / expected[k] - 1));
  return errors;
}

}  // namespace

TEST_CASE("V3: a point source in 1D has its exponential profile") {
  const Errors errors = point_source_errors(
      1, 3 * spacing, [](double r) { return reach / (2 * diffusion) * std::exp(-r / reach); });
  CHECK(errors.site < 0.02);
}

TEST_CASE("V3: a point source in 2D has its Bessel profile") {
  const Errors errors = point_source_errors(
      2, 3 * spacing, [](double r) { return std::cyl_bessel_k(0.0, r / reach) / (2 * pi * diffusion); });
  CHECK(errors.site < 0.02);
  CHECK(errors.shell < 0.02);
}

double yukawa(double r) {
  return std::exp(-r / reach) / (4 * pi * diffusion * r);
}

// The seven-point stencil is not isotropic near a source: along an axis it is 6 % too high 3 sites away, and
// within 2 % beyond 5 sites only. The mean over the directions is right from the third site on.
TEST_CASE("V3: a point source in 3D has its Yukawa profile") {
  const Errors errors = point_source_errors(3, 5 * spacing, yukawa);
  CHECK(errors.site < 0.02);
  CHECK(errors.shell < 0.005);
}

// So 2 % of each site from the third on, as in 1D and 2D, is not for this stencil. What is wrong there is the
// lattice's and goes with the square of its spacing.
TEST_CASE("V3: what a point source in 3D lacks along an axis is of second order in the spacing") {
  const auto error = [](double h, std::int32_t n) {
    const FieldBench bench = point_source(3, n, h);
    constexpr double r = 160;
    return bench.c[bench.c.size() / 2 + static_cast<std::size_t>(r / h)] / yukawa(r) - 1;
  };
  const double coarse = error(40, 41);
  const double fine = error(20, 81);
  CHECK(order(coarse, fine) > 1.8);
  CHECK(order(coarse, fine) < 2.5);
  CHECK(std::abs(fine) < 0.02);
}

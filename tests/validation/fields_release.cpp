// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double diffusion = 600;  // um^2/min
constexpr double decay = 0.01;     // 1/min

double released(int dimensions, double amount, double r2, double t) {
  return amount * std::exp(-r2 / (4 * diffusion * t) - decay * t) /
         std::pow(4 * pi * diffusion * t, dimensions / 2.0);
}

double squared_distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  double sum = 0;
  for (std::size_t d = 0; d < 3; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

// Largest error, as a share of the peak, of a cloud that is followed from t to 2 t; step and spacing shrink
// together.
double cloud_error(int dimensions, std::int32_t n, double box, double t, int steps) {
  FieldBench bench(lattice_of(n, n, dimensions > 2 ? n : 1, box / n), substance(diffusion, decay));
  const double z = dimensions > 2 ? box / 2 : box / n / 2;
  const std::array<double, 3> origin = {box / 2, box / 2, z};
  const auto exact = [&](double time) {
    return
        [&, time](const auto& at) { return released(dimensions, 1e6, squared_distance(at, origin), time); };
  };
  bench.set(bench.c, exact(t));
  for (int k = 0; k < steps; ++k) CHECK_FALSE(bench.advance(t / steps).fell_back);
  double worst = 0;
  const auto end = exact(2 * t);
  for (std::size_t s = 0; s < bench.c.size(); ++s)
    worst = std::max(worst, std::abs(bench.c[s] - end(bench.centre(s))));
  return worst / end(origin);
}

}  // namespace

TEST_CASE("V4: a released cloud spreads with second order in 2D") {
  const std::array<double, 3> errors = {cloud_error(2, 40, 2400, 18.75, 4),
                                        cloud_error(2, 80, 2400, 18.75, 8),
                                        cloud_error(2, 160, 2400, 18.75, 16)};
  for (std::size_t k = 0; k + 1 < errors.size(); ++k) {
    CAPTURE(errors[k]);
    CHECK(order(errors[k], errors[k + 1]) > 1.8);
    CHECK(order(errors[k], errors[k + 1]) < 2.3);
  }
}

TEST_CASE("V4: a released cloud spreads with second order in 3D") {
  const std::array<double, 3> errors = {cloud_error(3, 12, 1200, 10, 2), cloud_error(3, 24, 1200, 10, 4),
                                        cloud_error(3, 48, 1200, 10, 8)};
  for (std::size_t k = 0; k + 1 < errors.size(); ++k) {
    CAPTURE(errors[k]);
    CHECK(order(errors[k], errors[k + 1]) > 1.7);
    CHECK(order(errors[k], errors[k + 1]) < 2.5);
  }
}

TEST_CASE("V4: an instantaneous release into one site keeps its mass and becomes the Gaussian cloud") {
  constexpr double spacing = 20;
  FieldBench bench(lattice_of(91, 91, 1, spacing), substance(diffusion, 0));
  const std::size_t middle = bench.c.size() / 2;
  bench.c[middle] = 1;
  const double mass = bench.lattice.site_volume();
  const double time = 30;  // the cloud is 190 um wide, nearly ten sites
  for (int k = 0; k < 120; ++k) {
    const MassAccount account = bench.advance(time / 120).mass;
    REQUIRE(std::abs(account.after - mass) < 1e-10 * mass);
    REQUIRE(*std::min_element(bench.c.begin(), bench.c.end()) >= 0);
  }
  const double peak = spacing * spacing / (4 * pi * diffusion * time);
  CHECK(bench.c[middle] == test::near(peak, 0.02));
  CHECK(bench.c[middle + 12] / bench.c[middle] ==
        test::near(std::exp(-std::pow(12 * spacing, 2) / (4 * diffusion * time)), 0.02));
}

TEST_CASE("V4: a released and decaying cloud loses what its account says, to 1e-10") {
  FieldBench bench(lattice_of(13, 21, 18, 20), substance(diffusion, decay));
  bench.c[bench.c.size() / 2] = 1;
  const double mass = bench.lattice.site_volume();
  double decayed = 0;
  MassAccount account;
  for (int k = 0; k < 40; ++k) {
    account = bench.advance(0.5).mass;
    decayed += account.decayed;
  }
  CHECK(std::abs(account.after + decayed - mass) < 1e-10 * mass);
  CHECK(account.after == test::near(mass * std::exp(-decay * 20), 1e-4));
}

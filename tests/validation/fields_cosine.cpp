// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fields.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double diffusion = 1e5;  // um^2/min
constexpr double length = 500;     // um

double root_mean_square(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// Relative L2 error of 1 + product of cos(pi x / L) over the axes, decaying at `rate`, after `time`.
double cosine_error(int dimensions, std::int32_t n, double time, int steps, double rate) {
  FieldBench bench(lattice_of(n, dimensions > 1 ? n : 1, dimensions > 2 ? n : 1, length / n),
                   substance(diffusion, 0));
  const auto mode = [&](const std::array<double, 3>& r) {
    double product = 1;
    for (int d = 0; d < dimensions; ++d) product *= std::cos(pi * r[static_cast<std::size_t>(d)] / length);
    return product;
  };
  bench.set(bench.c, [&](const auto& r) { return 1 + mode(r); });
  for (int k = 0; k < steps; ++k) CHECK_FALSE(bench.advance(time / steps).fell_back);
  std::vector<double> exact(bench.c);
  bench.set(exact, [&](const auto& r) { return 1 + mode(r) * std::exp(-rate * time); });
  std::vector<double> error(bench.c);
  for (std::size_t s = 0; s < error.size(); ++s) error[s] -= exact[s];
  return root_mean_square(error) / root_mean_square(exact);
}

double continuum_rate(int dimensions) {
  return dimensions * diffusion * pi * pi / (length * length);
}

// A cosine is an eigenvector of the lattice's operator too: what is left against this rate is the error in
// time.
double lattice_rate(std::int32_t n) {
  const double h = length / n;
  const double s = std::sin(pi * h / (2 * length));
  return 4 * diffusion / (h * h) * s * s;
}

}  // namespace

TEST_CASE("V1: diffusion of a cosine is of second order in the spacing") {
  const double time = 0.25;
  const std::array<double, 4> errors = {
      cosine_error(1, 5, time, 400, continuum_rate(1)), cosine_error(1, 10, time, 400, continuum_rate(1)),
      cosine_error(1, 20, time, 400, continuum_rate(1)), cosine_error(1, 40, time, 400, continuum_rate(1))};
  for (std::size_t k = 0; k + 1 < errors.size(); ++k) {
    CAPTURE(errors[k]);
    CHECK(order(errors[k], errors[k + 1]) > 1.9);
    CHECK(order(errors[k], errors[k + 1]) < 2.2);
  }
}

TEST_CASE("V1: diffusion of a cosine is of second order in the step") {
  const double time = 0.5;
  std::array<double, 4> errors{};
  for (std::size_t k = 0; k < errors.size(); ++k)
    errors[k] = cosine_error(1, 40, time, 4 << k, lattice_rate(40));
  for (std::size_t k = 0; k + 1 < errors.size(); ++k) {
    CAPTURE(errors[k]);
    CHECK(order(errors[k], errors[k + 1]) > 1.85);
    CHECK(order(errors[k], errors[k + 1]) < 2.2);
  }
}

TEST_CASE("V1: diffusion of a cosine at a spacing of 10 um is within 1e-3 in 1D, 2D and 3D") {
  CHECK(cosine_error(1, 50, 0.25, 20, continuum_rate(1)) < 1e-3);
  CHECK(cosine_error(2, 50, 0.1, 20, continuum_rate(2)) < 1e-3);
  CHECK(cosine_error(3, 50, 0.05, 10, continuum_rate(3)) < 1e-3);
}

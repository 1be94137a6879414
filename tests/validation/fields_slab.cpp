// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fields.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::testing;

namespace {

constexpr double diffusion = 1e5;  // um^2/min
constexpr double decay = 0.1;      // 1/min

// Largest error, as a share of c0, of the steady slab between c0 at x = 0 and 0 at x = `length`.
double slab_error(double uptake, double length, std::int32_t n) {
  FieldSpec spec = substance(diffusion, decay);
  spec.sides[0] = held_side(1);
  spec.sides[1] = held_side(0);
  FieldBench bench(lattice_of(n, 3, 1, length / n), spec);
  bench.set(bench.uptake, [&](const auto&) { return uptake; });
  bench.solve_steady();
  const double reach = std::sqrt(diffusion / (decay + uptake));
  double worst = 0;
  for (std::size_t s = 0; s < bench.c.size(); ++s) {
    const double x = bench.centre(s)[0];
    const double exact = std::sinh((length - x) / reach) / std::sinh(length / reach);
    worst = std::max(worst, std::abs(bench.c[s] - exact));
  }
  return worst;
}

}  // namespace

TEST_CASE("V2: steady diffusion and decay from a held side is of second order in the spacing") {
  for (const double uptake : {0.0, 10.0}) {  // penetration depths of 1000 um, and of 99.5 um in packed cells
    const double length = uptake > 0 ? 500 : 5000;
    std::array<double, 4> errors{};
    for (std::size_t k = 0; k < errors.size(); ++k) errors[k] = slab_error(uptake, length, 20 << k);
    for (std::size_t k = 0; k + 1 < errors.size(); ++k) {
      CAPTURE(errors[k]);
      CHECK(order(errors[k], errors[k + 1]) > 1.8);
      CHECK(order(errors[k], errors[k + 1]) < 2.2);
    }
  }
}

TEST_CASE("V2: the penetration profile is exponential within 0.5 % where sites are a fifth of its depth") {
  FieldSpec spec = substance(diffusion, decay);
  spec.sides[0] = held_side(1);
  spec.sides[1] = held_side(0);
  for (const double uptake : {0.0, 10.0}) {
    const double reach = std::sqrt(diffusion / (decay + uptake));
    CHECK(reach == test::near(uptake > 0 ? 99.5 : 1000, 1e-3));
    FieldBench bench(lattice_of(75, 1, 1, reach / 5), spec);  // 15 depths: the far side is not felt
    bench.set(bench.uptake, [&](const auto&) { return uptake; });
    bench.solve_steady();
    for (std::size_t s = 0; s < bench.c.size(); ++s)
      CHECK(std::abs(bench.c[s] - std::exp(-bench.centre(s)[0] / reach)) < 0.005);
  }
}

TEST_CASE("V2: the steady state is where a field that is stepped ends") {
  FieldSpec spec = substance(diffusion, decay);
  spec.sides[0] = held_side(1);
  FieldBench stepped(lattice_of(37, 20, 1, 50), spec);
  for (std::size_t s = 0; s < stepped.c.size(); ++s) stepped.uptake[s] = patchy(s, 0.1);
  FieldBench direct = stepped;
  for (int k = 0; k < 40; ++k) stepped.advance(100);
  direct.solve_steady();
  for (std::size_t s = 0; s < direct.c.size(); ++s) CHECK(std::abs(stepped.c[s] - direct.c[s]) < 1e-9);
}

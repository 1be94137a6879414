// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The same bits for every compiler, optimisation level and CPU: hashes of 1e5 values of each function and
// each kind of draw. A constant changes only with a line under *Results change* in CHANGELOG.md.

#include "engine/base/math.hpp"

#include "engine/base/random.hpp"
#include "tests/support/stream.hpp"

#include <bit>
#include <cstdint>
#include <doctest/doctest.h>

using namespace tilscape;

namespace {

constexpr std::uint64_t n_values = 100'000;

/// FNV-1a over the words of the values.
template <class F>
std::uint64_t hash(const F& value) {
  std::uint64_t h = 0xcbf29ce484222325U;
  for (std::uint64_t i = 0; i < n_values; ++i)
    h = (h ^ std::bit_cast<std::uint64_t>(static_cast<double>(value(i)))) * 0x100000001b3U;
  return h;
}

/// Spread evenly over [from, to].
template <class F>
std::uint64_t hash_over(double from, double to, const F& f) {
  return hash([&](std::uint64_t i) { return f(from + (to - from) * static_cast<double>(i) / n_values); });
}

const Draws draws(42, 7);

}  // namespace

TEST_CASE("determinism: elementary functions give the same bits everywhere") {
  CHECK(hash_over(-50, 50, math::exp) == 0x3f666c3f6dc08164U);
  CHECK(hash_over(1e-3, 1e4, math::log) == 0x354a20021e6d8e43U);
  CHECK(hash_over(1e-3, 50, [](double x) { return math::pow(x, 1.7); }) == 0xc596bad9bc5c9fdaU);
  CHECK(hash_over(-10, 10, math::sin) == 0xc606c17a8299e033U);
  CHECK(hash_over(-10, 10, math::cos) == 0xe0e8cfdef2159c18U);
  CHECK(hash_over(-1e3, 1e3, math::cbrt) == 0xd4b6a297211d9476U);
  CHECK(hash_over(-3, 3, math::expm1) == 0x378714fae8392175U);
  CHECK(hash_over(-0.9, 30, math::log1p) == 0xf828de0ea17be3a0U);
  CHECK(hash_over(0, 160, [](double x) { return math::hill(x, 12, 4); }) == 0x729db91fa31004f4U);
  CHECK(hash_over(0, 160, [](double x) { return math::hill(x, 12, 2.5); }) == 0x7eea5b0e0464f081U);
  CHECK(hash_over(0, 3, [](double x) { return math::chance(x, 0.1); }) == 0x5540e8398e39e00bU);
}

TEST_CASE("determinism: draws give the same bits everywhere") {
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).words(i)[3]; }) == 0x827aa4a84afe37a5U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).uniform(i); }) == 0xcdd39950e90d85fcU);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).below(1000, i); }) == 0x32e33018df3e37a5U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).normal(i); }) == 0x082d92a36b776023U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).exponential(i); }) == 0x7181ff559cb433c0U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).gamma(2.5, i); }) == 0x1c693a659926eff7U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).gamma(0.5, i); }) == 0xb267619115ec5001U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).poisson(3, i); }) == 0x13f34018df3e37a5U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).poisson(50, i); }) == 0xd9078018df3e37a5U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).binomial(20, 0.2, i); }) ==
        0x7a9b4018df3e37a5U);
  CHECK(hash([](std::uint64_t i) { return draws.of(test::stream).binomial(200, 0.6, i); }) ==
        0xbf0b0018df3e37a5U);
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/random.hpp"

#include <array>
#include <doctest/doctest.h>
#include <initializer_list>
#include <set>
#include <vector>

using namespace tilscape;

TEST_CASE("draws: Philox4x32-10 gives Random123's known answers") {
  using Words = std::array<std::uint32_t, 4>;
  CHECK(Draws(0, 0).words(0, Purpose{0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(Draws(~0ULL, 0xffffffffULL).words(~0ULL, Purpose{0xffff}, 0xffff) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(Draws(0x299f31d0a4093822, 0x13198a2e).words(0x85a308d3243f6a88, Purpose{0x0370}, 0x7344) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("draws: every part of the key changes the words") {
  const std::array<std::array<std::uint32_t, 4>, 9> all = {
      Draws(1, 1).words(1, Purpose::act, 1),
      Draws(2, 1).words(1, Purpose::act, 1),
      Draws(1ULL << 32, 1).words(1, Purpose::act, 1),
      Draws(1, 2).words(1, Purpose::act, 1),
      Draws(1, 1 + (1ULL << 32)).words(1, Purpose::act, 1),
      Draws(1, 1).words(2, Purpose::act, 1),
      Draws(1, 1).words(1 + (1ULL << 32), Purpose::act, 1),
      Draws(1, 1).words(1, Purpose::direction, 1),
      Draws(1, 1).words(1, Purpose::act, 2)};
  CHECK(std::set(all.begin(), all.end()).size() == all.size());
}

TEST_CASE("draws: a batch of uniform numbers equals the single ones") {
  const Draws draws(7, 3);
  std::vector<std::uint64_t> entities;
  for (std::uint64_t i = 0; i < 37; ++i) entities.push_back(i * i * 1'000'003);
  std::vector<double> out(entities.size());
  draws.uniforms(entities, Purpose::test, 5, out);
  for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == draws.uniform(entities[i], Purpose::test, 5));
}

TEST_CASE("draws: an integer below n stays below n and reaches both ends") {
  const Draws draws(11, 0);
  for (const std::uint32_t n : {1U, 2U, 7U, 1000U}) {
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < 20'000; ++i) seen.insert(draws.below(n, i, Purpose::test));
    CHECK(*seen.begin() == 0);
    CHECK(*seen.rbegin() == n - 1);
    CHECK(seen.size() == n);
  }
}

TEST_CASE("draws: certain outcomes need no luck") {
  const Draws draws(1, 1);
  CHECK(draws.poisson(0, 1, Purpose::test) == 0);
  CHECK(draws.binomial(0, 0.5, 1, Purpose::test) == 0);
  CHECK(draws.binomial(100, 0, 1, Purpose::test) == 0);
  CHECK(draws.binomial(100, 1, 1, Purpose::test) == 100);
}

TEST_CASE("draws: a binomial number never exceeds its trials") {
  const Draws draws(5, 9);
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    CHECK(draws.binomial(3, 0.999, i, Purpose::test) <= 3);
    CHECK(draws.binomial(40, 0.5, i, Purpose::test) <= 40);
  }
}

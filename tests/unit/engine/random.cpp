// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/random.hpp"

#include "tests/support/stream.hpp"

#include <array>
#include <doctest/doctest.h>
#include <initializer_list>
#include <set>
#include <vector>

using namespace tilscape;

TEST_CASE("draws: Philox4x32-10 gives Random123's known answers") {
  using Words = std::array<std::uint32_t, 4>;
  CHECK(Draws(0, 0).of(Stream("", 0)).words(0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(Draws(~0ULL, 0xffffffffULL).of(Stream("", 0xffff)).words(~0ULL, 0xffff) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(Draws(0x299f31d0a4093822, 0x13198a2e).of(Stream("", 0x0370)).words(0x85a308d3243f6a88, 0x7344) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

constexpr Stream one{"one"};
constexpr Stream other{"other"};

TEST_CASE("draws: every part of the key changes the words") {
  const std::array<std::array<std::uint32_t, 4>, 9> all = {Draws(1, 1).of(one).words(1, 1),
                                                           Draws(2, 1).of(one).words(1, 1),
                                                           Draws(1ULL << 32, 1).of(one).words(1, 1),
                                                           Draws(1, 2).of(one).words(1, 1),
                                                           Draws(1, 1 + (1ULL << 32)).of(one).words(1, 1),
                                                           Draws(1, 1).of(one).words(2, 1),
                                                           Draws(1, 1).of(one).words(1 + (1ULL << 32), 1),
                                                           Draws(1, 1).of(other).words(1, 1),
                                                           Draws(1, 1).of(one).words(1, 2)};
  CHECK(std::set(all.begin(), all.end()).size() == all.size());
}

TEST_CASE("draws: a stream that is named only has a number that none has been given by hand") {
  static_assert(one.number >= 0x8000 && other.number >= 0x8000 && one.number != other.number);
  // The test of the tree that compares all names (tests/docs/test_streams.py) makes the same numbers.
  static_assert(Stream("walk.turn").number == 0xc167);
  constexpr Stream later("later", 2, 8);
  CHECK(Draws(1, 1).of(later).words(1, 3) == Draws(1, 1).of(Stream("first", 2)).words(1, 11));
}

TEST_CASE("draws: an integer below n stays below n and reaches both ends") {
  const Draws draws(11, 0);
  for (const std::uint32_t n : {1U, 2U, 7U, 1000U}) {
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < 20'000; ++i) seen.insert(draws.of(test::stream).below(n, i));
    CHECK(*seen.begin() == 0);
    CHECK(*seen.rbegin() == n - 1);
    CHECK(seen.size() == n);
  }
}

TEST_CASE("draws: certain outcomes need no luck") {
  const Draws draws(1, 1);
  CHECK(draws.of(test::stream).poisson(0, 1) == 0);
  CHECK(draws.of(test::stream).binomial(0, 0.5, 1) == 0);
  CHECK(draws.of(test::stream).binomial(100, 0, 1) == 0);
  CHECK(draws.of(test::stream).binomial(100, 1, 1) == 100);
}

TEST_CASE("draws: a binomial number never exceeds its trials") {
  const Draws draws(5, 9);
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    CHECK(draws.of(test::stream).binomial(3, 0.999, i) <= 3);
    CHECK(draws.of(test::stream).binomial(40, 0.5, i) <= 40);
  }
}

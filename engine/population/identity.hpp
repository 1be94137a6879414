// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <cstdint>

namespace tilscape {

/// The identity of an agent is where and when it was born, so that it knows nothing of threads or rows:
/// step of birth (26 bits, 0: present at the start), site (32 bits), rank of the birth within the site by its
/// draw (6 bits).
constexpr AgentId newborn_id(std::uint64_t step, Site site, std::uint32_t rank) {
  return (step << 38U) | (static_cast<std::uint64_t>(site) << 6U) | rank;
}
inline constexpr std::uint64_t last_step = (std::uint64_t{1} << 26U) - 2;
inline constexpr std::uint32_t births_per_site = 64;

/// A strong mix of 64 bits (the finaliser of splitmix64, Steele, Lea and Flood 2014,
/// doi 10.1145/2660193.2660195): orders candidates by a draw and an identity without regard to the order of
/// rows.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace tilscape {

/// What a draw is for. Two draws of one agent in one step never share a purpose, so they are independent.
/// Numbers are part of the results: a new purpose gets a new number, an old one is never reused.
enum class Purpose : std::uint16_t {
  act = 1,        ///< which of the competing acts happens
  direction = 2,  ///< where a move or a division goes
  contest = 3,    ///< order of the claims for a site
  clock = 4,      ///< length of a cycle or another waiting time
  initial = 5,    ///< values of columns at the start
  recruit = 7,    ///< entry of cells from vessels
  target = 8,     ///< which of several targets
  turn = 9,       ///< new heading of a persistent walk
  place = 10,     ///< placing of cells and vessels at the start
  test = 1000,
};

/// Keyed draws: a pure function of (seed, step, entity, purpose, k), by Philox4x32-10 of Random123
/// (Salmon et al., SC'11, doi 10.1145/2063384.2063405). There is no state to carry, so the result does not
/// depend on the order of draws, the number of threads or the order of rows.
class Draws {
 public:
  constexpr Draws(std::uint64_t seed, std::uint64_t step) : seed_(seed), step_(step) {}

  /// Four independent 32-bit words. entity: an agent's id or a site's number; k: which of several draws.
  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint64_t entity, Purpose purpose,
                                                   std::uint16_t k = 0) const;
  /// Uniform in (0, 1), one of the 2^52 odd multiples of 2^-53: never 0 nor 1, symmetric about 1/2.
  [[nodiscard]] double uniform(std::uint64_t entity, Purpose purpose, std::uint16_t k = 0) const;
  /// out[i] = uniform(entities[i], purpose, k), for a whole batch.
  void uniforms(std::span<const std::uint64_t> entities, Purpose purpose, std::uint16_t k,
                std::span<double> out) const;
  /// Uniform integer in [0, n), without bias that matters: n <= 2^32, multiply-shift on 64 bits.
  [[nodiscard]] std::uint32_t below(std::uint32_t n, std::uint64_t entity, Purpose purpose,
                                    std::uint16_t k = 0) const;
  /// Standard normal (Box and Muller 1958).
  [[nodiscard]] double normal(std::uint64_t entity, Purpose purpose, std::uint16_t k = 0) const;
  /// Exponential with mean 1.
  [[nodiscard]] double exponential(std::uint64_t entity, Purpose purpose, std::uint16_t k = 0) const;
  // The three below try again until they accept, with k, k+1, ... up to about k+60: another draw of the same
  // entity and purpose takes its k at least 64 away.

  /// Gamma with given shape > 0 and scale 1 (Marsaglia and Tsang 2000).
  [[nodiscard]] double gamma(double shape, std::uint64_t entity, Purpose purpose, std::uint16_t k = 0) const;
  /// Poisson with given mean >= 0 (inversion below 10, else Hoermann 1993).
  [[nodiscard]] std::uint64_t poisson(double mean, std::uint64_t entity, Purpose purpose,
                                      std::uint16_t k = 0) const;
  /// Binomial(n, p), 0 <= p <= 1 (inversion below n p = 10, else Hoermann 1993).
  [[nodiscard]] std::uint64_t binomial(std::uint64_t n, double p, std::uint64_t entity, Purpose purpose,
                                       std::uint16_t k = 0) const;

 private:
  std::uint64_t seed_;
  std::uint64_t step_;
};

}  // namespace tilscape

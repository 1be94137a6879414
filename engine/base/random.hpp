// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tilscape {

/// What a draw is for: declared by who draws, beside where it does. Two draws of one agent in one step never
/// share a stream and a k, so they are independent. Number and first are part of the results.
struct Stream {
  /// The number is made of the name, so that nobody has to know the others (a test compares all names).
  explicit constexpr Stream(std::string_view of_whom) : name(of_whom), number(number_of(of_whom)) {}
  /// One of version 0.1, where numbers were given by hand and some began at another k than 0. No new ones.
  constexpr Stream(std::string_view of_whom, std::uint16_t given, std::uint16_t first_k = 0)
      : name(of_whom), number(given), first(first_k) {}

  std::string_view name;  ///< "walk.turn"
  std::uint16_t number;
  std::uint16_t first = 0;  ///< added to k

 private:
  /// FNV-1a, folded into the upper half of the numbers: those given by hand are in the lower one.
  static constexpr std::uint16_t number_of(std::string_view name) {
    std::uint32_t hash = 2166136261U;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return static_cast<std::uint16_t>((hash >> 16U ^ hash) | 0x8000U);
  }
};

class StreamDraws;

/// Keyed draws: a pure function of (seed, step, entity, stream, k), by Philox4x32-10 of Random123
/// (Salmon et al., SC'11, doi 10.1145/2063384.2063405). There is no state to carry, so the result does not
/// depend on the order of draws, the number of threads or the order of rows.
class Draws {
 public:
  constexpr Draws(std::uint64_t seed, std::uint64_t step) : seed_(seed), step_(step) {}
  [[nodiscard]] constexpr StreamDraws of(const Stream& stream) const;

 private:
  std::uint64_t seed_;
  std::uint64_t step_;
};

/// Those of one stream.
class StreamDraws {
 public:
  constexpr StreamDraws(std::uint64_t seed, std::uint64_t step, const Stream& stream)
      : seed_(seed), step_(step), number_(stream.number), first_(stream.first) {}

  /// Four independent 32-bit words. entity: an agent's id or a site's number; k: which of several draws.
  [[nodiscard]] std::array<std::uint32_t, 4> words(std::uint64_t entity, std::uint16_t k = 0) const;
  /// Uniform in (0, 1), one of the 2^52 odd multiples of 2^-53: never 0 nor 1, symmetric about 1/2.
  [[nodiscard]] double uniform(std::uint64_t entity, std::uint16_t k = 0) const;
  /// Uniform integer in [0, n), without bias that matters: n <= 2^32, multiply-shift on 64 bits.
  [[nodiscard]] std::uint32_t below(std::uint32_t n, std::uint64_t entity, std::uint16_t k = 0) const;
  /// Standard normal (Box and Muller 1958).
  [[nodiscard]] double normal(std::uint64_t entity, std::uint16_t k = 0) const;
  /// Exponential with mean 1.
  [[nodiscard]] double exponential(std::uint64_t entity, std::uint16_t k = 0) const;
  // The three below try again until they accept, with k, k+1, ... up to about k+60: another draw of the same
  // entity and stream takes its k at least 64 away.

  /// Gamma with given shape > 0 and scale 1 (Marsaglia and Tsang 2000).
  [[nodiscard]] double gamma(double shape, std::uint64_t entity, std::uint16_t k = 0) const;
  /// Poisson with given mean >= 0 (inversion below 10, else Hoermann 1993).
  [[nodiscard]] std::uint64_t poisson(double mean, std::uint64_t entity, std::uint16_t k = 0) const;
  /// Binomial(n, p), 0 <= p <= 1 (inversion below n p = 10, else Hoermann 1993).
  [[nodiscard]] std::uint64_t binomial(std::uint64_t n, double p, std::uint64_t entity,
                                       std::uint16_t k = 0) const;

 private:
  std::uint64_t seed_;
  std::uint64_t step_;
  std::uint16_t number_;
  std::uint16_t first_;
};

constexpr StreamDraws Draws::of(const Stream& stream) const {
  return {seed_, step_, stream};
}

}  // namespace tilscape

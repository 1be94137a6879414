// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

// Particles of all ages share a field, so only what leaves at a rate of its own can be followed. A law of
// release is therefore told as pools within the particle: docs/methods/particles.md.

namespace tilscape {

/// Molecules of a pool leave it at `rate`; they go on to the pool `next` (a stage), or out of the particle.
struct Pool {
  double share = 1;  ///< of the payload that begins in it
  double rate = 0;   ///< [1/min]
  std::optional<std::size_t> next = {};
};

struct Release {
  std::vector<Pool> pools;
  double error = 0;  ///< largest error of the share that has left, over the whole curve or up to `holds_to`
  double holds_to = 1;  ///< share that has left up to which the law is meant
};

/// The share that is still there at a time, for a law whose typical time is 1. It is fitted from 0 to `end`:
/// there hardly anything is left, or the law is meant no further. Until `begin` hardly anything leaves.
struct Curve {
  std::function<double(double time)> left;
  double begin, end;
};

enum class Joined {
  side_by_side,  ///< for laws whose rate of release falls: they are mixtures of such pools
  in_series,     ///< each goes on to the next: for laws whose rate rises
  either,        ///< whichever has the smaller error
};

/// So many pools whose largest error is as small as can be, with rates per unit of the curve's time.
Release fit_pools(const Curve& curve, Joined joined, std::size_t count);

inline constexpr std::size_t most_pools = 8;
inline constexpr double largest_error = 0.01;  ///< that is let through, of the payload (assumed)

/// How many pools a law is fitted with: a key of the laws that are no pools themselves. Each is a level in
/// tissue, and which there are has to be known before anything is read: so no law chooses the number itself.
struct PoolsParams : Parameters {
  using Parameters::Parameters;
  Parameter<int> pools{
      this,
      {.name = "pools",
       .default_value = "4",
       .about = "first-order pools that stand for the law; a law that they miss by more than "
                "1 % of the payload is refused",
       .source = "assumed",
       .min = 1,
       .max = static_cast<double>(most_pools)}};
};

/// The law as the scenario's number of pools, in minutes. Throws ParameterError when they miss it by more
/// than `largest_error`, with a number of pools that does not.
Release fitted(const Curve& curve, Joined joined, const PoolsParams& params, double typical_time);

}  // namespace tilscape

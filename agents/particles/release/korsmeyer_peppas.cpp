// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// k t^n has left after t, until 60 % has: the power law of Korsmeyer and Peppas, which is meant no further.
// What comes then is what its pools let go. n is 0.5 for diffusion out of a slab and 1 for a steady release.
#include "agents/particles/release_law.hpp"
#include "engine/base/math.hpp"

namespace tilscape::release {

namespace {

struct KorsmeyerPeppasParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> time{this,
                         {.name = "time",
                          .unit = "min",
                          .about = "until 60 % of it has left: (0.6/k)^(1/n) of a law k t^n",
                          .min = 1e-6}};
  Parameter<double> exponent{
      this,
      {.name = "exponent",
       .about = "0.43, 0.45, 0.5: diffusion out of a sphere, a cylinder, a slab; 1: a steady release",
       .min = 0.3,
       .max = 1}};
  PoolsParams fit{this};
};

Release power_release(const KorsmeyerPeppasParams& p) {
  constexpr double meant = 0.6;
  constexpr double first = 1e-5;  // of it has left
  const double n = *p.exponent;
  const auto left = [&](double t) { return 1 - meant * math::pow(t, n); };
  // The rate at which what is left leaves falls until 1 - n has left, and rises from there.
  Release out = fitted({left, math::pow(first / meant, 1 / n), 1}, Joined::either, p.fit, *p.time);
  out.holds_to = meant;
  return out;
}

}  // namespace

ReleaseLaw korsmeyer_peppas() {
  return law_of<KorsmeyerPeppasParams>("korsmeyer_peppas", "0.6 (t/time)^exponent, until 60 % has left",
                                       power_release);
}

}  // namespace tilscape::release

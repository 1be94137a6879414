// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A part of the payload (the burst: what sits at the surface) leaves fast, the rest slowly, each at a rate of
// its own: 1 - burst exp(-ln2 t/fast) - (1 - burst) exp(-ln2 t/slow) has left after t.
#include "agents/particles/release_law.hpp"

namespace tilscape::release {

namespace {

constexpr double ln2 = 0.693147180559945309417;

struct TwoPhaseParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> burst{
      this, {.name = "burst", .about = "share of the payload that leaves fast", .min = 0, .max = 1}};
  Parameter<double> fast{this,
                         {.name = "fast", .unit = "min", .about = "time for half of the burst", .min = 1e-6}};
  Parameter<double> slow{this,
                         {.name = "slow", .unit = "min", .about = "time for half of the rest", .min = 1e-6}};
};

Release two_phase_release(const TwoPhaseParams& p) {
  const double burst = *p.burst;
  return {{{burst, ln2 / *p.fast}, {1 - burst, ln2 / *p.slow}}};
}

}  // namespace

ReleaseLaw two_phase() {
  return law_of<TwoPhaseParams>("two_phase", "1 - burst exp(-ln2 t/fast) - (1 - burst) exp(-ln2 t/slow)",
                                two_phase_release, 2);
}

}  // namespace tilscape::release

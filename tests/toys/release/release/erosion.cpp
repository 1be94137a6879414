// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A particle of degrading polymer gives its payload off as its surface recedes: the rate is the speed of the
// front over the radius.
#include "agents/particles/release_law.hpp"

namespace tilscape::release {

namespace {

struct ErosionParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> speed{this, {.name = "speed", .unit = "um/min", .about = "of the surface", .min = 0}};
  Parameter<double> radius{this, {.name = "radius", .unit = "um", .about = "at the start", .min = 1e-6}};
};

}  // namespace

ReleaseLaw erosion() {
  return law_of<ErosionParams>("erosion", "rate = speed / radius",
                               [](const ErosionParams& p) { return *p.speed / *p.radius; });
}

}  // namespace tilscape::release

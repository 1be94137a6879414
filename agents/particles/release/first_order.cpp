// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Each molecule leaves at the same rate, whenever its particle came: 1 - exp(-ln2 t/half_life) has left after
// t.
#include "agents/particles/release_law.hpp"

namespace tilscape::release {

namespace {

constexpr double ln2 = 0.693147180559945309417;

struct FirstOrderParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> half_life{
      this, {.name = "half_life", .unit = "min", .about = "time for half of it", .min = 1e-6}};
};

}  // namespace

ReleaseLaw first_order() {
  return law_of<FirstOrderParams>("first_order", "1 - exp(-ln2 t/half_life)",
                                  [](const FirstOrderParams& p) { return ln2 / *p.half_life; });
}

}  // namespace tilscape::release

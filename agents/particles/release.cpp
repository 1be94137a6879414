// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/release.hpp"

#include "engine/base/math.hpp"

#include <algorithm>
#include <limits>

namespace tilscape::release {

namespace {

constexpr double ln2 = 0.693147180559945309;
constexpr double ln10 = 2.302585092994045684;

struct Released {
  double t;
  double operator()(const FirstOrder& law) const { return -math::expm1(-ln2 * t / law.half_life); }
  double operator()(const Weibull& law) const { return -math::expm1(-math::pow(t / law.scale, law.shape)); }
  double operator()(const KorsmeyerPeppas& law) const {
    return std::min(1.0, law.factor * math::pow(t, law.exponent));
  }
};

struct Hazard {
  double t;
  double operator()(const FirstOrder& law) const { return ln2 / law.half_life; }
  double operator()(const Weibull& law) const {
    return law.shape / law.scale * math::pow(t / law.scale, law.shape - 1);
  }
  double operator()(const KorsmeyerPeppas& law) const {
    const double out = Released{t}(law);
    if (out >= 1) return std::numeric_limits<double>::infinity();
    return law.exponent * out / (t * (1 - out));
  }
};

}  // namespace

double released(const Law& law, double t) {
  return t > 0 ? std::visit(Released{t}, law) : 0;
}

double hazard(const Law& law, double t) {
  return std::visit(Hazard{t}, law);
}

double rate_at(const PhSwitch& change, double ph) {
  const double switched = 1 / (1 + math::exp(ln10 * change.slope * (ph - change.middle)));
  return change.neutral + (change.acid - change.neutral) * switched;
}

}  // namespace tilscape::release

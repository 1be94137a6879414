// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <variant>

// How a carrier lets its payload go: docs/methods/particles.md.

namespace tilscape::release {

/// M = 1 - exp(-ln2 t / half_life): the only law without memory, so the only one that a field of particles of
/// all ages can carry.
struct FirstOrder {
  double half_life = 1;  ///< [min] > 0
};

/// M = 1 - exp(-(t / scale)^shape); shape 1 is first order.
struct Weibull {
  double scale = 1;  ///< [min] > 0
  double shape = 1;  ///< > 0
};

/// M = factor t^exponent, for a sphere 0.43 (Fickian) to 0.85 (case II). The law holds up to M = 0.6; beyond
/// it is continued until all is out.
struct KorsmeyerPeppas {
  double factor = 1;       ///< [1/min^exponent] > 0
  double exponent = 0.43;  ///< > 0
};
inline constexpr double korsmeyer_peppas_holds_to = 0.6;

using Law = std::variant<FirstOrder, Weibull, KorsmeyerPeppas>;

/// Share of the payload that is out at t [min] after loading, 0 at t <= 0.
double released(const Law& law, double t);

/// Rate at which what is still inside leaves [1/min], M' / (1 - M), at t > 0; infinite when nothing is left.
double hazard(const Law& law, double t);

/// First-order rate at a pH: k74 + (k5 - k74) / (1 + 10^(slope (pH - middle))).
struct PhSwitch {
  double neutral = 0;    ///< [1/min] rate far above `middle` (blood, pH 7.4)
  double acid = 0;       ///< [1/min] rate far below it (lysosome, pH 5)
  double slope = 1;      ///< per unit of pH
  double middle = 6.25;  ///< pH at half way
};
double rate_at(const PhSwitch& change, double ph);

}  // namespace tilscape::release

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Values of a factor: quantiles of its distribution.
#include "engine/base/quantity.hpp"
#include "scenarios/read/distribution.hpp"
#include "scenarios/read/ensemble.hpp"

#include <algorithm>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

double quantile(const Distribution& d, double p) {
  using Kind = Distribution::Kind;
  switch (d.kind) {
    case Kind::uniform:
      return d.a + p * (d.b - d.a);
    case Kind::log_uniform:
      return d.a * std::pow(d.b / d.a, p);
    case Kind::normal:
      return d.b == 0 ? d.a : boost::math::quantile(boost::math::normal(d.a, d.b), p);
    case Kind::lognormal: {
      const double variance = std::log1p(d.b * d.b / (d.a * d.a));  // of the logarithm
      if (variance == 0) return d.a;
      const boost::math::lognormal of(std::log(d.a) - variance / 2, std::sqrt(variance));
      return boost::math::quantile(of, p);
    }
    case Kind::exponential:
      return boost::math::quantile(boost::math::exponential(1 / d.a), p);
    case Kind::delayed_exponential:
      return d.a + boost::math::quantile(boost::math::exponential(1 / d.b), p);
    case Kind::gamma:
      return boost::math::quantile(boost::math::gamma_distribution<>(d.b, d.a / d.b), p);
    case Kind::constant:
      break;
  }
  return d.a;
}

std::string factor_value(const Factor& factor, double coordinate) {
  if (!factor.distribution) {
    const auto n = factor.levels.size();
    return factor.levels[std::min(n - 1, static_cast<std::size_t>(coordinate * static_cast<double>(n)))];
  }
  const double factor_of_unit = factor.unit.empty() ? 1 : parse_unit(factor.unit).unit->value;
  const double value = quantile(*factor.distribution, coordinate) / factor_of_unit;
  const std::string number =
      factor.whole ? fmt::format("{:.0f}", std::nearbyint(value)) : fmt::format("{:.6g}", value);
  return factor.unit.empty() ? number : number + " " + factor.unit;
}

}  // namespace tilscape::scenarios

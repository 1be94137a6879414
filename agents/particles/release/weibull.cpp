// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// 1 - exp(-(t/time)^shape) has left after t. A shape below 1 is fast first and slow later, 1 is first order,
// above 1 it begins slowly.
#include "agents/particles/release_law.hpp"
#include "engine/base/math.hpp"

namespace tilscape::release {

namespace {

struct WeibullParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> time{this,
                         {.name = "time", .unit = "min", .about = "until 63 % of it has left", .min = 1e-6}};
  Parameter<double> shape{
      this,
      {.name = "shape",
       .about = "1: first order; below: fast first, slow later; above: slow first, which takes the more "
                "pools the steeper it is (much above 2.5 eight are not enough)",
       .min = 0.3,
       .max = 2.5}};
  PoolsParams fit{this};
};

Release weibull_release(const WeibullParams& p) {
  const double shape = *p.shape;
  if (shape == 1) {  // one pool is exact, and there are as many as were said
    Release out{std::vector<Pool>(static_cast<std::size_t>(*p.fit.pools), Pool{0, 1 / *p.time})};
    out.pools.front().share = 1;
    return out;
  }
  const auto when = [&](double exponent) { return math::pow(exponent, 1 / shape); };
  constexpr double first = 1e-5;  // of it has left
  constexpr double last = 20;     // exp(-20) is left
  return fitted({[&](double t) { return math::exp(-math::pow(t, shape)); }, when(first), when(last)},
                shape < 1 ? Joined::side_by_side : Joined::in_series, p.fit, *p.time);
}

}  // namespace

ReleaseLaw weibull() {
  return law_of<WeibullParams>("weibull", "1 - exp(-(t/time)^shape)", weibull_release);
}

}  // namespace tilscape::release

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/design.hpp"

#include "engine/base/random.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <numeric>

namespace tilscape::scenarios {

namespace {

constexpr Stream design_draws{"design.points", 100};

/// In (0, 1): the quantile of a distribution at 0 may be infinite.
double inner_unit(std::uint64_t word) {
  return static_cast<double>(2 * (word >> 12U) + 1) * 0x1p-53;
}

/// 0 .. n-1 in an order that is drawn: sorted by a draw each.
std::vector<std::size_t> shuffled(std::size_t n, const Draws& draws, std::uint16_t k) {
  std::vector<double> keys(n);
  for (std::size_t i = 0; i < n; ++i) keys[i] = draws.of(design_draws).uniform(i, k);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  return order;
}

}  // namespace

std::vector<std::vector<std::size_t>> full_factorial(const std::vector<std::size_t>& levels) {
  std::vector<std::vector<std::size_t>> points;
  std::vector<std::size_t> at(levels.size(), 0);
  if (std::find(levels.begin(), levels.end(), std::size_t{0}) != levels.end()) return points;
  for (bool more = true; more;) {
    points.push_back(at);
    more = false;
    for (std::size_t f = levels.size(); f-- > 0 && !more;) {
      more = ++at[f] < levels[f];
      if (!more) at[f] = 0;
    }
  }
  return points;
}

std::vector<UnitPoint> latin_hypercube(std::size_t n, std::size_t dimensions, std::uint64_t seed) {
  std::vector<UnitPoint> points(n, UnitPoint(dimensions));
  for (std::size_t d = 0; d < dimensions; ++d) {
    const Draws draws(seed, d);
    const std::vector<std::size_t> slice = shuffled(n, draws, 0);
    for (std::size_t i = 0; i < n; ++i)
      points[i][d] =
          (static_cast<double>(slice[i]) + draws.of(design_draws).uniform(i, 1)) / static_cast<double>(n);
  }
  return points;
}

std::vector<UnitPoint> sobol_points(std::size_t n, std::size_t dimensions, std::uint64_t seed) {
  std::vector<UnitPoint> points(n, UnitPoint(dimensions));
  if (dimensions == 0) return points;
  std::vector<std::uint64_t> shift(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) {
    const auto words = Draws(seed, d).of(design_draws).words(0, 2);
    shift[d] = (std::uint64_t{words[0]} << 32U) | words[1];
  }
  boost::random::sobol sequence(dimensions);  // begins behind the origin, which is the first point
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t d = 0; d < dimensions; ++d)
      points[i][d] = inner_unit((i == 0 ? 0 : sequence()) ^ shift[d]);
  return points;
}

std::vector<UnitPoint> morris_trajectories(std::size_t trajectories, std::size_t dimensions,
                                           std::uint64_t seed) {
  constexpr double delta = 2.0 / 3;  // levels / (2 (levels - 1)), four levels
  std::vector<UnitPoint> points;
  for (std::size_t t = 0; t < trajectories; ++t) {
    const Draws draws(seed, t);
    UnitPoint at(dimensions);
    std::vector<double> step(dimensions);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const bool upper = draws.of(design_draws).below(2, d, 3) == 1;
      const bool downwards = draws.of(design_draws).below(2, d, 4) == 1;
      const double low = upper ? 1.0 / 3 : 0;  // low + delta is on the grid as well
      at[d] = downwards ? low + delta : low;
      step[d] = downwards ? -delta : delta;
    }
    points.push_back(at);
    for (const std::size_t d : shuffled(dimensions, draws, 5)) {
      at[d] += step[d];
      points.push_back(at);
    }
  }
  return points;
}

std::vector<UnitPoint> saltelli_points(std::size_t groups, std::size_t dimensions, std::uint64_t seed) {
  std::vector<UnitPoint> points;
  for (const UnitPoint& both : sobol_points(groups, 2 * dimensions, seed)) {
    const auto middle = both.begin() + static_cast<std::ptrdiff_t>(dimensions);
    const UnitPoint a(both.begin(), middle);
    const UnitPoint b(middle, both.end());
    points.push_back(a);
    points.push_back(b);
    for (std::size_t d = 0; d < dimensions; ++d) {
      points.push_back(a);
      points.back()[d] = b[d];
    }
  }
  return points;
}

}  // namespace tilscape::scenarios

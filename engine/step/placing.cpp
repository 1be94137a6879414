// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/placing.hpp"

#include "engine/base/math.hpp"
#include "engine/population/misfit.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape {

double sample(const Distribution& d, const StreamDraws& draws, std::uint64_t entity, std::uint16_t k) {
  using Kind = Distribution::Kind;
  switch (d.kind) {
    case Kind::constant:
      return d.a;
    case Kind::uniform:
      return d.a + (d.b - d.a) * draws.uniform(entity, k);
    case Kind::normal:
      return d.a + d.b * draws.normal(entity, k);
    case Kind::lognormal: {  // mean a and standard deviation b of the value itself
      const double s2 = math::log1p(d.b * d.b / (d.a * d.a));
      return d.a * math::exp(math::sqrt(s2) * draws.normal(entity, k) - s2 / 2);
    }
    case Kind::exponential:
      return d.a * draws.exponential(entity, k);
    case Kind::delayed_exponential:
      return d.a + d.b * draws.exponential(entity, k);
    case Kind::gamma:
      return d.a / d.b * draws.gamma(d.b, entity, k);
    case Kind::log_uniform:
      return d.a * math::pow(d.b / d.a, draws.uniform(entity, k));
  }
  return d.a;
}

double mean(const Distribution& d) {
  using Kind = Distribution::Kind;
  switch (d.kind) {
    case Kind::uniform:
      return (d.a + d.b) / 2;
    case Kind::delayed_exponential:
      return d.a + d.b;
    case Kind::log_uniform:
      return d.a == d.b ? d.a : (d.b - d.a) / math::log(d.b / d.a);
    default:
      return d.a;
  }
}

namespace {

constexpr Stream initial_draws{"initial", 5};  // of the columns of a newcomer

void put(Population& population, std::size_t column, std::size_t row, double value) {
  std::visit(
      [&](auto& values) {
        using T = typename std::decay_t<decltype(values)>::value_type;
        values[row] = static_cast<T>(std::is_same_v<T, float> ? value : std::floor(value + 0.5));
      },
      population.data(column));
}

}  // namespace

std::size_t add_newcomer(World& world, const Params& params, TypeId type, AgentId id, Site site,
                         std::uint8_t state, const Draws& draws, std::span<const ColumnValue> given) {
  const AgentType& agent = params.types[type.value];
  Population& population = world.populations[type.value];
  const std::size_t row = population.append(id, site, state);
  const StreamDraws drawn = draws.of(initial_draws);
  for (std::size_t c = 0; c < agent.columns.size(); ++c) {
    // Each column has a range of 256 draws of its own, for distributions that need several.
    const double value = sample(agent.columns[c].initial, drawn, id, static_cast<std::uint16_t>(c * 256));
    // A draw from a distribution without ends can lie beyond what the column holds: it takes the end.
    const NumberRange range = range_of(agent.columns[c].number);
    put(population, c, row, std::clamp(value, range.least, range.largest));
  }
  for (const ColumnValue& v : given) put(population, v.column.value, row, v.value);
  world.occupancy.enter(type, agent.takes, site);
  return row;
}

}  // namespace tilscape

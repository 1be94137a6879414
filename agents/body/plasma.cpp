// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/plasma.hpp"

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"

#include <string>

namespace tilscape::body {

namespace {

constexpr double ln2 = 0.693147180559945309;

Program compiled(const char* text, const Symbols& symbols, const char* unit) {
  auto result = compile(text, symbols, dimension_of(unit));
  if (const auto* error = std::get_if<ExpressionError>(&result)) throw UsageError(error->problem);
  return std::get<Program>(std::move(result));
}

Symbol amount_of(std::size_t state) {
  return {Symbol::Kind::scalar, static_cast<std::uint32_t>(state), dimension_of("nmol")};
}

}  // namespace

OneCompartment OneCompartment::from_half_life(double half_life, double volume) {
  return {volume, ln2 / half_life * volume};
}

Dispositions dispositions(const TwoCompartment& model) {
  const double k10 = model.elimination_rate();
  const double k12 = model.outward_rate();
  const double k21 = model.inward_rate();
  const double sum = k10 + k12 + k21;
  // sum^2 - 4 k10 k21 without the cancellation.
  const double root = math::sqrt((k10 - k21) * (k10 - k21) + k12 * (k12 + 2 * (k10 + k21)));
  const double fast = (sum + root) / 2;
  return {fast, fast > 0 ? k10 * k21 / fast : 0};
}

void add_flow(network::Description& network, const std::string& name, std::size_t from, std::size_t to,
              double rate) {
  Symbols symbols;
  symbols.add("amount", amount_of(from));
  symbols.add_constant("rate", {rate, dimension_of("1/min")});
  network.flows.push_back({name, compiled("rate * amount", symbols, "nmol/min"), {{from, -1.0}, {to, 1.0}}});
}

InPlasma add_plasma(network::Description& network, const TwoCompartment& model, const std::string& name,
                    const std::string& gone, const std::string& level) {
  const std::size_t first = network.states.size();
  const InPlasma places{first, first + 1, first + 2, network.values.size()};
  for (const std::string& state : {name, name + "_peripheral", gone})
    network.states.push_back({.name = state, .unit = "nmol"});
  add_flow(network, gone, places.central, places.gone, model.elimination_rate());
  add_flow(network, "outward", places.central, places.peripheral, model.outward_rate());
  add_flow(network, "inward", places.peripheral, places.central, model.inward_rate());
  Symbols symbols;
  symbols.add("amount", amount_of(places.central));
  symbols.add_constant("volume", {model.central, dimension_of("um3")});
  network.values.push_back({level, "nM", compiled("amount / volume", symbols, "nM")});
  return places;
}

}  // namespace tilscape::body

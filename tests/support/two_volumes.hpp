// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/network/network.hpp"

#include <cstddef>
#include <string>

// Plasma and its exchange with the rest of the body: docs/methods/body.md.

namespace tilscape::body {

/// Concentration [nM] of an amount [nmol] in a volume [um3].
constexpr double concentration(double amount, double volume) {
  return 1e15 * amount / volume;
}

/// One well-stirred volume.
struct OneCompartment {
  double volume = 1;     ///< [um3] > 0
  double clearance = 0;  ///< [um3/min]

  static OneCompartment from_half_life(double half_life, double volume);
};

/// A central volume (plasma) and a peripheral one that exchange at Q. Q = 0 is one compartment.
struct TwoCompartment {
  double central = 1;     ///< [um3] > 0
  double peripheral = 1;  ///< [um3] > 0
  double clearance = 0;   ///< [um3/min] out of the central one
  double exchange = 0;    ///< Q [um3/min]

  TwoCompartment() = default;
  TwoCompartment(double v1, double v2, double cl, double q)
      : central(v1), peripheral(v2), clearance(cl), exchange(q) {}
  TwoCompartment(const OneCompartment& one) : central(one.volume), clearance(one.clearance) {}

  [[nodiscard]] double elimination_rate() const { return clearance / central; }  ///< k10 [1/min]
  [[nodiscard]] double outward_rate() const { return exchange / central; }       ///< k12 [1/min]
  [[nodiscard]] double inward_rate() const { return exchange / peripheral; }     ///< k21 [1/min]
};

/// Rates [1/min] of the two exponentials, fast >= slow.
struct Dispositions {
  double fast, slow;
};
Dispositions dispositions(const TwoCompartment& model);

/// Adds to a network what a drug does in plasma: states NAME, NAME_peripheral and what has left [nmol], and
/// the level of the first [nM].
struct InPlasma {
  std::size_t central, peripheral, gone;  ///< states
  std::size_t level;                      ///< value
};
InPlasma add_plasma(network::Description& network, const TwoCompartment& model, const std::string& name,
                    const std::string& gone, const std::string& level);
/// A first-order flow [1/min] from one state to another.
void add_flow(network::Description& network, const std::string& name, std::size_t from, std::size_t to,
              double rate);

namespace detail {

constexpr double ln2 = 0.693147180559945309;

inline Program compiled(const char* text, const Symbols& symbols, const char* unit) {
  auto result = compile(text, symbols, dimension_of(unit));
  if (const auto* error = std::get_if<ExpressionError>(&result)) throw UsageError(error->problem);
  return std::get<Program>(std::move(result));
}

inline Symbol amount_of(std::size_t state) {
  return {Symbol::Kind::scalar, static_cast<std::uint32_t>(state), dimension_of("nmol")};
}

}  // namespace detail
using namespace detail;

inline OneCompartment OneCompartment::from_half_life(double half_life, double volume) {
  return {volume, ln2 / half_life * volume};
}

inline Dispositions dispositions(const TwoCompartment& model) {
  const double k10 = model.elimination_rate();
  const double k12 = model.outward_rate();
  const double k21 = model.inward_rate();
  const double sum = k10 + k12 + k21;
  // sum^2 - 4 k10 k21 without the cancellation.
  const double root = math::sqrt((k10 - k21) * (k10 - k21) + k12 * (k12 + 2 * (k10 + k21)));
  const double fast = (sum + root) / 2;
  return {fast, fast > 0 ? k10 * k21 / fast : 0};
}

inline void add_flow(network::Description& network, const std::string& name, std::size_t from, std::size_t to,
                     double rate) {
  Symbols symbols;
  symbols.add("amount", amount_of(from));
  symbols.add_constant("rate", {rate, dimension_of("1/min")});
  network.flows.push_back({name, compiled("rate * amount", symbols, "nmol/min"), {{from, -1.0}, {to, 1.0}}});
}

inline InPlasma add_plasma(network::Description& network, const TwoCompartment& model,
                           const std::string& name, const std::string& gone, const std::string& level) {
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

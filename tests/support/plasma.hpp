// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/two_volumes.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <vector>

// Plasma by itself: a drug, free or in particles, as the network that a run makes of it.

namespace tilscape::test {

/// Places of the amounts.
struct DrugInPlasma {
  enum : std::size_t { central, peripheral, eliminated, compartments };
};
struct CarrierInPlasma {
  enum : std::size_t {
    loaded,
    loaded_peripheral,
    cleared_loaded,
    free,
    free_peripheral,
    eliminated,
    compartments
  };
};

struct Dose {
  double start = 0, amount = 0, duration = 0;
  std::size_t into = 0;
};

class Plasma {
 public:
  explicit Plasma(const body::TwoCompartment& drug) : Plasma(std::nullopt, 0, drug) {}
  Plasma(const std::optional<body::TwoCompartment>& particle, double release,
         const body::TwoCompartment& drug) {
    network::Description d;
    if (particle) {
      const body::InPlasma loaded =
          body::add_plasma(d, *particle, "loaded", "cleared_loaded", "plasma_loaded");
      const body::InPlasma free = body::add_plasma(d, drug, "free", "eliminated", "plasma");
      body::add_flow(d, "release", loaded.central, free.central, release);
      body::add_flow(d, "release", loaded.peripheral, free.peripheral, release);
    } else {
      body::add_plasma(d, drug, "free", "eliminated", "plasma");
    }
    network_ = std::make_unique<network::Network>(std::move(d));
    state_ = network_->initial();
  }

  [[nodiscard]] std::vector<double>& amounts() { return state_.amounts; }
  /// Of what has left by the first flow since the start: of a drug, by elimination.
  [[nodiscard]] double left() const { return state_.flowed.front(); }
  void advance(double dt) { network_->advance(state_, {}, {}, dt); }
  void advance(std::span<const Dose> doses, double from, double to) {
    std::vector<double> times = {from, to};
    for (const Dose& dose : doses)
      for (const double t : {dose.start, dose.start + dose.duration})
        if (t > from && t < to) times.push_back(t);
    std::sort(times.begin(), times.end());
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
      if (times[i + 1] <= times[i]) continue;
      std::vector<double> enters(state_.amounts.size());
      for (const Dose& dose : doses) {
        if (dose.duration <= 0) {
          if (dose.start == times[i]) state_.amounts[dose.into] += dose.amount;
        } else if (dose.start <= times[i] && times[i + 1] <= dose.start + dose.duration) {
          enters[dose.into] += dose.amount / dose.duration;
        }
      }
      network_->advance(state_, {}, enters, times[i + 1] - times[i]);
    }
  }

 private:
  std::unique_ptr<network::Network> network_;
  network::State state_;
};

}  // namespace tilscape::test

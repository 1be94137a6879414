// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/runs.hpp"

#include <doctest/doctest.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace tilscape::test {

/// A run of nothing but what is in the body.
class Body {
 public:
  /// On a lattice of so many sites each way.
  Body(const std::string& parts, const std::string& rest, double step, int sites = 4) : step_(step) {
    std::string extends;
    for (const char c : parts) extends += c == ' ' ? std::string(", parts/body/") : std::string(1, c);
    const std::string text = "tilscape: 1\nname: body\nextends: [parts/body/" + extends +
                             "]\ntime: { end: 400 d, step: " + std::to_string(step) +
                             " min }\nlattice: { sites: [" + std::to_string(sites) + ", " +
                             std::to_string(sites) + "] }\n" + rest;
    const scenarios::Scenario scenario =
        checked(scenarios::validate_text(text, source_file("scenarios/library/body.yaml"), language()));
    simulation_ = std::make_unique<Simulation>(scenarios::build_params(scenario), 1);
    simulation_->start();
  }

  void to(double minutes) {
    while (world().time() < minutes - step_ / 2) simulation_->step();
  }
  [[nodiscard]] double operator[](const std::string& name) const {
    const ProcessState& state = world().processes.front();
    for (std::size_t i = 0; i < state.labels.size(); ++i)
      if (state.labels[i].substr(0, state.labels[i].find(" [")) == name) return state.values[i];
    throw std::runtime_error("there is no " + name);
  }
  [[nodiscard]] const World& world() const { return simulation_->world(); }
  [[nodiscard]] Simulation& simulation() { return *simulation_; }

 private:
  double step_;
  std::unique_ptr<Simulation> simulation_;
};

/// Goes on from a stop to where the whole run is.
inline void check_resumed(const std::unique_ptr<Simulation>& rest, const World& stop,
                          const Simulation& whole) {
  rest->world() = stop;
  rest->resume();
  while (rest->world().step < whole.world().step) rest->step();
  CHECK(rest->world().processes.front().values == whole.world().processes.front().values);
}

}  // namespace tilscape::test

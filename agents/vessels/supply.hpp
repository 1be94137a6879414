// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/wall.hpp"
#include "engine/step/process.hpp"

#include <string>

namespace tilscape {

/// A substance that the blood holds at a constant level and gives to the tissue through the vessel wall:
/// oxygen.
class Supply final : public Process {
 public:
  /// level [unit of the field].
  Supply(std::string name, FieldId field, VesselWall wall, double level)
      : name_(std::move(name)), field_(field), wall_(std::move(wall)), level_(level) {}

  [[nodiscard]] ProcessState initial() const override { return {name_, {"given [unit um3]"}, {0}}; }
  [[nodiscard]] bool exchanges(FieldId field) const override { return field == field_; }
  void exchange(FieldId, const World&, const Params&, std::size_t, std::span<double> source,
                std::span<double> uptake) const override {
    wall_.exchange(level_, source, uptake);
  }
  void settle(FieldId, World& world, const Params&, std::size_t self, std::span<const double> mean,
              const MassAccount&, double dt) const override {
    const VesselWall::Crossed crossed = wall_.crossed(level_, mean, dt);
    world.processes[self].values[0] += crossed.in - crossed.out;
  }

 private:
  std::string name_;
  FieldId field_;
  VesselWall wall_;
  double level_;
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/step/batch.hpp"
#include "engine/step/role.hpp"
#include "engine/step/world.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace tilscape {

/// What a label says: "central [nmol]".
struct Label {
  std::string name, unit;  ///< canonical unit; empty: a pure number

  static Label of(const std::string& label) {
    const std::size_t bracket = label.find(" [");
    if (bracket == std::string::npos) return {label, ""};
    return {label.substr(0, bracket), label.substr(bracket + 2, label.size() - bracket - 3)};
  }
};

/// One of the numbers of a process, and as an index of a symbol.
struct ProcessNumber {
  std::uint32_t process = 0, place = 0;

  static constexpr std::uint32_t most = 1U << 16;
  [[nodiscard]] std::uint32_t index() const { return process * most + place; }
  static ProcessNumber of(std::uint32_t index) { return {index / most, index % most}; }
};

/// What is not an agent: plasma, lymph node, vessels. Its numbers live in World::processes, at the place of
/// its own index.
class Process {
 public:
  /// What passes between two calls of a process [min]. Those of a run meet exactly, so that nothing is left
  /// out or counted twice.
  struct Interval {
    double from, to;
    [[nodiscard]] bool has(double time) const { return time >= from && time < to; }
  };

  Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  virtual ~Process() = default;

  /// Name and numbers at time 0.
  [[nodiscard]] virtual ProcessState initial() const = 0;
  /// What one of these numbers is to who reads the series.
  [[nodiscard]] virtual Role role(std::size_t /*number*/) const { return Role::amount; }
  /// The account that it is a line of, as the process calls it. Empty: its only one, or none.
  [[nodiscard]] virtual std::string account(std::size_t /*number*/) const { return {}; }
  /// Runs every so many steps.
  [[nodiscard]] virtual std::uint32_t period() const { return 1; }
  /// inject: the state is advanced over the `interval` that ends with this step, dt [min] long. Reads the
  /// rest of the world.
  virtual void inject(World&, const Params&, std::size_t /*self*/, double /*dt*/) const {}

  /// exchange: what it adds to the field's source [unit/min] and uptake [1/min], per site.
  [[nodiscard]] virtual bool exchanges(FieldId) const { return false; }
  virtual void exchange(FieldId, const World&, const Params&, std::size_t /*self*/,
                        std::span<double> /*source*/, std::span<double> /*uptake*/) const {}
  /// diffuse: after the solve. `mean` is the concentration that its uptake met: it took uptake x mean x dt
  /// from each site.
  virtual void settle(FieldId, World&, const Params&, std::size_t /*self*/, std::span<const double> /*mean*/,
                      const MassAccount&, double /*dt*/) const {}

 protected:
  [[nodiscard]] Interval interval(const World& world) const {
    const double end = static_cast<double>(world.step + 1);
    return {(end - period()) * world.step_length, end * world.step_length};
  }
};

}  // namespace tilscape

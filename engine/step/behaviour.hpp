// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"
#include "engine/step/batch.hpp"
#include "engine/step/behaviour_info.hpp"
#include "engine/step/site_sums.hpp"
#include "engine/step/touched.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace tilscape {

class Setup;

/// What agents of a type do: kernels over batches, called phase by phase. One virtual call per batch, so that
/// dispatch costs nothing. A behaviour holds parameters only; what it remembers of an agent stands in
/// columns.
class Behaviour {
 public:
  Behaviour() = default;
  Behaviour(const Behaviour&) = delete;
  Behaviour& operator=(const Behaviour&) = delete;
  virtual ~Behaviour() = default;

  /// The verb of the catalogue, for messages.
  [[nodiscard]] virtual std::string name() const = 0;

  /// What it has asked its Setup for, which who makes it hands over. It touches nothing else.
  [[nodiscard]] const Touched& touched() const { return touched_; }
  void has_asked_for(Touched touched) { touched_ = std::move(touched); }

  /// inject: once per step of the type; claims for newcomers.
  virtual void inject(const View&, TypeId, Proposals&) const {}

  /// sense: reads fields and, by View::seen, other agents; writes own columns, and the own state where a
  /// change is certain.
  virtual void sense(const Batch&, const View&) const {}

  /// How many competing acts it has; act(i) below is called for the rows that drew the i-th.
  [[nodiscard]] virtual std::size_t acts() const { return 0; }
  /// decide: sets the rates of its acts, from hazards.act(first) on, and changes own columns. States stand.
  virtual void decide(const Batch&, const View&, Hazards&, std::size_t /*first*/) const {}
  /// decide: the rows (within the batch) whose act it is: completes the proposal, or changes own columns.
  virtual void act(std::size_t /*which*/, const Batch&, const View&, std::span<const std::uint16_t> /*rows*/,
                   Proposals&) const {}

  /// exchange: does it touch this field, and its sources and uptake there.
  [[nodiscard]] virtual bool exchanges(FieldId) const { return false; }
  virtual void exchange(FieldId, const Batch&, const View&, SiteSums&) const {}
  /// What of its uptake saturates: most * u^hill / (half^hill + u^hill), u the level in the open volume.
  struct Saturation {
    FieldId field;
    double half = 1;  ///< [unit] > 0
    double hill = 1;  ///< >= 1
    friend bool operator==(const Saturation&, const Saturation&) = default;
  };
  [[nodiscard]] virtual std::vector<Saturation> saturations() const { return {}; }
  /// exchange: `most` [unit/min] of one of them, as a source of its sites.
  virtual void saturate(const Saturation&, const Batch&, const View&, SiteSums&) const {}

  /// commit: after a division for both daughters (twin: the row of the other), after recruitment and at the
  /// start (twin = row).
  virtual void born(Population&, std::size_t /*row*/, std::size_t /*twin*/, const Draws&) const {}

 private:
  Touched touched_;
};

/// An entry of the catalogue: CMake lists one for each file of agents/behaviours.
struct BehaviourKind {
  BehaviourInfo info;
  std::shared_ptr<const Behaviour> (*make)(const Values&, Setup&);
};

}  // namespace tilscape

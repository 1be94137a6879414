// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/field.hpp"
#include "engine/step/field_groups.hpp"

#include <span>
#include <vector>

namespace tilscape {

/// First-order reactions that go round in no circle, such as release and decay into something: substances
/// are then solved one after the other, which is faster than together and no less exact. Of each there is a
/// decay, and a source of what it becomes: its mean over the step, which is what has decayed.
class FirstOrderChains {
 public:
  FirstOrderChains(const Params& params, std::span<const FieldGroup> groups);
  /// What it takes, beside the parameters, per site.
  static std::size_t bytes_per_site(const Params& params, std::span<const FieldGroup> groups);

  /// Of a substance that is solved alone, with the decay that reactions are.
  [[nodiscard]] static FieldSpec with_losses(const Params& params, const FieldGroup& group);
  /// What those that were solved before make of it [unit/min].
  void add_made(const FieldGroup& group, std::span<double> source) const;
  /// Keeps what others need of a solve, and enters in its account what was a reaction.
  void settle(const FieldGroup& group, std::span<const double> mean, MassAccount& mass);

 private:
  const Params& params_;
  std::vector<std::vector<double>> means_;  // by field, of those that others are made from
  std::vector<double> extents_;             // [unit um^3] by reaction: how much of it there was in the step
};

}  // namespace tilscape

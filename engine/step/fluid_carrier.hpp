// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/advection.hpp"
#include "engine/step/site_rule.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

/// The fluid of a run: flows as its pressure says, and carries substances.
class FluidCarrier {
 public:
  /// `params` must have a fluid.
  explicit FluidCarrier(const Params& params);
  /// What it takes on a lattice.
  static std::size_t bytes(const Params& params, const Lattice& lattice);

  [[nodiscard]] bool carries(FieldId field) const { return place(field) < carried_.size(); }
  /// Finds the flow of the present pressure, once in a step.
  void find_flow(const SiteView& view, const Threads& threads);
  /// Carries a substance for dt [min]. `open`: per site; empty: Substance::available everywhere.
  FieldAdvection::Carried carry(FieldId field, std::span<double> level, std::span<const double> open,
                                double dt, const SiteView& view, const Threads& threads);

 private:
  [[nodiscard]] std::size_t place(FieldId field) const;

  std::vector<FieldId> carried_;
  std::vector<FieldAdvection> advection_;  // of each
  FluidFlow flow_;
  std::vector<double> way_, drain_;
  std::uint64_t found_at_ = UINT64_MAX;  // step
};

}  // namespace tilscape

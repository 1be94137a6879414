// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/lymph_node.hpp"
#include "engine/step/process.hpp"

#include <vector>

namespace tilscape::body {

/// The draining lymph node as a process: doses of the vaccine in, primed cells out. `recruit` draws the cells
/// that arrive; of those that reach the tumour the lattice gets the share that it stands for.
class Priming final : public Process {
 public:
  struct Dose {
    double at = 0;        ///< [min]
    double antigen = 0;   ///< [nmol]
    double adjuvant = 0;  ///< [nmol]
  };
  Priming(const LymphNodeParams& params, std::vector<Dose> doses, double share, std::uint32_t period)
      : node_(params), doses_(std::move(doses)), share_(share), period_(period) {}

  [[nodiscard]] ProcessState initial() const override;
  [[nodiscard]] std::uint32_t period() const override { return period_; }
  void inject(World& world, const Params& params, std::size_t self, double dt) const override;

 private:
  LymphNode node_;
  std::vector<Dose> doses_;
  double share_;
  std::uint32_t period_;
};

}  // namespace tilscape::body

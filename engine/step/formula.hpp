// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"
#include "engine/step/batch.hpp"

#include <span>
#include <string>
#include <vector>

namespace tilscape {

/// A compiled expression that knows how to gather its inputs for the rows of a batch.
class Formula {
 public:
  static constexpr std::size_t max_inputs = 12;
  static constexpr std::size_t max_scratch = 24 * Batch::max_rows;

  /// Throws UsageError when the expression is too large for a batch's buffers.
  Formula(Program program, std::vector<std::string> columns);

  /// One number per row of the batch, in the expression's canonical unit.
  void evaluate(const Batch& batch, const View& view, std::span<double> out) const;
  /// Names of the own columns it reads, and "state": for Access.
  [[nodiscard]] const std::vector<std::string>& reads() const { return reads_; }

 private:
  Program program_;
  std::vector<std::string> reads_;
};

}  // namespace tilscape

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

  /// What its values may be, and how a message calls them.
  struct Meaning {
    std::string name;  ///< "die.rate"
    std::string text;  ///< of the expression, as it was written
    std::string unit;  ///< canonical
    double least, most;
  };

  /// Throws UsageError when the expression is too large for a batch's buffers, or a constant that cannot be.
  Formula(Program program, std::vector<std::string> columns, Meaning meaning);

  /// One number per row of the batch, in the expression's canonical unit; 0 for the rows that are in none of
  /// the states, or for which `when` is 0. Where one is not finite or outside of its range, that is told to
  /// the view's faults, and it is 0.
  void evaluate(const Batch& batch, const View& view, StateMask states, std::span<double> out,
                std::span<const double> when = {}) const;
  /// Names of the own columns it reads, and "state".
  [[nodiscard]] const std::vector<std::string>& reads() const { return reads_; }

 private:
  [[nodiscard]] bool in_range(double v) const { return v >= meaning_.least && v <= meaning_.most; }
  [[nodiscard]] std::string complaint(double value) const;
  void compute(const Batch& batch, const View& view, std::span<double> rows) const;
  void tell(const Batch& batch, const View& view, std::span<double> rows) const;

  Program program_;
  Meaning meaning_;
  std::vector<std::string> reads_;
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tilscape::network {

/// What a flow of 1 adds to a state.
struct Share {
  std::size_t flow = 0;
  std::size_t state = 0;
  double amount = 0;
};

/// How fast everything flows that changes some states: dx/dt = N v(x), where N is made of the shares.
class Flows {
 public:
  Flows() = default;
  Flows(const Flows&) = delete;
  Flows& operator=(const Flows&) = delete;
  virtual ~Flows() = default;

  [[nodiscard]] virtual std::size_t states() const = 0;
  [[nodiscard]] virtual std::size_t count() const = 0;  ///< of flows
  [[nodiscard]] virtual std::span<const Share> shares() const = 0;
  /// out[f * rows + r]: flow f of the r-th of so many sets of states; x[s * rows + r].
  virtual void evaluate(std::size_t rows, std::span<const double> x, std::span<double> out) const = 0;
};

}  // namespace tilscape::network

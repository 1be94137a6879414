// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace tilscape::test {

/// The classical method of order 4, in many small steps: an integrator that has nothing of ours.
template <std::size_t n>
class Integrator {
 public:
  using State = std::array<double, n>;
  using Rates = std::function<State(double, const State&)>;
  Integrator(State start, Rates rates, double h) : x(start), rates_(std::move(rates)), h_(h) {}

  void to(double until) {
    const auto steps = static_cast<long>(std::lround((until - t_) / h_));
    for (long i = 0; i < steps; ++i) {
      const State a = rates_(t_, x);
      const State b = rates_(t_ + h_ / 2, moved(a, h_ / 2));
      const State c = rates_(t_ + h_ / 2, moved(b, h_ / 2));
      const State e = rates_(t_ + h_, moved(c, h_));
      for (std::size_t k = 0; k < n; ++k) x[k] += h_ / 6 * (a[k] + 2 * b[k] + 2 * c[k] + e[k]);
      t_ += h_;
    }
  }
  State x;

 private:
  [[nodiscard]] State moved(const State& by, double h) const {
    State out = x;
    for (std::size_t k = 0; k < n; ++k) out[k] += h * by[k];
    return out;
  }
  Rates rates_;
  double h_;
  double t_ = 0;
};

}  // namespace tilscape::test

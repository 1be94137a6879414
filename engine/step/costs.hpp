// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/phase.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace tilscape {

/// What a run has cost so far; never part of its state.
struct Costs {
  std::array<double, phases> seconds{};  ///< wall time [s] by Phase
  struct Solves {
    std::uint64_t solves = 0;
    std::uint64_t cycles = 0;  ///< multigrid cycles in all of them
  };
  std::vector<Solves> fields;  ///< by FieldId

  /// Adds the time of its life to a phase.
  class Clock {
   public:
    Clock(Costs& costs, Phase phase) : spent_(costs.seconds[static_cast<std::size_t>(phase)]) {}
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    ~Clock() { spent_ += std::chrono::duration<double>(now() - start_).count(); }

   private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
    double& spent_;
    std::chrono::steady_clock::time_point start_ = now();
  };
};

}  // namespace tilscape

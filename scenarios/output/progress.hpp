// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace tilscape::scenarios {

/// "7m12s", "3h05m", "0.8 s".
std::string duration(double seconds);
/// "28,484", "1.2 M" is never used: counts are exact.
std::string thousands(double count);

/// What a line of progress tells.
struct ProgressState {
  double time = 0;     ///< [min] simulated
  double begin = 0;    ///< [min] where this part of the run began
  double total = 0;    ///< [min]
  double elapsed = 0;  ///< [s] of wall time
  std::string what;    ///< "58 k cells (7.2 k CD8)"
};

/// How far a run is: a bar that redraws itself on a terminal, a line a minute elsewhere. To standard error.
class Progress {
 public:
  enum class Style : std::uint8_t { none, lines, bar };

  Progress(Style style, bool colour, double begin_minutes, double total_minutes);

  /// "day 11.4/28  ████···· 41 %   58 k cells   2.3 sim-d/min   7m12s left".
  static std::string text(const ProgressState& state, Style style);

  void update(double time, const std::string& what);  ///< time [min] simulated
  /// Clears the bar.
  void finish();
  [[nodiscard]] double elapsed() const;  ///< [s]

 private:
  using Clock = std::chrono::steady_clock;
  Style style_;
  bool colour_;
  double begin_, total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  bool drawn_ = false;
};

}  // namespace tilscape::scenarios

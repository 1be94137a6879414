// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tilscape::scenarios {

/// Whether a run is to stop before its end: somebody asks for it, or its time is over.
class Stop {
 public:
  /// limit [s] of wall time from now on; nothing: none.
  explicit Stop(std::optional<double> limit) : limit_(limit) {}

  /// SIGINT, SIGTERM, SIGHUP (unless `nohup` has it ignored) and SIGXCPU ask for a stop, at which the run
  /// saves its state; a second SIGINT or SIGTERM ends the program at once with exit code 130, its files valid
  /// up to what they had acknowledged.
  static void listen();

  /// reserve [s]: what the rest of a step and the saving may take.
  [[nodiscard]] bool asked(double reserve) const;

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<double> limit_;
  Clock::time_point start_ = Clock::now();
};

/// "3h50m", "90s", "1d", "20m" in seconds; nothing when it is not such a time.
std::optional<double> wall_time(std::string_view text);

}  // namespace tilscape::scenarios

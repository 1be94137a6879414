// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Worker processes that take unit after unit. A worker reads a unit's number, a line each, from its standard
/// input, and answers `done NUMBER BYTES` (its largest memory so far) or `failed NUMBER REASON`; at the end
/// of its input it ends with 0. `probe NUMBER` is answered by `probed BYTES`: what a run takes before its
/// start. A worker that dies, or stands still beyond the limit and is ended, costs the unit it had; workers
/// die with the pool.
struct PoolOptions {
  std::vector<std::string> command;  ///< of a worker
  std::size_t jobs = 1;
  std::size_t attempts = 3;                  ///< of a unit, then it is given up
  std::uint64_t memory = ~std::uint64_t{0};  ///< that all workers may take together [bytes]
  double limit = 0;                          ///< wall time of a unit [s]; 0: none
  enum class OnError : std::uint8_t { go_on, stop };
  OnError on_error = OnError::go_on;  ///< when a unit is given up
};

struct PoolState {
  std::size_t done = 0;
  std::size_t given_up = 0;
  std::size_t running = 0;
  std::size_t waiting = 0;
};

struct PoolEvents {
  std::function<void(std::size_t unit, const std::string& reason)> failed = {};  ///< of an attempt
  std::function<void(const PoolState&)> tick = {};                               ///< several times a second
  std::function<bool()> stop = {};                                               ///< asked as often: end now
};

enum class PoolEnding : std::uint8_t { finished, stopped, cannot_write };

struct PoolOutcome {
  PoolEnding ending = PoolEnding::finished;
  PoolState state;
};
/// earlier: failed attempts that units have behind them. Throws InputError when the workers do not start.
PoolOutcome run_pool(const std::vector<std::size_t>& units, const std::map<std::size_t, std::size_t>& earlier,
                     const PoolOptions& options, const PoolEvents& events);

}  // namespace tilscape::scenarios

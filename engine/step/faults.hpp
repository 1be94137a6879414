// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <mutex>
#include <optional>
#include <string>

namespace tilscape {

struct Params;

/// Numbers of agents that cannot be, found by whichever thread. Of all that a phase has found the one of the
/// first type and the smallest id is told, so that the message is the same on any number of threads.
class Faults {
 public:
  struct Fault {
    TypeId type;
    AgentId agent;
    Site site;
    std::string what;  ///< "die.rate is -2 1/min, ..."
  };

  void add(Fault fault);
  /// Throws SimulationError when there are any, and forgets them.
  void raise(const Params& params);

 private:
  std::mutex mutex_;
  std::optional<Fault> first_;
};

/// A number in a message: "-2.5", "infinite", "not a number".
std::string fault_number(double value);

}  // namespace tilscape

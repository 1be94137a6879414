// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour.hpp"
#include "engine/step/params.hpp"
#include "engine/step/seen.hpp"
#include "engine/step/world.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tilscape {

/// For tests: while a behaviour does its part, all columns that it has not asked for hold ones in every bit
/// (of a float: no number) and all states the last that there can be, nobody is to be found whom it does not
/// look for, and what it may only read is compared afterwards. So a run in which each has asked for all that
/// it touches comes out as ever, and one who has not reads nonsense, or is told by a SimulationError that it
/// writes. On one thread.
class Blindfold {
 public:
  /// All of these are the Simulation's.
  Blindfold(const Params& params, World& world, std::vector<SiteIndex>& index, std::vector<Seen>& seen,
            std::vector<std::size_t>& living);

  void put_on(const Behaviour& behaviour, TypeId own);
  void take_off(const Behaviour& behaviour, TypeId own);

 private:
  struct Type {
    std::vector<ColumnData> columns;  // ones instead of what is hidden, or copies of what is only read
    std::vector<std::uint8_t> state;
    SiteIndex nobody;
    Seen nonsense;
    std::size_t many = ~std::size_t{0};
  };
  /// And the other way round, when it is done again.
  void hide_others(const Behaviour& behaviour);

  const Params& params_;
  World& world_;
  std::vector<SiteIndex>& index_;
  std::vector<Seen>& seen_;
  std::vector<std::size_t>& living_;
  std::vector<Type> types_;
  Threads one_thread_{1};
};

/// Lets a behaviour do a part of its own, in tests blindfolded.
template <class Part>
void apart(Blindfold* blindfold, const Behaviour& behaviour, TypeId own, const Part& part) {
  if (blindfold == nullptr) {
    part();
    return;
  }
  blindfold->put_on(behaviour, own);
  part();
  blindfold->take_off(behaviour, own);
}

}  // namespace tilscape

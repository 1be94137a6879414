// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <cstdint>
#include <type_traits>

namespace tilscape {

/// How a behaviour touches a column, or the state, of its own cells. Whoever writes comes before those that
/// read; the other two wait for nobody.
enum class Access : std::uint8_t {
  reads,    ///< as the writers of this step have left it
  recalls,  ///< reads it, whoever has written it: of another step, or in a phase in which nobody does
  writes,   ///< for the readers of this step; reads it too
  keeps,    ///< reads and writes it for later: for the next step, or for who recalls it
};

constexpr bool changes(Access access) {
  return access == Access::writes || access == Access::keeps;
}

/// A column of the own type, as it was asked for: who only reads it gets constant numbers. Invalid until it
/// is asked for (engine/step/setup.hpp).
template <class T, Access A>
struct Column {
  using Number = std::conditional_t<changes(A), T, const T>;
  ColumnId id;
  [[nodiscard]] bool valid() const { return id.valid(); }
};

/// A column of other agents, as they were at the start of the step.
template <class T>
struct SeenColumn {
  ColumnId id;
  [[nodiscard]] bool valid() const { return id.valid(); }
};

template <Access A>
class State;  // engine/step/touches.hpp

}  // namespace tilscape

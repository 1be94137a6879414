// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/population/handle.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tilscape {

/// All that a behaviour has asked its Setup for. Decides in which order those of a type come, and whose index
/// and copy are kept up to date.
struct Touched {
  std::vector<std::pair<ColumnId, Access>> columns;  ///< of the own type; one may stand there several times
  std::vector<Access> state;
  std::vector<TypeId> found;    ///< whose agents are looked up by site: View::index, View::seen
  std::vector<TypeId> counted;  ///< whose living are asked for: View::living

  [[nodiscard]] bool finds(TypeId type) const {
    return std::find(found.begin(), found.end(), type) != found.end();
  }
  [[nodiscard]] bool counts(TypeId type) const {
    return std::find(counted.begin(), counted.end(), type) != counted.end();
  }
  [[nodiscard]] bool has(ColumnId column, Access access) const {
    return std::find(columns.begin(), columns.end(), std::pair(column, access)) != columns.end();
  }
  [[nodiscard]] bool has_state(Access access) const {
    return std::find(state.begin(), state.end(), access) != state.end();
  }

  /// Does it write something that the other one reads? Who writes it as well does not wait.
  [[nodiscard]] bool comes_before(const Touched& reader) const {
    const bool by_column = std::any_of(columns.begin(), columns.end(), [&](const auto& c) {
      return c.second == Access::writes && reader.has(c.first, Access::reads) &&
             !reader.has(c.first, Access::writes);
    });
    return by_column || (has_state(Access::writes) && reader.has_state(Access::reads) &&
                         !reader.has_state(Access::writes));
  }
};

}  // namespace tilscape

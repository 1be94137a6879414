// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/population/population.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tilscape {

/// What others see of the agents of a type in sense and decide: as they were at the start of the step. So it
/// plays no part which type or row comes first, and a type may look at its own. By row; never saved.
class Seen {
 public:
  /// Takes over the states and these columns of the population.
  void update(const Population& population, const std::vector<ColumnId>& columns, const Threads& threads);

  [[nodiscard]] std::uint8_t state(std::size_t row) const { return states_[row]; }
  /// A column that was asked for with Setup::sees.
  template <class T>
  [[nodiscard]] std::span<const T> operator[](const SeenColumn<T>& c) const {
    std::size_t i = 0;
    while (columns_[i].first != c.id) ++i;
    return std::get<std::vector<T>>(columns_[i].second);
  }

 private:
  std::vector<std::uint8_t> states_;
  std::vector<std::pair<ColumnId, ColumnData>> columns_;
};

}  // namespace tilscape

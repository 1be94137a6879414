// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/seen.hpp"

#include <algorithm>
#include <variant>

namespace tilscape {

namespace {

template <class T>
void copy(const std::vector<T>& from, std::vector<T>& to, const Threads& threads) {
  constexpr std::size_t rows_per_chunk = 65536;
  to.resize(from.size());
  threads.for_chunks(from.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
    std::copy(from.data() + begin, from.data() + end, to.data() + begin);
  });
}

}  // namespace

void Seen::update(const Population& population, const std::vector<ColumnId>& columns,
                  const Threads& threads) {
  copy(population.state, states_, threads);
  columns_.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns_[i].first = columns[i];
    std::visit(
        [&](const auto& values) {
          using Numbers = std::decay_t<decltype(values)>;
          if (!std::holds_alternative<Numbers>(columns_[i].second)) columns_[i].second = Numbers{};
          copy(values, std::get<Numbers>(columns_[i].second), threads);
        },
        population.data(columns[i].value));
  }
}

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/population/population.hpp"

#include <algorithm>
#include <numeric>

namespace tilscape {

namespace {

ColumnData make_column(NumberType number) {
  switch (number) {
    case NumberType::u8:
      return std::vector<std::uint8_t>{};
    case NumberType::u32:
      return std::vector<std::uint32_t>{};
    case NumberType::u64:
      return std::vector<std::uint64_t>{};
    case NumberType::f32:
      break;
  }
  return std::vector<float>{};
}

template <class T>
void compact(std::vector<T>& values, std::span<const std::uint8_t> flags) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (flags[i] == 0) values[kept++] = values[i];
  values.resize(kept);
}

template <class T>
void permute(std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  std::vector<T> sorted(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
  values.swap(sorted);
}

}  // namespace

Population::Population(const std::vector<ColumnSpec>& columns) {
  for (const ColumnSpec& spec : columns) columns_.push_back(make_column(spec.number));
}

std::size_t Population::append(AgentId agent, Site where, std::uint8_t in_state) {
  id.push_back(agent);
  site.push_back(where);
  state.push_back(in_state);
  for (ColumnData& c : columns_) std::visit([](auto& v) { v.push_back(0); }, c);
  ++version;
  return id.size() - 1;
}

std::size_t Population::append_copy(std::size_t row, AgentId agent, Site where) {
  id.push_back(agent);
  site.push_back(where);
  state.push_back(state[row]);
  for (ColumnData& c : columns_) std::visit([row](auto& v) { v.push_back(v[row]); }, c);
  ++version;
  return id.size() - 1;
}

void Population::remove(std::span<const std::uint8_t> flags) {
  compact(id, flags);
  compact(site, flags);
  compact(state, flags);
  for (ColumnData& c : columns_) std::visit([flags](auto& v) { compact(v, flags); }, c);
  ++version;
}

bool Population::sorted() const {
  for (std::size_t i = 1; i < id.size(); ++i)
    if (site[i] < site[i - 1] || (site[i] == site[i - 1] && id[i] < id[i - 1])) return false;
  return true;
}

void Population::sort() {
  if (sorted()) return;
  std::vector<std::uint32_t> order(id.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return site[a] != site[b] ? site[a] < site[b] : id[a] < id[b];
  });
  permute(id, order);
  permute(site, order);
  permute(state, order);
  for (ColumnData& c : columns_) std::visit([&order](auto& v) { permute(v, order); }, c);
  ++version;
}

void Population::reserve(std::size_t rows) {
  id.reserve(rows);
  site.reserve(rows);
  state.reserve(rows);
  for (ColumnData& c : columns_) std::visit([rows](auto& v) { v.reserve(rows); }, c);
}

std::size_t Population::row_bytes() const {
  std::size_t bytes = sizeof(AgentId) + sizeof(Site) + sizeof(std::uint8_t);
  for (const ColumnData& c : columns_) bytes += std::visit([](const auto& v) { return sizeof(v[0]); }, c);
  return bytes;
}

}  // namespace tilscape

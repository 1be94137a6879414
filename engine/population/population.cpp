// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/population/population.hpp"

#include <algorithm>

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

constexpr std::size_t rows_per_chunk = 16384;

template <class T>
void permute(std::vector<T>& values, const std::vector<std::uint64_t>& order, const Threads& threads) {
  std::vector<T> sorted(values.size());
  threads.for_chunks(values.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) sorted[i] = values[order[i] & 0xffffffffU];
  });
  values.swap(sorted);
}

/// Sorts distinct numbers: chunks, then ever longer neighbours merged, all of a length at the same time.
void sort_keys(std::vector<std::uint64_t>& keys, const Threads& threads) {
  const auto at = [](std::vector<std::uint64_t>& v, std::size_t i) {
    return v.begin() + static_cast<std::ptrdiff_t>(std::min(i, v.size()));
  };
  threads.for_chunks(keys.size(), rows_per_chunk,
                     [&](std::size_t begin, std::size_t end) { std::sort(at(keys, begin), at(keys, end)); });
  std::vector<std::uint64_t> merged(keys.size());
  for (std::size_t length = rows_per_chunk; length < keys.size(); length *= 2) {
    threads.for_chunks(keys.size(), 2 * length, [&](std::size_t begin, std::size_t end) {
      std::merge(at(keys, begin), at(keys, begin + length), at(keys, begin + length), at(keys, end),
                 at(merged, begin));
    });
    keys.swap(merged);
  }
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

template <class Body>
void Population::for_columns(const Body& body) {
  body(id);
  body(site);
  body(state);
  for (ColumnData& c : columns_) std::visit(body, c);
}

std::size_t Population::append_copies(std::span<const std::uint32_t> rows, const Threads& threads) {
  const std::size_t first = size();
  for_columns([&](auto& values) {
    values.resize(first + rows.size());
    threads.for_chunks(rows.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) values[first + i] = values[rows[i]];
    });
  });
  ++version;
  return first;
}

void Population::remove(std::vector<std::uint32_t>& rows, const Threads& threads) {
  std::sort(rows.begin(), rows.end());
  const std::size_t left = size() - rows.size();
  // The rows behind `left` that stay fill the gaps before it, pair by pair.
  const auto gaps_end = std::lower_bound(rows.begin(), rows.end(), left);
  std::vector<std::uint32_t> fillers;
  auto gone = gaps_end;
  for (auto row = static_cast<std::uint32_t>(left); row < size(); ++row) {
    if (gone != rows.end() && *gone == row)
      ++gone;
    else
      fillers.push_back(row);
  }
  for_columns([&](auto& values) {
    threads.for_chunks(fillers.size(), rows_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) values[rows[i]] = values[fillers[i]];
    });
    values.resize(left);
  });
  ++version;
}

bool Population::sorted() const {
  for (std::size_t i = 1; i < id.size(); ++i)
    if (site[i] < site[i - 1] || (site[i] == site[i - 1] && id[i] < id[i - 1])) return false;
  return true;
}

void Population::sort(const Threads& threads) {
  if (sorted()) return;
  std::vector<std::uint64_t> order(size());
  for (std::size_t row = 0; row < size(); ++row) order[row] = std::uint64_t{site[row]} << 32U | row;
  sort_keys(order, threads);
  const auto site_of = [](std::uint64_t key) { return key >> 32U; };
  for (auto first = order.begin(); first != order.end();) {  // of a site by id
    auto last = first + 1;
    while (last != order.end() && site_of(*last) == site_of(*first)) ++last;
    if (last - first > 1)
      std::sort(first, last, [this](std::uint64_t a, std::uint64_t b) {
        return id[a & 0xffffffffU] < id[b & 0xffffffffU];
      });
    first = last;
  }
  for_columns([&](auto& values) { permute(values, order, threads); });
  ++version;
}

void Population::reserve(std::size_t rows) {
  for_columns([rows](auto& values) { values.reserve(rows); });
}

std::size_t Population::row_bytes() const {
  std::size_t bytes = sizeof(AgentId) + sizeof(Site) + sizeof(std::uint8_t);
  for (const ColumnData& c : columns_) bytes += std::visit([](const auto& v) { return sizeof(v[0]); }, c);
  return bytes;
}

}  // namespace tilscape

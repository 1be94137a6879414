// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/base/parallel.hpp"
#include "engine/base/values.hpp"
#include "engine/population/handle.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace tilscape {

enum class NumberType : std::uint8_t { f32, u8, u32, u64 };

/// A column that a scenario or a behaviour declares for an agent type.
struct ColumnSpec {
  std::string name = {};
  NumberType number = NumberType::f32;
  std::string unit = {};      ///< canonical; empty: a pure number
  Distribution initial = {};  ///< of agents present at the start and of recruited ones
  std::string about = {};
};

template <class T>
constexpr NumberType number_type = std::is_same_v<T, float>           ? NumberType::f32
                                   : std::is_same_v<T, std::uint8_t>  ? NumberType::u8
                                   : std::is_same_v<T, std::uint32_t> ? NumberType::u32
                                                                      : NumberType::u64;

using ColumnData = std::variant<std::vector<float>, std::vector<std::uint8_t>, std::vector<std::uint32_t>,
                                std::vector<std::uint64_t>>;

/// All agents of one type: a table with a row each. The order of rows is never observable; rows are kept
/// roughly in the order of the lattice because memory traffic is the cost (numbers in
/// docs/develop/performance.md).
class Population {
 public:
  explicit Population(const std::vector<ColumnSpec>& columns);

  std::vector<AgentId> id;
  std::vector<Site> site;
  std::vector<std::uint8_t> state;

  [[nodiscard]] std::size_t size() const { return id.size(); }
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }

  /// The column's values; throws std::bad_variant_access for another number type.
  template <class T>
  [[nodiscard]] std::vector<T>& column(ColumnId c) {
    return std::get<std::vector<T>>(columns_[c.value]);
  }
  template <class T>
  [[nodiscard]] const std::vector<T>& column(ColumnId c) const {
    return std::get<std::vector<T>>(columns_[c.value]);
  }
  /// As a behaviour has asked for it.
  template <class T, Access A>
  [[nodiscard]] std::span<typename Column<T, A>::Number> operator[](const Column<T, A>& c) {
    return column<T>(c.id);
  }
  template <Access A>
  [[nodiscard]] auto operator[](const State<A>&) {
    return std::span<typename State<A>::Number>(state);
  }
  [[nodiscard]] const ColumnData& data(std::size_t c) const { return columns_[c]; }
  [[nodiscard]] ColumnData& data(std::size_t c) { return columns_[c]; }

  /// Appends a row of zeros in the declared columns; returns its number.
  std::size_t append(AgentId agent, Site where, std::uint8_t in_state);
  /// Appends copies of these rows; returns the number of the first. Their ids and sites are the caller's to
  /// set.
  std::size_t append_copies(std::span<const std::uint32_t> rows, const Threads& threads);
  /// Removes these rows, each named once, in any order; the last rows take their places.
  void remove(std::vector<std::uint32_t>& rows, const Threads& threads);
  /// Puts rows in the order of site, then id.
  void sort(const Threads& threads);
  [[nodiscard]] bool sorted() const;
  void reserve(std::size_t rows);

  /// Bytes of one row.
  [[nodiscard]] std::size_t row_bytes() const;

  /// Grows with every change of the rows or of the sites; lets a derived index know that it is out of date.
  std::uint64_t version = 1;

 private:
  template <class Body>  // of (std::vector<T>&), for every T
  void for_columns(const Body& body);

  std::vector<ColumnData> columns_;
};

}  // namespace tilscape

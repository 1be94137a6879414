// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>

namespace tilscape {

/// A typed integer: an index into a table of one kind of thing. Invalid until it is given a value.
template <class Tag, class Integer>
struct Id {
  static constexpr Integer none = static_cast<Integer>(-1);
  Integer value = none;

  constexpr Id() = default;
  constexpr explicit Id(Integer v) : value(v) {}
  [[nodiscard]] constexpr bool valid() const { return value != none; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using TypeId = Id<struct TypeTag, std::uint8_t>;       ///< agent type, index into World::populations
using FieldId = Id<struct FieldTag, std::uint16_t>;    ///< substance, index into World::fields
using ColumnId = Id<struct ColumnTag, std::uint16_t>;  ///< declared column of one agent type

/// Global number of a lattice site: x + nx (y + ny z). Plain, because hot loops compute with it.
using Site = std::uint32_t;
inline constexpr Site no_site = 0xffffffffU;

/// Identity of an agent over its whole life; see engine/population/identity.hpp for how it is made.
using AgentId = std::uint64_t;
inline constexpr AgentId no_agent = ~AgentId{0};

}  // namespace tilscape

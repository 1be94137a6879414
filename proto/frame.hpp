// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/event_kind.hpp"
#include "proto/series_column.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tilscape::snapshot {

enum class Number : std::uint8_t { f32, u8, u32, u64, f64 };

/// Values of a column; the alternatives are in the order of Number.
using ColumnData = std::variant<std::vector<float>, std::vector<std::uint8_t>, std::vector<std::uint32_t>,
                                std::vector<std::uint64_t>, std::vector<double>>;

struct ColumnInfo {
  std::string name;
  std::string unit;  ///< empty: a pure number
  Number number = Number::f32;
};

struct StateInfo {
  std::string name;
  bool alive = true;
};

struct AgentInfo {
  std::string name;
  std::uint32_t takes = 1;  ///< units of a site's room
  std::vector<StateInfo> states;
  std::vector<ColumnInfo> columns;
  std::string colour;  ///< "#rrggbb", a wish; empty: the viewer chooses
};

struct SubstanceInfo {
  std::string name;
  std::string unit;
  double diffusion = 0;  ///< [um2/min]
  double decay = 0;      ///< [1/min]
  Number number = Number::f32;
};

struct LatticeInfo {
  std::uint32_t nx = 1, ny = 1, nz = 1;
  double spacing = 20;    ///< [um]
  double thickness = 20;  ///< [um]
  std::array<std::string, 3> sides = {"closed", "closed", "closed"};
  std::string neighbourhood = "moore";
  std::uint32_t capacity = 8;  ///< units of room per site

  /// The run's lattice, when the file holds only a box of it. Sites are numbered in the box: whoever does not
  /// ask for this sees a smaller lattice.
  struct Whole {
    std::array<std::uint32_t, 3> origin = {};  ///< of the box [sites along x, y, z]
    std::array<std::uint32_t, 3> sites = {};   ///< along x, y, z
  };
  std::optional<Whole> whole;

  [[nodiscard]] std::uint64_t sites() const { return std::uint64_t{nx} * ny * nz; }
};

/// A straight piece of a vessel. Places are from the first corner of the file's lattice.
struct VesselPiece {
  std::array<float, 3> start = {};  ///< [um] along x, y, z
  std::array<float, 3> end = {};    ///< [um]
  float radius = 0;                 ///< [um] > 0

  /// From start to end along an axis [um].
  [[nodiscard]] double way(std::size_t axis) const {
    return static_cast<double>(end[axis]) - static_cast<double>(start[axis]);
  }
};

/// More would not fit into a header.
inline constexpr std::size_t most_vessel_pieces = 200000;

/// What is known before the first step and never changes: the first record of a file.
struct RunHeader {
  std::string program_version;
  std::string scenario_name;
  std::string scenario_hash;  ///< of the canonical text, 32 hexadecimal digits
  std::uint64_t seed = 0;
  LatticeInfo lattice;
  std::vector<AgentInfo> agents;
  std::vector<SubstanceInfo> substances;
  std::string scenario_text;               ///< canonical
  std::vector<VesselPiece> vessels;        ///< at most most_vessel_pieces
  std::vector<EventKindInfo> event_kinds;  ///< all that can happen to agents; read: never empty
  std::vector<SeriesColumn> series;        ///< columns of the run's table; empty: not told
  /// The same in runs that differ in their draws alone, and in what is written of them; read: never empty.
  std::string replicate_hash;
};

/// The agents of one type; all vectors have one value per agent.
struct AgentTable {
  std::uint32_t type = 0;  ///< index into RunHeader::agents
  std::vector<std::uint64_t> id;
  std::vector<std::uint32_t> site;
  std::vector<std::uint8_t> state;
  std::vector<ColumnData> columns;  ///< as the type's columns in the header
};

/// A substance, one value per site.
struct FieldTable {
  std::uint32_t substance = 0;  ///< index into RunHeader::substances
  ColumnData values;            ///< f32 or f64, as the header says
};

struct SeriesValue {
  std::string name;
  std::string unit;
  double value = 0;
};

struct Event {
  std::uint64_t step = 0;
  std::string kind;  ///< RunHeader::event_kinds says what it means
  std::uint8_t type = 0;
  std::uint32_t site = 0;
  std::uint64_t agent = 0;
  std::uint64_t other = ~std::uint64_t{0};  ///< as its kind says; else all ones
};

struct Frame {
  std::uint64_t step = 0;
  double time = 0;  ///< [min]
  std::string state_hash;
  std::vector<AgentTable> agents;  ///< at most one per type
  std::vector<FieldTable> fields;  ///< at most one per substance; not every frame has all
  std::vector<SeriesValue> series;
  std::vector<Event> events;  ///< since the frame before
  /// No state: only brings events, so that a writer need not keep them all. A Reader gives them with the next
  /// frame.
  bool events_only = false;
};

}  // namespace tilscape::snapshot

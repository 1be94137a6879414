// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::viz {

/// Sites from `low` to before `high` along each axis.
struct SiteBox {
  std::array<int, 3> low{};
  std::array<int, 3> high{};
};

/// Which cells are asked for, and what of them.
struct CellChoice {
  enum class Shape : std::uint8_t {
    solid,  ///< seen from outside: cells that others hide are left out
    flat,   ///< seen from above: small cells of one site lie side by side
  };
  struct Condition {
    std::string name;  ///< a column, or a substance at the cell's site
    double low = 0;
    double high = 0;
  };

  Shape shape = Shape::solid;
  std::size_t axis = 2;  ///< flat: along which it is seen
  std::vector<std::uint32_t> hidden_types;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_states;  ///< type and state
  std::string value;               ///< column or substance whose number comes with each cell; empty: none
  std::vector<Condition> where;    ///< all must hold; a type without the column passes none of them
  std::optional<SiteBox> within;   ///< only these sites
  std::optional<SiteBox> without;  ///< not these: the cut
};

/// Cells to draw. Any first part of them is spread evenly over the whole, so that a viewer in a hurry can
/// draw the first part alone.
struct CellPicture {
  /// x, y, z in shares of `scale` per site, and openness (0 to 255; 0: behind the outer layer of cells)
  std::vector<std::uint16_t> place;
  std::vector<std::uint8_t> kind;  ///< type, state, cells at the same place (1 to 8), Block::open_octants
  std::vector<std::uint32_t> row;  ///< in the type's table
  std::vector<float> value;        ///< as chosen; NaN when the type has no such column
  double scale = 1;
  std::vector<std::vector<std::uint64_t>> counts;  ///< of the whole frame, by type and state
  std::vector<std::uint64_t> matching;             ///< by type: chosen, before what is hidden is left out
};

/// Throws std::invalid_argument when a name is not known.
CellPicture choose_cells(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                         const CellChoice& choice);

/// The frame without the cells that are not chosen; whether they can be seen is not asked.
snapshot::Frame only_chosen(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                            const CellChoice& choice);

/// The number that a column or substance has for a cell.
class CellNumber {
 public:
  CellNumber(const snapshot::RunHeader& header, const snapshot::Frame& frame, const std::string& name);
  [[nodiscard]] double of(const snapshot::AgentTable& table, std::size_t row) const;

 private:
  std::vector<std::optional<std::size_t>> column_;  // by type
  const snapshot::FieldTable* field_ = nullptr;
};

}  // namespace tilscape::viz

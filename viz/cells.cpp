// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/cells.hpp"

#include "viz/block.hpp"
#include "viz/colouring.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <variant>

namespace tilscape::viz {
namespace {

struct Chosen {
  const snapshot::AgentTable* table;
  std::uint32_t row;
  [[nodiscard]] std::uint32_t site() const { return table->site[row]; }
};

// Places of n things, the first of them, the second, ...: steps of the golden section, so that the things at
// any first places are evenly spread.
class Spread {
 public:
  explicit Spread(std::size_t n)
      : n_(n),
        step_(std::max<std::size_t>(1, static_cast<std::size_t>(0.6180339887 * static_cast<double>(n)))) {
    while (std::gcd(step_, n_) > 1) ++step_;
  }
  std::size_t next() {
    const std::size_t place = at_;
    at_ = (at_ + step_) % n_;
    return place;
  }

 private:
  std::size_t n_;
  std::size_t step_;
  std::size_t at_ = 0;
};

// The sites in which cells are shown; empty: in all.
std::vector<std::uint8_t> shown_sites(const snapshot::LatticeInfo& lattice, const CellChoice& choice) {
  if (!choice.within && !choice.without) return {};
  std::vector<std::uint8_t> shown(lattice.sites(), choice.within ? 0 : 1);
  const std::array<std::uint32_t, 3> size = {lattice.nx, lattice.ny, lattice.nz};
  const auto mark = [&](const SiteBox& box, std::uint8_t how) {
    std::array<std::size_t, 3> low{}, high{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto most = static_cast<int>(size[axis]);
      low[axis] = static_cast<std::size_t>(std::clamp(box.low[axis], 0, most));
      high[axis] =
          static_cast<std::size_t>(std::clamp(box.high[axis], std::clamp(box.low[axis], 0, most), most));
    }
    for (std::size_t z = low[2]; z < high[2]; ++z)
      for (std::size_t y = low[1]; y < high[1]; ++y) {
        const auto row = shown.begin() + static_cast<std::ptrdiff_t>(size[0] * (y + size[1] * z));
        std::fill(row + static_cast<std::ptrdiff_t>(low[0]), row + static_cast<std::ptrdiff_t>(high[0]), how);
      }
  };
  if (choice.within) mark(*choice.within, 1);
  if (choice.without) mark(*choice.without, 0);
  return shown;
}

class Filter {
 public:
  Filter(const snapshot::RunHeader& header, const snapshot::Frame& frame, const CellChoice& choice)
      : choice_(choice), sites_(shown_sites(header.lattice, choice)) {
    for (const auto& agent : header.agents)
      shown_.emplace_back(std::max<std::size_t>(1, agent.states.size()), true);
    for (const std::uint32_t type : choice.hidden_types)
      if (type < shown_.size()) shown_[type].assign(shown_[type].size(), false);
    for (const auto& [type, state] : choice.hidden_states)
      if (type < shown_.size() && state < shown_[type].size()) shown_[type][state] = false;
    for (const auto& condition : choice.where) numbers_.emplace_back(header, frame, condition.name);
  }

  [[nodiscard]] bool passes(const snapshot::AgentTable& table, std::size_t row) const {
    if (!shown_[table.type][table.state[row]]) return false;
    if (!sites_.empty() && sites_[table.site[row]] == 0) return false;
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const double number = numbers_[i].of(table, row);
      if (!(number >= choice_.where[i].low && number <= choice_.where[i].high)) return false;
    }
    return true;
  }

 private:
  const CellChoice& choice_;
  std::vector<std::uint8_t> sites_;
  std::vector<std::vector<bool>> shown_;  // by type and state
  std::vector<CellNumber> numbers_;
};

// For each chosen cell its place among the small ones of its site, and how many they are.
std::vector<std::pair<std::uint8_t, std::uint8_t>> side_by_side(const snapshot::RunHeader& header,
                                                                const std::vector<Chosen>& cells) {
  std::vector<std::uint8_t> at_site(header.lattice.sites(), 0);
  std::vector<std::pair<std::uint8_t, std::uint8_t>> places(cells.size(), {0, 1});
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!fills_site(header, cells[i].table->type)) places[i].first = at_site[cells[i].site()]++;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!fills_site(header, cells[i].table->type)) places[i].second = at_site[cells[i].site()];
  return places;
}

// One cell at `offset` in its site; `together` and `seen` as CellPicture has them.
void put(CellPicture& picture, std::size_t place, const Chosen& cell, const std::array<int, 3>& at,
         const std::array<float, 3>& offset, std::uint8_t openness, std::uint8_t together,
         std::uint8_t seen) {
  for (std::size_t axis = 0; axis < 3; ++axis)
    picture.place[4 * place + axis] = static_cast<std::uint16_t>(
        (static_cast<double>(at[axis]) + static_cast<double>(offset[axis])) * picture.scale);
  picture.place[4 * place + 3] = openness;
  picture.kind[4 * place] = static_cast<std::uint8_t>(cell.table->type);
  picture.kind[4 * place + 1] = cell.table->state[cell.row];
  picture.kind[4 * place + 2] = together;
  picture.kind[4 * place + 3] = seen;
  picture.row[place] = cell.row;
}

// `inner`: without the outer layer. Cells that fill sites of it close the gaps between the balls of the outer
// one: they stand in the middle of their sites, so that nothing is seen between them, and are not open at
// all.
void put_balls(CellPicture& picture, const snapshot::RunHeader& header, const std::vector<Chosen>& cells,
               const Block& block, const Block& inner) {
  Spread places(cells.size());
  for (const Chosen& cell : cells) {
    const bool fills = fills_site(header, cell.table->type);
    const bool behind = inner.filled(cell.site());
    const float loose = !fills ? 0.30F : behind ? 0.0F : 0.10F;
    std::array<float, 3> offset = {0.5F, 0.5F, 0.5F};
    for (unsigned axis = 0; axis < 3; ++axis) offset[axis] += loose * scatter(cell.table->id[cell.row], axis);
    put(picture, places.next(), cell, block.coordinates(cell.site()), offset,
        behind ? 0 : block.openness(cell.site()), 1, (behind ? inner : block).open_octants(cell.site()));
  }
}

void put_shapes(CellPicture& picture, const snapshot::RunHeader& header, const std::vector<Chosen>& cells,
                const Block& block, std::size_t axis) {
  const auto in_site = side_by_side(header, cells);
  Spread places(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::array<float, 3> offset = {0.5F, 0.5F, 0.5F};
    if (!fills_site(header, cells[i].table->type)) {
      const auto [x, y] = place_in_site(in_site[i].first, in_site[i].second);
      offset[axis == 0 ? 1 : 0] = x;
      offset[axis == 2 ? 1 : 2] = y;
    }
    put(picture, places.next(), cells[i], block.coordinates(cells[i].site()), offset, 255, in_site[i].second,
        0);
  }
}

}  // namespace

CellNumber::CellNumber(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                       const std::string& name) {
  const Colouring by = colouring(header, name, {});
  if (by.by == Colouring::By::column) column_ = by.column;
  if (by.by == Colouring::By::substance) field_ = find_field(frame, by.substance);
}

double CellNumber::of(const snapshot::AgentTable& table, std::size_t row) const {
  if (field_ != nullptr) return field_value(*field_, table.site[row]);
  if (table.type >= column_.size() || !column_[table.type]) return std::numeric_limits<double>::quiet_NaN();
  return std::visit([&](const auto& values) { return static_cast<double>(values[row]); },
                    table.columns[*column_[table.type]]);
}

CellPicture choose_cells(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                         const CellChoice& choice) {
  const bool solid = choice.shape == CellChoice::Shape::solid;
  CellPicture picture;
  for (const auto& agent : header.agents) picture.counts.emplace_back(agent.states.size(), 0);
  picture.matching.assign(header.agents.size(), 0);

  Block block(header.lattice);
  const Filter filter(header, frame, choice);
  std::vector<std::vector<std::uint32_t>> rows;  // of each table: those that pass
  for (const auto& table : frame.agents) {
    const bool fills = solid && fills_site(header, table.type);
    auto& passing = rows.emplace_back();
    passing.reserve(table.id.size());
    for (std::uint32_t row = 0; row < table.id.size(); ++row) {
      ++picture.counts[table.type][table.state[row]];
      if (!filter.passes(table, row)) continue;
      if (fills) block.fill(table.site[row]);
      passing.push_back(row);
    }
    picture.matching[table.type] = passing.size();
  }
  Block inner = block;
  if (solid) {
    const Block taken = block;
    block.close_pores();
    inner = block;
    inner.erode();
    inner.keep(taken);  // a pore below the outer layer closes no gap: what is behind it does
    inner.close_pores();
  }
  Block hidden = inner;
  if (solid) hidden.erode();
  std::vector<Chosen> cells;
  for (std::size_t t = 0; t < rows.size(); ++t)
    for (const std::uint32_t row : rows[t])
      if (!solid || !hidden.filled(frame.agents[t].site[row])) cells.push_back({&frame.agents[t], row});

  const auto& lattice = header.lattice;
  picture.scale = std::floor(65535.0 / std::max({lattice.nx, lattice.ny, lattice.nz, 1U}));
  picture.place.resize(4 * cells.size());
  picture.kind.resize(4 * cells.size());
  picture.row.resize(cells.size());
  if (solid)
    put_balls(picture, header, cells, block, inner);
  else
    put_shapes(picture, header, cells, block, choice.axis);
  if (!choice.value.empty()) {
    const CellNumber number(header, frame, choice.value);
    picture.value.resize(cells.size());
    Spread places(cells.size());
    for (const Chosen& cell : cells)
      picture.value[places.next()] = static_cast<float>(number.of(*cell.table, cell.row));
  }
  return picture;
}

snapshot::Frame only_chosen(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                            const CellChoice& choice) {
  const Filter filter(header, frame, choice);
  snapshot::Frame chosen = frame;
  for (std::size_t t = 0; t < frame.agents.size(); ++t) {
    const snapshot::AgentTable& all = frame.agents[t];
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < all.id.size(); ++row)
      if (filter.passes(all, row)) rows.push_back(row);
    const auto keep = [&](auto& values) {
      for (std::size_t i = 0; i < rows.size(); ++i) values[i] = values[rows[i]];
      values.resize(rows.size());
    };
    snapshot::AgentTable& table = chosen.agents[t];
    keep(table.id);
    keep(table.site);
    keep(table.state);
    for (snapshot::ColumnData& column : table.columns) std::visit(keep, column);
  }
  return chosen;
}

}  // namespace tilscape::viz

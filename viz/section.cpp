// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/section.hpp"

#include "viz/block.hpp"
#include "viz/palette.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

namespace tilscape::viz {
namespace {

constexpr Rgb ground = {246, 244, 239};
constexpr int round_from = 5;  // pixels per site from which on cells are drawn round

struct Cell {
  std::uint32_t x, y;
  const snapshot::AgentTable* table;
  std::size_t row;
  bool large;
  std::uint32_t place = 0;  // among the small cells of its site
  std::uint32_t places = 1;
};

// Large cells first, so that the small ones lie on top of them.
std::vector<Cell> cells_of(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint32_t z,
                           const Colouring& by) {
  const auto& lattice = header.lattice;
  const std::uint64_t plane = std::uint64_t{lattice.nx} * lattice.ny;
  std::vector<Cell> cells;
  for (const auto& table : frame.agents) {
    if (by.hidden[table.type]) continue;
    for (std::size_t row = 0; row < table.id.size(); ++row) {
      if (table.site[row] / plane != z) continue;
      const auto at = static_cast<std::uint32_t>(table.site[row] % plane);
      cells.push_back({at % lattice.nx, at / lattice.nx, &table, row, fills_site(header, table.type)});
    }
  }
  std::stable_sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return std::tuple(!a.large, a.y, a.x) < std::tuple(!b.large, b.y, b.x);
  });
  for (std::size_t first = 0; first < cells.size();) {
    std::size_t last = first;
    while (last < cells.size() && cells[last].x == cells[first].x && cells[last].y == cells[first].y &&
           cells[last].large == cells[first].large)
      ++last;
    for (std::size_t i = first; i < last; ++i) {
      cells[i].place = static_cast<std::uint32_t>(i - first);
      cells[i].places = static_cast<std::uint32_t>(last - first);
    }
    first = last;
  }
  return cells;
}

void draw_cell(Image& image, const Cell& cell, int side, Rgb colour) {
  const int x = static_cast<int>(cell.x) * side;
  const int y = static_cast<int>(cell.y) * side;
  if (side < round_from) {
    image.fill(x, y, side, side, colour);
    return;
  }
  const auto s = static_cast<float>(side);
  const auto left = static_cast<float>(x);
  const auto top = static_cast<float>(y);
  if (cell.large) {
    image.rounded(left, top, s, s, 0.36F * s, mix(colour, black, 0.16F));
    image.rounded(left + 0.09F * s, top + 0.09F * s, 0.82F * s, 0.82F * s, 0.32F * s, colour);
    return;
  }
  const auto [px, py] = place_in_site(cell.place, cell.places);
  const float radius = s * (cell.places == 1 ? 0.34F : cell.places <= 4 ? 0.24F : 0.17F);
  image.disc(left + px * s, top + py * s, radius + 0.07F * s, mix(colour, white, 0.8F));
  image.disc(left + px * s, top + py * s, radius, colour);
}

void draw_field(Image& image, const snapshot::RunHeader& header, const snapshot::Frame& frame,
                std::uint32_t z, const Colouring& by, int side) {
  const auto* field = find_field(frame, by.substance);
  if (field == nullptr) return;
  const auto& lattice = header.lattice;
  std::size_t site = std::size_t{z} * lattice.nx * lattice.ny;
  for (int y = 0; y < static_cast<int>(lattice.ny); ++y)
    for (int x = 0; x < static_cast<int>(lattice.nx); ++x, ++site)
      image.fill(x * side, y * side, side, side, cividis(by.range.share(field_value(*field, site))));
}

// Where most of a site's neighbourhood (3 x 3) holds living large cells: the tissue without its pores.
std::vector<std::uint8_t> tissue_of(const snapshot::RunHeader& header, const std::vector<Cell>& cells) {
  const auto nx = static_cast<int>(header.lattice.nx);
  const auto ny = static_cast<int>(header.lattice.ny);
  std::vector<std::uint8_t> around(static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny), 0);
  for (const Cell& cell : cells) {
    if (!cell.large || !header.agents[cell.table->type].states[cell.table->state[cell.row]].alive) continue;
    const auto cx = static_cast<int>(cell.x);
    const auto cy = static_cast<int>(cell.y);
    for (int y = std::max(cy - 1, 0); y <= std::min(cy + 1, ny - 1); ++y)
      for (int x = std::max(cx - 1, 0); x <= std::min(cx + 1, nx - 1); ++x)
        ++around[static_cast<std::size_t>(y) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(x)];
  }
  for (std::uint8_t& count : around) count = count >= 5 ? 1 : 0;
  return around;
}

// A light line around the tissue, over a field.
void draw_borders(Image& image, const snapshot::RunHeader& header, const std::vector<Cell>& cells, int side) {
  const auto nx = static_cast<int>(header.lattice.nx);
  const auto ny = static_cast<int>(header.lattice.ny);
  const std::vector<std::uint8_t> tissue = tissue_of(header, cells);
  const auto at = [&](int x, int y) {
    return tissue[static_cast<std::size_t>(y) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(x)];
  };
  const auto edge = [&](int x, int y, int width, int height) {
    for (int row = y; row < y + height; ++row)
      for (int column = x; column < x + width; ++column) image.blend(column, row, white, 0.6F);
  };
  const int thick = side >= 8 ? 2 : 1;
  for (int y = 0; y < ny; ++y) {
    for (int x = 0; x < nx; ++x) {
      if (x + 1 < nx && at(x, y) != at(x + 1, y)) edge((x + 1) * side - thick / 2, y * side, thick, side);
      if (y + 1 < ny && at(x, y) != at(x, y + 1)) edge(x * side, (y + 1) * side - thick / 2, side, thick);
    }
  }
}

}  // namespace

Section draw_section(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint32_t z,
                     const Colouring& by, const std::optional<Colouring>& background, int pixels) {
  const auto nx = static_cast<int>(header.lattice.nx);
  const auto ny = static_cast<int>(header.lattice.ny);
  const int longer = std::max(nx, ny);
  const int side = std::max(1, pixels / longer);
  Image image(nx * side, ny * side, ground);
  const std::vector<Cell> cells = cells_of(header, frame, z, by);
  if (by.by == Colouring::By::substance) {
    draw_field(image, header, frame, z, by, side);
    draw_borders(image, header, cells, side);
  } else {
    if (background) draw_field(image, header, frame, z, *background, side);
    for (const Cell& cell : cells)
      draw_cell(image, cell, side, cell_colour(header, *cell.table, cell.row, by));
  }
  if (longer <= pixels) return {std::move(image), header.lattice.spacing / side};
  const int width = std::max(1, nx * pixels / longer);
  const int height = std::max(1, ny * pixels / longer);
  return {image.shrunk(width, height), header.lattice.spacing * longer / pixels};
}

}  // namespace tilscape::viz

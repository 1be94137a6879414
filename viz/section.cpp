// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/section.hpp"

#include "viz/block.hpp"
#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

namespace tilscape::viz {
namespace {

constexpr Rgb ground = {246, 244, 239};
constexpr int round_from = 5;  // pixels per site from which on cells are drawn round

// What is seen of one layer of the lattice: a picture of width x height sites.
struct Layer {
  std::size_t axis, across, down;  // 0 x, 1 y, 2 z
  std::uint32_t index;
  std::array<std::uint32_t, 3> sites;
  std::array<std::uint32_t, 3> first = {};  // site that is seen
  int width, height;

  Layer(const snapshot::LatticeInfo& lattice, const Look& look)
      : axis(lattice.nz == 1 ? 2 : look.cutting.axis),
        across(axis == 0 ? 1 : 0),
        down(axis == 2 ? 1 : 2),
        index(look.cutting.layer(lattice)),
        sites{lattice.nx, lattice.ny, lattice.nz},
        width(static_cast<int>(sites[across])),
        height(static_cast<int>(sites[down])) {
    if (!look.viewpoint) return;
    const double seen = 1.03 * std::max(width, height) / look.viewpoint->zoom;  // viz/web/src/scene.ts
    width = crop(across, seen, look.viewpoint->x);
    height = crop(down, seen, look.viewpoint->y);
  }
  [[nodiscard]] std::array<std::uint32_t, 3> coordinates(std::uint32_t site) const {
    return {site % sites[0], site / sites[0] % sites[1], site / sites[0] / sites[1]};
  }
  [[nodiscard]] bool shows(const std::array<std::uint32_t, 3>& at) const {
    const auto within = [&](std::size_t along, int length) {
      return at[along] >= first[along] && at[along] - first[along] < static_cast<std::uint32_t>(length);
    };
    return at[axis] == index && within(across, width) && within(down, height);
  }
  [[nodiscard]] std::size_t site(int x, int y) const {
    std::array<std::size_t, 3> at{};
    at[axis] = index;
    at[across] = first[across] + static_cast<std::size_t>(x);
    at[down] = first[down] + static_cast<std::size_t>(y);
    return at[0] + sites[0] * (at[1] + sites[1] * at[2]);
  }

 private:
  /// Sites that are seen along an axis of the picture, of so many that fit when it is moved by a share of it.
  int crop(std::size_t along, double fit, double moved) {
    const double all = sites[along];
    const double from = std::clamp(std::round(all / 2 - moved * fit - fit / 2), 0.0, all - 1);
    const double to = std::clamp(std::round(all / 2 - moved * fit + fit / 2), from + 1, all);
    first[along] = static_cast<std::uint32_t>(from);
    return static_cast<int>(to - from);
  }
};

struct Cell {
  std::uint32_t x, y;
  const snapshot::AgentTable* table;
  std::size_t row;
  bool large;
  std::uint32_t place = 0;  // among the small cells of its site
  std::uint32_t places = 1;
};

// Large cells first, so that the small ones lie on top of them.
std::vector<Cell> cells_of(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                           const Layer& layer, const Colouring& by) {
  std::vector<Cell> cells;
  for (const auto& table : frame.agents) {
    if (by.hidden[table.type]) continue;
    for (std::size_t row = 0; row < table.id.size(); ++row) {
      const auto at = layer.coordinates(table.site[row]);
      if (!layer.shows(at)) continue;
      cells.push_back({at[layer.across] - layer.first[layer.across], at[layer.down] - layer.first[layer.down],
                       &table, row, fills_site(header, table.type)});
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

void draw_field(Image& image, const snapshot::Frame& frame, const Layer& layer, const Colouring& by,
                int side) {
  const auto* field = find_field(frame, by.substance);
  if (field == nullptr) return;
  for (int y = 0; y < layer.height; ++y)
    for (int x = 0; x < layer.width; ++x)
      image.fill(x * side, y * side, side, side,
                 cividis(by.range.share(field_value(*field, layer.site(x, y)))));
}

// Where most of a site's neighbourhood (3 x 3) holds living large cells: the tissue without its pores.
std::vector<std::uint8_t> tissue_of(const snapshot::RunHeader& header, const Layer& layer,
                                    const std::vector<Cell>& cells) {
  const int nx = layer.width;
  const int ny = layer.height;
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
void draw_borders(Image& image, const snapshot::RunHeader& header, const Layer& layer,
                  const std::vector<Cell>& cells, int side) {
  const int nx = layer.width;
  const int ny = layer.height;
  const std::vector<std::uint8_t> tissue = tissue_of(header, layer, cells);
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

// The parts of vessels in the layer, as wide as they are. All rims first, so that none is between two pieces.
void draw_vessels(Image& image, const snapshot::RunHeader& header, const Layer& layer, int side) {
  const double site = header.lattice.spacing;
  const double site_across = layer.axis == 2 ? header.lattice.thickness : site;
  struct Part {
    float x0, y0, x1, y1, width;
  };
  std::vector<Part> parts;
  for (const snapshot::VesselPiece& piece : header.vessels) {
    const double way = piece.way(layer.axis);
    double begin = layer.index * site_across - static_cast<double>(piece.start[layer.axis]);
    double end = begin + site_across;
    if (way == 0) {
      if (begin > 0 || end < 0) continue;
      begin = 0;
      end = 1;
    } else {
      begin /= way;
      end /= way;
      if (begin > end) std::swap(begin, end);
    }
    begin = std::max(begin, 0.0);
    end = std::min(end, 1.0);
    if (begin > end) continue;
    const auto at = [&](double share, std::size_t axis) {
      const double place = static_cast<double>(piece.start[axis]) + share * piece.way(axis);
      return static_cast<float>((place / site - layer.first[axis]) * side);
    };
    parts.push_back({at(begin, layer.across), at(begin, layer.down), at(end, layer.across),
                     at(end, layer.down),
                     static_cast<float>(2 * static_cast<double>(piece.radius) / site * side)});
  }
  const auto draw = [&](float share, Rgb colour) {
    for (const Part& part : parts) image.line(part.x0, part.y0, part.x1, part.y1, share * part.width, colour);
  };
  draw(1, mix(vessel_colour, black, 0.35F));
  draw(0.75F, vessel_colour);
}

}  // namespace

Section draw_section(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Look& look,
                     int pixels) {
  const Layer layer(header.lattice, look);
  const int longer = std::max(layer.width, layer.height);
  const int side = std::max(1, pixels / longer);
  Image image(layer.width * side, layer.height * side, ground);
  const std::vector<Cell> cells = cells_of(header, frame, layer, look.by);
  if (look.by.by == Colouring::By::substance) {
    draw_field(image, frame, layer, look.by, side);
    draw_borders(image, header, layer, cells, side);
  } else {
    if (look.background) draw_field(image, frame, layer, *look.background, side);
    for (const Cell& cell : cells)
      draw_cell(image, cell, side, cell_colour(header, *cell.table, cell.row, look.by));
  }
  if (look.vessels) draw_vessels(image, header, layer, side);
  if (longer <= pixels) return {std::move(image), header.lattice.spacing / side};
  const int width = std::max(1, layer.width * pixels / longer);
  const int height = std::max(1, layer.height * pixels / longer);
  return {image.shrunk(width, height), header.lattice.spacing * longer / pixels};
}

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/block.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tilscape::viz {

bool fills_site(const snapshot::RunHeader& header, std::uint32_t type) {
  return header.agents[type].takes * 2 > header.lattice.capacity;
}

void require_drawable(const snapshot::LatticeInfo& lattice) {
  constexpr std::uint32_t longest = 32768;
  constexpr std::uint64_t most = std::uint64_t{1} << 30;
  if (std::max({lattice.nx, lattice.ny, lattice.nz}) > longest || lattice.sites() > most)
    throw std::invalid_argument("the lattice is too large to draw");
}

float scatter(std::uint64_t id, unsigned axis) {
  std::uint64_t x = id * 0x9e3779b97f4a7c15U + axis * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return static_cast<float>((x >> 40) & 0xffffU) / 32767.5F - 1;
}

std::array<float, 2> place_in_site(std::uint32_t place, std::uint32_t places) {
  if (places == 1) return {0.5F, 0.5F};
  const std::uint32_t columns = places <= 4 ? 2 : 3;
  const std::uint32_t rows = (places + columns - 1) / columns;
  const std::uint32_t row = place / columns;
  return {(static_cast<float>(place % columns) + 0.5F) / static_cast<float>(columns),
          (static_cast<float>(row) + 0.5F) / static_cast<float>(rows)};
}

Block::Block(const snapshot::LatticeInfo& lattice)
    : nx_(static_cast<int>(lattice.nx)),
      ny_(static_cast<int>(lattice.ny)),
      nz_(static_cast<int>(lattice.nz)),
      filled_(lattice.sites(), 0) {}

std::array<int, 3> Block::coordinates(std::uint32_t site) const {
  const int x = static_cast<int>(site % static_cast<std::uint32_t>(nx_));
  const auto rest = site / static_cast<std::uint32_t>(nx_);
  return {x, static_cast<int>(rest % static_cast<std::uint32_t>(ny_)),
          static_cast<int>(rest / static_cast<std::uint32_t>(ny_))};
}

void Block::erode() {
  std::vector<std::uint8_t> inner(filled_.size(), 0);
  const auto row = static_cast<std::size_t>(nx_);
  const auto plane = row * static_cast<std::size_t>(ny_);
  const std::uint8_t* const f = filled_.data();
  for (std::size_t z = 1; z + 1 < static_cast<std::size_t>(nz_); ++z) {
    for (std::size_t y = 1; y + 1 < static_cast<std::size_t>(ny_); ++y) {
      const std::size_t first = z * plane + y * row;
      for (std::size_t i = first + 1; i + 1 < first + row; ++i)
        inner[i] = f[i] & f[i - 1] & f[i + 1] & f[i - row] & f[i + row] & f[i - plane] & f[i + plane];
    }
  }
  filled_ = std::move(inner);
}

void Block::keep(const Block& other) {
  for (std::size_t i = 0; i < filled_.size(); ++i) filled_[i] &= other.filled_[i];
}

void Block::close_pores() {
  constexpr std::uint8_t reached = 2;
  struct Place {
    std::uint32_t site;
    int x, y, z;  // divisions would take longer than all the rest
  };
  std::vector<Place> front;
  const auto row = static_cast<std::uint32_t>(nx_);
  const std::uint32_t plane = row * static_cast<std::uint32_t>(ny_);
  const auto reach = [&](std::uint32_t site, int x, int y, int z) {
    if (filled_[site] != 0) return;
    filled_[site] = reached;
    front.push_back({site, x, y, z});
  };
  std::uint32_t first = 0;
  for (int z = 0; z < nz_; ++z) {
    for (int y = 0; y < ny_; ++y, first += row) {
      const bool face = z == 0 || z + 1 == nz_ || y == 0 || y + 1 == ny_;
      for (int x = 0; x < nx_; x += face ? 1 : std::max(1, nx_ - 1))
        reach(first + static_cast<std::uint32_t>(x), x, y, z);
    }
  }
  while (!front.empty()) {
    const auto [site, x, y, z] = front.back();
    front.pop_back();
    if (x > 0) reach(site - 1, x - 1, y, z);
    if (x + 1 < nx_) reach(site + 1, x + 1, y, z);
    if (y > 0) reach(site - row, x, y - 1, z);
    if (y + 1 < ny_) reach(site + row, x, y + 1, z);
    if (z > 0) reach(site - plane, x, y, z - 1);
    if (z + 1 < nz_) reach(site + plane, x, y, z + 1);
  }
  for (std::uint8_t& site : filled_) site = site == reached ? 0 : 1;
}

std::uint8_t Block::openness(std::uint32_t site) const {
  const auto [x, y, z] = coordinates(site);
  const auto row = static_cast<std::int64_t>(nx_);
  const std::int64_t plane = row * ny_;
  int open = 0;
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i) {
        const bool inside =
            x + i >= 0 && x + i < nx_ && y + j >= 0 && y + j < ny_ && z + k >= 0 && z + k < nz_;
        const auto other = static_cast<std::size_t>(std::int64_t{site} + i + j * row + k * plane);
        if ((i != 0 || j != 0 || k != 0) && !(inside && filled_[other] != 0)) ++open;
      }
  return static_cast<std::uint8_t>(open * 255 / 26);
}

std::uint8_t Block::open_octants(std::uint32_t site) const {
  const auto [x, y, z] = coordinates(site);
  const auto row = static_cast<std::uint32_t>(nx_);
  const std::uint32_t plane = row * static_cast<std::uint32_t>(ny_);
  unsigned open = 0;
  const auto look = [&](bool inside, std::uint32_t other, unsigned octants) {
    if (!inside || filled_[other] == 0) open |= octants;
  };
  look(x > 0, site - 1, 0x55);
  look(x + 1 < nx_, site + 1, 0xaa);
  look(y > 0, site - row, 0x33);
  look(y + 1 < ny_, site + row, 0xcc);
  look(z > 0, site - plane, 0x0f);
  look(z + 1 < nz_, site + plane, 0xf0);
  return static_cast<std::uint8_t>(open);
}

}  // namespace tilscape::viz

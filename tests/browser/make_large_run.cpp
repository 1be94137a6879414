// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// make_large_run FILE.tsnap NX NY NZ CELLS FRAMES: snapshots of a size that a simulation would take long for;
// a ball of cells with scattered gaps (a tenth of the sites), or a thin cloud when the cells would not make a
// ball.
#include "proto/writer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace tilscape::snapshot;

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// Sites by their distance from the middle, one in ten left out.
std::vector<std::uint32_t> ball(const LatticeInfo& lattice, std::size_t cells) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> sites;
  std::uint32_t site = 0;
  const auto square = [](std::uint32_t at, std::uint32_t n) {
    const auto d = static_cast<std::int64_t>(2 * at) - n;
    return static_cast<std::uint64_t>(d * d);
  };
  for (std::uint32_t z = 0; z < lattice.nz; ++z)
    for (std::uint32_t y = 0; y < lattice.ny; ++y)
      for (std::uint32_t x = 0; x < lattice.nx; ++x, ++site)
        if (mixed(site) % 10 != 0)
          sites.emplace_back(square(x, lattice.nx) + square(y, lattice.ny) + square(z, lattice.nz), site);
  std::sort(sites.begin(), sites.end());
  sites.resize(std::min(cells, sites.size()));
  std::vector<std::uint32_t> chosen;
  for (const auto& [distance, where] : sites) chosen.push_back(where);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: make_large_run FILE.tsnap NX NY NZ CELLS FRAMES\n");
    return 2;
  }
  const auto number = [&](int i) { return std::strtoul(argv[i], nullptr, 10); };
  RunHeader header;
  header.scenario_name = "large";
  header.lattice.nx = static_cast<std::uint32_t>(number(2));
  header.lattice.ny = static_cast<std::uint32_t>(number(3));
  header.lattice.nz = static_cast<std::uint32_t>(number(4));
  header.agents = {{"cancer",
                    7,
                    {{"cycling", true}, {"hypoxic", true}, {"necrotic", false}},
                    {{"pd_l1", "molecule", Number::f32}},
                    ""}};
  header.substances = {{"oxygen", "mmHg", 0, 0, Number::f32}};
  const std::vector<std::uint32_t> sites = ball(header.lattice, number(5));
  Writer writer(argv[1], header, {Writer::Sync::close, 65536, 262144});
  for (std::uint64_t step = 0; step < number(6); ++step) {
    Frame frame;
    frame.step = step;
    frame.time = 60.0 * static_cast<double>(step);
    AgentTable cells;
    std::vector<float> pd_l1, oxygen;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      cells.id.push_back(i + 1);
      cells.site.push_back(sites[i]);
      const std::uint64_t draw = mixed(sites[i] + (step << 32));
      cells.state.push_back(static_cast<std::uint8_t>(draw % 16 == 0 ? 2 : draw % 3 == 0 ? 1 : 0));
      pd_l1.push_back(static_cast<float>(draw >> 44));
    }
    for (std::uint64_t site = 0; site < header.lattice.sites(); ++site)
      oxygen.push_back(static_cast<float>(mixed(site + (step << 40)) >> 40) * 38 / 0x1p24F);
    cells.columns = {pd_l1};
    frame.agents = {cells};
    frame.fields = {{0, oxygen}};
    writer.write(frame);
  }
  writer.close();
  return 0;
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What cells take and give is theirs, not that of their sites: the same cells on lattices of two spacings.
#include "scenarios/build/build.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>

namespace tilscape {
namespace {

using namespace scenarios;

constexpr double coarse = 20;  // [um]
constexpr double fine = 10;    // [um]
constexpr double held = 38;    // [mmHg] at the sides
constexpr double alone = 60;   // [um] from a cell to where a move by half a site no longer counts

struct Box {
  int dimensions;
  int side;  // coarse sites
  int cells;
  [[nodiscard]] std::string sites(double spacing) const {
    const int n = static_cast<int>(side * coarse / spacing);
    return dimensions == 3 ? fmt::format("sites: [{0}, {0}, {0}]", n)
                           : fmt::format("sites: [{0}, {0}], thickness: 20 um", n);
  }
};

using Place = std::array<double, 3>;

/// In the middles of fine sites. A coarse site moves them by half of its own, to this or that side.
std::vector<Place> scattered_cells(const Box& box) {
  std::vector<Place> places;
  std::uint64_t state = 7;
  const auto along = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto sites = static_cast<std::uint64_t>(box.side * coarse / fine);
    return fine * (static_cast<double>((state >> 33U) % sites) + 0.5);
  };
  for (int i = 0; i < box.cells; ++i) {
    const double x = along();
    const double y = along();
    places.push_back({x, y, box.dimensions == 3 ? along() : 0});
  }
  return places;
}

struct Levels {
  Lattice lattice;
  std::vector<double> oxygen, signal;
};

Levels levels_of(const Box& box, const std::vector<Place>& places, double spacing) {
  const test::TemporaryFolder folder;
  const std::string base = folder.path().string() + "/";
  std::ofstream table(base + "cells.csv");
  table << "x_um,y_um,z_um\n";
  for (const Place& p : places) table << p[0] << ',' << p[1] << ',' << p[2] << '\n';
  table.close();
  const std::string text = fmt::format(
      "tilscape: 1\nname: spacing\ntime: {{ end: 2 min }}\n"
      "lattice: {{ {}, spacing: {} um }}\n"
      "substances:\n"
      "  oxygen: {{ unit: mmHg, diffusion: 1e5 um2/min, sides: {{ x: {} mmHg }}, initial: {} mmHg, solve: "
      "steady }}\n"
      "  signal: {{ diffusion: 6e3 um2/min, decay: 0.1 1/min, solve: steady }}\n"
      "agents:\n"
      "  cell:\n"
      "    takes: 1\n"
      "    start: {{ cells: cells.csv, x: x_um, y: y_um{} }}\n"
      "    consume: {{ oxygen: 8e4 um3/min }}\n"
      "    secrete: {{ signal: 642 molecules/min }}\n",
      box.sites(spacing), spacing, held, held, box.dimensions == 3 ? ", z: z_um" : "");
  const Run run = build_run(test::checked(validate_text(text, base + "s.yaml", test::language())), 1);
  run.simulation->start();
  run.simulation->step();
  const auto& substances = run.simulation->params().substances;
  Levels levels{run.simulation->params().lattice, {}, {}};
  for (std::size_t f = 0; f < substances.size(); ++f) {
    const auto& values = run.simulation->world().fields[f].values;
    (substances[f].field.name == "oxygen" ? levels.oxygen : levels.signal)
        .assign(values.begin(), values.end());
  }
  return levels;
}

/// Mean over the fine sites of a coarse one.
double mean_of(const Lattice& lattice, const std::vector<double>& values, const Coordinates& c) {
  const int across = static_cast<int>(coarse / lattice.spacing());
  const int layers = lattice.dimensions() == 3 ? across : 1;
  double sum = 0;
  for (int k = 0; k < layers; ++k)
    for (int j = 0; j < across; ++j)
      for (int i = 0; i < across; ++i)
        sum += values[lattice.site({across * c.x + i, across * c.y + j, layers * c.z + k})];
  return sum / (across * across * layers);
}

void check_spacings(const Box& box) {
  const std::vector<Place> places = scattered_cells(box);
  const Levels a = levels_of(box, places, coarse);
  const Levels b = levels_of(box, places, fine);
  const auto apart = [&](const Coordinates& c) {
    return std::all_of(places.begin(), places.end(), [&](const Place& p) {
      const double dx = coarse * (c.x + 0.5) - p[0];
      const double dy = coarse * (c.y + 0.5) - p[1];
      const double dz = box.dimensions == 3 ? coarse * (c.z + 0.5) - p[2] : 0;
      return dx * dx + dy * dy + dz * dz > alone * alone;
    });
  };
  const double most = held - *std::min_element(a.oxygen.begin(), a.oxygen.end());
  double taken = 0;  // the largest difference of what cells have taken, over what they have
  double given = 0;
  std::size_t compared = 0;
  for (Site s = 0; s < a.lattice.sites(); ++s) {
    const Coordinates c = a.lattice.coordinates(s);
    const double lack = held - a.oxygen[s];
    if (!apart(c) || lack < most / 5) continue;  // next to a side that is held nothing is taken
    ++compared;
    taken = std::max(taken, std::abs(held - mean_of(b.lattice, b.oxygen, c) - lack) / lack);
    given = std::max(given, std::abs(mean_of(b.lattice, b.signal, c) - a.signal[s]) / a.signal[s]);
  }
  MESSAGE(box.dimensions, " dimensions, ", compared, " places: ", taken, " taken, ", given, " given");
  CHECK(compared > a.lattice.sites() / 5);
  CHECK(taken < 0.05);
  CHECK(given < 0.05);
}

TEST_CASE("cells: what they take up and secrete does not depend on the spacing, in a section") {
  check_spacings({2, 40, 40});
}

TEST_CASE("cells: what they take up and secrete does not depend on the spacing, in 3D") {
  check_spacings({3, 32, 300});
}

}  // namespace
}  // namespace tilscape

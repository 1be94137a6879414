// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/vessels/segments.hpp"
#include "engine/base/table.hpp"
#include "engine/base/text.hpp"

#include <istream>

namespace tilscape::vessels {

namespace {

constexpr std::array<const char*, 7> names = {"x1_um", "y1_um", "z1_um",    "x2_um",
                                              "y2_um", "z2_um", "radius_um"};

TableLayout layout() {
  return {.wanted = {names.begin(), names.end()}};
}

std::vector<Segment> read(TableReader table) {
  if (!table.has_header())
    table.problem(0,
                  "the first line has to name the columns, as in `x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,"
                  "radius_um`");
  table.settle();
  std::array<std::size_t, names.size()> columns{};
  for (std::size_t i = 0; i < names.size(); ++i) columns[i] = table.column(names[i]);
  table.settle();
  std::vector<Segment> segments;
  while (table.next()) {
    std::array<double, names.size()> v{};
    bool whole = true;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::optional<double> value = table.number(columns[i]);
      whole = whole && value;
      v[i] = value.value_or(0);
      if (table.missing(columns[i])) table.problem(columns[i], joined({quoted(names[i]), " is missing"}));
    }
    if (!whole) continue;
    const Segment vessel{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, v[6]};
    if (std::string why = refused(vessel); !why.empty()) table.problem(0, std::move(why));
    segments.push_back(vessel);
  }
  table.settle();
  return segments;
}

}  // namespace

std::vector<Segment> read_segments(std::istream& in, const std::string& name) {
  return read(TableReader(in, name, layout()));
}

std::vector<Segment> read_segments(const std::string& file) {
  return read(TableReader(file, layout()));
}

}  // namespace tilscape::vessels

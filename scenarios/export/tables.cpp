// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/export/tables.hpp"

#include "proto/error.hpp"
#include "proto/quote.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <numbers>
#include <set>
#include <string_view>
#include <utility>

namespace tilscape::scenarios {

namespace {

constexpr std::array<std::string_view, 8> of_every_agent = {"id", "type", "state", "alive",
                                                            "x",  "y",    "z",     "radius"};

}  // namespace

SitePlaces::SitePlaces(const snapshot::LatticeInfo& lattice)
    : nx_(lattice.nx),
      ny_(lattice.ny),
      spacing_(lattice.spacing),
      height_(lattice.nz > 1 ? lattice.spacing : lattice.thickness),
      first_z_(lattice.nz > 1 ? 0 : -lattice.thickness / 2) {}

Position SitePlaces::centre(std::uint64_t site) const {
  const auto along = [](std::uint64_t index, double size) {
    return (static_cast<double>(index) + 0.5) * size;
  };
  return {along(site % nx_, spacing_), along(site / nx_ % ny_, spacing_),
          first_z_ + along(site / (nx_ * ny_), height_)};
}

double cell_volume(const snapshot::RunHeader& header, std::size_t type) {
  const Position site = SitePlaces(header.lattice).size();
  return site.x * site.y * site.z * header.agents[type].takes / header.lattice.capacity;
}

double cell_radius(double volume) {
  return std::cbrt(volume * 3 / (4 * std::numbers::pi));
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit.empty() ? name : fmt::format("{} [{}]", name, unit);
}

std::vector<SharedColumn> shared_columns(const snapshot::RunHeader& header,
                                         const std::vector<std::string>& of_format) {
  std::set<std::string, std::less<>> taken(of_every_agent.begin(), of_every_agent.end());
  taken.insert(of_format.begin(), of_format.end());
  std::vector<SharedColumn> shared;
  for (std::size_t t = 0; t < header.agents.size(); ++t) {
    const snapshot::AgentInfo& agent = header.agents[t];
    for (std::size_t c = 0; c < agent.columns.size(); ++c) {
      const snapshot::ColumnInfo& column = agent.columns[c];
      const auto same = [&](const SharedColumn& s) {
        return s.original == column.name && s.unit == column.unit && s.number == column.number && !s.of[t];
      };
      auto found = std::find_if(shared.begin(), shared.end(), same);
      if (found == shared.end()) {
        std::string name = column.name;
        while (!taken.insert(name).second) name.insert(0, agent.name + ".");
        shared.push_back({std::move(name), column.name, column.unit, column.number,
                          std::vector<std::optional<std::size_t>>(header.agents.size())});
        found = shared.end() - 1;
      }
      found->of[t] = c;
    }
  }
  return shared;
}

std::vector<std::uint16_t> counts_by_site(const snapshot::AgentTable& agents, std::uint64_t sites) {
  std::vector<std::uint16_t> counts(sites);
  for (const std::uint32_t site : agents.site)
    if (++counts[site] == 0)
      throw snapshot::ReadError(fmt::format("more than {} agents of a type on site {}",
                                            std::numeric_limits<std::uint16_t>::max(), site));
  return counts;
}

const snapshot::ColumnData* field_values(const snapshot::Frame& frame, std::size_t substance) {
  const auto found = std::find_if(frame.fields.begin(), frame.fields.end(),
                                  [&](const auto& field) { return field.substance == substance; });
  return found == frame.fields.end() ? nullptr : &found->values;
}

std::string legend_csv(const snapshot::RunHeader& header) {
  std::string text = "type,type name,state,state name,alive\n";
  for (std::size_t t = 0; t < header.agents.size(); ++t)
    for (std::size_t s = 0; s < header.agents[t].states.size(); ++s)
      text += fmt::format("{},{},{},{},{:d}\n", t + 1, csv_cell(header.agents[t].name), s,
                          csv_cell(header.agents[t].states[s].name), header.agents[t].states[s].alive);
  return text;
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <bit>
#include <nlohmann/json.hpp>
#include <string>

namespace tilscape::test {

/// Bits of a number as an integer, so that sums of them are exact.
template <class T>
std::uint64_t bits_of(T value) {
  if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<std::uint32_t>(value);
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::uint64_t>(value);
  else
    return value;
}

/// The sum of the bits, each times an odd number of its own (modulo 2^64): right only if every value is, and
/// in its place. As text, since JSON's numbers may lose bits.
template <class Place, class Values>
std::string checksum(const std::vector<Place>& places, const Values& values) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < places.size(); ++i)
    sum += (2 * std::uint64_t{places[i]} + 1) * bits_of(values[i]);
  return std::to_string(sum);
}

inline std::vector<std::uint64_t> all_sites(const snapshot::RunHeader& header) {
  std::vector<std::uint64_t> sites(header.lattice.sites());
  for (std::uint64_t s = 0; s < sites.size(); ++s) sites[s] = s;
  return sites;
}

/// The type that takes most room on each site, from 1; 0 where nobody is.
inline std::vector<std::uint64_t> main_types(const snapshot::RunHeader& header,
                                             const snapshot::Frame& frame) {
  std::vector<std::vector<std::uint64_t>> room(header.lattice.sites(),
                                               std::vector<std::uint64_t>(header.agents.size()));
  for (const snapshot::AgentTable& table : frame.agents)
    for (const std::uint32_t site : table.site) room[site][table.type] += header.agents[table.type].takes;
  std::vector<std::uint64_t> types;
  for (const auto& at : room) {
    const auto most = std::max_element(at.begin(), at.end());
    types.push_back(at.empty() || *most == 0 ? 0 : static_cast<std::uint64_t>(most - at.begin()) + 1);
  }
  return types;
}

inline nlohmann::json expected_cells(const snapshot::RunHeader& header, const snapshot::AgentTable& table) {
  const snapshot::LatticeInfo& lattice = header.lattice;
  const snapshot::AgentInfo& type = header.agents[table.type];
  double x = 0;
  double y = 0;
  double z = 0;
  for (const std::uint32_t site : table.site) {
    x += (site % lattice.nx + 0.5) * lattice.spacing;
    y += (site / lattice.nx % lattice.ny + 0.5) * lattice.spacing;
    if (lattice.nz > 1) z += (site / (lattice.nx * lattice.ny) + 0.5) * lattice.spacing;
  }
  nlohmann::json cells = {{"count", table.id.size()},
                          {"sum of positions", {x, y, z}},
                          {"site", checksum(table.id, table.site)},
                          {"state", checksum(table.id, table.state)},
                          {"on sites", checksum(table.site, std::vector<std::uint8_t>(table.site.size(), 1))},
                          {"columns", nlohmann::json::object()}};
  for (std::size_t c = 0; c < type.columns.size(); ++c)
    cells["columns"][type.columns[c].name] =
        std::visit([&](const auto& values) { return checksum(table.id, values); }, table.columns[c]);
  return cells;
}

/// What any export of the file must hold, from the snapshots alone.
inline nlohmann::json expected_of(const snapshot::Reader& reader) {
  using nlohmann::json;
  const snapshot::RunHeader& header = reader.header();
  const snapshot::LatticeInfo& lattice = header.lattice;
  json expected = {{"sites", {lattice.nx, lattice.ny, lattice.nz}},
                   {"spacing", lattice.spacing},
                   {"thickness", lattice.thickness},
                   {"capacity", lattice.capacity},
                   {"types", json::array()},
                   {"substances", json::array()},
                   {"vessels", json::array()},
                   {"frames", json::array()}};
  for (const snapshot::VesselPiece& piece : header.vessels)
    expected["vessels"].push_back({piece.start, piece.end, piece.radius});
  for (const snapshot::AgentInfo& agent : header.agents) {
    json type = {
        {"name", agent.name}, {"takes", agent.takes}, {"states", json::array()}, {"alive", json::array()}};
    for (const snapshot::StateInfo& state : agent.states) {
      type["states"].push_back(state.name);
      type["alive"].push_back(state.alive);
    }
    expected["types"].push_back(type);
  }
  for (const snapshot::SubstanceInfo& substance : header.substances)
    expected["substances"].push_back({{"name", substance.name}, {"unit", substance.unit}});
  for (std::size_t f = 0; f < reader.frames().size(); ++f) {
    const snapshot::Frame frame = reader.read(f);
    json entry = {{"step", frame.step},
                  {"time_min", frame.time},
                  {"types", checksum(all_sites(header), main_types(header, frame))},
                  {"cells", json::object()},
                  {"fields", json::object()}};
    for (const snapshot::AgentInfo& agent : header.agents) entry["cells"][agent.name] = {{"count", 0}};
    for (const snapshot::AgentTable& table : frame.agents)
      if (!table.id.empty()) entry["cells"][header.agents[table.type].name] = expected_cells(header, table);
    for (const snapshot::FieldTable& field : frame.fields)
      entry["fields"][header.substances[field.substance].name] = std::visit(
          [&](const auto& values) {
            double sum = 0;
            for (const auto value : values) sum += static_cast<double>(value);
            return json{{"sum", sum}, {"bits", checksum(all_sites(header), values)}};
          },
          field.values);
    expected["frames"].push_back(entry);
  }
  return expected;
}

}  // namespace tilscape::test

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/biography.hpp"

#include "viz/colouring.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

namespace tilscape::viz {
namespace {

constexpr std::uint64_t nobody = ~std::uint64_t{0};

nlohmann::json describe(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                        const snapshot::AgentTable& table, std::size_t row) {
  const auto& lattice = header.lattice;
  const auto& info = header.agents[table.type];
  const std::uint64_t site = table.site[row];
  const std::uint64_t plane = std::uint64_t{lattice.nx} * lattice.ny;
  const auto middle = [&](std::uint64_t index) {
    return (static_cast<double>(index) + 0.5) * lattice.spacing;
  };
  nlohmann::json numbers = nlohmann::json::array();
  for (std::size_t c = 0; c < info.columns.size(); ++c) {
    std::visit(
        [&](const auto& values) {
          numbers.push_back(
              {{"name", info.columns[c].name}, {"unit", info.columns[c].unit}, {"value", values[row]}});
        },
        table.columns[c]);
  }
  nlohmann::json substances = nlohmann::json::array();
  for (const auto& field : frame.fields)
    substances.push_back({{"name", header.substances[field.substance].name},
                          {"unit", header.substances[field.substance].unit},
                          {"value", field_value(field, site)}});
  return {
      {"id", std::to_string(table.id[row])},
      {"type", table.type},
      {"row", row},
      {"state", table.state[row]},
      {"site", site},
      {"place_um", {middle(site % lattice.nx), middle(site / lattice.nx % lattice.ny), middle(site / plane)}},
      {"columns", std::move(numbers)},
      {"substances", std::move(substances)}};
}

}  // namespace

nlohmann::json cell_in(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint64_t id) {
  for (const auto& table : frame.agents) {
    const auto found = std::find(table.id.begin(), table.id.end(), id);
    if (found != table.id.end())
      return describe(header, frame, table, static_cast<std::size_t>(found - table.id.begin()));
  }
  return nullptr;
}

nlohmann::json events_of(const snapshot::RunHeader& header, const snapshot::Frame& frame, std::uint64_t id) {
  nlohmann::json events = nlohmann::json::array();
  for (const auto& event : frame.events) {
    if (event.agent != id && (event.other != id || event.other == nobody)) continue;
    nlohmann::json entry = {{"step", event.step},
                            {"kind", event.kind},
                            {"type", event.type < header.agents.size() ? header.agents[event.type].name : ""},
                            {"agent", std::to_string(event.agent)}};
    if (event.other != nobody) entry["other"] = std::to_string(event.other);
    events.push_back(std::move(entry));
  }
  return events;
}

}  // namespace tilscape::viz

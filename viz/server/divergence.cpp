// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/divergence.hpp"

#include "viz/colouring.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace tilscape::viz {
namespace {

struct Cell {
  const snapshot::AgentTable* table;
  std::size_t row;
};

// By name of type and id, so that two runs whose headers differ can still be compared.
std::map<std::pair<std::string, std::uint64_t>, Cell> cells_of(const snapshot::RunHeader& header,
                                                               const snapshot::Frame& frame) {
  std::map<std::pair<std::string, std::uint64_t>, Cell> cells;
  for (const auto& table : frame.agents)
    for (std::size_t row = 0; row < table.id.size(); ++row)
      cells.emplace(std::pair(header.agents[table.type].name, table.id[row]), Cell{&table, row});
  return cells;
}

std::string state_name(const snapshot::RunHeader& header, const Cell& cell) {
  return header.agents[cell.table->type].states[cell.table->state[cell.row]].name;
}

std::string event_text(const snapshot::RunHeader& header, const snapshot::Event& event) {
  const std::string type = event.type < header.agents.size() ? header.agents[event.type].name : "cell";
  return fmt::format("step {}: {} of {} {} at site {}", event.step, event.kind, type, event.agent,
                     event.site);
}

auto key_of(const snapshot::Event& event) {
  return std::tie(event.step, event.kind, event.type, event.agent, event.site, event.other);
}

std::string differing_event(const snapshot::RunHeader& header_a, const snapshot::Frame& a,
                            const snapshot::RunHeader& header_b, const snapshot::Frame& b) {
  const auto sorted = [](std::vector<snapshot::Event> events) {
    std::sort(events.begin(), events.end(),
              [](const auto& one, const auto& other) { return key_of(one) < key_of(other); });
    return events;
  };
  const auto of_a = sorted(a.events);
  const auto of_b = sorted(b.events);
  const auto [first, second] =
      std::mismatch(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(),
                    [](const auto& one, const auto& other) { return key_of(one) == key_of(other); });
  const bool in_a = first != of_a.end();
  const bool in_b = second != of_b.end();
  if (!in_a && !in_b) return {};
  if (in_a && (!in_b || key_of(*first) < key_of(*second)))
    return event_text(header_a, *first) + ", in the first run only";
  return event_text(header_b, *second) + ", in the second run only";
}

std::string differing_cell(const snapshot::RunHeader& header_a, const snapshot::Frame& a,
                           const snapshot::RunHeader& header_b, const snapshot::Frame& b) {
  const auto of_a = cells_of(header_a, a);
  const auto of_b = cells_of(header_b, b);
  for (const auto& [key, one] : of_a) {
    const std::string name = fmt::format("{} {}", key.first, key.second);
    const auto other = of_b.find(key);
    if (other == of_b.end()) return name + " is in the first run only";
    const Cell& two = other->second;
    const auto site_a = one.table->site[one.row];
    const auto site_b = two.table->site[two.row];
    if (site_a != site_b)
      return fmt::format("{} is at site {}, and {} in the second run", name, site_a, site_b);
    const std::string state_a = state_name(header_a, one);
    const std::string state_b = state_name(header_b, two);
    if (state_a != state_b) return fmt::format("{} is {}, and {} in the second run", name, state_a, state_b);
  }
  for (const auto& [key, cell] : of_b)
    if (!of_a.contains(key)) return fmt::format("{} {} is in the second run only", key.first, key.second);
  return {};
}

}  // namespace

std::string first_difference(const snapshot::RunHeader& header_a, const snapshot::Frame& a,
                             const snapshot::RunHeader& header_b, const snapshot::Frame& b) {
  if (std::string event = differing_event(header_a, a, header_b, b); !event.empty()) return event;
  if (std::string cell = differing_cell(header_a, a, header_b, b); !cell.empty()) return cell;
  for (const auto& field : a.fields) {
    const std::string& name = header_a.substances[field.substance].name;
    for (const auto& other : b.fields)
      if (header_b.substances[other.substance].name == name && other.values != field.values)
        return name + " differs";
  }
  return {};
}

}  // namespace tilscape::viz

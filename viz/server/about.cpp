// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/about.hpp"

#include "viz/block.hpp"
#include "viz/colouring.hpp"

#include <fmt/format.h>
#include <utility>

namespace tilscape::viz {

using nlohmann::json;

std::string hex(Rgb colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
}

namespace {

json agents_of(const snapshot::RunHeader& header) {
  json agents = json::array();
  for (std::uint32_t type = 0; type < header.agents.size(); ++type) {
    const auto& info = header.agents[type];
    json states = json::array();
    for (std::size_t s = 0; s < info.states.size(); ++s)
      states.push_back({{"name", info.states[s].name},
                        {"alive", info.states[s].alive},
                        {"colour", hex(state_colour(header, type, static_cast<std::uint8_t>(s)))}});
    json columns = json::array();
    for (const auto& column : info.columns) columns.push_back({{"name", column.name}, {"unit", column.unit}});
    const Rgb colour = type_colour(header, type);
    agents.push_back({{"name", info.name},
                      {"fills", fills_site(header, type)},
                      {"colour", hex(colour)},
                      {"dead_colour", hex(dead_colour(colour))},
                      {"states", std::move(states)},
                      {"columns", std::move(columns)}});
  }
  return agents;
}

json frames_of(const Run& run) {
  json steps = json::array(), times = json::array();
  for (const auto& frame : run.frames()) {
    steps.push_back(frame.step);
    times.push_back(frame.time);
  }
  const auto damage = run.damage();
  json frames = {{"steps", std::move(steps)},
                 {"times_min", std::move(times)},
                 {"finished", run.finished()},
                 {"growing", run.growing()}};
  if (damage)
    frames["damage"] = {{"record", damage->record}, {"offset", damage->offset}, {"reason", damage->reason}};
  return frames;
}

}  // namespace

json about(const Run& run) {
  json entry = {{"title", run.title()}};
  if (run.stage() == Run::Stage::opening) {
    entry["stage"] = "opening";
    return entry;
  }
  if (run.stage() == Run::Stage::unreadable) {
    entry["stage"] = "unreadable";
    entry["problem"] = run.problem();
    return entry;
  }
  const auto& header = run.header();
  json substances = json::array();
  for (const auto& substance : header.substances)
    substances.push_back({{"name", substance.name}, {"unit", substance.unit}});
  entry["stage"] = "open";
  entry["scenario"] = header.scenario_name;
  entry["scenario_hash"] = header.scenario_hash;
  entry["program_version"] = header.program_version;
  entry["seed"] = std::to_string(header.seed);
  entry["lattice"] = {{"size", {header.lattice.nx, header.lattice.ny, header.lattice.nz}},
                      {"spacing_um", header.lattice.spacing},
                      {"thickness_um", header.lattice.thickness}};
  entry["agents"] = agents_of(header);
  entry["substances"] = std::move(substances);
  if (!header.vessels.empty())
    entry["vessels"] = {{"pieces", header.vessels.size()}, {"colour", hex(vessel_colour)}};
  entry["frames"] = frames_of(run);
  return entry;
}

}  // namespace tilscape::viz

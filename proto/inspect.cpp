// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/inspect.hpp"

#include "proto/error.hpp"
#include "proto/json_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

namespace tilscape::snapshot {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Number number) {
  constexpr std::array<const char*, 5> names = {"f32", "u8", "u32", "u64", "f64"};
  return names.at(static_cast<std::size_t>(number));
}

std::string bracketed(const std::string& unit) {
  return unit.empty() ? "" : " [" + unit + "]";
}

std::string shortest(double value) {
  return Json(value).dump();
}

std::string three(const std::array<std::uint32_t, 3>& numbers) {
  return std::to_string(numbers[0]) + " " + std::to_string(numbers[1]) + " " + std::to_string(numbers[2]);
}

std::string whole_text(const LatticeInfo& lattice) {
  if (!lattice.whole) return "";
  return "; a box at site " + three(lattice.whole->origin) + " of a lattice of " +
         three(lattice.whole->sites);
}

std::string lattice_text(const LatticeInfo& lattice) {
  std::string text = std::to_string(lattice.nx) + " x " + std::to_string(lattice.ny);
  if (lattice.nz > 1) text += " x " + std::to_string(lattice.nz);
  return text + " sites of " + shortest(lattice.spacing) + " um, " + lattice.neighbourhood + ", sides " +
         lattice.sides[0] + " " + lattice.sides[1] + " " + lattice.sides[2] + whole_text(lattice);
}

/// Of all pieces together [um].
double length_of(const std::vector<VesselPiece>& vessels) {
  double sum = 0;
  for (const VesselPiece& piece : vessels) sum += std::hypot(piece.way(0), piece.way(1), piece.way(2));
  return sum;
}

std::string vessels_text(const std::vector<VesselPiece>& vessels) {
  if (vessels.empty()) return "";
  std::array<char, 80> line{};
  std::snprintf(line.data(), line.size(), "vessels    %zu straight pieces, %.3g mm\n", vessels.size(),
                length_of(vessels) / 1000);
  return line.data();
}

std::string agent_text(const AgentInfo& agent) {
  std::string text = "  " + agent.name + " (takes " + std::to_string(agent.takes) + "): states";
  for (const StateInfo& state : agent.states) text += " " + state.name + (state.alive ? "" : " (dead)");
  if (!agent.columns.empty()) text += "; columns";
  for (const ColumnInfo& column : agent.columns)
    text += " " + column.name + bracketed(column.unit) + " " + name_of(column.number);
  return text + "\n";
}

std::string frame_text(std::size_t i, const FrameInfo& info, const FrameOpening& opening) {
  const auto agents = std::accumulate(opening.rows.begin(), opening.rows.end(), std::uint64_t{0});
  std::array<char, 160> line{};
  std::snprintf(line.data(), line.size(), "%7zu %10llu %12.2f %12llu %6zu %9u %12llu  %s\n", i,
                static_cast<unsigned long long>(info.step), info.time / 1440,
                static_cast<unsigned long long>(agents), opening.substances.size(), info.records + 1,
                static_cast<unsigned long long>(info.offset), opening.state_hash.substr(0, 32).c_str());
  return line.data();
}

Json header_json(const RunHeader& header) {
  Json agents = Json::array();
  for (const AgentInfo& agent : header.agents) {
    Json states = Json::array();
    for (const StateInfo& state : agent.states)
      states.push_back({{"name", state.name}, {"alive", state.alive}});
    Json columns = Json::array();
    for (const ColumnInfo& column : agent.columns)
      columns.push_back({{"name", column.name}, {"unit", column.unit}, {"number", name_of(column.number)}});
    agents.push_back(
        {{"name", agent.name}, {"takes", agent.takes}, {"states", states}, {"columns", columns}});
  }
  Json substances = Json::array();
  for (const SubstanceInfo& substance : header.substances)
    substances.push_back({{"name", substance.name},
                          {"unit", substance.unit},
                          {"diffusion_um2_per_min", substance.diffusion},
                          {"decay_per_min", substance.decay},
                          {"number", name_of(substance.number)}});
  const LatticeInfo& lattice = header.lattice;
  Json space = {{"sites", {lattice.nx, lattice.ny, lattice.nz}},
                {"spacing_um", lattice.spacing},
                {"thickness_um", lattice.thickness},
                {"sides", lattice.sides},
                {"neighbourhood", lattice.neighbourhood},
                {"capacity", lattice.capacity}};
  if (lattice.whole) space["whole"] = {{"origin", lattice.whole->origin}, {"sites", lattice.whole->sites}};
  return {{"program_version", header.program_version},
          {"scenario_name", header.scenario_name},
          {"scenario_hash", header.scenario_hash},
          {"seed", header.seed},
          {"lattice", space},
          {"agents", agents},
          {"substances", substances},
          {"vessels", {{"pieces", header.vessels.size()}, {"length_um", length_of(header.vessels)}}}};
}

}  // namespace

std::string inspect_text(const Reader& reader) {
  const RunHeader& header = reader.header();
  std::string text = reader.name() + "\n";
  text += "scenario   " + header.scenario_name + "   hash " + header.scenario_hash + "\n";
  text += "written by tilscape " + header.program_version + "   format " + std::to_string(format_version) +
          "   seed " + std::to_string(header.seed) + "\n";
  text += "lattice    " + lattice_text(header.lattice) + "\n" + vessels_text(header.vessels) + "agents\n";
  for (const AgentInfo& agent : header.agents) text += agent_text(agent);
  if (!header.substances.empty()) text += "substances\n";
  for (const SubstanceInfo& substance : header.substances)
    text += "  " + substance.name + bracketed(substance.unit) + " " + name_of(substance.number) + "\n";
  text += "  frame       step     time [d]       agents fields   records         byte  state hash\n";
  for (std::size_t i = 0; i < reader.frames().size(); ++i)
    text += frame_text(i, reader.frames()[i], reader.opening(i));
  if (!reader.event_frames().empty())
    text += std::to_string(reader.event_frames().size()) + " frames between them only bring events\n";
  if (reader.damage())
    text += "damaged at record " + std::to_string(reader.damage()->record) + ", byte " +
            std::to_string(reader.damage()->offset) + ": " + reader.damage()->reason +
            "; the frames above are whole\n";
  else
    text += reader.finished() ? "complete\n" : "not closed: still being written, or stopped\n";
  return text;
}

std::string inspect_json(const Reader& reader) {
  Json frames = Json::array();
  for (std::size_t i = 0; i < reader.frames().size(); ++i) {
    const FrameInfo& info = reader.frames()[i];
    const FrameOpening opening = reader.opening(i);
    frames.push_back({{"step", info.step},
                      {"time_min", info.time},
                      {"state_hash", opening.state_hash},
                      {"agents", opening.rows},
                      {"substances", opening.substances},
                      {"byte", info.offset},
                      {"records", info.records + 1}});
  }
  Json object = {{"schema", "tilscape/inspect/1"},
                 {"file", reader.name()},
                 {"format_version", format_version},
                 {"complete", reader.finished() && !reader.damage()},
                 {"header", header_json(reader.header())},
                 {"frames", frames},
                 {"event_frames", reader.event_frames().size()},
                 {"damage", nullptr}};
  if (reader.damage())
    object["damage"] = {{"record", reader.damage()->record},
                        {"byte", reader.damage()->offset},
                        {"reason", reader.damage()->reason}};
  return json_text(object);
}

std::optional<Damage> verify(const std::string& path) {
  const Reader reader(path, {Reader::Open::scan, Reader::Options{}.frame_budget});
  FrameInfo at;
  try {
    for (std::size_t i = 0; i < reader.frames().size(); ++i) {
      at = reader.frames()[i];
      static_cast<void>(reader.read(i));
    }
    if (!reader.event_frames().empty()) at = reader.event_frames().back();
    static_cast<void>(reader.last_events());
  } catch (const ReadError& error) {
    return Damage{at.sequence, at.offset, error.what()};
  }
  std::optional<Damage> damage = reader.damage();
  if (damage) damage->tail = !reader.record_behind(damage->offset);
  return damage;
}

}  // namespace tilscape::snapshot

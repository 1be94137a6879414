// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/api.hpp"

#include "proto/error.hpp"
#include "viz/block.hpp"
#include "viz/colouring.hpp"
#include "viz/palette.hpp"
#include "viz/server/biography.hpp"
#include "viz/server/cells.hpp"
#include "viz/server/divergence.hpp"
#include "viz/server/packed.hpp"
#include "viz/server/presence.hpp"
#include "viz/server/query.hpp"
#include "viz/server/replicates.hpp"
#include "viz/server/slice.hpp"
#include "viz/server/volume.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace tilscape::viz {
namespace {

using nlohmann::json;

// Asked for something that is not there: 404.
struct NotFound : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Answer answer_of(const json& value) {
  return {200, "application/json", text_of(value)};
}

Answer answer_of(const Packed& packed) {
  return {200, "application/octet-stream", packed.bytes()};
}

Answer problem(unsigned status, const std::string& text) {
  return {status, "application/json", text_of({{"problem", text}})};
}

std::string hex(Rgb colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b);
}

json colour_map() {
  json map = json::array();
  for (int i = 0; i < 256; ++i) {
    const Rgb colour = cividis(static_cast<float>(i) / 255);
    map.insert(map.end(), {colour.r, colour.g, colour.b});
  }
  return map;
}

json categories() {
  json colours = json::array();
  for (std::size_t i = 0; i < distinct_colours; ++i) colours.push_back(hex(categorical(i)));
  return colours;
}

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

SiteBox box_of(const std::vector<int>& sides) {
  if (sides.size() != 6) throw std::invalid_argument("a box has six sides: x, x, y, y, z, z");
  return {{sides[0], sides[2], sides[4]}, {sides[1], sides[3], sides[5]}};
}

// Words: shape=solid|flat, axis=0|1|2, hide=T,..., hide_states=T.S,..., value=NAME,
// where=NAME:LOW:HIGH;..., within= and without=X0,X1,Y0,Y1,Z0,Z1.
CellChoice choice_of(const Query& query) {
  CellChoice choice;
  if (query.text("shape") == "flat") choice.shape = CellChoice::Shape::flat;
  if (query.has("axis")) choice.axis = std::min<std::uint64_t>(query.whole("axis"), 2);
  for (const int type : query.wholes("hide")) choice.hidden_types.push_back(static_cast<std::uint32_t>(type));
  for (const std::string& pair : split(query.text("hide_states"), ',')) {
    const auto parts = split(pair, '.');
    if (parts.size() != 2) throw std::invalid_argument("a state is TYPE.STATE");
    choice.hidden_states.emplace_back(whole_number(parts[0]), whole_number(parts[1]));
  }
  choice.value = query.text("value");
  for (const std::string& text : split(query.text("where"), ';')) {
    const auto parts = split(text, ':');
    if (parts.size() != 3) throw std::invalid_argument("a condition is NAME:LOW:HIGH");
    choice.where.push_back({parts[0], real_number(parts[1]), real_number(parts[2])});
  }
  if (query.has("within")) choice.within = box_of(query.wholes("within"));
  if (query.has("without")) choice.without = box_of(query.wholes("without"));
  return choice;
}

Answer cells(Run& run, std::size_t number, const Query& query) {
  const auto frame = run.frame(number);
  const CellPicture picture = choose_cells(run.header(), *frame, choice_of(query));
  Packed packed;
  packed.head["time_min"] = frame->time;
  packed.head["scale"] = picture.scale;
  packed.head["counts"] = picture.counts;
  packed.head["matching"] = picture.matching;
  packed.add<std::uint16_t>("place", "u16", picture.place);
  packed.add<std::uint8_t>("kind", "u8", picture.kind);
  packed.add<std::uint32_t>("row", "u32", picture.row);
  if (!picture.value.empty()) packed.add<float>("value", "f32", picture.value);
  return answer_of(packed);
}

std::uint32_t substance_of(const snapshot::RunHeader& header, const std::string& name) {
  const Colouring by = colouring(header, name, {});
  if (by.by != Colouring::By::substance) throw std::invalid_argument("`" + name + "` is not a substance");
  return by.substance;
}

const snapshot::FieldTable& field_of(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                                     const std::string& name) {
  const auto* field = find_field(frame, substance_of(header, name));
  if (field == nullptr) throw NotFound("this frame has no field of it");
  return *field;
}

Answer volume(Run& run, std::size_t number, const Query& query) {
  constexpr std::uint32_t most = 128;  // points along a side, so that a page keeps up
  const auto frame = run.frame(number);
  const snapshot::LatticeInfo& lattice = run.header().lattice;
  const Volume points = volume_of(lattice, field_of(run.header(), *frame, query.text("name")), most);
  Packed packed;
  packed.head["sites"] = {lattice.nx, lattice.ny, lattice.nz};
  packed.head["size"] = points.size;
  packed.head["block"] = points.block;
  packed.add<float>("value", "f32", points.values);
  return answer_of(packed);
}

Answer slice(Run& run, std::size_t number, const Query& query) {
  const auto frame = run.frame(number);
  const snapshot::FieldTable& field = field_of(run.header(), *frame, query.text("name"));
  const Slice layer = slice_of(run.header().lattice, field, query.whole("axis"),
                               static_cast<std::uint32_t>(query.whole("at")));
  Packed packed;
  packed.head["width"] = layer.width;
  packed.head["height"] = layer.height;
  packed.add<float>("value", "f32", layer.values);
  return answer_of(packed);
}

// A range that is the same for all times has to come from all frames. Of a long run some must do: the first,
// the last, and others evenly between.
Answer range(Run& run, const Query& query) {
  constexpr std::size_t looked_at = 7;
  const Colouring by = colouring(run.header(), query.text("name"), {});
  std::optional<Range> whole;
  const std::size_t count = run.frames().size();
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < looked_at && count > 0; ++i) chosen.insert(i * (count - 1) / (looked_at - 1));
  for (const std::size_t number : chosen)
    if (const auto here = range_of(*run.frame(number), by)) whole = join(whole, here);
  if (!whole) return answer_of(json{{"low", 0}, {"high", 1}, {"frames", 0}});
  return answer_of(json{{"low", whole->low}, {"high", whole->high}, {"frames", chosen.size()}});
}

Answer vessels(const Run& run) {
  std::vector<float> start, end, radius;
  for (const snapshot::VesselPiece& piece : run.header().vessels) {
    start.insert(start.end(), piece.start.begin(), piece.start.end());
    end.insert(end.end(), piece.end.begin(), piece.end.end());
    radius.push_back(piece.radius);
  }
  Packed packed;
  packed.add<float>("start", "f32", start);
  packed.add<float>("end", "f32", end);
  packed.add<float>("radius", "f32", radius);
  return answer_of(packed);
}

Answer cell(Run& run, std::size_t number, const Query& query) {
  const auto frame = run.frame(number);
  const auto type = query.whole("type");
  const auto row = query.whole("row");
  for (const auto& table : frame->agents)
    if (table.type == type && row < table.id.size())
      return answer_of(cell_in(run.header(), *frame, table.id[row]));
  throw NotFound("no such cell");
}

Answer story(Run& run, const Query& query) {
  constexpr std::size_t most_frames = 16;  // a question; the page asks on
  const std::size_t from = query.whole("from");
  const std::size_t to = std::min({query.whole("to"), run.frames().size(), from + most_frames});
  const std::uint64_t id = query.whole("id");
  json moments = json::array(), events = json::array();
  for (std::size_t number = from; number < to; ++number) {
    const auto frame = run.frame(number);
    json here = cell_in(run.header(), *frame, id);
    if (!here.is_null()) {
      here["frame"] = number;
      here["time_min"] = frame->time;
      moments.push_back(std::move(here));
    }
    for (json& event : events_of(run.header(), *frame, id)) events.push_back(std::move(event));
  }
  return answer_of(json{{"moments", std::move(moments)}, {"events", std::move(events)}, {"to", to}});
}

// Hashes of the state tell where two runs part; only that frame is read.
Answer divergence(Run& a, Run& b) {
  std::map<double, std::size_t> of_b;
  for (std::size_t i = 0; const auto& frame : b.frames()) of_b[frame.time] = i++;
  std::size_t compared = 0;
  for (std::size_t i = 0; const auto& info : a.frames()) {
    const std::size_t number = i++;
    const auto other = of_b.find(info.time);
    if (other == of_b.end()) continue;
    ++compared;
    if (a.opening(number).state_hash == b.opening(other->second).state_hash) continue;
    const std::string what =
        first_difference(a.header(), *a.frame(number), b.header(), *b.frame(other->second));
    return answer_of(json{{"time_min", info.time}, {"what", what}, {"compared", compared}});
  }
  return answer_of(json{{"time_min", nullptr}, {"compared", compared}});
}

Answer presence(std::deque<Run>& runs, const Query& query) {
  PresenceChoice choice;
  for (const std::string& number : split(query.text("runs"), ','))
    choice.runs.push_back(whole_number(number));
  if (choice.runs.size() > Api::most_runs) throw std::invalid_argument("too many runs");
  choice.time = real_number(query.text("time"));
  choice.type = query.text("type");
  choice.state = query.text("state");
  choice.axis = query.whole("axis");
  choice.layer = static_cast<std::uint32_t>(std::min<std::uint64_t>(query.whole("at"), UINT32_MAX));
  const Presence found = presence_of(runs, choice);
  Packed packed;
  packed.head["time_min"] = found.time;
  packed.head["n"] = found.n;
  packed.head["width"] = found.width;
  packed.head["height"] = found.height;
  packed.add<std::uint8_t>("count", "u8", found.count);
  return answer_of(packed);
}

Answer frame_answer(Run& run, const std::vector<std::string>& path, const Query& query) {
  const std::size_t number = whole_number(path[3]);
  if (number >= run.frames().size()) throw NotFound("no such frame");
  if (path[4] == "cells") return cells(run, number, query);
  if (path[4] == "slice") return slice(run, number, query);
  if (path[4] == "volume") return volume(run, number, query);
  if (path[4] == "cell") return cell(run, number, query);
  throw NotFound("no such question");
}

}  // namespace

Api::Api(const std::vector<std::string>& paths) {
  constexpr std::uint64_t memory_for_frames = std::uint64_t{384} << 20;  // of all runs [bytes]
  std::vector<std::string> runs;
  for (const std::string& path : paths) {
    if (!Study::at(path)) {
      runs.push_back(path);
    } else if (study_) {
      throw std::invalid_argument(path + ": a second study; one at a time can be looked at");
    } else {
      study_.emplace(path);
    }
  }
  if (runs.size() > most_runs)
    throw std::invalid_argument(fmt::format("{} runs; the viewer takes {} at most", runs.size(), most_runs));
  for (const std::string& path : runs)
    runs_.emplace_back(path, memory_for_frames / std::max<std::size_t>(4, runs.size()));
  lineages_.resize(runs.size());
}

Answer Api::answer(std::string_view target) {
  try {
    const std::size_t mark = target.find('?');
    const std::vector<std::string> path = split(target.substr(0, mark), '/');
    const Query query(mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1));
    const auto run = [&](std::uint64_t number) -> Run& {
      if (number >= runs_.size()) throw NotFound("no such run");
      return runs_[number];
    };
    if (path.size() == 1 && path[0] == "runs") {
      json runs = json::array();
      for (const Run& each : runs_) runs.push_back(about(each));
      return answer_of(json{{"runs", std::move(runs)},
                            {"colour_map", colour_map()},
                            {"categories", categories()},
                            {"surface_colour", hex(surface_colour)}});
    }
    if (path.size() == 1 && path[0] == "replicates") return answer_of(replicates(study(), runs_));
    if (path.size() == 1 && path[0] == "presence") return presence(runs_, query);
    if (path.size() == 1 && path[0] == "bands")
      return answer_of(bands(study(), runs_, split(query.text("columns"), ',')));
    if (path.size() == 1 && path[0] == "divergence")
      return divergence(run(query.whole("a")), run(query.whole("b")));
    if (path.size() < 3 || path[0] != "runs") throw NotFound("no such question");
    Run& asked = run(whole_number(path[1]));
    if (path.size() == 5 && path[2] == "frames") return frame_answer(asked, path, query);
    if (path.size() != 3) throw NotFound("no such question");
    if (path[2] == "news") {
      asked.refresh();
      return answer_of(about(asked));
    }
    if (path[2] == "series") return {200, "text/csv; charset=utf-8", asked.series()};
    if (path[2] == "vessels") return vessels(asked);
    if (path[2] == "range") return range(asked, query);
    if (path[2] == "lineage") return answer_of(lineages_[whole_number(path[1])].of(asked, query.whole("id")));
    if (path[2] == "story") return story(asked, query);
    throw NotFound("no such question");
  } catch (const NotFound& error) {
    return problem(404, error.what());
  } catch (const std::invalid_argument& error) {
    return problem(400, error.what());
  } catch (const snapshot::ReadError& error) {
    return problem(422, error.what());
  } catch (const std::bad_alloc&) {
    return problem(507, "memory ran out");
  } catch (const std::exception& error) {
    return problem(500, error.what());
  }
}

}  // namespace tilscape::viz

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/messages.hpp"

#include "proto/detail/columns.hpp"
#include "proto/detail/vessels.hpp"
#include "proto/detail/wire.hpp"
#include "proto/error.hpp"
#include "proto/old_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <set>
#include <snapshot.pb.h>
#include <stdexcept>
#include <utility>

namespace tilscape::snapshot::detail {
namespace {

constexpr std::uint64_t most_sites = 0xfffffffeU;
constexpr double least_length = 1e-3, most_length = 1e6;  // of a site's edge [um]
constexpr std::uint32_t most_capacity = 255;              // of a site [units of room]
constexpr double latest = 1e12;                           // time [min]
constexpr int most_kinds = 256;                           // of events
constexpr std::size_t longest_kind = 64;                  // name of a kind of events [bytes]
constexpr double greatest = std::numeric_limits<double>::max();

// A site holds at most as many agents as it has units of room.
std::uint64_t most_rows(const RunHeader& header) {
  return header.lattice.sites() * most_capacity;
}

/// A number that a reader may calculate with; else the field is named.
double within(double value, double low, double high, const std::string& field) {
  if (value >= low && value <= high) return value;  // NaN is not
  std::array<char, 120> range{};
  std::snprintf(range.data(), range.size(), " is %g, which is not from %g to %g", value, low, high);
  throw ReadError(field + range.data());
}

template <class T>
std::span<const T> part(const std::vector<T>& values, std::size_t first, std::size_t count) {
  return std::span(values).subspan(first, count);
}

void require(bool fits, const std::string& what) {
  if (!fits) throw std::invalid_argument("a frame does not fit its header: " + what);
}

void require_table(const AgentTable& table, const RunHeader& header) {
  require(table.type < header.agents.size(), "unknown agent type");
  const AgentInfo& info = header.agents[table.type];
  const std::size_t rows = table.id.size();
  require(rows <= most_rows(header), "more agents of " + info.name + " than fit");
  require(table.site.size() == rows && table.state.size() == rows, "rows of " + info.name);
  require(table.columns.size() == info.columns.size(), "columns of " + info.name);
  for (std::size_t c = 0; c < info.columns.size(); ++c) {
    require(table.columns[c].index() == static_cast<std::size_t>(info.columns[c].number),
            "number type of " + info.columns[c].name);
    std::visit([&](const auto& values) { require(values.size() == rows, "rows of " + info.columns[c].name); },
               table.columns[c]);
  }
  const std::uint64_t sites = header.lattice.sites();
  require(std::all_of(table.site.begin(), table.site.end(), [&](std::uint32_t s) { return s < sites; }),
          "sites of " + info.name);
  require(std::all_of(table.state.begin(), table.state.end(),
                      [&](std::uint8_t s) { return s < info.states.size(); }),
          "states of " + info.name);
}

Piece agent_block(const AgentTable& table, std::size_t first, std::size_t rows) {
  v1::AgentBlock block;
  block.set_type(table.type);
  block.set_first_row(first);
  block.set_rows(static_cast<std::uint32_t>(rows));
  put_column(block.mutable_id(), part(table.id, first, rows), Encoding::delta_shuffled);
  put_column(block.mutable_site(), part(table.site, first, rows), Encoding::delta_shuffled);
  put_column(block.mutable_state(), part(table.state, first, rows), Encoding::plain);
  for (const ColumnData& data : table.columns)
    std::visit(
        [&]<class T>(const std::vector<T>& values) {
          put_column(block.add_columns(), part(values, first, rows), usual_encoding<T>());
        },
        data);
  return {RecordType::agents, serialize(block)};
}

Piece field_tile(std::uint32_t substance, const ColumnData& data, std::size_t first, std::size_t count) {
  v1::FieldTile tile;
  tile.set_substance(substance);
  tile.set_first_site(first);
  tile.set_count(static_cast<std::uint32_t>(count));
  std::visit(
      [&]<class T>(const std::vector<T>& values) {
        put_column(tile.mutable_values(), part(values, first, count), Encoding::shuffled);
      },
      data);
  return {RecordType::field, serialize(tile)};
}

Piece series_piece(const std::vector<SeriesValue>& values) {
  v1::Series series;
  for (const SeriesValue& value : values) {
    series.add_name(value.name);
    series.add_unit(value.unit);
    series.add_value(value.value);
  }
  return {RecordType::series, serialize(series)};
}

Piece events_piece(std::span<const Event> events) {
  v1::Events message;
  std::vector<std::string> kinds;
  std::vector<std::uint8_t> kind, type;
  std::vector<std::uint32_t> site;
  std::vector<std::uint64_t> step, agent, other;
  for (const Event& event : events) {
    auto known = std::find(kinds.begin(), kinds.end(), event.kind);
    if (known == kinds.end()) known = kinds.insert(kinds.end(), event.kind);
    require(kinds.size() <= most_kinds, "more than 256 kinds of events");
    kind.push_back(static_cast<std::uint8_t>(known - kinds.begin()));
    type.push_back(event.type);
    site.push_back(event.site);
    step.push_back(event.step);
    agent.push_back(event.agent);
    other.push_back(event.other);
  }
  for (const std::string& name : kinds) message.add_kind_names(name);
  const std::size_t n = events.size();
  message.set_count(static_cast<std::uint32_t>(n));
  put_column(message.mutable_step(), part(step, 0, n), Encoding::delta_shuffled);
  put_column(message.mutable_kind(), part(kind, 0, n), Encoding::plain);
  put_column(message.mutable_type(), part(type, 0, n), Encoding::plain);
  put_column(message.mutable_site(), part(site, 0, n), Encoding::delta_shuffled);
  put_column(message.mutable_agent(), part(agent, 0, n), Encoding::delta_shuffled);
  put_column(message.mutable_other(), part(other, 0, n), Encoding::delta_shuffled);
  return {RecordType::events, serialize(message)};
}

LatticeInfo::Whole read_whole(const v1::Lattice& lattice) {
  const v1::Whole& message = lattice.whole();
  if (message.origin_size() != 3 || message.sites_size() != 3)
    throw ReadError("a box of a lattice without its place");
  LatticeInfo::Whole whole;
  const std::array<std::uint32_t, 3> box = {lattice.nx(), lattice.ny(), lattice.nz()};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    whole.origin[axis] = message.origin(static_cast<int>(axis));
    whole.sites[axis] = message.sites(static_cast<int>(axis));
    if (std::uint64_t{whole.origin[axis]} + box[axis] > whole.sites[axis])
      throw ReadError("a box that lies outside of its lattice");
  }
  const std::uint64_t plane = std::uint64_t{whole.sites[0]} * whole.sites[1];
  if (plane > most_sites || plane * whole.sites[2] > most_sites) throw ReadError("a lattice that cannot be");
  return whole;
}

LatticeInfo read_lattice(const v1::Lattice& message) {
  LatticeInfo lattice;
  lattice.nx = message.nx();
  lattice.ny = message.ny();
  lattice.nz = message.nz();
  if (lattice.nx == 0 || lattice.ny == 0 || lattice.nz == 0 ||
      std::uint64_t{lattice.nx} * lattice.ny > most_sites || lattice.sites() > most_sites)
    throw ReadError("a lattice that cannot be");
  lattice.spacing = within(message.spacing(), least_length, most_length, "lattice.spacing");
  lattice.thickness = within(message.thickness(), least_length, most_length, "lattice.thickness");
  if (message.sides_size() != 3) throw ReadError("a lattice without its sides");
  for (int axis = 0; axis < 3; ++axis) lattice.sides[static_cast<std::size_t>(axis)] = message.sides(axis);
  lattice.neighbourhood = message.neighbourhood();
  lattice.capacity =
      static_cast<std::uint32_t>(within(message.capacity(), 1, most_capacity, "lattice.capacity"));
  if (message.has_whole()) lattice.whole = read_whole(message);
  return lattice;
}

void write_events_and_series(const RunHeader& header, v1::Header& message) {
  for (const EventKindInfo& info : header.event_kinds) {
    v1::EventKind* kind = message.add_event_kinds();
    kind->set_name(info.name);
    kind->set_total(info.total);
    kind->set_life(static_cast<v1::EventLife>(info.life));
    kind->set_other(static_cast<v1::EventOther>(info.other));
    kind->set_written(info.written);
  }
  for (const SeriesColumn& info : header.series) {
    v1::SeriesColumn* column = message.add_series();
    column->set_name(info.name);
    column->set_unit(info.unit);
    column->set_role(std::string(word_of(info.role)));
    column->set_subject(info.subject);
  }
  message.set_replicate_hash(header.replicate_hash);
}

/// A value that a later version has added means nothing to this one.
template <class Enum, class Wire>
Enum known_or(Enum otherwise, Wire value, Enum last) {
  return value >= 0 && value <= static_cast<int>(last) ? static_cast<Enum>(value) : otherwise;
}

void read_events_and_series(const v1::Header& message, RunHeader& header) {
  using Info = EventKindInfo;
  if (message.event_kinds_size() > most_kinds) throw ReadError("more than 256 kinds of events");
  for (const v1::EventKind& kind : message.event_kinds()) {
    if (kind.name().empty() || kind.name().size() > longest_kind || kind.total().size() > longest_kind)
      throw ReadError("a kind of events without a name, or with a long one");
    header.event_kinds.push_back(
        {kind.name(), kind.total(), known_or(Info::Life::goes_on, kind.life(), Info::Life::ends),
         known_or(Info::Other::nobody, kind.other(), Info::Other::partner), kind.written()});
  }
  for (const v1::SeriesColumn& column : message.series())
    header.series.push_back({column.name(), column.unit(), role_of(column.role()), column.subject()});
  header.replicate_hash = message.replicate_hash();
  if (header.event_kinds.empty()) header.event_kinds = old_event_kinds(header.scenario_text);
  if (header.replicate_hash.empty())
    header.replicate_hash = old_replicate_hash(header.scenario_name, header.scenario_text);
}

}  // namespace

std::string write_header(const RunHeader& header) {
  v1::Header message;
  message.set_format_version(format_version);
  message.set_program_version(header.program_version);
  message.set_scenario_name(header.scenario_name);
  message.set_scenario_hash(header.scenario_hash);
  message.set_seed(header.seed);
  v1::Lattice* lattice = message.mutable_lattice();
  lattice->set_nx(header.lattice.nx);
  lattice->set_ny(header.lattice.ny);
  lattice->set_nz(header.lattice.nz);
  lattice->set_spacing(header.lattice.spacing);
  lattice->set_thickness(header.lattice.thickness);
  for (const std::string& side : header.lattice.sides) lattice->add_sides(side);
  lattice->set_neighbourhood(header.lattice.neighbourhood);
  lattice->set_capacity(header.lattice.capacity);
  if (const auto& whole = header.lattice.whole)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lattice->mutable_whole()->add_origin(whole->origin[axis]);
      lattice->mutable_whole()->add_sites(whole->sites[axis]);
    }
  for (const AgentInfo& info : header.agents) {
    v1::AgentType* agent = message.add_agents();
    agent->set_name(info.name);
    agent->set_takes(info.takes);
    agent->set_colour(info.colour);
    for (const StateInfo& state : info.states) {
      agent->add_states()->set_name(state.name);
      agent->mutable_states()->rbegin()->set_alive(state.alive);
    }
    for (const ColumnInfo& column : info.columns) {
      v1::ColumnInfo* out = agent->add_columns();
      out->set_name(column.name);
      out->set_unit(column.unit);
      out->set_number(to_wire(column.number));
    }
  }
  for (const SubstanceInfo& info : header.substances) {
    v1::Substance* substance = message.add_substances();
    substance->set_name(info.name);
    substance->set_unit(info.unit);
    substance->set_diffusion(info.diffusion);
    substance->set_decay(info.decay);
    substance->set_number(to_wire(info.number));
  }
  message.set_scenario_text(header.scenario_text);
  if (!header.vessels.empty()) write_vessels(header.vessels, *message.mutable_vessels());
  write_events_and_series(header, message);

  std::string payload = serialize(message);
  try {
    read_header({reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
  } catch (const ReadError& error) {  // text that is not UTF-8, an impossible lattice, ...
    throw std::invalid_argument(std::string("a header that could not be read again: ") + error.what());
  }
  return payload;
}

RunHeader read_header(ByteView payload) {
  const auto message = parse<v1::Header>(payload, any_fields);
  if (message.format_version() != format_version)
    throw ReadError("format version " + std::to_string(message.format_version()) +
                    ", this program reads version " + std::to_string(format_version));
  RunHeader header;
  header.program_version = message.program_version();
  header.scenario_name = message.scenario_name();
  header.scenario_hash = message.scenario_hash();
  header.seed = message.seed();
  header.lattice = read_lattice(message.lattice());
  for (const v1::AgentType& agent : message.agents()) {
    AgentInfo info;
    info.name = agent.name();
    info.takes = static_cast<std::uint32_t>(
        within(agent.takes(), 1, header.lattice.capacity, "agents." + info.name + ".takes"));
    info.colour = agent.colour();
    for (const v1::State& state : agent.states()) info.states.push_back({state.name(), state.alive()});
    for (const v1::ColumnInfo& column : agent.columns())
      info.columns.push_back({column.name(), column.unit(), from_wire(column.number())});
    if (info.states.empty() || info.states.size() > 256) throw ReadError("an agent type without states");
    header.agents.push_back(std::move(info));
  }
  for (const v1::Substance& substance : message.substances()) {
    const Number number = from_wire(substance.number());
    if (number != Number::f32 && number != Number::f64) throw ReadError("a field of whole numbers");
    const std::string field = "substances." + substance.name();
    header.substances.push_back({substance.name(), substance.unit(),
                                 within(substance.diffusion(), 0, greatest, field + ".diffusion"),
                                 within(substance.decay(), 0, greatest, field + ".decay"), number});
  }
  header.scenario_text = message.scenario_text();
  if (message.has_vessels()) header.vessels = read_vessels(message.vessels(), header.lattice);
  read_events_and_series(message, header);
  return header;
}

std::vector<Piece> write_frame(const Frame& frame, const RunHeader& header, std::uint32_t block_rows,
                               std::uint32_t tile_sites) {
  v1::Frame opening;
  std::vector<Piece> pieces(1);
  std::vector<std::uint64_t> rows(header.agents.size(), 0);
  std::set<std::uint32_t> types, substances;
  require(!frame.events_only || (frame.agents.empty() && frame.fields.empty() && frame.series.empty()),
          "a frame of events alone holds something else");
  for (const AgentTable& table : frame.agents) {
    require_table(table, header);
    require(types.insert(table.type).second, "two tables of one agent type");
    rows[table.type] = table.id.size();
    for (std::size_t first = 0; first < table.id.size(); first += block_rows)
      pieces.push_back(agent_block(table, first, std::min<std::size_t>(block_rows, table.id.size() - first)));
  }
  for (const FieldTable& field : frame.fields) {
    require(field.substance < header.substances.size(), "unknown substance");
    const SubstanceInfo& info = header.substances[field.substance];
    require(substances.insert(field.substance).second, "two fields of one substance");
    require(field.values.index() == static_cast<std::size_t>(info.number), "number type of " + info.name);
    const std::size_t sites = std::visit([](const auto& values) { return values.size(); }, field.values);
    require(sites == header.lattice.sites(), "sites of " + info.name);
    for (std::size_t first = 0; first < sites; first += tile_sites)
      pieces.push_back(
          field_tile(field.substance, field.values, first, std::min<std::size_t>(tile_sites, sites - first)));
  }
  if (!frame.series.empty()) pieces.push_back(series_piece(frame.series));
  for (std::size_t first = 0; first < frame.events.size(); first += block_rows)
    pieces.push_back(events_piece(
        part(frame.events, first, std::min<std::size_t>(block_rows, frame.events.size() - first))));

  opening.set_step(frame.step);
  opening.set_time(frame.time);
  opening.set_state_hash(frame.state_hash);
  opening.set_records(static_cast<std::uint32_t>(pieces.size() - 1));
  for (const std::uint64_t count : rows) opening.add_rows(count);
  for (const std::uint32_t substance : substances) opening.add_substances(substance);
  opening.set_events_only(frame.events_only);
  pieces.front() = {RecordType::frame, serialize(opening)};
  return pieces;
}

FrameOpening read_opening(ByteView payload, const RunHeader& header) {
  const auto message = parse<v1::Frame>(payload, any_fields);
  FrameOpening opening;
  opening.step = message.step();
  opening.time = within(message.time(), 0, latest, "time");
  opening.state_hash = message.state_hash();
  opening.records = message.records();
  opening.events_only = message.events_only();
  opening.rows.assign(message.rows().begin(), message.rows().end());
  opening.substances.assign(message.substances().begin(), message.substances().end());
  if (opening.rows.size() != header.agents.size()) throw ReadError("a frame with other agent types");
  for (const std::uint32_t substance : opening.substances)
    if (substance >= header.substances.size()) throw ReadError("a frame with an unknown substance");
  for (const std::uint64_t rows : opening.rows)
    if (rows > most_rows(header)) throw ReadError("a frame claims more agents than fit");
  return opening;
}

std::string write_index(const std::vector<FrameInfo>& frames) {
  v1::Index index;
  for (const FrameInfo& frame : frames) {
    index.add_offset(frame.offset);
    index.add_sequence(frame.sequence);
    index.add_records(frame.records);
    index.add_step(frame.step);
    index.add_time(frame.time);
  }
  if (std::any_of(frames.begin(), frames.end(), [](const FrameInfo& frame) { return frame.events_only; }))
    for (const FrameInfo& frame : frames) index.add_events_only(frame.events_only);
  return serialize(index);
}

std::vector<FrameInfo> read_index(ByteView payload) {
  const auto index = parse<v1::Index>(payload, any_fields);
  const int count = index.offset_size();
  if (index.sequence_size() != count || index.records_size() != count || index.step_size() != count ||
      index.time_size() != count || (index.events_only_size() != count && index.events_only_size() != 0))
    throw ReadError("an index with columns of different lengths");
  std::vector<FrameInfo> frames;
  frames.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    frames.push_back({index.step(i), within(index.time(i), 0, latest, "time"), index.offset(i),
                      index.sequence(i), index.records(i),
                      index.events_only_size() != 0 && index.events_only(i)});
  return frames;
}

FrameAssembler::FrameAssembler(const RunHeader& header, FrameOpening opening)
    : header_(header), opening_(std::move(opening)) {
  frame_.step = opening_.step;
  frame_.time = opening_.time;
  frame_.state_hash = opening_.state_hash;
  frame_.events_only = opening_.events_only;
  for (std::size_t t = 0; t < header_.agents.size(); ++t) {
    AgentTable& table = frame_.agents.emplace_back();
    table.type = static_cast<std::uint32_t>(t);
    for (const ColumnInfo& column : header_.agents[t].columns)
      table.columns.push_back(empty_column(column.number));
  }
  for (const std::uint32_t substance : opening_.substances)
    frame_.fields.push_back({substance, empty_column(header_.substances[substance].number)});
}

void FrameAssembler::add(RecordType type, ByteView payload) {
  switch (type) {
    case RecordType::agents:
      return add_agents(payload);
    case RecordType::field:
      return add_field(payload);
    case RecordType::series:
      return add_series(payload);
    case RecordType::events:
      return add_events(payload);
    case RecordType::header:
    case RecordType::frame:
    case RecordType::index:
    case RecordType::end:
    case RecordType::checkpoint:
    case RecordType::array:
      throw ReadError("a frame is interrupted by another record");
  }
  // A kind of record that a later version added: not for this reader.
}

void FrameAssembler::add_agents(ByteView payload) {
  std::size_t most_columns = 0;
  for (const AgentInfo& info : header_.agents) most_columns = std::max(most_columns, info.columns.size());
  const auto block = parse<v1::AgentBlock>(payload, 6 + most_columns);
  if (block.type() >= frame_.agents.size()) throw ReadError("a block of an unknown agent type");
  AgentTable& table = frame_.agents[block.type()];
  const AgentInfo& info = header_.agents[block.type()];
  const std::size_t rows = block.rows();
  if (block.first_row() != table.id.size() || rows > opening_.rows[block.type()] - table.id.size())
    throw ReadError("a block of agents is not in its place");
  if (static_cast<std::size_t>(block.columns_size()) != info.columns.size())
    throw ReadError("a block of agents with other columns");
  take_column(block.id(), rows, table.id);
  take_column(block.site(), rows, table.site);
  take_column(block.state(), rows, table.state);
  for (int c = 0; c < block.columns_size(); ++c)
    std::visit([&](auto& values) { take_column(block.columns(c), rows, values); },
               table.columns[static_cast<std::size_t>(c)]);
  const std::uint64_t sites = header_.lattice.sites();
  for (std::size_t row = table.id.size() - rows; row < table.id.size(); ++row)
    if (table.site[row] >= sites || table.state[row] >= info.states.size())
      throw ReadError("an agent outside of the lattice or in an unknown state");
}

void FrameAssembler::add_field(ByteView payload) {
  const auto tile = parse<v1::FieldTile>(payload, 4);
  const auto field = std::find_if(frame_.fields.begin(), frame_.fields.end(),
                                  [&](const FieldTable& f) { return f.substance == tile.substance(); });
  if (field == frame_.fields.end()) throw ReadError("a tile of a substance that the frame does not have");
  std::visit(
      [&](auto& values) {
        if (tile.first_site() != values.size() || tile.count() > header_.lattice.sites() - values.size())
          throw ReadError("a tile of a field is not in its place");
        take_column(tile.values(), tile.count(), values);
      },
      field->values);
}

void FrameAssembler::add_series(ByteView payload) {
  const auto series = parse<v1::Series>(payload, any_fields);
  if (series.name_size() != series.value_size() || series.unit_size() != series.value_size())
    throw ReadError("a series with columns of different lengths");
  for (int i = 0; i < series.value_size(); ++i)
    frame_.series.push_back({series.name(i), series.unit(i), series.value(i)});
}

void FrameAssembler::add_events(ByteView payload) {
  const auto message = parse<v1::Events>(payload, any_fields);
  const std::size_t count = message.count();
  std::vector<std::uint64_t> step, agent, other;
  std::vector<std::uint32_t> site;
  std::vector<std::uint8_t> kind, type;
  take_column(message.step(), count, step);
  take_column(message.kind(), count, kind);
  take_column(message.type(), count, type);
  take_column(message.site(), count, site);
  take_column(message.agent(), count, agent);
  take_column(message.other(), count, other);
  for (const std::string& kind_name : message.kind_names())  // each event gets a copy
    if (kind_name.size() > longest_kind) throw ReadError("an event of a kind with a long name");
  const std::uint64_t sites = header_.lattice.sites();
  for (std::size_t i = 0; i < count; ++i) {
    if (kind[i] >= message.kind_names_size() || type[i] >= header_.agents.size())
      throw ReadError("an event of an unknown kind");
    if (site[i] >= sites) throw ReadError("an event outside of the lattice");
    frame_.events.push_back({step[i], message.kind_names(kind[i]), type[i], site[i], agent[i], other[i]});
  }
}

Frame FrameAssembler::finish() {
  for (const AgentTable& table : frame_.agents)
    if (table.id.size() != opening_.rows[table.type]) throw ReadError("a frame lacks agents");
  for (const FieldTable& field : frame_.fields)
    std::visit(
        [&](const auto& values) {
          if (values.size() != header_.lattice.sites()) throw ReadError("a frame lacks part of a field");
        },
        field.values);
  return std::move(frame_);
}

}  // namespace tilscape::snapshot::detail

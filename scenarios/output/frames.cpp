// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/frames.hpp"

#include "engine/step/state_hash.hpp"
#include "scenarios/output/told.hpp"

#include <algorithm>
#include <bit>

namespace tilscape::scenarios {

namespace {

bool chosen(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Rounds away the 13 bits by which a single is longer than a half: to nearest, ties to even. The exponent is
/// that of a single, so that small and large numbers keep their precision.
float rounded_to_half(float value) {
  constexpr std::uint32_t dropped = 13;
  constexpr std::uint32_t exponent = 0x7f800000U;
  auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & exponent) == exponent) return value;
  bits += ((1U << (dropped - 1)) - 1) + ((bits >> dropped) & 1U);
  return std::bit_cast<float>(bits & ~((1U << dropped) - 1));
}

snapshot::Number number_of(NumberType number) {
  switch (number) {
    case NumberType::u8:
      return snapshot::Number::u8;
    case NumberType::u32:
      return snapshot::Number::u32;
    case NumberType::u64:
      return snapshot::Number::u64;
    case NumberType::f32:
      break;
  }
  return snapshot::Number::f32;
}

std::string side_name(Side side) {
  return side == Side::closed ? "closed" : side == Side::periodic ? "periodic" : "open";
}

snapshot::LatticeInfo lattice_info(const Params& params, const std::optional<SiteBox>& region) {
  const Lattice::Shape& shape = params.lattice.shape();
  snapshot::LatticeInfo info;
  info.nx = static_cast<std::uint32_t>(shape.nx);
  info.ny = static_cast<std::uint32_t>(shape.ny);
  info.nz = static_cast<std::uint32_t>(shape.nz);
  info.spacing = shape.spacing;
  info.thickness = params.lattice.site_volume() / (shape.spacing * shape.spacing);
  for (std::size_t axis = 0; axis < 3; ++axis) info.sides[axis] = side_name(shape.sides[axis]);
  info.neighbourhood = shape.neighbourhood == Neighbourhood::moore ? "moore" : "von_neumann";
  info.capacity = params.capacity;
  if (!region) return info;
  const std::array<std::uint32_t, 3> whole = {info.nx, info.ny, info.nz};
  info.whole = snapshot::LatticeInfo::Whole{region->origin, whole};
  info.nx = region->sites[0];
  info.ny = region->sites[1];
  info.nz = region->sites[2];
  for (std::size_t axis = 0; axis < 3; ++axis)  // cells come and go where the box is cut out
    if (region->sites[axis] < whole[axis]) info.sides[axis] = side_name(Side::open);
  return info;
}

/// Where they lie in the lattice of a file.
std::vector<snapshot::VesselPiece> pieces_of(const std::vector<vessels::Segment>& segments,
                                             const snapshot::LatticeInfo& lattice) {
  const double h = lattice.spacing;
  const auto origin = lattice.whole.value_or(snapshot::LatticeInfo::Whole{}).origin;
  const vessels::Point low = {h * origin[0], h * origin[1], lattice.thickness * origin[2]};
  const vessels::Point high = {low[0] + h * lattice.nx, low[1] + h * lattice.ny,
                               low[2] + lattice.thickness * lattice.nz};
  const auto single = [](const vessels::Point& place) {
    return std::array{static_cast<float>(place[0]), static_cast<float>(place[1]),
                      static_cast<float>(place[2])};
  };
  std::vector<snapshot::VesselPiece> pieces;
  for (const vessels::Segment& part : vessels::within(segments, low, high))
    pieces.push_back({single(part.from), single(part.to), static_cast<float>(part.radius)});
  return pieces;
}

}  // namespace

Framer::Framer(const Params& params, const Choice& choice)
    : numbers_(params.types.size()),
      every_(choice.every),
      lattice_{static_cast<std::uint32_t>(params.lattice.nx()),
               static_cast<std::uint32_t>(params.lattice.ny()),
               static_cast<std::uint32_t>(params.lattice.nz())},
      region_(choice.region),
      events_(event_kinds_of(all_events(params), choice.events)),
      vessels_(choice.vessels) {
  for (std::size_t t = 0; t < params.types.size(); ++t) {
    const AgentType& agent = params.types[t];
    if (choice.types && !chosen(*choice.types, agent.name)) continue;
    Type type{t, {}};
    for (std::size_t c = 0; c < agent.columns.size(); ++c)
      if (chosen(choice.columns, agent.columns[c].name)) type.columns.push_back(c);
    numbers_[t] = static_cast<std::uint8_t>(types_.size());
    types_.push_back(std::move(type));
  }
  for (std::size_t f = 0; f < params.substances.size(); ++f)
    for (const SubstanceChoice& substance : choice.substances)
      if (substance.name == params.substances[f].field.name)
        substances_.push_back({f, substance.every, substance.precision});
}

snapshot::RunHeader Framer::header(const Params& params) const {
  snapshot::RunHeader header;
  header.seed = params.seed;
  header.lattice = lattice_info(params, region_);
  for (const Type& type : types_) {
    const AgentType& agent = params.types[type.type];
    snapshot::AgentInfo info{
        .name = agent.name, .takes = agent.takes, .states = {}, .columns = {}, .colour = {}};
    for (const StateSpec& s : agent.states) info.states.push_back({s.name, s.alive});
    for (const std::size_t c : type.columns)
      info.columns.push_back(
          {agent.columns[c].name, agent.columns[c].unit, number_of(agent.columns[c].number)});
    header.agents.push_back(std::move(info));
  }
  for (const Substance& substance : substances_) {
    const FieldSpec& spec = params.substances[substance.field].field;
    header.substances.push_back(
        {spec.name, spec.unit, spec.diffusion, spec.decay,
         substance.precision == Precision::double_precision ? snapshot::Number::f64 : snapshot::Number::f32});
  }
  header.vessels = pieces_of(vessels_, header.lattice);
  header.event_kinds = events_;
  return header;
}

std::uint32_t Framer::inside(Site site) const {
  if (!region_) return site;
  const std::array<std::uint32_t, 3> place = {site % lattice_[0], site / lattice_[0] % lattice_[1],
                                              site / lattice_[0] / lattice_[1]};
  const auto& [origin, sites] = *region_;
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (place[axis] < origin[axis] || place[axis] - origin[axis] >= sites[axis]) return outside;
  return place[0] - origin[0] + sites[0] * (place[1] - origin[1] + sites[1] * (place[2] - origin[2]));
}

snapshot::AgentTable Framer::table(const Population& population, std::uint32_t number) const {
  const auto& columns = types_[number].columns;
  snapshot::AgentTable table{.type = number, .id = {}, .site = {}, .state = {}, .columns = {}};
  if (!region_) {
    table.id = population.id;
    table.site = population.site;
    table.state = population.state;
    for (const std::size_t c : columns)
      std::visit([&](const auto& values) { table.columns.emplace_back(values); }, population.data(c));
    return table;
  }
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < population.size(); ++row) {
    const std::uint32_t site = inside(population.site[row]);
    if (site == outside) continue;
    rows.push_back(row);
    table.id.push_back(population.id[row]);
    table.site.push_back(site);
    table.state.push_back(population.state[row]);
  }
  for (const std::size_t c : columns)
    std::visit(
        [&]<class T>(const std::vector<T>& values) {
          std::vector<T> taken;
          taken.reserve(rows.size());
          for (const std::size_t row : rows) taken.push_back(values[row]);
          table.columns.emplace_back(std::move(taken));
        },
        population.data(c));
  return table;
}

template <class T>
std::vector<T> Framer::values(const std::vector<double>& field) const {
  if (!region_) return {field.begin(), field.end()};
  const auto& [origin, sites] = *region_;
  std::vector<T> taken;
  taken.reserve(std::size_t{sites[0]} * sites[1] * sites[2]);
  for (std::uint32_t z = 0; z < sites[2]; ++z)
    for (std::uint32_t y = 0; y < sites[1]; ++y) {
      const std::size_t row = origin[1] + y + std::size_t{lattice_[1]} * (origin[2] + z);
      const auto first = field.begin() + static_cast<std::ptrdiff_t>(origin[0] + lattice_[0] * row);
      taken.insert(taken.end(), first, first + sites[0]);
    }
  return taken;
}

snapshot::ColumnData Framer::values(const std::vector<double>& field, Precision precision) const {
  if (precision == Precision::double_precision) return values<double>(field);
  std::vector<float> singles = values<float>(field);
  if (precision == Precision::half_precision)
    std::transform(singles.begin(), singles.end(), singles.begin(), rounded_to_half);
  return singles;
}

snapshot::Frame Framer::frame(const World& world, const std::vector<Observable>& series) const {
  snapshot::Frame frame;
  frame.step = world.step;
  frame.time = world.time();
  frame.state_hash = state_hash(world);
  for (std::uint32_t i = 0; i < types_.size(); ++i)
    frame.agents.push_back(table(world.populations[types_[i].type], i));
  for (std::uint32_t i = 0; i < substances_.size(); ++i) {
    const Substance& substance = substances_[i];
    if (due(world.step) && world.step % substance.every != 0) continue;
    frame.fields.push_back({i, values(world.fields[substance.field].values, substance.precision)});
  }
  for (const Observable& o : series) frame.series.push_back({o.name, o.unit, o.value(world)});
  return frame;
}

bool Framer::any_events() const {
  return std::any_of(events_.begin(), events_.end(), [](const auto& kind) { return kind.written; });
}

void Framer::add_events(const World& world, std::vector<snapshot::Event>& events) const {
  for (const Event& event : world.events) {
    const snapshot::EventKindInfo& kind = events_[static_cast<std::size_t>(event.kind)];
    const auto& number = numbers_[event.type.value];
    if (!kind.written || !number) continue;
    const std::uint32_t site = inside(event.site);
    if (site != outside) events.push_back({world.step, kind.name, *number, site, event.agent, event.other});
  }
}

}  // namespace tilscape::scenarios

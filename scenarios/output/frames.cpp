// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/frames.hpp"

#include "engine/record/state_hash.hpp"

#include <algorithm>

namespace tilscape::scenarios {

namespace {

bool chosen(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
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

snapshot::LatticeInfo lattice_info(const Params& params) {
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
  return info;
}

}  // namespace

Framer::Framer(const Params& params, const Choice& choice) {
  for (const AgentType& agent : params.types) {
    Type type;
    for (std::size_t c = 0; c < agent.columns.size(); ++c)
      if (chosen(choice.columns, agent.columns[c].name)) type.columns.push_back(c);
    types_.push_back(std::move(type));
  }
  for (std::size_t f = 0; f < params.substances.size(); ++f)
    if (chosen(choice.substances, params.substances[f].field.name)) substances_.push_back(f);
}

snapshot::RunHeader Framer::header(const Params& params) const {
  snapshot::RunHeader header;
  header.seed = params.seed;
  header.lattice = lattice_info(params);
  for (std::size_t t = 0; t < params.types.size(); ++t) {
    const AgentType& agent = params.types[t];
    snapshot::AgentInfo info{
        .name = agent.name, .takes = agent.takes, .states = {}, .columns = {}, .colour = {}};
    for (const StateSpec& s : agent.states) info.states.push_back({s.name, s.alive});
    for (const std::size_t c : types_[t].columns)
      info.columns.push_back(
          {agent.columns[c].name, agent.columns[c].unit, number_of(agent.columns[c].number)});
    header.agents.push_back(std::move(info));
  }
  for (const std::size_t f : substances_) {
    const FieldSpec& spec = params.substances[f].field;
    header.substances.push_back({spec.name, spec.unit, spec.diffusion, spec.decay, snapshot::Number::f32});
  }
  return header;
}

snapshot::Frame Framer::frame(const World& world, const std::vector<Observable>& series) const {
  snapshot::Frame frame;
  frame.step = world.step;
  frame.time = world.time();
  frame.state_hash = state_hash(world);
  for (std::uint32_t t = 0; t < types_.size(); ++t) {
    const Population& population = world.populations[t];
    snapshot::AgentTable table{
        .type = t, .id = population.id, .site = population.site, .state = population.state, .columns = {}};
    for (const std::size_t c : types_[t].columns)
      std::visit([&](const auto& values) { table.columns.emplace_back(values); }, population.data(c));
    frame.agents.push_back(std::move(table));
  }
  for (std::uint32_t i = 0; i < substances_.size(); ++i) {
    const auto& values = world.fields[substances_[i]].values;
    frame.fields.push_back({i, std::vector<float>(values.begin(), values.end())});
  }
  for (const Observable& o : series) frame.series.push_back({o.name, o.unit, o.value(world)});
  return frame;
}

}  // namespace tilscape::scenarios

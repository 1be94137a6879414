// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a run writes, and the endpoints that it watches.
#include "scenarios/build/build.hpp"
#include "scenarios/subjects/scenario.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <utility>

namespace tilscape::scenarios {

namespace {

std::uint64_t steps_of(double minutes, double step) {
  return static_cast<std::uint64_t>(std::max(1LL, std::llround(minutes / step)));
}

std::vector<std::string> all_columns(const Params& params) {
  std::vector<std::string> names;
  for (const AgentType& t : params.types)
    for (const ColumnSpec& c : t.columns) names.push_back(c.name);
  return names;
}

std::vector<std::string> all_substances(const Params& params) {
  std::vector<std::string> names;
  for (const Substance& s : params.substances) names.push_back(s.field.name);
  return names;
}

Precision precision_of(const std::string& word) {
  if (word == "half") return Precision::half_precision;
  return word == "double" ? Precision::double_precision : Precision::single_precision;
}

std::vector<Framer::SubstanceChoice> substances_of(const SnapshotParams& snapshots, const Params& params) {
  std::vector<Framer::SubstanceChoice> chosen;
  if (!snapshots.substances.given())
    for (const std::string& name : all_substances(params)) chosen.push_back({name});
  for (const auto& [name, entry] : snapshots.substances.all()) {
    const WrittenSubstanceParams said = *entry;
    chosen.push_back({name, said.every.given() ? steps_of(*said.every, params.step_length) : 1,
                      precision_of(said.precision.value_or("single"))});
  }
  return chosen;
}

/// The sites of one axis whose middles lie between two places, or the one in which a place lies.
void cut(const Parameter<std::vector<double>>& said, std::uint32_t all, double spacing, std::uint32_t& origin,
         std::uint32_t& sites) {
  const std::vector<double> places = *said;
  const double length = all * spacing;
  if (places.empty() || places.size() > 2)
    throw BuildError(said.where(),
                     "a region has one or two places along an axis: `750 um`, `[0 um, 500 um]`");
  if (places.back() > length || (places.size() == 1 && places.back() >= length))
    throw BuildError(said.where(), fmt::format("the region reaches to {:g} um, the lattice to {:g} um",
                                               places.back(), length));
  const auto first = [&](double place) { return std::max(0.0, std::ceil(place / spacing - 0.5)); };
  const double from = places.size() == 1 ? std::floor(places[0] / spacing) : first(places[0]);
  const double to = places.size() == 1 ? from + 1 : std::min<double>(all, first(places[1]));
  if (to <= from)
    throw BuildError(said.where(), fmt::format("no site has its middle between {:g} um and {:g} um",
                                               places[0], places.back()));
  origin = static_cast<std::uint32_t>(from);
  sites = static_cast<std::uint32_t>(to - from);
}

std::array<Parameter<std::vector<double>>, 3> axes_of(const RegionParams& region) {
  return {region.x, region.y, region.z};
}

SiteBox region_of(const RegionParams& said, const Lattice& lattice) {
  SiteBox region{{},
                 {static_cast<std::uint32_t>(lattice.nx()), static_cast<std::uint32_t>(lattice.ny()),
                  static_cast<std::uint32_t>(lattice.nz())}};
  const auto axes = axes_of(said);
  std::vector<Refusal> refused;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) try {
      if (axes[axis].given())
        cut(axes[axis], region.sites[axis], lattice.spacing(), region.origin[axis], region.sites[axis]);
    } catch (const BuildError& e) {
      refused.insert(refused.end(), e.refusals.begin(), e.refusals.end());
    }
  if (!refused.empty()) throw BuildError(std::move(refused));
  return region;
}

void add_column_means(const Params& params, const std::vector<std::string>& names,
                      std::vector<Observable>& series) {
  for (std::uint8_t t = 0; t < params.types.size(); ++t)
    for (std::uint16_t c = 0; c < params.types[t].columns.size(); ++c)
      if (std::find(names.begin(), names.end(), params.types[t].columns[c].name) != names.end())
        series.push_back(column_mean(params, TypeId{t}, ColumnId{c}));
}

/// Columns that are asked for and that no behaviour keeps as it is set here: walk.displacement off, say.
void warn_of_columns(const Scenario& scenario, const char* section, Run& run) {
  const Node* list = node_at(scenario.tree, {"outputs", section, "columns"});
  if (list == nullptr) return;
  const std::vector<AgentType>& types = run.simulation->params().types;
  const auto kept = [&](const std::string& name) {
    return name == "state" || std::any_of(types.begin(), types.end(), [&](const AgentType& t) {
             return std::any_of(t.columns.begin(), t.columns.end(),
                                [&](const ColumnSpec& c) { return c.name == name; });
           });
  };
  const auto look = [&](const Node& item) {
    if (item.scalar() && !item.empty() && !kept(item.text))
      run.warnings.push_back(
          {item.where,
           fmt::format("the {} have no column `{}`: no behaviour keeps it as it is set here", section,
                       item.text),
           Code::unused});
  };
  if (list->scalar()) look(*list);
  for (const Node& item : list->items) look(item);
}

Endpoint endpoint_of(const std::string& name, const EndpointParams& said,
                     const std::vector<Observable>& series) {
  Symbols symbols;
  constexpr std::uint32_t baseline = 0;
  constexpr std::uint32_t time = 1;
  Dimension of_baseline;  // a number of cells, like what it is compared with
  symbols.add("baseline", {Symbol::Kind::scalar, baseline, of_baseline});
  symbols.add("time", {Symbol::Kind::scalar, time, dimension_of("min")});
  for (std::uint32_t i = 0; i < series.size(); ++i) {
    if (const auto dimension = condition_dimension(series[i]))
      symbols.add(series[i].name, {Symbol::Kind::scalar, i + 2, *dimension});
  }
  const std::string when = (*said.when).text;
  auto compiled = compile(when, symbols, {});
  if (const auto* error = std::get_if<ExpressionError>(&compiled))
    throw BuildError(said.when.where(), error->problem);
  Endpoint endpoint{name, when, std::get<Program>(std::move(compiled)), {}, *said.lasting};
  for (const Symbol& s : endpoint.condition.inputs()) endpoint.inputs.push_back(s.index);
  return endpoint;
}

CheckpointPolicy checkpoints_of(const CheckpointParams& said, double step) {
  CheckpointPolicy policy;
  if (said.every.given()) policy.every = steps_of(*said.every, step);
  policy.clock = *said.clock;
  if (said.every.given() && *said.keep == "all") policy.keep = CheckpointPolicy::Keep::all;
  return policy;
}

/// Vessels as pieces are for the eye only, so a run goes on without those that a file cannot hold.
void add_tubes(std::vector<Tube> tubes, Run& run) {
  const std::size_t pieces = tubes.size();
  if (pieces <= snapshot::most_vessel_pieces) {
    run.snapshots.vessels = std::move(tubes);
    return;
  }
  run.notes.push_back(fmt::format("the snapshots do not show the vessels: {} pieces, a file holds up to {}",
                                  pieces, snapshot::most_vessel_pieces));
}

/// Where a name of a type's is said, as far as it is known: its column, its state, the type.
Location place_of(const Scenario& scenario, const AgentSpec& type, const std::string& name) {
  for (const char* map : {"columns", "states"}) {
    const Node* names = node_at(scenario.tree, {"agents", type.name, map});
    const Node::Entry* entry = names == nullptr || !names->map() ? nullptr : names->entry(name);
    if (entry != nullptr) return entry->where;
  }
  return type.where;
}

/// What the series says has a name each. They begin with that of a type, a substance or a process.
void require_names(const Scenario& scenario, const std::vector<Observable>& series, Refusals& refusals) {
  std::set<std::string_view> names;
  for (const Observable& o : series) {
    if (names.insert(o.name).second) continue;
    const std::string owner = o.name.substr(0, o.name.find('.'));
    const auto type = std::find_if(scenario.types.begin(), scenario.types.end(),
                                   [&](const AgentSpec& t) { return t.name == owner; });
    const std::string name = o.name.substr(std::min(o.name.size(), owner.size() + 1));
    refusals.add(
        type == scenario.types.end() ? Location{scenario.file, 1, 1} : place_of(scenario, *type, name),
        fmt::format("two columns of the series would be `{}`", o.name));
  }
}

/// Axes that a region does not cut.
void warn_of_whole_axes(const SnapshotParams& snapshots, const Lattice& lattice, Run& run) {
  if (!snapshots.region.given() || !run.snapshots.region) return;
  const auto axes = axes_of(*snapshots.region);
  const std::array<std::int32_t, 3> all = {lattice.nx(), lattice.ny(), lattice.nz()};
  for (std::size_t axis = 0; axis < all.size(); ++axis)
    if (axes[axis].given() && run.snapshots.region->sites[axis] == static_cast<std::uint32_t>(all[axis]))
      run.warnings.push_back({axes[axis].where(),
                              fmt::format("`region.{}` has no effect: it is all of the lattice", "xyz"[axis]),
                              Code::unused});
}

}  // namespace

std::optional<Dimension> condition_dimension(const Observable& column) {
  if (column.unit.empty() || column.unit == "cells") return Dimension{};
  const UnitParse unit = parse_unit(column.unit);
  return unit.unit ? std::optional(unit.unit->dimension) : std::nullopt;
}

Framer::Choice snapshot_choice(const Scenario& scenario, const Params& params, const Lattice& lattice) {
  const OutputParams outputs = *ScenarioParams(scenario.root).outputs;
  const SnapshotParams said = *outputs.snapshots;
  Framer::Choice choice;
  choice.columns = said.columns.given() ? *said.columns : all_columns(params);
  choice.substances = substances_of(said, params);
  choice.every = steps_of(*said.every, params.step_length);
  if (said.types.given()) choice.types = *said.types;
  if (said.region.given()) choice.region = region_of(*said.region, lattice);
  if (outputs.events.given()) choice.events = *outputs.events;
  return choice;
}

void add_outputs(const Scenario& scenario, std::vector<Tube> tubes, Run& run, Refusals& refusals) {
  const Params& params = run.simulation->params();
  const ScenarioParams said(scenario.root);
  const OutputParams outputs = *said.outputs;
  const double step = params.step_length;
  const Location where = said.outputs.where();
  run.series = standard_observables(params, scenario.language->observables());
  refusals.attempt(where, [&] {
    run.steps = steps_of(*(*said.time).end, step);
    const SeriesParams series = *outputs.series;
    run.series_every = steps_of(*series.every, step);
    if (series.columns.given()) add_column_means(params, *series.columns, run.series);
  });
  require_names(scenario, run.series, refusals);
  refusals.attempt(outputs.snapshots.where(), [&] {
    const SnapshotParams snapshots = *outputs.snapshots;
    if (snapshots.region.given()) ask_extents(scenario.root);
    run.snapshots = snapshot_choice(scenario, params, params.lattice);
    warn_of_whole_axes(snapshots, params.lattice, run);
    add_tubes(std::move(tubes), run);
  });
  for (const char* section : {"series", "snapshots"}) warn_of_columns(scenario, section, run);
  run.snapshots_every = run.snapshots.every;
  refusals.attempt(where, [&] { run.checkpoints = checkpoints_of(*outputs.checkpoints, step); });
  refusals.attempt(where, [&] {
    for (const auto& [name, entry] : outputs.endpoints.all())
      refusals.attempt(entry.where(), [&, &name = name, &entry = entry] {
        run.endpoints.push_back(endpoint_of(name, *entry, run.series));
      });
  });
}

}  // namespace tilscape::scenarios

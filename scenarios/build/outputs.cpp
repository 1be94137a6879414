// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a run writes, and the endpoints that it watches.
#include "scenarios/build/build.hpp"

#include <algorithm>
#include <cmath>

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

void add_column_means(const Params& params, const std::vector<std::string>& names,
                      std::vector<Observable>& series) {
  for (std::uint8_t t = 0; t < params.types.size(); ++t)
    for (std::uint16_t c = 0; c < params.types[t].columns.size(); ++c)
      if (std::find(names.begin(), names.end(), params.types[t].columns[c].name) != names.end())
        series.push_back(column_mean(params, TypeId{t}, ColumnId{c}));
}

Endpoint endpoint_of(const std::string& name, const Values& v, const std::vector<Observable>& series) {
  Symbols symbols;
  constexpr std::uint32_t baseline = 0;
  constexpr std::uint32_t time = 1;
  Dimension of_baseline;  // a number of cells, like what it is compared with
  symbols.add("baseline", {Symbol::Kind::scalar, baseline, of_baseline});
  symbols.add("time", {Symbol::Kind::scalar, time, dimension_of("min")});
  for (std::uint32_t i = 0; i < series.size(); ++i)
    symbols.add(series[i].name, {Symbol::Kind::scalar, i + 2,
                                 series[i].unit == "cells" ? Dimension{} : dimension_of(series[i].unit)});
  auto compiled = compile(v.expression("when").text, symbols, {});
  if (const auto* error = std::get_if<ExpressionError>(&compiled))
    throw BuildError(v.at("when").where, error->problem);
  Endpoint endpoint{
      name, v.expression("when").text, std::get<Program>(std::move(compiled)), {}, v.number("lasting")};
  for (const Symbol& s : endpoint.condition.inputs()) endpoint.inputs.push_back(s.index);
  return endpoint;
}

}  // namespace

Framer::Choice snapshot_choice(const Scenario& scenario, const Params& params) {
  const Values& snapshots = scenario.root.map("outputs").map("snapshots");
  return {.columns = snapshots.has("columns") ? snapshots.list("columns") : all_columns(params),
          .substances = snapshots.has("substances") ? snapshots.list("substances") : all_substances(params)};
}

void add_outputs(const Scenario& scenario, Run& run) {
  const Params& params = run.simulation->params();
  const Values& outputs = scenario.root.map("outputs");
  const double step = params.step_length;
  run.steps = steps_of(scenario.root.map("time").number("end"), step);
  run.series = standard_observables(params);
  const Values& series = outputs.map("series");
  run.series_every = steps_of(series.number("every"), step);
  if (series.has("columns")) add_column_means(params, series.list("columns"), run.series);
  run.snapshots_every = steps_of(outputs.map("snapshots").number("every"), step);
  run.snapshots = snapshot_choice(scenario, params);
  const Values& checkpoints = outputs.map("checkpoints");
  if (checkpoints.has("every")) run.checkpoints.every = steps_of(checkpoints.number("every"), step);
  run.checkpoints.clock = checkpoints.number("clock");
  if (checkpoints.text("keep") == "all") run.checkpoints.keep = CheckpointPolicy::Keep::all;
  if (outputs.has("endpoints"))
    for (const auto& [name, entry] : outputs.map("endpoints").entries())
      run.endpoints.push_back(endpoint_of(name, outputs.map("endpoints").map(name), run.series));
}

}  // namespace tilscape::scenarios

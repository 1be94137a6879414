// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/unit.hpp"

#include "engine/base/error.hpp"
#include "scenarios/output/endpoints.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/output/told.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/read/validate.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// Keeps the rows of the series in memory.
class RowRecorder final : public Recorder {
 public:
  explicit RowRecorder(std::vector<Observable> observables) : observables_(std::move(observables)) {}

  void record(const World& world, const Params&) override {
    SeriesRecorder::Row row{world.time(), {}};
    for (const Observable& o : observables_) row.values.push_back(o.value(world));
    rows_.push_back(std::move(row));
  }
  [[nodiscard]] const std::vector<SeriesRecorder::Row>& rows() const { return rows_; }

 private:
  std::vector<Observable> observables_;
  std::vector<SeriesRecorder::Row> rows_;
};

/// The endpoints that end a run.
std::vector<Endpoint> ending(const Run& run, const std::vector<std::string>& names) {
  std::vector<Endpoint> out;
  for (const Endpoint& e : run.endpoints)
    if (std::find(names.begin(), names.end(), e.name) != names.end()) out.push_back(e);
  return out;
}

/// Name of the endpoint that is reached, or "". Throws SimulationError when one came out as no number.
std::string reached(const std::vector<Endpoint>& endpoints, const std::vector<SeriesRecorder::Row>& rows) {
  const std::vector<EndpointResult> results = reached_endpoints(endpoints, rows);
  require_numbers(results);
  for (const EndpointResult& e : results)
    if (e.reached >= 0) return e.name;
  return {};
}

/// The rows that are kept: the first, then one whenever the interval has passed, and the last.
void keep_rows(const std::vector<SeriesRecorder::Row>& rows, double every, Result& result) {
  double kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool due = i == 0 || rows[i].time - kept >= every * (1 - 1e-9);
    if (!due && i + 1 < rows.size()) continue;
    kept = rows[i].time;
    result.times.push_back(rows[i].time);
    result.values.insert(result.values.end(), rows[i].values.begin(), rows[i].values.end());
  }
}

ResultColumns columns_of(const Run& run) {
  ResultColumns columns;
  for (const snapshot::SeriesColumn& c : series_columns_of(run.series)) {
    columns.names.push_back(c.name);
    columns.units.push_back(c.unit);
    columns.roles.emplace_back(word_of(c.role));
    columns.subjects.push_back(c.subject);
  }
  for (const Endpoint& e : run.endpoints) {
    columns.endpoints.push_back(e.name);
    columns.conditions.push_back(e.text);
  }
  return columns;
}

}  // namespace

UnitRunner::UnitRunner(const Plan& plan, const Language& language) : plan_(plan), language_(language) {
  Plan now = plan;
  for (std::size_t a = 0; a < plan.arms.size(); ++a)
    now.arms[a].canonical = canonical_bytes(read(plan.arm_options(a)));
  refuse_changes(plan, now);
}

Scenario UnitRunner::read(const LoadOptions& options) const {
  Validation read = validate_tree(inputs_of(plan_).text, plan_.file, language_, options);
  if (!read.problems.ok()) throw InputError(read.problems.text(1));
  return std::move(read.scenario);
}

Run UnitRunner::build(std::size_t number) {
  const Unit unit = plan_.unit(number);
  const std::size_t point = number / plan_.replicates;
  if (!scenario_ || point_ != point) scenario_ = read(plan_.options(unit.arm, unit.point));
  point_ = point;
  Value seed = scenario_->root.at("seed");
  seed.data = static_cast<double>(unit.seed);
  scenario_->root.set("seed", std::move(seed));
  return build_run(*scenario_, 1);
}

Result UnitRunner::run(std::size_t number) {
  const auto start = std::chrono::steady_clock::now();
  const Unit unit = plan_.unit(number);
  Run run = build(number);
  Simulation& simulation = *run.simulation;
  const auto recorder = std::make_shared<RowRecorder>(run.series);
  simulation.add_recorder(recorder, run.series_every);
  const std::vector<Endpoint> stops = ending(run, plan_.stop);
  Result result{.unit = number, .key = plan_.keys[number], .seed = unit.seed};
  simulation.start();
  while (simulation.world().step < run.steps && result.stopped_by.empty()) {
    const std::size_t rows = recorder->rows().size();
    simulation.step();
    if (!stops.empty() && recorder->rows().size() > rows)
      result.stopped_by = reached(stops, recorder->rows());
  }
  result.state_hash = simulation.state_hash();  // puts the rows of agents in order
  const World& world = simulation.world();
  if (world.step % run.series_every != 0) recorder->record(world, simulation.params());
  result.steps = world.step;
  result.end = world.time();
  result.columns = columns_of(run);
  const std::vector<EndpointResult> endpoints = reached_endpoints(run.endpoints, recorder->rows());
  require_numbers(endpoints);
  for (const EndpointResult& e : endpoints) result.reached.push_back(e.reached);
  keep_rows(recorder->rows(), plan_.every, result);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.peak_memory = peak_memory();
  return result;
}

}  // namespace tilscape::scenarios

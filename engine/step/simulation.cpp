// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The time-step loop. Phases are listed in phase.hpp; resolve and commit are in commit.cpp, fields in
// diffuse.cpp.
#include "engine/step/simulation.hpp"

#include "engine/base/error.hpp"
#include "engine/population/identity.hpp"
#include "engine/step/acts.hpp"
#include "engine/step/phase.hpp"
#include "engine/step/placing.hpp"
#include "engine/step/state_hash.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tilscape {

namespace {

World empty_world(const Params& params) {
  World world{.step_length = params.step_length,
              .populations = {},
              .occupancy = Occupancy(params.lattice.sites(), params.types.size(), params.capacity),
              .fields = {},
              .processes = {},
              .totals = {},
              .own_totals = {},
              .events = {}};
  for (const AgentType& t : params.types) world.populations.emplace_back(t.columns);
  const std::size_t sites = params.lattice.sites();
  for (const Substance& s : params.substances)
    world.fields.push_back({.spec = s.field,
                            .values = std::vector<double>(sites, s.field.initial),
                            .carried = std::vector<double>(s.field.steady ? 0 : sites, 0.0)});
  for (const auto& p : params.processes) world.processes.push_back(p->initial());
  world.totals.resize(params.types.size());
  world.own_totals.assign(params.types.size(), std::vector<World::Total>(params.own_events.size()));
  return world;
}

void check(const Params& params) {
  if (!(params.step_length > 0)) throw UsageError("the step must be longer than nothing");
  if (params.batch < 1 || params.batch > Batch::max_rows) throw UsageError("a batch has 1 to 1024 rows");
  if (params.types.size() > 250 || params.substances.size() > 60000)
    throw UsageError("a run has at most 250 agent types and 60,000 substances");
  if (params.own_events.size() > 200) throw UsageError("a run has at most 200 kinds of events of behaviours");
  for (const AgentType& t : params.types) {
    if (t.states.empty() || t.states.size() > 64) throw UsageError(t.name + " needs 1 to 64 states");
    if (t.takes < 1 || t.takes > params.capacity) throw UsageError(t.name + " does not fit a site");
    if (t.period < 1) throw UsageError(t.name + " acts every 0 steps");
  }
}

/// A lattice without substances has no numbers of its own for each site.
std::size_t field_sites(const Params& params) {
  return params.substances.empty() ? 0 : params.lattice.sites();
}

/// Of a steady substance the mean over a step is its values.
std::size_t mean_sites(const Params& params) {
  const bool needed = std::any_of(params.substances.begin(), params.substances.end(),
                                  [](const Substance& s) { return !s.field.steady; });
  return needed ? params.lattice.sites() : 0;
}

}  // namespace

Simulation::Simulation(Params params, int threads)
    : params_((check(params), std::move(params))),
      threads_(threads),
      world_(empty_world(params_)),
      costs_{.fields = std::vector<Costs::Solves>(params_.substances.size())},
      contest_(params_.lattice.sites()),
      struck_(params_.types.size()),
      births_(params_.types.size()),
      removed_(params_.types.size()),
      moved_(params_.types.size()),
      found_(params_.types.size()),
      seen_(params_.types.size()),
      living_(params_.types.size()),
      sums_(field_sites(params_)),
      source_(field_sites(params_)),
      uptake_(field_sites(params_)),
      mean_(mean_sites(params_)) {
  for (const AgentType& t : params_.types) {
    pipelines_.push_back(make_pipeline(t.behaviours));
    index_.emplace_back(params_.lattice.sites());
    for (std::uint8_t u = 0; u < params_.types.size(); ++u)
      for (const auto& b : t.behaviours) found_[u] = found_[u] || b->touched().finds(TypeId{u});
  }
  if (params_.blindfold) {
    if (threads > 1) throw UsageError("behaviours are blindfolded on one thread only");
    blindfold_ = std::make_unique<Blindfold>(params_, world_, index_, seen_, living_);
  }
  make_groups();
  if (params_.fluid) carrier_ = std::make_unique<FluidCarrier>(params_);
}

template <class Body>
void Simulation::run(Phase phase, const Body& body) {
  const Costs::Clock clock(costs_, phase);
  try {
    body();
    faults_->raise(params_);
  } catch (const SimulationError& e) {
    throw SimulationError("step " + std::to_string(world_.step) + ", " + std::string(name(phase)) + ": " +
                          e.what());
  }
}

void Simulation::step() {
  run(Phase::inject, [&] { inject(); });
  run(Phase::sense, [&] { sense(); });
  run(Phase::decide, [&] { decide(); });
  run(Phase::resolve, [&] { resolve(); });
  run(Phase::commit, [&] { commit(); });
  for (Group& group : groups_) {
    if (!due(group.is.period)) continue;
    run(Phase::exchange, [&] { exchange(group); });
    run(Phase::diffuse, [&] { diffuse(group, params_.step_length * group.is.period); });
  }
  ++world_.step;
  run(Phase::record, [&] { record(); });
}

View Simulation::view(std::uint32_t period) {
  return {params_,
          world_,
          index_,
          seen_,
          living_,
          Draws(params_.seed, world_.step + 1),
          params_.step_length * period,
          *faults_,
          blindfold_.get()};
}

void Simulation::inject() {
  if (world_.step >= last_step) throw SimulationError("the run is longer than 2^26 steps");
  count_living();
  for (std::size_t p = 0; p < params_.processes.size(); ++p) {
    const Process& process = *params_.processes[p];
    if (!due(process.period())) continue;
    process.inject(world_, params_, p, params_.step_length * process.period());
    check_numbers(p);
  }
  proposals_.resize(std::max<std::size_t>(proposals_.size(), 1));
  for (auto& p : proposals_) p.clear();
  for (std::uint8_t t = 0; t < params_.types.size(); ++t) {
    const AgentType& type = params_.types[t];
    if (!due(type.period)) continue;
    for (const auto& stage : pipelines_[t].stages)
      apart(blindfold_.get(), *stage.behaviour, TypeId{t},
            [&] { stage.behaviour->inject(view(type.period), TypeId{t}, proposals_[0]); });
  }
}

void Simulation::count_living() {
  tilscape::count_living(params_, world_, living_);
}

/// What a process has made of its numbers.
void Simulation::check_numbers(std::size_t process) const {
  const ProcessState& state = world_.processes[process];
  for (std::size_t i = 0; i < state.values.size(); ++i)
    if (!std::isfinite(state.values[i]))
      throw SimulationError(state.name + ": `" + state.labels[i] + "` is " + fault_number(state.values[i]));
}

void Simulation::sense() {
  for (std::size_t t = 0; t < index_.size(); ++t)
    if (found_[t]) {
      index_[t].update(world_.populations[t], threads_);
      seen_[t].update(world_.populations[t], params_.types[t].seen, threads_);
    }
  for (std::uint8_t t = 0; t < params_.types.size(); ++t) {
    const AgentType& type = params_.types[t];
    if (!due(type.period)) continue;
    for_batches(TypeId{t}, [&](const Batch& batch, std::size_t) {
      for (const auto& stage : pipelines_[t].stages)
        apart(blindfold_.get(), *stage.behaviour, TypeId{t},
              [&] { stage.behaviour->sense(batch, view(type.period)); });
    });
  }
}

void Simulation::decide() {
  std::size_t used = 1;  // after inject's
  for (std::uint8_t t = 0; t < params_.types.size(); ++t) {
    const AgentType& type = params_.types[t];
    if (!due(type.period)) continue;
    const std::size_t batches = (world_.populations[t].size() + params_.batch - 1) / params_.batch;
    if (proposals_.size() < used + batches) proposals_.resize(used + batches);
    for_batches(TypeId{t}, [&](const Batch& batch, std::size_t number) {
      decide_batch(pipelines_[t], batch, view(type.period), proposals_[used + number]);
    });
    used += batches;
  }
}

void Simulation::record() {
  if (!event_recorders_.empty()) sort_events();
  for (const auto& recorder : event_recorders_) recorder->record_events(world_);
  bool sorted = false;
  for (const auto& [recorder, every] : recorders_) {
    if (world_.step % every != 0) continue;
    if (!sorted) {
      sort_rows();
      sort_events();
    }
    sorted = true;
    recorder->record(world_, params_);
  }
}

void Simulation::start() {
  count_living();
  for (Group& group : groups_)
    if (group.is.steady) {
      run(Phase::exchange, [&] { exchange(group); });
      run(Phase::diffuse, [&] { diffuse(group, 0); });
    }
  run(Phase::record, [&] { record(); });
}

Simulation::Placed Simulation::place(TypeId type, Site site, std::uint8_t state,
                                     std::span<const ColumnValue> given) {
  const AgentType& agent = params_.types[type.value];
  if (!world_.occupancy.fits(site, agent.takes)) return {};
  std::uint32_t rank = 0;
  for (std::uint8_t t = 0; t < params_.types.size(); ++t) rank += world_.occupancy.count(TypeId{t}, site);
  const Draws draws(params_.seed, 0);
  const AgentId id = newborn_id(0, site, rank);
  const std::size_t row = add_newcomer(world_, params_, type, id, site, state, draws, given);
  born(type, row, row, draws);
  return {true, row};
}

void Simulation::born(TypeId type, std::size_t row, std::size_t twin, const Draws& draws) {
  for (const auto& behaviour : params_.types[type.value].behaviours)
    apart(blindfold_.get(), *behaviour, type,
          [&] { behaviour->born(world_.populations[type.value], row, twin, draws); });
}

void Simulation::add_recorder(std::shared_ptr<Recorder> recorder, std::uint64_t every) {
  if (every == 0) throw UsageError("a recorder cannot be called every 0 steps");
  recorders_.push_back({std::move(recorder), every});
}

void Simulation::add_event_recorder(std::shared_ptr<EventRecorder> recorder) {
  event_recorders_.push_back(std::move(recorder));
}

void Simulation::sort_rows() {
  for (Population& p : world_.populations) p.sort(threads_);
}

void Simulation::sort_events() {
  std::sort(world_.events.begin(), world_.events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.site, a.agent, a.kind) < std::tie(b.site, b.agent, b.kind);
  });
}

std::string Simulation::state_hash() {
  sort_rows();
  return tilscape::state_hash(world_);
}

}  // namespace tilscape

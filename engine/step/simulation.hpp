// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/solver.hpp"
#include "engine/step/behaviour.hpp"
#include "engine/step/blindfold.hpp"
#include "engine/step/contest.hpp"
#include "engine/step/costs.hpp"
#include "engine/step/field_groups.hpp"
#include "engine/step/first_order.hpp"
#include "engine/step/fluid_carrier.hpp"
#include "engine/step/group_solver.hpp"
#include "engine/step/params.hpp"
#include "engine/step/pipeline.hpp"
#include "engine/step/placing.hpp"
#include "engine/step/process.hpp"
#include "engine/step/recorder.hpp"
#include "engine/step/seen.hpp"
#include "engine/step/world.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tilscape {

/// One run: constant parameters, a mutable world, and the loop that takes it from step to step.
class Simulation {
 public:
  /// An empty world at time 0. Throws UsageError when the parameters contradict themselves.
  Simulation(Params params, int threads);

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] World& world() { return world_; }
  [[nodiscard]] const Threads& threads() const { return threads_; }

  /// Puts an agent on a site before the first step; its columns are drawn, or begin with what is given, and
  /// its behaviours see them so. Returns its row, or false when it does not fit.
  struct Placed {
    bool done = false;
    std::size_t row = 0;
  };
  Placed place(TypeId type, Site site, std::uint8_t state = 0, std::span<const ColumnValue> given = {});

  /// Solves the steady fields at time 0 and records. Called once, after placing. Throws like step().
  void start();
  /// Goes on from a state that has been put into world() (engine/step/state.hpp): checks it and derives
  /// what follows from it. Called once, instead of place() and start(). Throws InputError when the state
  /// cannot be.
  void resume();
  /// One step. Throws SimulationError with step and phase when the numbers go wrong.
  void step();

  /// Called with a const view after start() and then every so many steps.
  void add_recorder(std::shared_ptr<Recorder> recorder, std::uint64_t every);
  /// Called after start() and after every step.
  void add_event_recorder(std::shared_ptr<EventRecorder> recorder);

  /// Sorts the rows (which is not observable) and hashes the state.
  [[nodiscard]] std::string state_hash();

  [[nodiscard]] const Costs& costs() const { return costs_; }

 private:
  [[nodiscard]] bool due(std::uint32_t period) const { return (world_.step + 1) % period == 0; }
  [[nodiscard]] View view(std::uint32_t period);
  /// Calls body(batch, number of the batch) for all rows of a type, in parallel.
  template <class Body>
  void for_batches(TypeId type, const Body& body) {
    Population& population = world_.populations[type.value];
    threads_.for_chunks(population.size(), params_.batch, [&](std::size_t begin, std::size_t end) {
      body(Batch{population, type, begin, end}, begin / params_.batch);
    });
  }

  /// Does what a phase does, and stops the run when a number of an agent cannot be.
  template <class Body>
  void run(Phase phase, const Body& body);

  struct Group {
    FieldGroup is;
    std::unique_ptr<FieldSolver> alone;  // of its only substance, or
    std::unique_ptr<GroupSolver> coupled;
  };

  // The phases, in their order (engine/step/phase.hpp).
  void inject();
  void sense();
  void decide();
  void resolve();
  void commit();
  void exchange(Group& group);
  void diffuse(Group& group, double dt);  // dt = 0: to its steady state, at the start
  void record();

  void make_groups();
  template <class Give>
  void sum_over_cells(FieldId field, const Give& give);
  void exchange(FieldId field, std::span<double> source, std::span<double> uptake);
  void exchange(const Behaviour::Saturation& saturation, std::span<double> most);
  void settle(FieldId field, std::span<const double> mean, const MassAccount& mass, double dt);
  std::vector<FieldAdvection::Carried> carry(const Group& group, double dt);
  void count_living();
  void check_numbers(std::size_t process) const;
  void resolve_hits();
  void gather_claims();
  [[nodiscard]] bool struck(const Claim& claim) const;
  void commit_kills();
  void commit_deaths();
  void commit_notes();
  void commit_moves();
  void commit_births();
  void commit_recruits();
  void commit_removals();
  void note(const Event& event);
  void born(TypeId type, std::size_t row, std::size_t twin, const Draws& draws);
  void sort_rows();
  void sort_events();

  Params params_;
  Threads threads_;
  World world_;
  std::vector<Pipeline> pipelines_;  // by TypeId
  std::vector<SiteIndex> index_;     // by TypeId
  std::vector<Group> groups_;        // of fields, in the order in which they are solved
  std::unique_ptr<FirstOrderChains> chains_;
  std::unique_ptr<FluidCarrier> carrier_;
  Costs costs_;
  struct Schedule {
    std::shared_ptr<Recorder> recorder;
    std::uint64_t every;
  };
  std::vector<Schedule> recorders_;
  std::vector<std::shared_ptr<EventRecorder>> event_recorders_;

  // Work space of a step, kept so that a step allocates nothing once it has run in.
  std::vector<Proposals> proposals_;  // inject's, then one per batch
  std::vector<Claim> claims_;
  std::vector<std::size_t> claim_begins_;  // of each of the proposals
  Contest contest_;
  std::vector<Hit> hits_;
  std::vector<std::vector<std::uint8_t>> struck_;    // by type and row: killed in this step
  std::vector<std::vector<std::uint32_t>> births_;   // by type: claims
  std::vector<std::uint32_t> parents_;               // rows of those of one type
  std::vector<std::vector<std::uint32_t>> removed_;  // by type: rows
  std::vector<std::uint8_t> moved_;                  // by type: some of its agents
  std::vector<bool> found_;                          // by type: somebody looks its agents up by site
  std::vector<Seen> seen_;                           // by type, of those that are found
  std::vector<std::size_t> living_;                  // by type, of those that are counted
  std::unique_ptr<Faults> faults_ = std::make_unique<Faults>();
  std::unique_ptr<Blindfold> blindfold_;  // in tests
  SiteSums sums_;
  std::vector<double> source_, uptake_, mean_;
};

}  // namespace tilscape

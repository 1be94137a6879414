// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/assembly.hpp"
#include "engine/record/observable.hpp"
#include "engine/step/simulation.hpp"
#include "scenarios/output/checkpoints.hpp"
#include "scenarios/output/endpoints.hpp"
#include "scenarios/output/frames.hpp"
#include "scenarios/read/scenario.hpp"
#include "scenarios/read/suppose.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What a column of the series is in a condition: counts of cells are pure numbers. nullopt: an amount of a
/// substance without a unit, which nothing can be compared with.
std::optional<Dimension> condition_dimension(const Observable& column);

/// A run, ready to start.
struct Run {
  std::unique_ptr<Simulation> simulation;
  std::uint64_t steps = 0;
  std::uint64_t series_every = 1;     ///< steps
  std::uint64_t snapshots_every = 1;  ///< steps
  CheckpointPolicy checkpoints = {};
  std::vector<Observable> series;
  Framer::Choice snapshots;
  std::vector<Endpoint> endpoints;
  double disk = 0;                 ///< [bytes] that its outputs take at most, by the estimate
  std::vector<std::string> notes;  ///< what a person should know: cells moved or left out
  std::vector<Warning> warnings;   ///< what was asked for and does not come about
};

/// The constant part: lattice, substances, types with their behaviours, vessels, body. Throws BuildError.
Params build_params(const Scenario& scenario);
/// The same on another lattice than the scenario's.
Params build_params(const Scenario& scenario, Lattice lattice);
/// The same without what is refused: enough to tell what a run takes.
Params sample_params(const Scenario& scenario, Lattice lattice);
Params sample_params(const Supposed& supposed, Lattice lattice);

/// All of it, with the cells in their places. Throws BuildError and InputError.
Run build_run(const Scenario& scenario, int threads);
/// The same before anything is in its place: for a state that has been saved.
Run build_empty_run(const Scenario& scenario, int threads);
/// What is known of a scenario with errors besides them: what comes of it whatever is meant where they stand
/// (read/suppose.hpp).
struct BesideErrors {
  std::vector<Refusal> refusals;
  std::vector<Problem> unused;      ///< keys without effect, where all that could ask for them has come to be
  std::vector<std::string> series;  ///< columns that its series may have
};
/// `look`: at the run of each guess that has come to be.
BesideErrors build_beside_errors(const Scenario& marked, const std::function<void(const Run&)>& look);

// Parts of build_params and build_run, in their order. Each goes on behind what it refuses.
Lattice build_lattice(const Values& root);
void add_substances(const Scenario& scenario, Params& params, Refusals& refusals);
void add_types(const Scenario& scenario, Params& params);
void add_behaviours(const Scenario& scenario, Params& params, Refusals& refusals);
void place_cells(const Scenario& scenario, Run& run, Refusals& refusals);
/// `tubes`: for the eye.
void add_outputs(const Scenario& scenario, std::vector<Tube> tubes, Run& run, Refusals& refusals);
/// What the scenario wants of it in the snapshots.
Framer::Choice snapshot_choice(const Scenario& scenario, const Params& params, const Lattice& lattice);

/// What a type starts with, before it is known whether all of it finds room.
struct StartSize {
  double cells = 0;
  double sites = 0;  ///< of its largest shape
};
StartSize start_size(const AgentSpec& spec, const Lattice& lattice);

}  // namespace tilscape::scenarios

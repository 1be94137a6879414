// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/circulation.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <numeric>

namespace tilscape::body {

namespace {

constexpr double nmol = 1e-15;  // of 1 nM um^3

LinearSystem system_of(const Circulation::Spec& spec) {
  return spec.particle ? carrier_in_plasma(*spec.particle, spec.release, spec.drug)
                       : drug_in_plasma(spec.drug);
}

}  // namespace

Circulation::Circulation(Spec spec) : spec_(std::move(spec)), system_(system_of(spec_)) {
  if (!(spec_.share > 0 && spec_.share <= 1))
    throw UsageError("the lattice stands for a share above 0 and at most 1");
  if (spec_.particle.has_value() != spec_.loaded.has_value())
    throw UsageError("a particle needs both a model in plasma and a route into tissue");
}

ProcessState Circulation::initial() const {
  ProcessState state{.name = "body_" + spec_.name, .labels = {}, .values = {}};
  state.labels =
      carried()
          ? std::vector<std::string>{"loaded [nmol]", "loaded_peripheral [nmol]", "cleared_loaded [nmol]",
                                     "free [nmol]",   "free_peripheral [nmol]",   "eliminated [nmol]"}
          : std::vector<std::string>{"free [nmol]", "free_peripheral [nmol]", "eliminated [nmol]"};
  for (const char* label :
       {"plasma [nM]", "plasma_loaded [nM]", "given [nmol]", "tissue [nmol]", "tissue_loaded [nmol]",
        "degraded [nmol]", "past_sides [nmol]", "unaccounted [nmol]"})
    state.labels.emplace_back(label);
  state.values.assign(state.labels.size(), 0);
  return state;
}

void Circulation::inject(World& world, const Params&, std::size_t self, double) const {
  auto& values = world.processes[self].values;
  const Interval now = interval(world);
  for (const Dose& dose : spec_.doses) {  // what enters in this interval
    const double end = dose.start + dose.duration;
    if (dose.duration > 0) {
      const double overlap = std::min(end, now.to) - std::max(dose.start, now.from);
      if (overlap > 0) values[at(given)] += dose.amount * overlap / dose.duration;
    } else if (now.has(dose.start)) {
      values[at(given)] += dose.amount;
    }
  }
  advance(system_, spec_.doses, std::span(values).first(system_.size()), now.from, now.to);
  restate(values);
}

bool Circulation::exchanges(FieldId field) const {
  return field == spec_.free.field || (spec_.loaded && field == spec_.loaded->field);
}

void Circulation::exchange(FieldId field, const World& world, const Params&, std::size_t self,
                           std::span<double> source, std::span<double> uptake) const {
  const auto& values = world.processes[self].values;
  if (spec_.loaded && field == spec_.loaded->field) {
    spec_.loaded->wall.exchange(values[at(plasma_loaded)], source, uptake);
    return;
  }
  spec_.free.wall.exchange(values[at(plasma_free)], source, uptake);
  if (!spec_.loaded) return;
  const auto& loaded = world.fields[spec_.loaded->field.value].mean;  // of the step that was just solved
  for (std::size_t s = 0; s < loaded.size(); ++s) source[s] += spec_.release * loaded[s];
}

void Circulation::settle(FieldId field, World& world, const Params&, std::size_t self,
                         std::span<const double> mean, const MassAccount& mass, double dt) const {
  auto& values = world.processes[self].values;
  const bool is_loaded = spec_.loaded && field == spec_.loaded->field;
  const Route& route = is_loaded ? *spec_.loaded : spec_.free;
  const double whole = nmol / spec_.share;  // from the lattice to the tumour, in nmol
  const VesselWall::Crossed crossed =
      route.wall.crossed(values[at(is_loaded ? plasma_loaded : plasma_free)], mean, dt);
  values[is_loaded ? std::size_t{CarrierInPlasma::loaded} : central_free()] -=
      (crossed.in - crossed.out) * whole;

  const double decay = route.degradation + (is_loaded ? spec_.release : 0);
  const double share = decay > 0 ? route.degradation / decay : 0;
  values[at(degraded)] += (mass.decayed * share + mass.taken_up - crossed.out) * whole;
  values[at(past_sides)] -= mass.through_sides * whole;
  values[at(is_loaded ? tissue_loaded : tissue_free)] = (mass.after + mass.carried) * whole;
  restate(values);
}

/// Concentrations and the account follow from the amounts.
void Circulation::restate(std::vector<double>& values) const {
  values[at(plasma_free)] = concentration(values[central_free()], spec_.drug.central);
  values[at(plasma_loaded)] =
      carried() ? concentration(values[CarrierInPlasma::loaded], spec_.particle->central) : 0;
  const double compartments =
      std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(system_.size()), 0.0);
  values[at(unaccounted)] = values[at(given)] - compartments - values[at(tissue_free)] -
                            values[at(tissue_loaded)] - values[at(degraded)] - values[at(past_sides)];
}

}  // namespace tilscape::body

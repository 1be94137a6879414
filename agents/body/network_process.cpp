// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/network_process.hpp"

#include "engine/base/error.hpp"
#include "engine/step/params.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::body {

namespace {

constexpr double nmol = 1e-15;  // of 1 nM um^3

double living(const World& world, const Params& params, std::size_t type) {
  const StateMask alive = params.types[type].alive();
  const auto& state = world.populations[type].state;
  return static_cast<double>(std::count_if(state.begin(), state.end(),
                                           [alive](std::uint8_t s) { return ((alive >> s) & 1U) != 0; }));
}

}  // namespace

NetworkProcess::NetworkProcess(Spec spec)
    : spec_(std::move(spec)), network_(spec_.network), first_(network_.initial()) {
  if (const double share = spec_.share.value_or(1); !(share > 0 && share <= 1))
    throw UsageError("the lattice stands for a share above 0 and at most 1");
  start_.name = spec_.name;
  const auto& said = spec_.network;
  for (std::size_t s = 0; s < said.states.size(); ++s) {
    const auto& hidden = spec_.hidden;
    const bool seen = std::find(hidden.begin(), hidden.end(), s) == hidden.end();
    add(said.states[s].name, said.states[s].unit, first_.amounts[s], seen ? Role::amount : Role::internal);
  }
  first_value_ = roles_.size();
  for (const auto& value : said.values) add(value.name, value.unit, 0, Role::amount);
  tissue_.resize(spec_.walls.size());
  for (std::size_t a = 0; a < spec_.accounts.size(); ++a) add_account(a);
  first_rule_ = roles_.size();
  for (const Rules& rules : spec_.rules) {
    add(rules.name + ".held", "", 0, Role::amount);
    add(rules.name + ".stopped", "", 0, Role::amount);
    add(rules.name + ".given_now", "", 0, Role::internal);
  }
  if (spec_.share) add("share", "", *spec_.share, Role::internal);
  first_flow_ = roles_.size();
  for (const auto& flow : said.flows) add(flow.name, "", 0, Role::internal);
  first_step_ = roles_.size();
  for (std::size_t p = 0; p < network_.components(); ++p)
    add("step_" + std::to_string(p), "min", 0, Role::internal);
  restate(start_.values, std::vector<double>(spec_.counts.size()));
}

std::size_t NetworkProcess::add(const std::string& name, const std::string& unit, double value, Role role) {
  start_.labels.push_back(unit.empty() ? name : name + " [" + unit + "]");
  start_.values.push_back(value);
  roles_.push_back(role);
  return roles_.size() - 1;
}

void NetworkProcess::add_account(std::size_t a) {
  const Account& account = spec_.accounts[a];
  std::vector<double>& leaving = leaving_.emplace_back(spec_.network.flows.size());
  for (std::size_t f = 0; f < leaving.size(); ++f)
    for (const auto& [state, amount] : spec_.network.flows[f].shares)
      if (std::find(account.states.begin(), account.states.end(), state) != account.states.end())
        leaving[f] -= amount;
  const auto line = [&](const std::string& name, Role role = Role::amount) {
    return add(account.prefix + name, account.unit, 0, role);
  };
  Lines& lines = lines_.emplace_back();
  lines.given = line("given", Role::given);
  if (std::any_of(leaving.begin(), leaving.end(), [](double x) { return x != 0; }))
    lines.outside = line("outside");
  for (std::size_t w = 0; w < spec_.walls.size(); ++w)
    if (spec_.walls[w].account == a) {
      tissue_[w] = line(spec_.walls[w].line);
      lines.tissue.push_back(tissue_[w]);
    }
  if (!lines.tissue.empty()) {
    lines.degraded = line("degraded");
    lines.past_sides = line("past_sides");
  }
  lines.unaccounted = line("unaccounted");
}

std::vector<double> NetworkProcess::inputs(const World& world, const Params& params) const {
  std::vector<double> numbers;
  for (const std::size_t type : spec_.counts) numbers.push_back(living(world, params, type));
  return numbers;
}

void NetworkProcess::inject(World& world, const Params& params, std::size_t self, double) const {
  std::vector<double>& numbers = world.processes[self].values;
  const std::vector<double> in = inputs(world, params);
  advance(numbers, interval(world), in);
  restate(numbers, in);
}

void NetworkProcess::advance(std::vector<double>& numbers, const Interval& now,
                             std::span<const double> inputs) const {
  network::State state;
  const auto at = [&](std::size_t i) { return numbers.begin() + static_cast<std::ptrdiff_t>(i); };
  state.amounts.assign(at(0), at(first_value_));
  state.flowed.assign(at(first_flow_), at(first_step_));
  state.steps.assign(at(first_step_), numbers.end());

  // From one end of a dose to the next.
  std::vector<double> times = {now.from, now.to};
  for (const Dose& dose : spec_.doses)
    for (const double t : {dose.start, dose.start + dose.duration})
      if (t > now.from && t < now.to) times.push_back(t);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    std::vector<double> enters(state.amounts.size());
    for (const Dose& dose : spec_.doses) {
      const bool bolus = dose.duration <= 0;
      const bool now_due = bolus ? dose.start == times[i]
                                 : dose.start <= times[i] && times[i + 1] <= dose.start + dose.duration;
      if (!now_due || !gives(dose, numbers, state, inputs, dose.start == times[i])) continue;
      double& told = numbers[lines_[dose.account].given];
      const double amount = bolus ? dose.amount : dose.amount / dose.duration * (times[i + 1] - times[i]);
      if (bolus)
        state.amounts[dose.into] += amount;
      else
        enters[dose.into] += dose.amount / dose.duration;
      told += amount;
    }
    network_.advance(state, inputs, enters, times[i + 1] - times[i]);
  }
  std::copy(state.amounts.begin(), state.amounts.end(), at(0));
  std::copy(state.flowed.begin(), state.flowed.end(), at(first_flow_));
  std::copy(state.steps.begin(), state.steps.end(), at(first_step_));
}

/// A dose that begins is decided about, one that goes on has been.
bool NetworkProcess::gives(const Dose& dose, std::vector<double>& numbers, const network::State& state,
                           std::span<const double> inputs, bool begins) const {
  if (!dose.by) return true;
  const Rules& rules = spec_.rules[*dose.by];
  double* const rule = numbers.data() + first_rule_ + *dose.by * rule_numbers;
  if (!begins) return rule[given] != 0;
  const std::vector<double> values = network_.values(state.amounts, inputs);
  const auto holds = [&](const std::optional<Program>& condition) {
    if (!condition) return false;
    const double value = network_.evaluate(*condition, state.amounts, values, inputs);
    if (!std::isfinite(value))
      throw SimulationError("a condition of the treatment `" + rules.name + "` is no number: `" +
                            condition->text() + "`");
    return value != 0;
  };
  if (rule[stopped] == 0 && holds(rules.stop)) rule[stopped] = 1;
  const bool out = rule[stopped] != 0 || holds(rules.hold);
  if (out) rule[held] += 1;
  rule[given] = out ? 0 : 1;
  return !out;
}

bool NetworkProcess::exchanges(FieldId field) const {
  return std::any_of(spec_.walls.begin(), spec_.walls.end(),
                     [&](const Wall& w) { return w.field == field || w.into == field; });
}

void NetworkProcess::exchange(FieldId field, const World& world, const Params&, std::size_t self,
                              std::span<double> source, std::span<double> uptake) const {
  const auto& numbers = world.processes[self].values;
  for (const Wall& w : spec_.walls)
    if (w.field == field) w.wall.exchange(numbers[level(w)], source, uptake);
  for (const Wall& w : spec_.walls) {
    if (w.into != field || w.release <= 0) continue;
    const auto& loaded = world.fields[w.field.value].mean;  // of the step that was just solved
    for (std::size_t s = 0; s < loaded.size(); ++s) source[s] += w.release * loaded[s];
  }
}

void NetworkProcess::settle(FieldId field, World& world, const Params& params, std::size_t self,
                            std::span<const double> mean, const MassAccount& mass, double dt) const {
  auto& numbers = world.processes[self].values;
  const double whole = nmol / spec_.share.value_or(1);  // from the lattice to the tumour, in nmol
  for (std::size_t i = 0; i < spec_.walls.size(); ++i) {
    const Wall& w = spec_.walls[i];
    if (!(w.field == field)) continue;
    const VesselWall::Crossed crossed = w.wall.crossed(numbers[level(w)], mean, dt);
    numbers[w.state] -= (crossed.in - crossed.out) * whole;
    const double decay = w.degradation + w.release;
    const double share = decay > 0 ? w.degradation / decay : 0;
    const Lines& lines = lines_[w.account];
    numbers[*lines.degraded] += (mass.decayed * share + mass.taken_up - crossed.out) * whole;
    numbers[*lines.past_sides] -= mass.through_sides * whole;
    numbers[tissue_[i]] = (mass.after + mass.carried) * whole;
  }
  restate(numbers, inputs(world, params));
}

/// Values and accounts follow from amounts and flows.
void NetworkProcess::restate(std::vector<double>& numbers, std::span<const double> inputs) const {
  const std::vector<double> values = network_.values(std::span(numbers).first(first_value_), inputs);
  std::copy(values.begin(), values.end(), numbers.begin() + static_cast<std::ptrdiff_t>(first_value_));
  for (std::size_t a = 0; a < spec_.accounts.size(); ++a) {
    const Lines& lines = lines_[a];
    double left = numbers[lines.given];
    for (const std::size_t s : spec_.accounts[a].states) left -= numbers[s] - first_.amounts[s];
    if (lines.outside) {
      double& outside = numbers[*lines.outside];
      outside = 0;
      for (std::size_t f = 0; f < leaving_[a].size(); ++f)
        outside += leaving_[a][f] * numbers[first_flow_ + f];
      left -= outside;
    }
    for (const std::size_t t : lines.tissue) left -= numbers[t];
    if (lines.degraded) left -= numbers[*lines.degraded] + numbers[*lines.past_sides];
    numbers[lines.unaccounted] = left;
  }
}

}  // namespace tilscape::body

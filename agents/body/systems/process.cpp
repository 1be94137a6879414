// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/process.hpp"

#include "engine/base/error.hpp"
#include "engine/step/params.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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
  for (const Dose& dose : spec_.doses) there_.push_back(steady_state(dose));
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
  drained_.resize(spec_.drains.size());
  for (Drain& d : spec_.drains)
    for (const Wall& w : spec_.walls)
      if (w.field == d.field) d.from = w.account;
  for (std::size_t a = 0; a < spec_.accounts.size(); ++a) add_account(a);
  first_rule_ = roles_.size();
  for (const Rules& rules : spec_.rules) {
    add(rules.name + ".held", "", 0, Role::amount);
    add(rules.name + ".stopped", "", 0, Role::amount);
    add(rules.name + ".given_now", "", 0, Role::internal);
    add(rules.name + ".begun", "min", -1, rules.when ? Role::amount : Role::internal);
  }
  first_event_ = roles_.size();
  for (const Event& event : spec_.events) {
    add(event.name + ".happened", "", 0, Role::amount);
    add(event.name + ".holds", "", 0, Role::internal);
  }
  first_injected_ = roles_.size();
  for (std::size_t d = 0; d < spec_.doses.size(); ++d) {
    if (spec_.doses[d].sites.empty()) continue;
    injected_.push_back(d);  // the share of it that goes into the tissue in this period
    add("injected_" + std::to_string(injected_.size()), "", 0, Role::internal);
  }
  if (spec_.share) add("share", "", *spec_.share, Role::internal);
  first_flow_ = roles_.size();
  for (const auto& flow : said.flows) add(flow.name, "", 0, Role::internal);
  first_step_ = roles_.size();
  for (std::size_t p = 0; p < network_.components(); ++p)
    add("step_" + std::to_string(p), "min", 0, Role::internal);
  restate(start_.values, std::vector<double>(spec_.counts.size()));
}

/// The network by itself, dose after dose, until what it finds stays as it is.
std::vector<NetworkProcess::Dose::Part> NetworkProcess::steady_state(const Dose& dose) const {
  if (dose.steady <= 0) return {};
  constexpr double same = 1e-11;  // of the largest of them
  constexpr int most = 5000;
  if (!spec_.counts.empty())
    throw ParameterError(dose.treatment,
                         "there is no steady state where a system of the body follows numbers of cells");
  if (dose.duration > dose.steady)
    throw ParameterError(dose.treatment, "an infusion at steady state ends before the next begins");
  std::vector<Dose::Part> found;
  for (std::size_t a = 0; a < spec_.accounts.size(); ++a)
    if (std::any_of(dose.parts.begin(), dose.parts.end(),
                    [&](const auto& part) { return part.account == a; }))
      for (const std::size_t s : spec_.accounts[a].states) found.push_back({s, 0, a});
  network::State state = first_;
  std::vector<double> enters(state.amounts.size());
  if (dose.duration > 0)
    for (const Dose::Part& part : dose.parts) enters[part.into] += part.amount / dose.duration;
  for (int n = 0; n < most; ++n) {
    if (dose.duration > 0)
      network_.advance(state, {}, enters, dose.duration);
    else
      for (const Dose::Part& part : dose.parts) state.amounts[part.into] += part.amount;
    if (dose.steady > dose.duration) network_.advance(state, {}, {}, dose.steady - dose.duration);
    double largest = 0;
    double change = 0;
    for (Dose::Part& part : found) {
      const double amount = state.amounts[part.into] - first_.amounts[part.into];
      largest = std::max(largest, std::abs(amount));
      change = std::max(change, std::abs(amount - part.amount));
      part.amount = amount;
    }
    if (change <= same * largest) return found;
  }
  throw ParameterError(dose.treatment,
                       "5,000 doses do not bring the body to a steady state: something in it is not lost");
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
  const auto line = [&](const std::string& name, Role role) {
    const std::size_t number = add(account.prefix + name, account.unit, 0, role);
    enter(number, a, role);
    return number;
  };
  for (const std::size_t s : account.states)
    if (roles_[s] != Role::internal) enter(s, a, Role::stored);
  Lines& lines = lines_.emplace_back();
  lines.given = line("given", Role::given);
  if (std::any_of(leaving.begin(), leaving.end(), [](double x) { return x != 0; }))
    lines.outside = line("outside", Role::gone);
  for (std::size_t w = 0; w < spec_.walls.size(); ++w)
    if (spec_.walls[w].account == a) {
      tissue_[w] = line(spec_.walls[w].line, Role::stored);
      lines.tissue.push_back(tissue_[w]);
    }
  for (std::size_t d = 0; d < spec_.drains.size(); ++d)
    if (const Drain& drain = spec_.drains[d]; drain.from != drain.account) {  // else it stays in the account
      const auto enter_line = [&](std::vector<std::size_t>& list, const std::string& name, Role role) {
        list.push_back(line(name, role));
        drained_[d].push_back(list.back());
      };
      if (drain.account == a) enter_line(lines.drained, drain.line, Role::given);
      if (drain.from == a) enter_line(lines.drained_off, drain.line + "_off", Role::gone);
    }
  if (!lines.tissue.empty()) {
    lines.degraded = line("degraded", Role::gone);
    lines.past_sides = line("past_sides", Role::gone);
  }
  lines.unaccounted = line("unaccounted", Role::unaccounted);
}

/// As a line of an account.
void NetworkProcess::enter(std::size_t number, std::size_t a, Role role) {
  roles_[number] = role;
  account_of_[number] = a;
}

std::string NetworkProcess::account(std::size_t number) const {
  const auto found = account_of_.find(number);
  if (found == account_of_.end()) return {};
  const std::string& prefix = spec_.accounts[found->second].prefix;
  return prefix.substr(0, prefix.find_last_not_of('.') + 1);
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

  for (std::size_t r = 0; r < spec_.rules.size(); ++r) {
    const Rules& rules = spec_.rules[r];
    double& since = numbers[first_rule_ + r * rule_numbers + begun];
    if (rules.when && since < 0 && true_now(*rules.when, "the treatment `" + rules.name + "`", state, inputs))
      since = now.from;
  }
  std::fill_n(numbers.begin() + static_cast<std::ptrdiff_t>(first_injected_), injected_.size(), 0.0);
  // From one end of a dose to the next.
  std::vector<double> times = {now.from, now.to};
  for (const Dose& dose : spec_.doses) {
    const double start = start_of(dose, numbers);
    for (const double t : {start, start + dose.duration})
      if (t > now.from && t < now.to) times.push_back(t);
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    std::vector<double> enters(state.amounts.size());
    for (std::size_t d = 0; d < spec_.doses.size(); ++d) {
      const Dose& dose = spec_.doses[d];
      const bool bolus = dose.duration <= 0;
      const double start = start_of(dose, numbers);
      const bool now_due =
          bolus ? start == times[i] : start <= times[i] && times[i + 1] <= start + dose.duration;
      if (!now_due || !gives(dose, numbers, state, inputs, start == times[i])) continue;
      if (start == times[i])
        for (const Dose::Part& part : there_[d]) {
          state.amounts[part.into] += part.amount;
          numbers[lines_[part.account].given] += part.amount;
        }
      const double now_given = bolus ? 1 : (times[i + 1] - times[i]) / dose.duration;
      for (const Dose::Part& part : dose.parts) {
        numbers[lines_[part.account].given] += part.amount * now_given;
        if (part.wall) continue;
        if (bolus)
          state.amounts[part.into] += part.amount;
        else
          enters[part.into] += part.amount / dose.duration;
      }
      if (const auto it = std::find(injected_.begin(), injected_.end(), d); it != injected_.end())
        numbers[first_injected_ + static_cast<std::size_t>(it - injected_.begin())] += now_given;
    }
    go(numbers, state, inputs, enters, times[i + 1] - times[i]);
  }
  for (std::size_t a = 0; a < spec_.accounts.size(); ++a)
    for (std::size_t f = 0; lines_[a].outside && f < leaving_[a].size(); ++f)
      numbers[*lines_[a].outside] += leaving_[a][f] * (state.flowed[f] - numbers[first_flow_ + f]);
  std::copy(state.amounts.begin(), state.amounts.end(), at(0));
  std::copy(state.flowed.begin(), state.flowed.end(), at(first_flow_));
  std::copy(state.steps.begin(), state.steps.end(), at(first_step_));
}

double NetworkProcess::start_of(const Dose& dose, const std::vector<double>& numbers) const {
  if (!dose.by || !spec_.rules[*dose.by].when) return dose.start;
  const double since = numbers[first_rule_ + *dose.by * rule_numbers + begun];
  return since < 0 ? std::numeric_limits<double>::infinity() : since + dose.start;
}

bool NetworkProcess::true_now(const Program& condition, const std::string& whose, const network::State& state,
                              std::span<const double> inputs) const {
  const double value =
      network_.evaluate(condition, state.amounts, network_.values(state.amounts, inputs), inputs);
  if (!std::isfinite(value))
    throw SimulationError("a condition of " + whose + " is no number: `" + condition.text() + "`");
  return value != 0;
}

/// A dose that begins is decided about, one that goes on has been.
bool NetworkProcess::gives(const Dose& dose, std::vector<double>& numbers, const network::State& state,
                           std::span<const double> inputs, bool begins) const {
  if (!dose.by) return true;
  const Rules& rules = spec_.rules[*dose.by];
  double* const rule = numbers.data() + first_rule_ + *dose.by * rule_numbers;
  if (!begins) return rule[given] != 0;
  const auto is_so = [&](const std::optional<Program>& condition) {
    return condition && true_now(*condition, "the treatment `" + rules.name + "`", state, inputs);
  };
  if (rule[stopped] == 0 && is_so(rules.stop)) rule[stopped] = 1;
  const bool out = rule[stopped] != 0 || is_so(rules.hold);
  if (out) rule[held] += 1;
  rule[given] = out ? 0 : 1;
  return !out;
}

// Events.

/// Does the condition of one hold now that did not before?
bool NetworkProcess::begins(const std::vector<double>& numbers, const network::State& state,
                            std::span<const double> inputs) const {
  for (std::size_t e = 0; e < spec_.events.size(); ++e) {
    const Event& event = spec_.events[e];
    const bool before = numbers[first_event_ + e * event_numbers + holds] != 0;
    if (!before && true_now(event.when, "the event `" + event.name + "`", state, inputs)) return true;
  }
  return false;
}

/// Lets one come to pass.
void NetworkProcess::let(const Event& event, network::State& state, std::span<const double> inputs) const {
  const std::vector<double> values = network_.values(state.amounts, inputs);
  const auto number = [&](const Program& program) {
    const double value = network_.evaluate(program, state.amounts, values, inputs);
    if (!std::isfinite(value))
      throw SimulationError("the event `" + event.name + "` is no number: `" + program.text() + "`");
    return value;
  };
  std::vector<std::pair<std::size_t, double>> becomes;
  for (const auto& [place, program] : event.set) becomes.emplace_back(place, number(program));
  const auto move = [&](std::size_t flow, double amount) {
    state.flowed[flow] += amount;
    for (const auto& [place, share] : spec_.network.flows[flow].shares)
      state.amounts[place] += share * amount;
  };
  if (event.amount) {
    const double amount = number(*event.amount);
    if (amount < 0) throw SimulationError("the event `" + event.name + "` moves less than nothing");
    const std::vector<double> before = state.amounts;
    move(event.flow, amount);
    for (const auto& [place, share] : spec_.network.flows[event.flow].shares)
      if (state.amounts[place] < 0)
        throw SimulationError("the event `" + event.name + "` takes more of `" +
                              spec_.network.states[place].name + "` than there is");
    if (event.carrier && before[*event.carrier] > 0) {
      const double share = 1 - state.amounts[*event.carrier] / before[*event.carrier];
      for (const std::size_t flow : event.carried)
        move(flow, share * before[spec_.network.flows[flow].shares.front().first]);
    }
  }
  for (const auto& [place, value] : becomes) state.amounts[place] = value;
}

/// Lets those come to pass whose condition begins to hold, in the order of their names, and what these bring
/// about.
void NetworkProcess::come_to_pass(std::vector<double>& numbers, network::State& state,
                                  std::span<const double> inputs) const {
  constexpr int most = 1000;  // one after the other at one time
  for (int n = 0;; ++n) {
    std::vector<std::size_t> due;
    for (std::size_t e = 0; e < spec_.events.size(); ++e) {
      const Event& event = spec_.events[e];
      double& before = numbers[first_event_ + e * event_numbers + holds];
      const bool so = true_now(event.when, "the event `" + event.name + "`", state, inputs);
      if (so && before == 0) due.push_back(e);
      before = so ? 1 : 0;
    }
    if (due.empty()) return;
    if (n == most)
      throw SimulationError("events of the body come to pass again and again, without time passing: `" +
                            spec_.events[due.front()].name + "`");
    for (const std::size_t e : due) {
      let(spec_.events[e], state, inputs);
      numbers[first_event_ + e * event_numbers + happened] += 1;
    }
  }
}

/// Lets time pass, from one event to the next: when a condition begins to hold is found by halving the
/// interval at whose end it does. What begins and ceases within an interval is not seen.
void NetworkProcess::go(std::vector<double>& numbers, network::State& state, std::span<const double> inputs,
                        std::span<const double> enters, double length) const {
  if (spec_.events.empty()) return network_.advance(state, inputs, enters, length);
  constexpr double sharp = 1e-9;  // of the interval
  constexpr int most = 1000;      // events in one
  come_to_pass(numbers, state, inputs);
  double left = length;
  for (int n = 0; left > 0; ++n) {
    if (n == most)
      throw SimulationError("events of the body come to pass again and again, without time passing: `" +
                            spec_.events.front().name + "`");
    const network::State before = state;
    network_.advance(state, inputs, enters, left);
    if (!begins(numbers, state, inputs)) break;
    double early = 0;
    double late = left;
    while (late - early > sharp * length) {
      const double middle = early + (late - early) / 2;
      network::State then = before;
      network_.advance(then, inputs, enters, middle);
      if (begins(numbers, then, inputs)) {
        late = middle;
        state = std::move(then);
      } else {
        early = middle;
      }
    }
    left -= late;
    come_to_pass(numbers, state, inputs);
  }
  come_to_pass(numbers, state, inputs);  // what has ceased to hold may begin again
}

double NetworkProcess::Drain::taken(std::span<const double> mean, double dt) const {
  double sum = 0;
  for (const double level : mean) sum += level;
  return rate * sum * site_volume * dt;
}

bool NetworkProcess::exchanges(FieldId field) const {
  return std::any_of(spec_.walls.begin(), spec_.walls.end(),
                     [&](const Wall& w) { return w.field == field; }) ||
         std::any_of(spec_.drains.begin(), spec_.drains.end(),
                     [&](const Drain& d) { return d.field == field; });
}

void NetworkProcess::exchange(FieldId field, const World& world, const Params& params, std::size_t self,
                              std::span<double> source, std::span<double> uptake) const {
  const auto& numbers = world.processes[self].values;
  const double whole = nmol / spec_.share.value_or(1);
  for (std::size_t i = 0; i < injected_.size(); ++i) {
    const Dose& dose = spec_.doses[injected_[i]];
    for (const Dose::Part& part : dose.parts) {
      if (!part.wall || !(spec_.walls[*part.wall].field == field)) continue;
      const double volume = static_cast<double>(dose.sites.size()) * params.lattice.site_volume();
      const double rate =
          numbers[first_injected_ + i] * part.amount / whole / volume / (spec_.period * params.step_length);
      for (const Site site : dose.sites) source[site] += rate;
    }
  }
  for (const Wall& w : spec_.walls)
    if (w.field == field) w.wall.exchange(numbers[level(w)], source, uptake);
  for (const Drain& d : spec_.drains)
    if (d.field == field)
      for (double& rate : uptake) rate += d.rate;
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
    const Lines& lines = lines_[w.account];
    double drained = 0;
    for (const Drain& d : spec_.drains)
      if (d.field == field) drained += d.taken(mean, dt);
    numbers[*lines.degraded] += (mass.decayed + mass.taken_up - crossed.out - drained - mass.reacted) * whole;
    numbers[*lines.past_sides] -= (mass.through_sides - mass.drained) * whole;
    numbers[tissue_[i]] = (mass.after + mass.carried) * whole;
  }
  for (std::size_t i = 0; i < spec_.drains.size(); ++i) {
    const Drain& d = spec_.drains[i];
    if (!(d.field == field)) continue;
    const double came = d.taken(mean, dt) * whole;
    numbers[d.state] += came;
    for (const std::size_t line : drained_[i]) numbers[line] += came;
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
    if (lines.outside) left -= numbers[*lines.outside];
    for (const std::size_t t : lines.tissue) left -= numbers[t];
    for (const std::size_t d : lines.drained) left += numbers[d];
    for (const std::size_t d : lines.drained_off) left -= numbers[d];
    if (lines.degraded) left -= numbers[*lines.degraded] + numbers[*lines.past_sides];
    numbers[lines.unaccounted] = left;
  }
}

}  // namespace tilscape::body

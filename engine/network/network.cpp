// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/network/network.hpp"

#include "engine/base/error.hpp"
#include "engine/network/stiff.hpp"
#include "engine/rule/degree.hpp"
#include "engine/step/faults.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace tilscape::network {

namespace {

/// A depth-first walk along what values follow from: their order, or a ring.
class Sorting {
 public:
  explicit Sorting(const Description& description) : said_(description), marks_(said_.values.size()) {
    for (std::size_t v = 0; v < marks_.size() && ring_.empty(); ++v) visit(v);
  }
  std::vector<std::size_t> order_;
  std::vector<std::string> ring_;

 private:
  enum class Mark : std::uint8_t { fresh, open, done };

  void visit(std::size_t v) {
    if (marks_[v] == Mark::done || !ring_.empty()) return;
    if (marks_[v] == Mark::open) {
      const auto begin = std::find(path_.begin(), path_.end(), v);
      for (auto it = begin; it != path_.end(); ++it) ring_.push_back(said_.values[*it].name);
      return;
    }
    marks_[v] = Mark::open;
    path_.push_back(v);
    for (const Symbol& s : said_.values[v].program.inputs())
      if (s.index >= said_.states.size() && s.index < said_.states.size() + said_.values.size())
        visit(s.index - said_.states.size());
    path_.pop_back();
    marks_[v] = Mark::done;
    order_.push_back(v);
  }

  const Description& said_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> path_;
};

/// Sets that are joined one by one.
class Joined {
 public:
  explicit Joined(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::optional<double> proportion(const Description& description, const Program& rate, std::size_t state) {
  const std::size_t states = description.states.size();
  const std::size_t values = description.values.size();
  const std::size_t all = states + values + description.inputs;
  const Sorting sorting(description);
  std::vector<Degree> degrees(all, Degree::other);
  std::vector<std::vector<double>> at(all, std::vector<double>(states + 1));  // at 0, and at 1 of each state
  for (std::size_t s = 0; s < states; ++s) {
    degrees[s] = Degree::affine;
    at[s][s + 1] = 1;
  }
  const auto run = [&](const Program& program) {
    std::vector<double> out(states + 1);
    std::vector<double> scratch(program.scratch_size(1));
    for (std::size_t r = 0; r <= states; ++r) {
      std::vector<const double*> columns;
      for (const Symbol& s : program.inputs()) columns.push_back(&at[s.index][r]);
      program.evaluate(columns, 1, &out[r], scratch);
    }
    return out;
  };
  for (const std::size_t v : sorting.order_) {
    degrees[states + v] = degree_of(description.values[v].program, degrees);
    if (degrees[states + v] != Degree::other) at[states + v] = run(description.values[v].program);
  }
  if (degree_of(rate, degrees) == Degree::other) return std::nullopt;
  const std::vector<double> out = run(rate);
  for (std::size_t r = 0; r <= states; ++r)
    if (r != state + 1 && out[r] != 0) return std::nullopt;
  if (!std::isfinite(out[state + 1])) return std::nullopt;
  return out[state + 1];
}

/// One component: its states, the flows that change them, the values that these follow from.
class Network::Part {
 public:
  Part(const Description& said, const std::vector<std::size_t>& order, std::vector<std::size_t> states)
      : said_(said),
        states_(std::move(states)),
        slots_(said.states.size() + said.values.size() + said.inputs) {
    std::vector<std::size_t> place(said.states.size(), said.states.size());
    for (std::size_t i = 0; i < states_.size(); ++i) place[states_[i]] = i;
    for (std::size_t f = 0; f < said.flows.size(); ++f) {
      const auto& shares = said.flows[f].shares;
      if (std::none_of(shares.begin(), shares.end(),
                       [&](const auto& s) { return place[s.first] < said.states.size(); }))
        continue;
      for (const auto& [state, amount] : shares) shares_.push_back({flows_.size(), place[state], amount});
      flows_.push_back(f);
    }
    add_values(order);
    for (const std::size_t s : states_) {
      const auto [it, fresh] = units_.try_emplace(said.states[s].unit, units_.size());
      kinds_.push_back(it->second);
    }
    find_rates();
  }

  [[nodiscard]] const std::vector<std::size_t>& states() const { return states_; }
  [[nodiscard]] bool exact() const { return rates_.has_value(); }
  /// For messages: "`a`, `b`, ...".
  [[nodiscard]] std::string names() const {
    constexpr std::size_t most = 4;
    std::string out;
    for (const std::size_t s : states_)
      if (!said_.states[s].drive &&
          (out.empty() || std::count(out.begin(), out.end(), ',') < static_cast<std::ptrdiff_t>(most)))
        out += (out.empty() ? "`" : ", `") + said_.states[s].name + "`";
    return out;
  }

  /// `step`: of one that is not exact.
  void advance(State& state, std::span<const double> inputs, std::span<const double> enters, double interval,
               double& step) const {
    const std::size_t n = states_.size();
    std::vector<double> x(n);
    std::vector<double> in(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = state.amounts[states_[i]];
      if (!enters.empty()) in[i] = enters[states_[i]];
    }
    std::vector<double> flowed(flows_.size());
    if (exact())
      advance_exactly(x, in, flowed, interval);
    else
      integrate(x, in, flowed, inputs, interval, step, passed(state));
    for (std::size_t i = 0; i < n; ++i) state.amounts[states_[i]] = x[i];
    for (std::size_t f = 0; f < flows_.size(); ++f) state.flowed[flows_[f]] += flowed[f];
  }

  /// How much there was of each state, and has come and gone, since the start.
  [[nodiscard]] std::vector<double> passed(const State& state) const {
    std::vector<double> out(states_.size());
    for (std::size_t i = 0; i < states_.size(); ++i)
      out[i] = std::max(std::abs(said_.states[states_[i]].initial), std::abs(state.amounts[states_[i]]));
    for (const Share& s : shares_) out[s.state] += std::abs(s.amount * state.flowed[flows_[s.flow]]);
    return out;
  }

 private:
  /// What evaluate() works in, kept from one call to the next.
  struct Memory {
    std::vector<std::vector<double>> slots;
    std::vector<const double*> columns;
    std::vector<double> scratch;
  };
  /// The flows at many sets of states, with the inputs of now.
  class Now final : public Flows {
   public:
    Now(const Part& part, std::span<const double> inputs) : part_(part), inputs_(inputs) {}
    [[nodiscard]] std::size_t states() const override { return part_.states_.size(); }
    [[nodiscard]] std::size_t count() const override { return part_.flows_.size(); }
    [[nodiscard]] std::span<const Share> shares() const override { return part_.shares_; }
    void evaluate(std::size_t rows, std::span<const double> x, std::span<double> out) const override {
      part_.evaluate(rows, x, inputs_, out, memory_);
    }

   private:
    const Part& part_;
    std::span<const double> inputs_;
    mutable Memory memory_;
  };

  /// Those that the flows follow from, each behind what it follows from.
  void add_values(const std::vector<std::size_t>& order) {
    const std::size_t first = said_.states.size();
    std::vector<bool> wanted(said_.values.size());
    const auto want = [&](const Program& program) {
      for (const Symbol& s : program.inputs())
        if (s.index >= first && s.index < first + wanted.size()) wanted[s.index - first] = true;
    };
    for (const std::size_t f : flows_) want(said_.flows[f].rate);
    for (auto v = order.rbegin(); v != order.rend(); ++v)
      if (wanted[*v]) want(said_.values[*v].program);
    for (const std::size_t v : order)
      if (wanted[v]) values_.push_back(v);
  }

  void evaluate(std::size_t rows, std::span<const double> x, std::span<const double> inputs,
                std::span<double> out, Memory& memory) const {
    auto& [slots, columns, scratch] = memory;
    slots.resize(slots_);
    for (std::size_t begin = 0; begin < rows; begin += Program::max_batch) {
      const std::size_t n = std::min(Program::max_batch, rows - begin);
      for (std::size_t i = 0; i < states_.size(); ++i) {
        auto& column = slots[states_[i]];
        column.resize(n);
        const bool amount = said_.states[states_[i]].amount;
        for (std::size_t r = 0; r < n; ++r) {
          const double value = x[i * rows + begin + r];
          column[r] = amount && value < 0 ? 0 : value;  // nothing flows out of what is not there
        }
      }
      const std::size_t first = said_.states.size() + said_.values.size();
      for (std::size_t i = 0; i < said_.inputs; ++i) slots[first + i].assign(n, inputs[i]);
      const auto run = [&, &slots = slots, &columns = columns, &scratch = scratch](const Program& program,
                                                                                   double* result) {
        columns.clear();
        for (const Symbol& s : program.inputs()) columns.push_back(slots[s.index].data());
        scratch.resize(std::max(scratch.size(), program.scratch_size(n)));
        program.evaluate(columns, n, result, scratch);
      };
      for (const std::size_t v : values_) {
        auto& column = slots[said_.states.size() + v];
        column.resize(n);
        run(said_.values[v].program, column.data());
      }
      for (std::size_t f = 0; f < flows_.size(); ++f)
        run(said_.flows[flows_[f]].rate, out.data() + f * rows + begin);
    }
  }

  /// A and the constant part of each flow, where they are affine.
  void find_rates() {
    std::vector<Degree> degrees(slots_, Degree::other);  // of an input: it changes
    for (std::size_t s = 0; s < said_.states.size(); ++s) degrees[s] = Degree::affine;
    for (const std::size_t v : values_)
      degrees[said_.states.size() + v] = degree_of(said_.values[v].program, degrees);
    for (const std::size_t f : flows_)
      if (degree_of(said_.flows[f].rate, degrees) == Degree::other) return;
    const std::size_t n = states_.size();
    const std::size_t rows = n + 1;
    const std::vector<double> inputs(said_.inputs);
    std::vector<double> x(n * rows);
    std::vector<double> v(flows_.size() * rows);
    for (std::size_t i = 0; i < n; ++i) x[i * rows + i + 1] = 1;
    Memory memory;
    evaluate(rows, x, inputs, v, memory);
    for (const double number : v)
      if (!std::isfinite(number)) return;
    constant_.resize(flows_.size());
    slopes_.resize(flows_.size() * n);
    rates_ = Matrix(n);
    for (std::size_t f = 0; f < flows_.size(); ++f) {
      constant_[f] = v[f * rows];
      for (std::size_t i = 0; i < n; ++i) slopes_[f * n + i] = v[f * rows + i + 1] - constant_[f];
    }
    leaves_.resize(n);
    std::vector<double> net(flows_.size());  // exactly 0 for what only passes on
    for (const Share& s : shares_) {
      net[s.flow] += s.amount;
      for (std::size_t i = 0; i < n; ++i) (*rates_)(s.state, i) += s.amount * slopes_[s.flow * n + i];
    }
    for (std::size_t f = 0; f < flows_.size(); ++f)
      for (std::size_t i = 0; i < n; ++i) leaves_[i] -= net[f] * slopes_[f * n + i];
  }

  void advance_exactly(std::vector<double>& x, std::vector<double>& in, std::vector<double>& flowed,
                       double interval) const {
    const std::size_t n = x.size();
    for (const Share& s : shares_) in[s.state] += s.amount * constant_[s.flow];
    std::vector<double> area(n);
    // The interval between two exchanges is nearly always the same: whoever comes first makes it.
    const auto same = std::atomic_load(&kept_);
    if (same != nullptr && same->length() == interval) {
      same->advance(x, in, area);
    } else {
      const auto made = std::make_shared<const Propagator>(*rates_, leaves_, interval);
      made->advance(x, in, area);
      if (same == nullptr) std::atomic_store(&kept_, made);
    }
    for (std::size_t f = 0; f < flowed.size(); ++f) {
      flowed[f] = constant_[f] * interval;
      for (std::size_t i = 0; i < n; ++i) flowed[f] += slopes_[f * n + i] * area[i];
    }
  }

  void integrate(std::vector<double>& x, const std::vector<double>& in, std::vector<double>& flowed,
                 std::span<const double> inputs, double interval, double& step,
                 std::span<const double> passed) const {
    double tolerance = said_.states[states_.front()].tolerance;
    for (const std::size_t s : states_) tolerance = std::min(tolerance, said_.states[s].tolerance);
    const Now now(*this, inputs);
    const auto time =
        std::find_if(states_.begin(), states_.end(), [&](std::size_t s) { return said_.states[s].drive; });
    Stiff method(now, kinds_,
                 {.tolerance = tolerance,
                  .drive = static_cast<std::size_t>(time - states_.begin()),
                  .least = least(passed)});
    try {
      method.advance(x, flowed, in, interval, step);
    } catch (const NoNumber& e) {
      throw SimulationError("the rate of `" + said_.flows[flows_[e.flow]].name + "` is no number");
    }
  }
  /// What is next to nothing beside what there has been is not followed to its last digit.
  [[nodiscard]] std::vector<double> least(std::span<const double> passed) const {
    constexpr double next_to_nothing = 1e-9;
    std::vector<double> out(units_.size());
    for (std::size_t i = 0; i < states_.size(); ++i)
      out[kinds_[i]] = std::max(out[kinds_[i]], next_to_nothing * passed[i]);
    return out;
  }

  const Description& said_;
  std::vector<std::size_t> states_, flows_, values_;
  std::vector<Share> shares_;
  std::size_t slots_;
  std::map<std::string, std::size_t> units_;
  std::vector<std::size_t> kinds_;
  std::optional<Matrix> rates_;
  std::vector<double> constant_, slopes_, leaves_;
  mutable std::shared_ptr<const Propagator> kept_;
};

Network::Network(Description description) : said_(std::move(description)) {
  if (said_.states.size() > most_states) throw UsageError("a network has up to 1,000 states");
  const Sorting sorting(said_);
  if (!sorting.ring_.empty()) throw UsageError("a value follows from itself: " + sorting.ring_.front());
  order_ = sorting.order_;
  // What a flow follows from acts on what it changes.
  Joined joined(said_.states.size());
  std::vector<std::vector<std::size_t>> behind(said_.values.size());  // states that a value follows from
  const auto names_states = [&](const Program& program, std::vector<std::size_t>& into) {
    for (const Symbol& s : program.inputs()) {
      if (s.index < said_.states.size())
        into.push_back(s.index);
      else if (const std::size_t v = s.index - said_.states.size(); v < behind.size())
        into.insert(into.end(), behind[v].begin(), behind[v].end());
    }
    std::sort(into.begin(), into.end());
    into.erase(std::unique(into.begin(), into.end()), into.end());
  };
  for (const std::size_t v : order_) names_states(said_.values[v].program, behind[v]);
  for (const Description::Flow& flow : said_.flows) {
    if (flow.shares.empty()) throw UsageError("a flow leads from somewhere or to somewhere: " + flow.name);
    std::vector<std::size_t> causes;
    names_states(flow.rate, causes);
    for (const auto& share : flow.shares) causes.push_back(share.first);
    for (const std::size_t s : causes) joined.join(s, causes.front());
  }
  std::map<std::size_t, std::vector<std::size_t>> members;
  for (std::size_t s = 0; s < said_.states.size(); ++s) members[joined.find(s)].push_back(s);
  part_of_.resize(said_.states.size());
  for (auto& [first, states] : members) {
    for (const std::size_t s : states) part_of_[s] = parts_.size();
    parts_.push_back(std::make_unique<Part>(said_, order_, std::move(states)));
  }
}

Network::~Network() = default;

State Network::initial() const {
  State state;
  for (const Description::State& s : said_.states) state.amounts.push_back(s.initial);
  state.flowed.resize(said_.flows.size());
  state.steps.resize(parts_.size());
  return state;
}

bool Network::exact(std::size_t state) const {
  return parts_[part_of_[state]]->exact();
}

void Network::advance(State& state, std::span<const double> inputs, std::span<const double> enters,
                      double interval) const {
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    try {
      parts_[p]->advance(state, inputs, enters, interval, state.steps[p]);
    } catch (const SimulationError& e) {
      throw SimulationError(std::string(e.what()) + " (" + parts_[p]->names() + ")");
    }
    const std::vector<double> passed = parts_[p]->passed(state);
    for (std::size_t i = 0; i < passed.size(); ++i) {
      constexpr double unseen = 1e-6;  // of all that there was of it: far above the tolerance of a step
      const std::size_t s = parts_[p]->states()[i];
      const double amount = state.amounts[s];
      if (!std::isfinite(amount)) throw SimulationError("`" + said_.states[s].name + "` is no number");
      if (said_.states[s].amount && amount < -unseen * (passed[i] + amount))
        throw SimulationError("`" + said_.states[s].name + "` fell to " + fault_number(amount) + " " +
                              said_.states[s].unit + ": something flows out of what is not there");
    }
  }
}

std::vector<double> Network::values(std::span<const double> amounts, std::span<const double> inputs) const {
  std::vector<double> values(said_.values.size());
  for (const std::size_t v : order_) values[v] = evaluate(said_.values[v].program, amounts, values, inputs);
  return values;
}

double Network::evaluate(const Program& program, std::span<const double> amounts,
                         std::span<const double> values, std::span<const double> inputs) const {
  std::vector<double> numbers;
  for (const Symbol& s : program.inputs()) {
    const std::size_t v = s.index - amounts.size();
    numbers.push_back(s.index < amounts.size() ? amounts[s.index]
                      : v < values.size()      ? values[v]
                                               : inputs[v - values.size()]);
  }
  std::vector<const double*> columns;
  for (const double& number : numbers) columns.push_back(&number);
  std::vector<double> scratch(program.scratch_size(1));
  double out = 0;
  program.evaluate(columns, 1, &out, scratch);
  return out;
}

}  // namespace tilscape::network

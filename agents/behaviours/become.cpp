// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Changes of state: at once while a condition holds, or at a rate. A scenario's `rules` are entries of this
// behaviour. What happens at once happens before anything is decided, one rule after the other; what has a
// rate competes with all other acts of the cell. Reads: what the conditions name. Writes: state.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct BecomeEntry : Parameters {
  using Parameters::Parameters;
  Expression when{this, {.name = "when", .about = "the condition", .idle = 0}};
  Expression rate{this,
                  {.name = "rate",
                   .unit = "1/min",
                   .about = "rate of the change while it holds; at once when left out",
                   .min = 0,
                   .optional = true,
                   .hazard = true,
                   .idle = 0}};
  States in{this, in_states()};
  Name become = unwritten<std::string>("become");  // of a rule: the state that is entered
};

struct BecomeParams : Parameters {
  using Parameters::Parameters;
  Map<BecomeEntry> entries{this,
                           {.name = "*",
                            .about = "by the state that is entered",
                            .key = ParameterKind::state,
                            .moves = Moves::to,
                            .main = "when"}};
};

struct BecomeTouches : Touches {
  using Touches::Touches;
  State<Access::writes> state{this};
};

class Become final : public Behaviour {
 public:
  Become(const BecomeParams& p, Setup& setup) : touches_(setup) {
    for (const auto& [state, entry] : p.entries.all())
      setup.attempt(state, [&, &state = state, &entry = entry] { add(state, *entry, setup); });
  }

  [[nodiscard]] std::string name() const override { return "become"; }
  [[nodiscard]] std::size_t acts() const override { return rated_.size(); }

  void sense(const Batch& batch, const View& view) const override {
    std::array<double, Batch::max_rows> when;
    for (const Rule& r : at_once_) {
      r.when.evaluate(batch, view, r.states, when);
      const auto states = batch[touches_.state];
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (when[i] != 0) states[i] = r.to;
    }
  }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    std::array<double, Batch::max_rows> when;
    for (std::size_t k = 0; k < rated_.size(); ++k) {
      rated_[k].rule.when.evaluate(batch, view, rated_[k].rule.states, when);
      rated_[k].rate.evaluate(batch, view, rated_[k].rule.states, hazards.act(first + k), when);
    }
  }

  void act(std::size_t which, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals&) const override {
    for (const std::uint16_t i : rows) batch[touches_.state][i] = rated_[which].rule.to;
  }

 private:
  void add(const std::string& state, const BecomeEntry& e, Setup& setup) {
    Rule rule{states_of(setup, e.in), formula_of(setup, name(), e.when, Access::reads),
              setup.state(e.become.value_or(state))};
    if (e.rate.given())
      rated_.push_back({std::move(rule), formula_of(setup, name(), e.rate, Access::reads)});
    else
      at_once_.push_back(std::move(rule));
  }

  struct Rule {
    StateMask states;
    Formula when;
    std::uint8_t to;
  };
  struct Rated {
    Rule rule;
    Formula rate;  // [1/min]
  };
  BecomeTouches touches_;
  std::vector<Rule> at_once_;
  std::vector<Rated> rated_;
};

}  // namespace

BehaviourKind become() {
  return kind_of<Become, BecomeParams, BecomeTouches>(
      {.name = "become",
       .about = "Change of state while a condition holds, at once or at a rate; `rules` are its entries.",
       .equation = "competing rate while `when` holds; at once without a rate",
       .references = {}});
}

}  // namespace tilscape::behaviours

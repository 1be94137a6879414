// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Changes of state: at once while a condition holds, or at a rate. A scenario's `rules` are entries of this
// behaviour. What happens at once happens before anything is decided, one rule after the other; what has a
// rate competes with all other acts of the cell. Reads: what the conditions name. Writes: state.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

class Become final : public Behaviour {
 public:
  Become(const Values& values, Setup& setup) {
    for (const auto& [state, entry] : values.entries())
      setup.attempt(state, [&, &state = state] { add(state, values.map(state), setup); });
  }

  [[nodiscard]] std::string name() const override { return "become"; }
  [[nodiscard]] Access access() const override {
    Access access{{}, {"state"}};
    const auto reads = [&](const Formula& formula) {
      for (const std::string& column : formula.reads())
        if (column != "state") access.reads.push_back(column);
    };
    for (const Rule& r : at_once_) reads(r.when);
    for (const Rated& r : rated_) {
      reads(r.rule.when);
      reads(r.rate);
    }
    return access;
  }
  [[nodiscard]] std::size_t acts() const override { return rated_.size(); }

  void sense(const Batch& batch, const View& view) const override {
    std::array<double, Batch::max_rows> when;
    for (const Rule& r : at_once_) {
      r.when.evaluate(batch, view, r.states, when);
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (when[i] != 0) batch.states()[i] = r.to;
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
    for (const std::uint16_t i : rows) batch.states()[i] = rated_[which].rule.to;
  }

 private:
  void add(const std::string& state, const Values& v, Setup& setup) {
    const std::string to = v.text_or("become", state);
    const std::string name = "become." + state;
    Rule rule{setup.states(v, "in"), setup.formula(v.expression("when"), name + ".when"), setup.state(to)};
    if (v.has("rate"))
      rated_.push_back({std::move(rule), setup.formula(v.expression("rate"), name + ".rate")});
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
  std::vector<Rule> at_once_;
  std::vector<Rated> rated_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Become>(values, setup);
}

}  // namespace

BehaviourKind become() {
  return {{.name = "become",
           .about = "Change of state while a condition holds, at once or at a rate; `rules` are its entries.",
           .equation = "competing rate while `when` holds; at once without a rate",
           .references = {},
           .reads = {"state", "what the conditions name"},
           .writes = {"state"},
           .parameters = {{.name = "*",
                           .kind = ParameterKind::map,
                           .about = "by the state that is entered",
                           .key = ParameterKind::state,
                           .children = {{.name = "when",
                                         .kind = ParameterKind::expression,
                                         .about = "the condition",
                                         .idle = 0},
                                        {.name = "rate",
                                         .kind = ParameterKind::expression,
                                         .unit = "1/min",
                                         .about = "rate of the change while it holds; at once when left out",
                                         .min = 0,
                                         .optional = true,
                                         .hazard = true,
                                         .idle = 0},
                                        in_states()},
                           .main = "when"}}},
          make};
}

}  // namespace tilscape::behaviours

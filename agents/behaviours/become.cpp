// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Changes of state: at once while a condition holds, or at a rate. A scenario's `rules` are entries of this
// behaviour. Reads: what the conditions name. Writes: state.
#include "agents/behaviours/common.hpp"

#include <optional>

namespace tilscape::behaviours {

namespace {

class Become final : public Behaviour {
 public:
  Become(const Values& values, Setup& setup) {
    for (const auto& [state, entry] : values.entries()) {
      const Values& v = values.map(state);
      const std::string to = v.text_or("become", state);
      const std::string name = "become." + state;
      rules_.push_back(
          {setup.states(v, "in"), setup.formula(v.expression("when"), name + ".when"),
           v.has("rate") ? std::optional(setup.formula(v.expression("rate"), name + ".rate")) : std::nullopt,
           setup.state(to)});
    }
  }

  [[nodiscard]] std::string name() const override { return "become"; }
  [[nodiscard]] Access access() const override {
    Access access{{}, {"state"}};
    for (const Rule& r : rules_)
      for (const std::string& column : r.when.reads())
        if (column != "state") access.reads.push_back(column);
    return access;
  }

  void decide(const Batch& batch, const View& view, Hazards&, std::size_t) const override {
    std::array<double, Batch::max_rows> when;
    std::array<double, Batch::max_rows> rate;
    std::uint16_t k = 0;
    for (const Rule& r : rules_) {
      r.when.evaluate(batch, view, r.states, when);
      if (r.rate) r.rate->evaluate(batch, view, r.states, rate, when);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (when[i] == 0) continue;
        if (r.rate &&
            !(view.draws.uniform(batch.ids()[i], Purpose::convert, k) < math::chance(rate[i], view.dt)))
          continue;
        batch.states()[i] = r.to;
      }
      ++k;
    }
  }

 private:
  struct Rule {
    StateMask states;
    Formula when;
    std::optional<Formula> rate;  // [1/min]
    std::uint8_t to;
  };
  std::vector<Rule> rules_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Become>(values, setup);
}

}  // namespace

BehaviourKind become() {
  return {{.name = "become",
           .about = "Change of state while a condition holds, at once or at a rate; `rules` are its entries.",
           .equation = "p = 1 - exp(-rate dt) while `when` holds; p = 1 without a rate",
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

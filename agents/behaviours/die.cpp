// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Death at a rate that can depend on anything (a drug's concentration, oxygen). The cell stays as debris in
// the state `leaves`, until `clear` removes it, or is removed at once. Reads: what `rate` names. Writes:
// state.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

class Die final : public Behaviour {
 public:
  Die(const Values& values, Setup& setup)
      : states_(living_states(setup, values, "in")),
        rate_(setup.formula(values.expression("rate"), "die.rate")),
        stays_(values.has("leaves")),
        leaves_(stays_ ? dead_state(setup, setup.self(), values, "leaves") : std::uint8_t{0}) {}

  [[nodiscard]] std::string name() const override { return "die"; }
  [[nodiscard]] Access access() const override { return {rate_.reads(), {}}; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    rate_.evaluate(batch, view, states_, hazards.act(first));
  }

  void act(std::size_t, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows) {
      const auto row = static_cast<std::uint32_t>(batch.begin + i);
      proposals.deaths.push_back({row, batch.type});
      if (stays_)
        batch.states()[i] = leaves_;
      else
        proposals.removals.push_back({row, batch.type, Event::Kind::death});
    }
  }

 private:
  StateMask states_;
  Formula rate_;  // [1/min]
  bool stays_;
  std::uint8_t leaves_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Die>(values, setup);
}

}  // namespace

BehaviourKind die() {
  return {{.name = "die",
           .about = "Death at a rate; the cell stays as debris in a dead state or is gone at once.",
           .equation = "p = 1 - exp(-rate dt), shared with the competing acts",
           .references = {},
           .reads = {"state", "what `rate` names"},
           .writes = {"state"},
           .parameters = {{.name = "rate",
                           .kind = ParameterKind::expression,
                           .unit = "1/min",
                           .about = "rate of death",
                           .min = 0,
                           .hazard = true,
                           .idle = 0},
                          {.name = "leaves",
                           .kind = ParameterKind::state,
                           .about = "state of the dead cell; without it the cell is removed at once",
                           .optional = true},
                          in_states()}},
          make};
}

}  // namespace tilscape::behaviours

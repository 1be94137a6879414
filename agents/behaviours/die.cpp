// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Death at a rate that can depend on anything (a drug's concentration, oxygen). The cell stays as debris in
// the state `leaves`, until `clear` removes it, or is removed at once. Reads: what `rate` names. Writes:
// state.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct DieParams : Parameters {
  using Parameters::Parameters;
  Expression rate{
      this, {.name = "rate", .unit = "1/min", .about = "rate of death", .min = 0, .hazard = true, .idle = 0}};
  Name leaves{this,
              {.name = "leaves",
               .kind = ParameterKind::state,
               .about = "state of the dead cell; without it the cell is removed at once",
               .optional = true,
               .moves = Moves::to}};
  States in{this, in_states()};
};

struct DieTouches : Touches {
  using Touches::Touches;
  State<Access::keeps> state{this};
};

class Die final : public Behaviour {
 public:
  Die(const DieParams& p, Setup& setup)
      : touches_(setup),
        states_(living_states(setup, p.in)),
        rate_(formula_of(setup, name(), p.rate, Access::reads)),
        stays_(p.leaves.given()),
        leaves_(stays_ ? dead_state(setup, setup.self(), p.leaves) : std::uint8_t{0}) {}

  [[nodiscard]] std::string name() const override { return "die"; }
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
        batch[touches_.state][i] = leaves_;
      else
        proposals.removals.push_back({row, batch.type, Event::Kind::death});
    }
  }

 private:
  DieTouches touches_;
  StateMask states_;
  Formula rate_;  // [1/min]
  bool stays_;
  std::uint8_t leaves_;
};

}  // namespace

BehaviourKind die() {
  return kind_of<Die, DieParams, DieTouches>(
      {.name = "die",
       .about = "Death at a rate; the cell stays as debris in a dead state or is gone at once.",
       .equation = "p = 1 - exp(-rate dt), shared with the competing acts",
       .references = {},
       .events = {EventKind::death}});
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Clearance of debris: a dead cell leaves the lattice at the rate 1/T of its state, as it is taken up by
// phagocytes or dissolves. Reads: state. Writes: nothing; removes the agent.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct ClearEntry : Parameters {
  using Parameters::Parameters;
  Parameter<double> after{
      this,
      {.name = "after", .unit = "min", .about = "mean time until it is gone", .min = 1, .hazard = true}};
};

struct ClearParams : Parameters {
  using Parameters::Parameters;
  Map<ClearEntry> entries{this,
                          {.name = "*",
                           .about = "mean time that debris of a state stays",
                           .key = ParameterKind::state,
                           .moves = Moves::from,
                           .main = "after"}};
};

struct ClearTouches : Touches {
  using Touches::Touches;
  State<Access::recalls> state{this};
};

class Clear final : public Behaviour {
 public:
  Clear(const ClearParams& p, Setup& setup) : touches_(setup), rate_(setup.agent().states.size(), 0) {
    for (const auto& [state, entry] : p.entries.all())
      setup.attempt(state, [&, &state = state, &entry = entry] {
        if (in(setup.agent().alive(), setup.state(state)))
          throw UsageError("cells in the state `" + state + "` are alive; `die` removes those");
        rate_[setup.state(state)] = 1 / *(*entry).after;
      });
  }

  [[nodiscard]] std::string name() const override { return "clear"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View&, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    const auto states = batch[touches_.state];
    for (std::size_t i = 0; i < batch.size(); ++i) rate[i] = rate_[states[i]];
  }

  void act(std::size_t, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows)
      proposals.removals.push_back(
          {static_cast<std::uint32_t>(batch.begin + i), batch.type, Event::Kind::death});
  }

 private:
  ClearTouches touches_;
  std::vector<double> rate_;  // [1/min] by state
};

}  // namespace

BehaviourKind clear() {
  return kind_of<Clear, ClearParams, ClearTouches>(
      {.name = "clear",
       .about = "Removal of dead cells: debris of a state leaves the lattice after a mean time.",
       .equation = "rate = 1/after, by state",
       .references = {"doi:10.1371/journal.pcbi.1005991 (apoptosis 8.6 h, necrotic debris up to 60 d)"}});
}

}  // namespace tilscape::behaviours

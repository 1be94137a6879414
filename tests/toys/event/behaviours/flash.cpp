// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Flash: a cell lights up at a rate, which is an event that can be written and is counted.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

constexpr EventInfo flashed{"flash", "flashes"};

struct FlashParams : Parameters {
  using Parameters::Parameters;
  Expression rate{
      this,
      {.name = "rate", .unit = "1/min", .about = "of its flashes", .min = 0, .hazard = true, .idle = 0}};
};

class Flash final : public Behaviour {
 public:
  Flash(const FlashParams& p, Setup& setup)
      : states_(setup.agent().alive()),
        rate_(formula_of(setup, name(), p.rate, Access::reads)),
        event_(setup.event(flashed)) {}

  [[nodiscard]] std::string name() const override { return "flash"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }
  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    rate_.evaluate(batch, view, states_, hazards.act(first));
  }
  void act(std::size_t, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows)
      proposals.notes.push_back({static_cast<std::uint32_t>(batch.begin + i), batch.type, event_});
  }

 private:
  StateMask states_;
  Formula rate_;  // [1/min]
  EventKind event_;
};

}  // namespace

BehaviourKind flash() {
  return kind_of<Flash, FlashParams>({.name = "flash",
                                      .about = "A cell lights up now and then.",
                                      .equation = "p = 1 - exp(-rate dt)",
                                      .references = {},
                                      .own_events = {flashed}});
}

}  // namespace tilscape::behaviours

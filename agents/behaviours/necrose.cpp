// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Necrosis from lack of a substance, as in PhysiCell (doi 10.1371/journal.pcbi.1005991): no necrosis above
// `below`, the full rate 1/within at or under `fully`, in between linear. Reads: the substance at the own
// site. Writes: state.
#include "agents/behaviours/common.hpp"

#include <algorithm>

namespace tilscape::behaviours {

namespace {

struct NecroseParams : Parameters {
  using Parameters::Parameters;
  Name of{this,
          {.name = "of",
           .kind = ParameterKind::substance,
           .default_value = "oxygen",
           .about = "the substance whose lack kills",
           .source = "by definition"}};
  Parameter<double> below{this,
                          {.name = "below",
                           .unit = "mmHg",
                           .default_value = "5 mmHg",
                           .about = "necrosis starts below this",
                           .source = "doi:10.1371/journal.pcbi.1005991",
                           .min = 0}};
  Parameter<double> fully{this,
                          {.name = "fully",
                           .unit = "mmHg",
                           .default_value = "2.5 mmHg",
                           .about = "and has its full rate at this",
                           .source = "doi:10.1371/journal.pcbi.1005991",
                           .min = 0}};
  Parameter<double> within{this,
                           {.name = "within",
                            .unit = "min",
                            .default_value = "6 h",
                            .about = "mean time to necrosis at the full rate",
                            .source = "doi:10.1371/journal.pcbi.1005991",
                            .min = 1,
                            .hazard = true}};
  Name leaves{this,
              {.name = "leaves",
               .kind = ParameterKind::state,
               .default_value = "necrotic",
               .about = "state of the dead cell",
               .source = "by definition",
               .moves = Moves::to}};
  States in{this, in_states()};
};

struct NecroseTouches : Touches {
  using Touches::Touches;
  State<Access::keeps> state{this};
};

class Necrose final : public Behaviour {
 public:
  Necrose(const NecroseParams& p, Setup& setup)
      : touches_(setup),
        states_(living_states(setup, p.in)),
        field_(field_of(setup, p.of, "mmHg")),
        leaves_(dead_state(setup, setup.self(), p.leaves)),
        below_(*p.below),
        fully_(*p.fully),
        rate_(1 / *p.within) {
    if (fully_ > below_)
      throw ParameterError(p.fully.name(), "`fully` is above `below`, where necrosis begins");
  }

  [[nodiscard]] std::string name() const override { return "necrose"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    const auto& level = view.world.fields[field_.value].values;
    const auto states = batch[touches_.state];
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!in(states_, states[i])) continue;
      const double x = level[batch.sites()[i]];
      rate[i] = x >= below_ ? 0 : x <= fully_ ? rate_ : rate_ * (below_ - x) / (below_ - fully_);
    }
  }

  void act(std::size_t, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows) {
      batch[touches_.state][i] = leaves_;
      proposals.deaths.push_back({static_cast<std::uint32_t>(batch.begin + i), batch.type});
    }
  }

 private:
  NecroseTouches touches_;
  StateMask states_;
  FieldId field_;
  std::uint8_t leaves_;
  double below_, fully_;  // [unit of the substance]
  double rate_;           // [1/min]
};

}  // namespace

BehaviourKind necrose() {
  return kind_of<Necrose, NecroseParams, NecroseTouches>(
      {.name = "necrose",
       .about = "Necrosis where a substance (oxygen) runs out; leaves debris.",
       .equation = "rate = (1/within) min(1, max(0, (below - x)/(below - fully)))",
       .references = {"doi:10.1371/journal.pcbi.1005991"},
       .events = {EventKind::death}});
}

}  // namespace tilscape::behaviours

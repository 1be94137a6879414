// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Uptake of a substance in proportion to its concentration: a clearance, the volume that a cell empties per
// time, whatever the size of its site. A rate k [1/min] of packed tissue is k times the volume of tissue that
// a cell stands for. Reads: what `rate` names. Writes: the uptake of its site.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct ConsumeEntry : Parameters {
  using Parameters::Parameters;
  Expression rate{this,
                  {.name = "rate",
                   .unit = "um3/min",
                   .about = "volume that a cell clears per time: `10 1/min * 8e3 um3` where a "
                            "cell stands for 8e3 um3 of a tissue that clears 10 1/min",
                   .min = 0,
                   .idle = 0}};
  States in{this, in_states()};
};

struct ConsumeParams : Parameters {
  using Parameters::Parameters;
  Map<ConsumeEntry> entries{this,
                            {.name = "*",
                             .about = "rate of uptake, by substance",
                             .key = ParameterKind::substance,
                             .main = "rate"}};
};

struct ConsumeTouches : Touches {
  using Touches::Touches;
  Also uptake{this, Access::writes, "uptake of the substance"};
};

class Consume final : public Behaviour {
 public:
  Consume(const ConsumeParams& p, Setup& setup) : site_volume_(setup.params().lattice.site_volume()) {
    const double most = SiteSums::most * site_volume_;
    for (const auto& [substance, entry] : p.entries.all())
      setup.attempt(substance + ".rate", [&, &substance = substance, &entry = entry] {
        const ConsumeEntry e = *entry;
        entries_.push_back({setup.field(substance), states_of(setup, e.in),
                            formula_of(setup, name(), e.rate, Access::recalls, most)});
      });
  }

  [[nodiscard]] std::string name() const override { return "consume"; }

  [[nodiscard]] bool exchanges(FieldId field) const override {
    for (const Entry& e : entries_)
      if (e.field == field) return true;
    return false;
  }

  void exchange(FieldId field, const Batch& batch, const View& view, SiteSums& sums) const override {
    std::array<double, Batch::max_rows> rate;
    for (const Entry& e : entries_) {
      if (e.field != field) continue;
      e.rate.evaluate(batch, view, e.states, rate);
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (rate[i] > 0) sums.add_uptake(batch.sites()[i], rate[i] / site_volume_);
    }
  }

 private:
  struct Entry {
    FieldId field;
    StateMask states;
    Formula rate;  // [um^3/min]
  };
  std::vector<Entry> entries_;
  double site_volume_;  // [um^3]
};

}  // namespace

BehaviourKind consume() {
  return kind_of<Consume, ConsumeParams, ConsumeTouches>(
      {.name = "consume",
       .about = "Uptake of substances, first order in their concentration.",
       .equation = "dc/dt = -rate/(site volume) c on the cell's site",
       .references = {"doi:10.1093/bioinformatics/btv730 (BioFVM: oxygen 10 1/min of tissue)"}});
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Uptake of a substance in proportion to its concentration u in the volume that is open to it: a clearance,
// the volume that a cell empties per time, whatever the size of its site. A rate k [1/min] of packed tissue
// is k times the volume of tissue that a cell stands for. With `half` it saturates (Michaelis-Menten; with
// `hill` above 1, Hill): a cell takes up at most rate times half, and half of that at this level. Reads: what
// `rate` names. Writes: the uptake of its site.
#include "agents/behaviours/common.hpp"

#include <algorithm>
#include <optional>

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
  Parameter<double> half{this,
                         {.name = "half",
                          .unit = "=unit",
                          .about = "level at which uptake is half of its most, `rate` times `half`; without "
                                   "it uptake does not saturate",
                          .min = 1e-9,
                          .optional = true}};
  Parameter<double> hill{this,
                         {.name = "hill",
                          .about = "exponent of the level with `half`; 1 when left out",
                          .min = 1,
                          .max = 16,
                          .optional = true}};
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
    for (const auto& [substance, entry] : p.entries.all())
      setup.attempt(substance + ".rate", [&, &substance = substance, &entry = entry] {
        const ConsumeEntry e = *entry;
        const FieldId field = setup.field(substance);
        std::optional<Saturation> saturation;
        const double hill = e.hill.value_or(1);
        if (e.half.given()) saturation = {field, *e.half, hill};
        const double most = SiteSums::most * site_volume_ / std::max(1.0, saturation ? saturation->half : 1);
        entries_.push_back({field, states_of(setup, e.in),
                            formula_of(setup, name(), e.rate, Access::recalls, most), saturation,
                            setup.params().substances[field.value].available});
      });
  }

  [[nodiscard]] std::string name() const override { return "consume"; }

  [[nodiscard]] bool exchanges(FieldId field) const override {
    return std::any_of(entries_.begin(), entries_.end(),
                       [field](const Entry& e) { return e.field == field && !e.saturation; });
  }

  void exchange(FieldId field, const Batch& batch, const View& view, SiteSums& sums) const override {
    std::array<double, Batch::max_rows> rate;
    for (const Entry& e : entries_) {
      if (e.field != field || e.saturation) continue;
      e.rate.evaluate(batch, view, e.states, rate);
      const double volume = site_volume_ * e.available;
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (rate[i] > 0) sums.add_uptake(batch.sites()[i], rate[i] / volume);
    }
  }

  [[nodiscard]] std::vector<Saturation> saturations() const override {
    std::vector<Saturation> all;
    for (const Entry& e : entries_)
      if (e.saturation) all.push_back(*e.saturation);
    return all;
  }

  void saturate(const Saturation& saturation, const Batch& batch, const View& view,
                SiteSums& sums) const override {
    std::array<double, Batch::max_rows> rate;
    for (const Entry& e : entries_) {
      if (e.saturation != saturation) continue;
      e.rate.evaluate(batch, view, e.states, rate);
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (rate[i] > 0) sums.add_source(batch.sites()[i], rate[i] * saturation.half / site_volume_);
    }
  }

 private:
  struct Entry {
    FieldId field;
    StateMask states;
    Formula rate;  // [um^3/min]
    std::optional<Saturation> saturation;
    double available;  // share of the tissue that the substance is in
  };
  std::vector<Entry> entries_;
  double site_volume_;  // [um^3]
};

/// A `hill` of nothing.
bool hill_alone(Review& review, const AgentSpec& type, const Deed& deed) {
  if (!deed.entry.empty() && Review::given(deed.values, "hill") && !Review::given(deed.values, "half"))
    review.void_at(type, deed, "hill", {}, "there is no `half`, so uptake does not saturate");
  return false;
}

}  // namespace

BehaviourKind consume() {
  return kind_of<Consume, ConsumeParams, ConsumeTouches>(
      {.name = "consume",
       .about = "Uptake of substances, first order in their concentration or saturable.",
       .equation = "dc/dt = -rate/(site volume) u on the cell's site; with half: "
                   "-rate half/(site volume) u^hill / (half^hill + u^hill)",
       .references = {"doi:10.1093/bioinformatics/btv730 (BioFVM: oxygen 10 1/min of tissue)"},
       .idle = hill_alone});
}

}  // namespace tilscape::behaviours

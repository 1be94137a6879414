// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Secretion of a substance into the own site. The rate is the rise of the concentration that one cell causes
// in one site's volume. Reads: what `rate` and `when` name. Writes: the source of its site.
#include "agents/behaviours/common.hpp"

#include <optional>

namespace tilscape::behaviours {

namespace {

class Secrete final : public Behaviour {
 public:
  Secrete(const Values& values, Setup& setup) {
    for (const auto& [substance, entry] : values.entries()) {
      const Values& v = values.map(substance);
      const std::string name = "secrete." + substance;
      const double site = v.has("volume") ? v.number("volume") / setup.params().lattice.site_volume() : 1;
      const double most = SiteSums::most / site;
      entries_.push_back(
          {setup.field(substance), setup.states(v, "in"),
           of_parameter(substance + ".rate",
                        [&] { return setup.formula(v.expression("rate"), name + ".rate", most); }),
           v.has("when") ? std::optional(setup.formula(v.expression("when"), name + ".when")) : std::nullopt,
           site});
    }
  }

  [[nodiscard]] std::string name() const override { return "secrete"; }

  [[nodiscard]] bool exchanges(FieldId field) const override {
    for (const Entry& e : entries_)
      if (e.field == field) return true;
    return false;
  }

  void exchange(FieldId field, const Batch& batch, const View& view, SiteSums& sums) const override {
    std::array<double, Batch::max_rows> rate;
    std::array<double, Batch::max_rows> when;
    for (const Entry& e : entries_) {
      if (e.field != field) continue;
      if (e.when) e.when->evaluate(batch, view, e.states, when);
      e.rate.evaluate(batch, view, e.states, rate,
                      e.when ? std::span<const double>(when) : std::span<const double>());
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (rate[i] > 0) sums.add_source(batch.sites()[i], e.dilution * rate[i]);
    }
  }

 private:
  struct Entry {
    FieldId field;
    StateMask states;
    Formula rate;  // [unit of the substance / min] in a volume
    std::optional<Formula> when;
    double dilution;  // that volume over the volume of a site
  };
  std::vector<Entry> entries_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Secrete>(values, setup);
}

}  // namespace

BehaviourKind secrete() {
  return {
      {.name = "secrete",
       .about = "Secretion of substances, always or while a condition holds.",
       .equation = "dc/dt = rate (volume / site volume) on the cell's site",
       .references = {},
       .reads = {"state", "what `rate` and `when` name"},
       .writes = {"source of the substance"},
       .parameters = {{.name = "*",
                       .kind = ParameterKind::map,
                       .about = "rate of secretion, by substance",
                       .key = ParameterKind::substance,
                       .children = {{.name = "rate",
                                     .kind = ParameterKind::expression,
                                     .unit = "=unit/min",
                                     .about = "rise of the concentration that one cell causes in `volume`",
                                     .min = 0,
                                     .idle = 0},
                                    {.name = "volume",
                                     .unit = "um3",
                                     .about = "volume that the rate is given for; a site's when left out",
                                     .min = 1,
                                     .optional = true},
                                    {.name = "when",
                                     .kind = ParameterKind::expression,
                                     .about = "condition under which it secretes",
                                     .optional = true,
                                     .idle = 0},
                                    in_states()},
                       .main = "rate"}}},
      make};
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Secretion of a substance into the own site: molecules per cell and time, whatever the size of the site.
// Reads: what `rate` and `when` name. Writes: the source of its site.
#include "agents/behaviours/common.hpp"
#include "engine/base/avogadro.hpp"
#include "engine/base/text.hpp"

#include <optional>

namespace tilscape::behaviours {

namespace {

/// A substance whose level says how many molecules there are.
FieldId counted(const Setup& setup, const std::string& name) {
  const FieldId field = setup.field(name);
  const std::string& unit = setup.params().substances[field.value].field.unit;
  if (!(dimension_of(unit) == dimension_of("nM")))
    throw UsageError(joined({"`", name, "` cannot be secreted: cells secrete molecules, and its level in ",
                             unit.empty() ? "no unit" : unit, " does not say how many there are"}));
  return field;
}

class Secrete final : public Behaviour {
 public:
  Secrete(const Values& values, Setup& setup)
      : per_molecule_(1 / (molecules_per_nM_um3 * setup.params().lattice.site_volume())) {
    const double most = SiteSums::most / per_molecule_;
    for (const auto& [substance, entry] : values.entries())
      setup.attempt(substance, [&, &substance = substance] {
        const Values& v = values.map(substance);
        const std::string name = "secrete." + substance;
        entries_.push_back(
            {counted(setup, substance), setup.states(v, "in"),
             of_parameter(substance + ".rate",
                          [&] { return setup.formula(v.expression("rate"), name + ".rate", most); }),
             v.has("when") ? std::optional(setup.formula(v.expression("when"), name + ".when"))
                           : std::nullopt});
      });
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
        if (rate[i] > 0) sums.add_source(batch.sites()[i], per_molecule_ * rate[i]);
    }
  }

 private:
  struct Entry {
    FieldId field;
    StateMask states;
    Formula rate;  // [molecules/min]
    std::optional<Formula> when;
  };
  std::vector<Entry> entries_;
  double per_molecule_;  // [nM] that one makes in a site
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Secrete>(values, setup);
}

}  // namespace

BehaviourKind secrete() {
  return {{.name = "secrete",
           .about = "Secretion of substances, always or while a condition holds.",
           .equation = "dc/dt = rate / (0.602 molecules/nM/um3 x site volume) on the cell's site",
           .references = {},
           .reads = {"state", "what `rate` and `when` name"},
           .writes = {"source of the substance"},
           .parameters = {{.name = "*",
                           .kind = ParameterKind::map,
                           .about = "rate of secretion, by substance",
                           .key = ParameterKind::substance,
                           .children = {{.name = "rate",
                                         .kind = ParameterKind::expression,
                                         .unit = "molecules/min",
                                         .about = "molecules that a cell secretes, of a substance in nM",
                                         .min = 0,
                                         .idle = 0},
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

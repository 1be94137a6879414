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

struct SecreteEntry : Parameters {
  using Parameters::Parameters;
  Expression rate{this,
                  {.name = "rate",
                   .unit = "molecules/min",
                   .about = "molecules that a cell secretes, of a substance in nM",
                   .min = 0,
                   .idle = 0}};
  Expression when{
      this, {.name = "when", .about = "condition under which it secretes", .optional = true, .idle = 0}};
  States in{this, in_states()};
};

struct SecreteParams : Parameters {
  using Parameters::Parameters;
  Map<SecreteEntry> entries{this,
                            {.name = "*",
                             .about = "rate of secretion, by substance",
                             .key = ParameterKind::substance,
                             .main = "rate"}};
};

struct SecreteTouches : Touches {
  using Touches::Touches;
  Also source{this, Access::writes, "source of the substance"};
};

class Secrete final : public Behaviour {
 public:
  Secrete(const SecreteParams& p, Setup& setup)
      : per_molecule_(1 / (molecules_per_nM_um3 * setup.params().lattice.site_volume())) {
    const double most = SiteSums::most / per_molecule_;
    for (const auto& [substance, entry] : p.entries.all())
      setup.attempt(substance, [&, &substance = substance, &entry = entry] {
        const SecreteEntry e = *entry;
        entries_.push_back({counted(setup, substance), states_of(setup, e.in),
                            formula_of(setup, name(), e.rate, Access::recalls, most),
                            e.when.given() ? std::optional(formula_of(setup, name(), e.when, Access::recalls))
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

}  // namespace

BehaviourKind secrete() {
  return kind_of<Secrete, SecreteParams, SecreteTouches>(
      {.name = "secrete",
       .about = "Secretion of substances, always or while a condition holds.",
       .equation = "dc/dt = rate / (0.602 molecules/nM/um3 x site volume) on the cell's site",
       .references = {}});
}

}  // namespace tilscape::behaviours

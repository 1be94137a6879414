// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Expression of a molecule (PD-L1) that a substance (IFN-gamma) induces: the level relaxes at the rate `loss`
// towards
//   basal (1 + (fold - 1) c^n / (half^n + c^n)),
// where basal is the cell's own constitutive level, drawn at the start and inherited.
// PD-L1: 6-fold, EC50 2.96 pM, Hill 1, loss 1/d (Anbari et al. 2023, doi 10.3389/fphar.2023.1163432, Table
// S4). Reads: the substance at the own site. Writes: the column and its basal level.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct ExpressEntry : Parameters {
  using Parameters::Parameters;
  Name by{this, {.name = "by", .kind = ParameterKind::substance, .about = "the inducer"}};
  Parameter<double> up_to{this,
                          {.name = "up_to",
                           .default_value = "6",
                           .about = "largest fold of the basal level",
                           .source = "doi:10.3389/fphar.2023.1163432",
                           .min = 0,
                           .max = 1000,
                           .idle = 1}};
  Parameter<double> half{this,
                         {.name = "half",
                          .unit = "nM",
                          .default_value = "2.96 pM",
                          .about = "concentration of half induction",
                          .source = "doi:10.3389/fphar.2023.1163432",
                          .min = 0}};
  Parameter<double> hill{this,
                         {.name = "hill",
                          .default_value = "1",
                          .about = "Hill exponent",
                          .source = "doi:10.3389/fphar.2023.1163432",
                          .min = 0.1,
                          .max = 20}};
  Parameter<double> loss{this,
                         {.name = "loss",
                          .unit = "1/min",
                          .default_value = "1 1/d",
                          .about = "rate at which the molecule is lost",
                          .source = "doi:10.3389/fphar.2023.1163432",
                          .min = 0,
                          .idle = 0}};
  States in{this, in_states()};
};

struct ExpressParams : Parameters {
  using Parameters::Parameters;
  Map<ExpressEntry> entries{
      this,
      {
          .name = "*",
          .about = "induction, by column; the column's initial distribution is the basal level",
          .key = ParameterKind::column,
      }};
};

struct ExpressTouches : Touches {
  using Touches::Touches;
  State<Access::recalls> state{this};
  Also level{this, Access::writes, "the column"};
  Also basal{this, Access::keeps, "its constitutive level"};
};

class Express final : public Behaviour {
 public:
  Express(const ExpressParams& p, Setup& setup) : touches_(setup) {
    for (const auto& [column, entry] : p.entries.all())
      setup.attempt(column, [&, &column = column, &entry = entry] {
        const ExpressEntry e = *entry;
        const auto level = setup.column<float, Access::writes>(column);
        const std::string unit = setup.agent().columns[level.id.value].unit;
        const auto basal = setup.make<float, Access::keeps>(
            {.name = column + "_basal", .unit = unit, .about = "constitutive level"});
        entries_.push_back({column, level, basal,
                            of_parameter(e.by, [&](const std::string& by) { return setup.field(by, "nM"); }),
                            states_of(setup, e.in), *e.up_to, *e.half, *e.hill, *e.loss});
      });
  }

  [[nodiscard]] std::string name() const override { return "express"; }

  void decide(const Batch& batch, const View& view, Hazards&, std::size_t) const override {
    const auto states = batch[touches_.state];
    for (const Entry& e : entries_) {
      const auto level = batch[e.level];
      const auto basal = batch[e.basal];
      const auto& inducer = view.world.fields[e.by.value].values;
      const double approach = math::chance(e.loss, view.dt);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!in(e.states, states[i])) continue;
        const double c = inducer[batch.sites()[i]];
        const double induced = c > 0 ? math::hill(c, e.half, e.n) : 0;
        const double goal = static_cast<double>(basal[i]) * (1 + (e.fold - 1) * induced);
        const auto rise = static_cast<float>((goal - static_cast<double>(level[i])) * approach);
        level[i] =
            stored(static_cast<double>(level[i] + rise), batch, i, view, [&] { return "express." + e.name; });
      }
    }
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws&) const override {
    if (row != twin) return;
    for (const Entry& e : entries_) population[e.basal][row] = population[e.level][row];
  }

 private:
  struct Entry {
    std::string name;
    Column<float, Access::writes> level;
    Column<float, Access::keeps> basal;
    FieldId by;
    StateMask states;
    double fold, half, n, loss;  // half [unit of the substance], loss [1/min]
  };
  ExpressTouches touches_;
  std::vector<Entry> entries_;
};

bool of_nothing(Review& review, const AgentSpec& type, const Deed& deed) {
  return review.zero_column(type, deed, type, deed.entry);
}

}  // namespace

BehaviourKind express() {
  return kind_of<Express, ExpressParams, ExpressTouches>(
      {.name = "express",
       .about = "Constitutive expression of a molecule, and its induction by a substance.",
       .equation = "dx/dt = loss (basal (1 + (up_to - 1) c^hill/(half^hill + c^hill)) - x)",
       .references = {"doi:10.3389/fphar.2023.1163432 (Table S4)"},
       .idle = of_nothing});
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Entry of cells from the blood: at a rate for each living cell of the tumour (0.1 per cancer cell per day in
// the public model FGFR3-BladderCancer-ABM), at a constant rate, and those that a system of the body sends,
// such as a lymph node (agents/body). The number that arrives in a step is Poisson; each takes a site of the
// set with a chance in
// proportion to its surface of vessels and to the expression `weight` there; where that is nought everywhere,
// or there is no room, it does not enter. Of those that no system sends a share recognises the
// tumour, the others are bystanders. Reads: number of tumour cells, systems of the body. Writes: newcomers.
#include "agents/behaviours/common.hpp"
#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/step/process.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

namespace tilscape::behaviours {

namespace {

struct RecruitParams : Parameters {
  using Parameters::Parameters;
  Name from{this,
            {.name = "from",
             .kind = ParameterKind::word,
             .default_value = "vessels",
             .about = "where they enter",
             .source = "by definition",
             .choices = {"vessels", "border"}}};
  Parameter<double> rate{this,
                         {.name = "rate",
                          .unit = "1/min/cell",
                          .default_value = "0 1/min/cell",
                          .about = "arrivals for each living cell of the type `per`",
                          .source = "by definition",
                          .min = 0}};
  Name per{this,
           {.name = "per",
            .kind = ParameterKind::type,
            .about = "the type whose cells attract",
            .optional = true}};
  Parameter<double> baseline{this,
                             {.name = "baseline",
                              .unit = "cells/min",
                              .default_value = "0 cells/min",
                              .about = "arrivals whatever the tumour does, into the lattice",
                              .source = "by definition",
                              .min = 0}};
  Expression weight{this,
                    {.name = "weight",
                     .default_value = "1",
                     .about = "what a site of a vessel counts beside its surface; over substances, "
                              "`neighbours(type)`, `here(type)` and `room`",
                     .source = "by definition",
                     .min = 0,
                     .idle = 0}};
  Parameter<double> specific{
      this,
      {.name = "specific",
       .about = "share of the arrivals by `rate` and `baseline` that recognise the tumour: 1 in their "
                "column `specific`, else 0",
       .min = 0,
       .max = 1,
       .optional = true}};
  Name primed_in{this,
                 {.name = "primed_in",
                  .kind = ParameterKind::text,
                  .about = "a system that has the value `arriving` [cells/min]: its cells arrive as well; of "
                           "`arriving_irrelevant`, if it has that, those that do not recognise the tumour",
                  .optional = true}};
};

struct RecruitTouches : Touches {
  using Touches::Touches;
  State<Access::keeps> state{this};  // of newcomers
  Made<std::uint8_t, Access::keeps> specific{this,
                                             {.name = "specific",
                                              .initial = {Distribution::Kind::constant, 1, 0},
                                              .about = "1: recognises the tumour"},
                                             When::asked};
  Also living{this, Access::reads, "number of living cells"};
  Also body{this, Access::reads, "systems of the body"};
  Also newcomers{this, Access::writes, "newcomers"};
};

constexpr Stream arrival_draws{"recruit.arrivals", 7};
constexpr Stream entry_draws{"recruit.entry", 10};

class Recruit final : public Behaviour {
 public:
  Recruit(const RecruitParams& p, Setup& setup)
      : touches_(asked_of(setup)),
        per_cell_(*p.rate),
        baseline_(*p.baseline),
        share_(p.specific.value_or(1)) {
    if (p.per.given() && p.rate.said()) {
      per_ = setup.counts(setup.type(*p.per));
    } else {
      setup.attempt(p.rate.name(), [&] {
        if (per_cell_ > 0) throw UsageError("the rate is per cell, and `per` does not say of which type");
      });
    }
    if (!p.rate.said() && !p.baseline.said() && !p.primed_in.said()) return;  // nobody ever comes
    const SiteSet& set = setup.params().site_sets[setup.site_set(*p.from)];
    sites_ = set.sites;
    const double dt = setup.agent().period * setup.params().step_length;
    for (const auto& [name, rate] :
         {std::pair(p.rate.name(), per_cell_), std::pair(p.baseline.name(), baseline_)})  // of one cell
      setup.attempt(name, [&, &rate = rate] {
        const std::string crowd = sites_.empty() ? "" : crowd_of(rate, dt, setup.agent(), setup.params());
        if (!crowd.empty()) throw UsageError(crowd);
      });
    surface_ = set.weights;
    for (const ColumnSpec& c : setup.agent().columns) columns_.push_back(c);
    if (p.weight.said())
      setup.attempt(p.weight.name(), [&] {
        Formula weight = formula_of(setup, name(), p.weight, Access::recalls);
        if (!weight.reads().empty())
          throw UsageError("`" + weight.reads().front() + "` is of a cell, and none is there yet");
        weight_ = std::move(weight);
      });
    setup.attempt(p.from.name(), [&] {
      if (sites_.empty() && (per_cell_ > 0 || baseline_ > 0 || p.primed_in.given()))
        throw UsageError("there are no " + *p.from + " in the tissue to enter from");
    });
    if (p.primed_in.given())
      setup.attempt(p.primed_in.name(), [&] { primed_ = port_of(setup.params(), *p.primed_in); });
  }

  [[nodiscard]] std::string name() const override { return "recruit"; }

  void inject(const View& view, TypeId self, Proposals& proposals) const override {
    if (sites_.empty()) return;
    double drawn = baseline_;
    if (per_.valid()) drawn += per_cell_ * static_cast<double>(view.living[per_.value]);
    double rate = share_ * drawn;
    double irrelevant = (1 - share_) * drawn;
    if (primed_) {
      const auto& values = view.world.processes[primed_->process].values;
      rate += primed_->share * values[primed_->arriving];
      if (primed_->irrelevant) irrelevant += primed_->share * values[*primed_->irrelevant];
    }
    const double least = std::min(rate, irrelevant);
    check(least < 0 ? least : rate + irrelevant, view, self);
    const std::uint64_t mine = std::uint64_t{self.value} << 56U;
    const std::uint64_t n = view.draws.of(arrival_draws).poisson(rate * view.dt, mine);
    const std::uint64_t others = view.draws.of(arrival_draws).poisson(irrelevant * view.dt, mine | blind);
    if (n + others == 0) return;
    const std::vector<double> upto = cumulative(view, self);
    if (!(upto.back() > 0)) return;
    for (std::uint64_t j = 0; j < n; ++j) enter(mine | j, upto, view, self, proposals);
    for (std::uint64_t j = 0; j < others; ++j) enter(mine | blind | j, upto, view, self, proposals);
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws&) const override {
    const auto states = population[touches_.state];
    if (row != twin || states[row] != blind_entry) return;
    states[row] = 0;
    population[touches_.specific][row] = 0;
  }

 private:
  static RecruitTouches asked_of(Setup& setup) {
    RecruitTouches touches(setup);
    touches.specific.share(setup);
    return touches;
  }

  /// Each arrival takes memory, and most find no room when there are more of them than places: what is to be
  /// said of too many, or nothing.
  [[nodiscard]] std::string crowd_of(double rate, double dt, const AgentType& type,
                                     const Params& params) const {
    constexpr double crowds = 2;  // arrivals for each place, in a step
    const int per_site = params.capacity / type.takes;
    const double places = static_cast<double>(sites_.size()) * per_site;
    if (rate >= 0 && rate * dt <= crowds * places + least_crowd) return {};
    return joined({fault_number(rate * dt), " cells would arrive in a step of ", fault_number(dt),
                   " min, where there are ", fault_number(places), " places in all"});
  }
  void check(double rate, const View& view, TypeId self) const {
    const AgentType& type = view.params.types[self.value];
    const std::string crowd = crowd_of(rate, view.dt, type, view.params);
    if (!crowd.empty()) throw SimulationError(joined({type.name, ".recruit: ", crowd}));
  }
  static constexpr double least_crowd = 10000;

  static constexpr std::uint64_t blind = std::uint64_t{1}
                                         << 48U;     // key of a cell that does not recognise the tumour
  static constexpr std::uint8_t blind_entry = 0xff;  // how its claim says so to born()

  /// Numbers of a process that say how many cells arrive [cells/min] in the tumour; the lattice is a share of
  /// it.
  struct Port {
    std::size_t process = 0, arriving = 0;
    std::optional<std::size_t> irrelevant = {};
    double share = 1;
  };
  static std::optional<std::size_t> place(const ProcessState& state, const std::string& label) {
    const auto it = std::find_if(state.labels.begin(), state.labels.end(),
                                 [&](const std::string& l) { return Label::of(l).name == label; });
    if (it == state.labels.end()) return std::nullopt;
    return static_cast<std::size_t>(it - state.labels.begin());
  }
  static void require_cells(const std::string& label) {
    if (!(dimension_of(Label::of(label).unit) == dimension_of("cells/min")))
      throw UsageError("`" + label + "` is not a number of cells in a time");
  }
  /// Of a system of the body.
  static Port port_of(const Params& params, const std::string& name) {
    for (std::size_t p = 0; p < params.processes.size(); ++p) {
      const ProcessState state = params.processes[p]->initial();
      const std::optional<std::size_t> arriving = place(state, name + ".arriving");
      if (!arriving) continue;
      Port port{p, *arriving, place(state, name + ".arriving_irrelevant")};
      require_cells(state.labels[*arriving]);
      if (port.irrelevant) require_cells(state.labels[*port.irrelevant]);
      const std::optional<std::size_t> share = place(state, "share");
      if (!share)
        throw UsageError(
            "`body.represents` is missing: these cells go to the whole tumour, and nothing else says which "
            "part of it the lattice is");
      port.share = state.values[*share];
      return port;
    }
    throw UsageError("there is no `" + name +
                     "` from which cells arrive: no system of the body with a value `arriving`");
  }

  /// Sums of the sites' weights up to each.
  [[nodiscard]] std::vector<double> cumulative(const View& view, TypeId self) const {
    std::vector<double> sums = surface_;
    if (weight_) {
      Population there(columns_);  // one that is nobody, on each of the sites
      for (const Site s : sites_) there.append(no_agent, s, 0);
      std::array<double, Batch::max_rows> weights;
      for (std::size_t i = 0; i < sums.size(); i += weights.size()) {
        const Batch batch{there, self, i, std::min(sums.size(), i + weights.size())};
        weight_->evaluate(batch, view, ~StateMask{0}, weights);
        for (std::size_t j = 0; j < batch.size(); ++j) sums[i + j] *= weights[j];
      }
    }
    std::partial_sum(sums.begin(), sums.end(), sums.begin());
    return sums;
  }

  void enter(std::uint64_t key, const std::vector<double>& upto, const View& view, TypeId self,
             Proposals& proposals) const {
    const double u = view.draws.of(entry_draws).uniform(key) * upto.back();
    const auto it = std::upper_bound(upto.begin(), upto.end() - 1, u);
    const std::uint8_t state = (key & blind) != 0 ? blind_entry : std::uint8_t{0};
    proposals.claims.push_back({sites_[static_cast<std::size_t>(it - upto.begin())],
                                contest_draw(view.draws, key, 1), key, 0, self, Claim::Kind::recruit, state});
  }

  RecruitTouches touches_;
  TypeId per_;
  double per_cell_;  // [1/min per cell]
  double baseline_;  // [cells/min]
  double share_;     // of those, who recognise the tumour
  std::vector<Site> sites_;
  std::vector<double> surface_;  // [um2] of vessels; 1 at a border
  std::optional<Formula> weight_;
  std::vector<ColumnSpec> columns_;
  std::optional<Port> primed_;
};

/// Does `kill` ask for the column that newcomers get?
bool told_apart(const Review& review, const AgentSpec& type) {
  const Values* kill = Review::behaviour(type, "kill");
  if (kill == nullptr || !Review::given(*kill, "specific")) return false;
  const auto* column = review.get<std::string>(*kill, "specific");
  return column == nullptr || *column == "specific";
}

/// Who comes from the blood has seen the tumour's antigen, or not: no default decides that.
void unspecific(Review& review, const AgentSpec& type, const Deed& deed) {
  if (!told_apart(review, type) || Review::given(deed.values, "specific")) return;
  const auto comes = [&](const char* name) {
    const double* rate = review.get<double>(deed.values, name);
    return rate != nullptr && *rate > 0;
  };
  if (comes("rate") || comes("baseline"))
    review.error(review.key({"agents", type.name, "recruit"}), {}, Code::missing_key,
                 "`recruit` does not say which share of the arrivals is `specific`",
                 "`kill` tells those that recognise the tumour from others, by the column `specific`",
                 "Write for example `specific: 0.2`");
}

bool nobody_comes(Review& review, const AgentSpec& type, const Deed& deed) {
  if (!deed.values.has("primed_in") && review.all_nothing(type, deed, {"rate", "baseline"})) return true;
  if (!told_apart(review, type) && !review.can_be_seen(type, "specific") &&
      review.settled({"agents", type.name, "kill", "specific"}))
    review.void_at(type, deed, "specific", {},
                   "no `kill.specific` asks for the column `specific`, which it fills");
  if (!review.nothing(type, deed, "rate")) return false;
  if (!deed.values.at("rate").is_default) review.void_at(type, deed, "per", {"rate"}, "`rate` is 0");
  if (review.nothing(type, deed, "baseline"))
    review.void_at(type, deed, "specific", {"rate", "baseline"},
                   "nobody comes by `rate` or `baseline`, and the system that sends cells knows which do");
  return false;
}

}  // namespace

BehaviourKind recruit() {
  return kind_of<Recruit, RecruitParams, RecruitTouches>(
      {.name = "recruit",
       .about = "Entry of cells from the blood through vessels, drawn by the tumour and fed by systems of "
                "the body.",
       .equation = "Poisson with mean (rate N + baseline + primed) dt; sites in proportion to their vessel "
                   "surface x weight",
       .references =
           {"parameters of the public model drbergman/FGFR3-BladderCancer-ABM (0.1 per tumour cell per day)"},
       .events = {EventKind::recruitment},
       .check = unspecific,
       .idle = nobody_comes});
}

}  // namespace tilscape::behaviours

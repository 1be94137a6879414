// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Search, engagement and killing by a cytotoxic T cell. A searching cell that has living targets in reach
// binds one of them at the rate `engage`; it is held with the probability min(1, antigenicity), so a target
// without antigen is let go, and a T cell that is not specific for the tumour binds none. The bound cell
// kills by the fast way with probability a / (a + half), a the target's antigenicity, else by the slow one
// (the antigen-dependent choice between two ways of killing and their rates, 1/30 and 1/120 per minute:
// parameters of the public bladder-cancer model of Bergman and co-workers). Complexes of PD-1 and PD-L1 slow
// the killing by 1 / (1 + (C/C50)^n). Cells that attack the same target share it; the smallest draw has made
// the kill. What is left of the step in which a cell binds or kills counts for what it does next: its rate in
// the next step is that much larger, else each change would come half a step late. Reads: targets in reach,
// complexes. Writes: state, target.
#include "agents/behaviours/common.hpp"
#include "engine/population/identity.hpp"

#include <algorithm>

namespace tilscape::behaviours {

namespace {

struct KillParams : Parameters {
  using Parameters::Parameters;
  Name target{this, {.name = "target", .kind = ParameterKind::type, .about = "agent type that it attacks"}};
  Parameter<double> engage{this,
                           {.name = "engage",
                            .unit = "1/min",
                            .about = "rate of binding while a target is in reach",
                            .min = 0,
                            .hazard = true,
                            .idle = 0}};
  Parameter<double> slow{this,
                         {.name = "slow",
                          .unit = "1/min",
                          .about = "rate of the slow way of killing",
                          .min = 0,
                          .hazard = true}};
  Parameter<double> fast{this,
                         {.name = "fast",
                          .unit = "1/min",
                          .about = "rate of the fast way of killing",
                          .min = 0,
                          .hazard = true}};
  Name by{this,
          {.name = "by",
           .kind = ParameterKind::text,
           .about = "column of the target that holds its antigenicity; 1 when left out",
           .optional = true}};
  Parameter<double> half{this,
                         {.name = "half",
                          .default_value = "1",
                          .about = "antigenicity at which both ways are equally likely",
                          .source = "assumed",
                          .min = 1e-6}};
  Name specific{
      this,
      {.name = "specific",
       .kind = ParameterKind::column,
       .about = "own column (u8) that is 1 in cells that recognise the tumour; all do when left out",
       .optional = true}};
  Parameter<double> slowed_half{
      this,
      {.name = "slowed_half",
       .unit = "molecules/um2",
       .about = "density of PD-1 complexes at which killing is half as fast; left out: not slowed",
       .min = 0,
       .optional = true}};
  Parameter<double> slowed_hill{this,
                                {.name = "slowed_hill",
                                 .default_value = "2",
                                 .about = "and its Hill exponent",
                                 .source = "public model qspio (popellab), doi:10.3389/fphar.2023.1163432",
                                 .min = 0.1,
                                 .max = 20}};
  Name leaves{this,
              {.name = "leaves",
               .kind = ParameterKind::text,
               .default_value = "apoptotic",
               .about = "state of the killed cell, one of the target's",
               .source = "by definition"}};
  Name searching{this,
                 {.name = "searching",
                  .kind = ParameterKind::state,
                  .default_value = "searching",
                  .about = "state of a free cell",
                  .source = "by definition"}};
  Name engaged{this,
               {.name = "engaged",
                .kind = ParameterKind::state,
                .default_value = "engaged",
                .about = "state of a bound cell",
                .source = "by definition"}};
};

class Kill final : public Behaviour {
 public:
  Kill(const KillParams& p, Setup& setup)
      : target_type_(setup.type(*p.target)),
        target_alive_(setup.params().types[target_type_.value].alive()),
        target_(setup.declare(target_column())),
        target_site_(setup.declare(target_site_column())),
        way_(setup.declare({"kill_rate", NumberType::f32, "1/min", {}, "rate of killing the bound cell"})),
        lead_(setup.declare({"kill_lead",
                             NumberType::f32,
                             "min",
                             {},
                             "rest of the step in which it bound or killed; -1: nothing is in reach"})),
        searching_(state_of(setup, p.searching)),
        engaged_(state_of(setup, p.engaged)),
        leaves_(dead_state(setup, target_type_, p.leaves)),
        engage_(*p.engage),
        slow_(*p.slow),
        fast_(*p.fast),
        half_(*p.half) {
    if (p.by.given())
      antigenicity_ = of_parameter(setup, p.by, [&](const std::string& name) {
        return setup.sees(target_type_, name, NumberType::f32, "");
      });
    if (p.specific.given())
      specific_ = of_parameter(setup, p.specific, [&](const std::string& name) {
        return setup.column_of(setup.self(), name, NumberType::u8, "");
      });
    if (p.slowed_half.given()) {
      complexes_ = setup.declare(complexes_column());
      slowed_half_ = *p.slowed_half;
      slowed_hill_ = *p.slowed_hill;
    }
  }

  [[nodiscard]] std::string name() const override { return "kill"; }
  [[nodiscard]] bool finds(TypeId type) const override { return type == target_type_; }
  [[nodiscard]] Access access() const override {
    return {complexes_.valid() ? std::vector<std::string>{"complexes"} : std::vector<std::string>{},
            {"state"}};
  }
  [[nodiscard]] std::size_t acts() const override { return 2; }

  /// Lets go of a target that is gone or dead, since the middle of the last step on average.
  void sense(const Batch& batch, const View& view) const override {
    const auto target = batch.column<std::uint64_t>(target_);
    const auto site = batch.column<std::uint32_t>(target_site_);
    const auto lead = batch.column<float>(lead_);
    const auto states = batch.states();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (target[i] != unbound &&
          find_target(view, target_type_, target_alive_, site[i], target[i]) == SiteIndex::none) {
        target[i] = unbound;
        lead[i] = static_cast<float>(view.dt / 2);
      }
      if (states[i] == engaged_ && target[i] == unbound) states[i] = searching_;
    }
  }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto engage = hazards.act(first);
    const auto kill = hazards.act(first + 1);
    const auto way = batch.column<float>(way_);
    const auto lead = batch.column<float>(lead_);
    const auto states = batch.states();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const double left = lead[i] == out_of_reach ? view.dt / 2 : static_cast<double>(lead[i]);
      lead[i] = 0;
      if (states[i] == engaged_)
        kill[i] = static_cast<double>(way[i]) * (1 + left / view.dt);
      else if (states[i] == searching_ && in_reach(batch.sites()[i], view))
        engage[i] = engage_ * (1 + left / view.dt);
      else
        lead[i] = out_of_reach;
    }
    if (!complexes_.valid()) return;
    const auto complexes = batch.column<float>(complexes_);
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (kill[i] > 0)
        kill[i] *= 1 - math::hill(static_cast<double>(complexes[i]), slowed_half_, slowed_hill_);
  }

  void act(std::size_t which, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    const auto lead = batch.column<float>(lead_);
    for (const std::uint16_t i : rows) {
      lead[i] = static_cast<float>(view.dt * view.draws.uniform(batch.ids()[i], Purpose::target, 3));
      if (which == 0)
        bind(batch, view, i);
      else
        strike(batch, view, i, proposals);
    }
  }

  /// Only one of the daughters keeps the target, and its lead.
  void born(Population& population, std::size_t row, std::size_t twin, const Draws&) const override {
    if (row == twin) return;
    population.column<std::uint64_t>(target_)[row] = unbound;
    population.column<float>(lead_)[row] = 0;
    if (population.state[row] == engaged_) population.state[row] = searching_;
  }

  /// A lead of cells without a target in reach. When one comes, it has come half a step ago on average.
  static constexpr float out_of_reach = -1;

  static ColumnSpec complexes_column() {
    return {"complexes", NumberType::f32, "molecules/um2", {}, "PD-1:PD-L1 complexes towards the bound cell"};
  }

 private:
  [[nodiscard]] bool in_reach(Site here, const View& view) const {
    const Occupancy& occupancy = view.occupancy();
    if (occupancy.count(target_type_, here) > 0) return true;
    bool found = false;
    view.lattice().for_neighbours(here, [&](int, Site s) {
      found = s != no_site && occupancy.count(target_type_, s) > 0;
      return !found;
    });
    return found;
  }

  struct Choice {
    std::uint32_t row = SiteIndex::none;
    std::uint64_t key = ~std::uint64_t{0};
  };
  /// Of the living targets on a site, the one with the smallest key: the order of rows plays no part.
  void consider(Site site, std::uint64_t word, const View& view, Choice& best) const {
    const Population& targets = view.world.populations[target_type_.value];
    const SiteIndex& index = view.index[target_type_.value];
    const Seen& seen = view.seen[target_type_.value];
    for (std::uint32_t row = index.first(site); row != SiteIndex::none; row = index.next(row)) {
      if (!in(target_alive_, seen.state(row))) continue;
      const std::uint64_t key = mix(word ^ targets.id[row]);
      if (key < best.key) best = {row, key};
    }
  }

  void bind(const Batch& batch, const View& view, std::size_t i) const {
    const AgentId id = batch.ids()[i];
    if (specific_.valid() && batch.column<std::uint8_t>(specific_)[i] == 0) return;
    const auto words = view.draws.words(id, Purpose::target);
    const std::uint64_t word = words[0] | (static_cast<std::uint64_t>(words[1]) << 32U);
    Choice best;
    const Site here = batch.sites()[i];
    consider(here, word, view, best);
    view.lattice().for_neighbours(here, [&](int, Site s) {
      if (s != no_site) consider(s, word, view, best);
      return true;
    });
    if (best.row == SiteIndex::none) return;

    const Population& targets = view.world.populations[target_type_.value];
    const double a =
        antigenicity_.valid()
            ? static_cast<double>(view.seen[target_type_.value].column<float>(antigenicity_)[best.row])
            : 1.0;
    if (!(a >= 0))
      view.faults.add({batch.type, id, here, "kill: the antigenicity of the target is " + fault_number(a)});
    if (!(view.draws.uniform(id, Purpose::target, 1) < a)) return;
    const bool fast = view.draws.uniform(id, Purpose::target, 2) < a / (a + half_);
    batch.column<float>(way_)[i] = static_cast<float>(fast ? fast_ : slow_);
    batch.column<std::uint64_t>(target_)[i] = targets.id[best.row] + 1;
    batch.column<std::uint32_t>(target_site_)[i] = targets.site[best.row];
    batch.states()[i] = engaged_;
  }

  void strike(const Batch& batch, const View& view, std::size_t i, Proposals& proposals) const {
    const auto target = batch.column<std::uint64_t>(target_);
    const std::uint32_t row = find_target(view, target_type_, target_alive_,
                                          batch.column<std::uint32_t>(target_site_)[i], target[i]);
    const AgentId id = batch.ids()[i];
    if (row != SiteIndex::none)
      proposals.hits.push_back({target_type_, row, view.draws.words(id, Purpose::contest)[0], id, leaves_});
    target[i] = unbound;
    batch.states()[i] = searching_;
  }

  TypeId target_type_;
  StateMask target_alive_;
  ColumnId target_, target_site_, way_, lead_, complexes_, antigenicity_, specific_;
  std::uint8_t searching_, engaged_, leaves_;
  double engage_, slow_, fast_;  // [1/min]
  double half_;
  double slowed_half_ = 0;  // [molecules/um2]
  double slowed_hill_ = 2;
};

}  // namespace

BehaviourKind kill() {
  return kind_of<Kill, KillParams>(
      {.name = "kill",
       .about =
           "A cytotoxic cell binds a target in reach and kills it, fast or slowly, unless PD-1 slows it.",
       .equation = "bind at `engage`, held with p = min(1, a); fast with p = a/(a + half); rate x 1/(1 + "
                   "(C/slowed_half)^slowed_hill)",
       .references = {"parameters of the public model drbergman/FGFR3-BladderCancer-ABM",
                      "doi:10.3390/cancers16172942 (the two ways of killing)"},
       .reads = {"state", "targets in reach", "complexes"},
       .writes = {"state", "target", "kill_rate", "kills"},
       .events = {EventKind::kill}});
}

}  // namespace tilscape::behaviours

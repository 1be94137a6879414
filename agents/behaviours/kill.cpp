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
       .about =
           "own column (u8) that is 1 in cells that recognise the tumour, at the start as it says itself; "
           "all do when left out",
       .optional = true}};
  Parameter<double> slowed_half{
      this,
      {.name = "slowed_half",
       .unit = "molecules/um2",
       .about = "density of PD-1 complexes at which killing is half as fast; left out: not slowed",
       .min = 0,
       .optional = true}};
  Parameter<double> slowed_hill{
      this,
      {.name = "slowed_hill", .about = "and its Hill exponent", .min = 0.1, .max = 20, .optional = true}};
  Name leaves{this,
              {.name = "leaves",
               .kind = ParameterKind::text,
               .default_value = "apoptotic",
               .about = "state of the killed cell, one of the target's",
               .source = "by definition",
               .moves = Moves::of_target}};
  Name searching{this,
                 {.name = "searching",
                  .kind = ParameterKind::state,
                  .default_value = "searching",
                  .about = "state of a free cell",
                  .source = "by definition",
                  .moves = Moves::through}};
  Name engaged{this,
               {.name = "engaged",
                .kind = ParameterKind::state,
                .default_value = "engaged",
                .about = "state of a bound cell",
                .source = "by definition",
                .moves = Moves::through}};
};

struct KillTouches : Touches {
  using Touches::Touches;
  State<Access::writes> state{this};
  Made<std::uint64_t, Access::keeps> target{this, target_column()};
  Kept<std::uint32_t> target_site{this, target_site_column()};
  Made<float, Access::keeps> rate{
      this, {.name = "kill_rate", .unit = "1/min", .about = "rate of killing the bound cell"}};
  Kept<float> lead{this,
                   {.name = "kill_lead",
                    .unit = "min",
                    .about = "rest of the step in which it bound or killed; -1: nothing is in reach"}};
  Made<float, Access::reads> complexes{
      this,
      {.name = "complexes", .unit = "molecules/um2", .about = "PD-1:PD-L1 complexes towards the bound cell"},
      When::asked};
  Named<std::uint8_t, Access::recalls> specific{this, "the column `specific`"};
  Also targets{this, Access::reads, "targets in reach"};
  NamedSeen<float> antigenicity{this, "the target's column `by`"};
  Also kills{this, Access::writes, "kills"};
};

constexpr Stream choice_draws{"kill.choice", 8};     // which of the targets in reach
constexpr Stream held_draws{"kill.held", 8, 1};      // is it let go?
constexpr Stream way_draws{"kill.way", 8, 2};        // fast or slow
constexpr Stream moment_draws{"kill.moment", 8, 3};  // when in the step

class Kill final : public Behaviour {
 public:
  Kill(const KillParams& p, Setup& setup)
      : target_type_(setup.finds(setup.type(*p.target))),
        target_alive_(setup.params().types[target_type_.value].alive()),
        touches_(setup),
        searching_(state_of(setup, p.searching)),
        engaged_(state_of(setup, p.engaged)),
        leaves_(dead_state(setup, target_type_, p.leaves)),
        engage_(*p.engage),
        slow_(*p.slow),
        fast_(*p.fast),
        half_(*p.half) {
    if (p.by.given())
      touches_.antigenicity = of_parameter(
          setup, p.by, [&](const std::string& name) { return setup.sees<float>(target_type_, name, ""); });
    if (p.specific.given())
      touches_.specific = of_parameter(setup, p.specific, [&](const std::string& name) {
        return setup.column<std::uint8_t, Access::recalls>(name, "");
      });
    if (p.slowed_half.given()) {
      touches_.complexes.make(setup);
      slowed_half_ = *p.slowed_half;
      slowed_hill_ = *p.slowed_hill;
    }
  }

  [[nodiscard]] std::string name() const override { return "kill"; }
  [[nodiscard]] std::size_t acts() const override { return 2; }

  /// Lets go of a target that is gone or dead, since the middle of the last step on average.
  void sense(const Batch& batch, const View& view) const override {
    const auto target = batch[touches_.target];
    const auto site = batch[touches_.target_site];
    const auto lead = batch[touches_.lead];
    const auto states = batch[touches_.state];
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
    const auto way = batch[touches_.rate];
    const auto lead = batch[touches_.lead];
    const auto states = batch[touches_.state];
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
    if (!touches_.complexes.valid()) return;
    const auto complexes = batch[touches_.complexes];
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (kill[i] > 0)
        kill[i] *= 1 - math::hill(static_cast<double>(complexes[i]), slowed_half_, slowed_hill_);
  }

  void act(std::size_t which, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    const auto lead = batch[touches_.lead];
    for (const std::uint16_t i : rows) {
      lead[i] = static_cast<float>(view.dt * view.draws.of(moment_draws).uniform(batch.ids()[i]));
      if (which == 0)
        bind(batch, view, i);
      else
        strike(batch, view, i, proposals);
    }
  }

  /// Only one of the daughters keeps the target, and its lead.
  void born(Population& population, std::size_t row, std::size_t twin, const Draws&) const override {
    if (row == twin) return;
    population[touches_.target][row] = unbound;
    population[touches_.lead][row] = 0;
    const auto states = population[touches_.state];
    if (states[row] == engaged_) states[row] = searching_;
  }

  /// A lead of cells without a target in reach. When one comes, it has come half a step ago on average.
  static constexpr float out_of_reach = -1;

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
    if (touches_.specific.valid() && batch[touches_.specific][i] == 0) return;
    const auto words = view.draws.of(choice_draws).words(id);
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
    const double a = touches_.antigenicity.valid()
                         ? static_cast<double>(view.seen[target_type_.value][touches_.antigenicity][best.row])
                         : 1.0;
    if (!(a >= 0))
      view.faults.add({batch.type, id, here, "kill: the antigenicity of the target is " + fault_number(a)});
    if (!(view.draws.of(held_draws).uniform(id) < a)) return;
    const bool fast = view.draws.of(way_draws).uniform(id) < a / (a + half_);
    batch[touches_.rate][i] = static_cast<float>(fast ? fast_ : slow_);
    batch[touches_.target][i] = targets.id[best.row] + 1;
    batch[touches_.target_site][i] = targets.site[best.row];
    batch[touches_.state][i] = engaged_;
  }

  void strike(const Batch& batch, const View& view, std::size_t i, Proposals& proposals) const {
    const auto target = batch[touches_.target];
    const std::uint32_t row =
        find_target(view, target_type_, target_alive_, batch[touches_.target_site][i], target[i]);
    const AgentId id = batch.ids()[i];
    if (row != SiteIndex::none)
      proposals.hits.push_back({target_type_, row, contest_draw(view.draws, id), id, leaves_});
    target[i] = unbound;
    batch[touches_.state][i] = searching_;
  }

  TypeId target_type_;
  StateMask target_alive_;
  KillTouches touches_;
  std::uint8_t searching_, engaged_, leaves_;
  double engage_, slow_, fast_;  // [1/min]
  double half_;
  double slowed_half_ = 0;  // [molecules/um2]
  double slowed_hill_ = 2;
};

void impossible(Review& review, const AgentSpec& type, const Deed& deed) {
  const auto at = [&](const char* key) { return review.spot(deed.path(type.name, key)); };
  const auto* free = review.get<std::string>(deed.values, "searching");
  const auto* bound = review.get<std::string>(deed.values, "engaged");
  if (free != nullptr && bound != nullptr && *free == *bound)
    review.error(at("engaged") ? at("engaged") : at("searching"), type.where, Code::unknown_state,
                 "a bound cell is in the same state as a free one");
  if (!Review::given(deed.values, "slowed_half")) return;
  if (!Review::given(deed.values, "slowed_hill"))
    review.error(review.key(deed.path(type.name, "slowed_half")), type.where, Code::missing_key,
                 "`slowed_hill` is missing beside `slowed_half`", "the two are of one published set");
  if (Review::behaviour(type, "inhibit") == nullptr)
    review.unused(at("slowed_half"), type.where, "nothing slows the killing",
                  joined({ticked(type.name), " has no ", ticked("inhibit")}));
  else if (Review::behaviour(type, "exhaust") != nullptr)
    review.warn(at("slowed_half"), type.where, joined({"PD-1 counts twice for ", ticked(type.name)}),
                "`kill.slowed_half` and `exhaust` are what two models make of one effect",
                "Keep one of them");
}

bool kills_nobody(Review& review, const AgentSpec& type, const Deed& deed) {
  if (review.all_nothing(type, deed, {"slow", "fast"})) return true;
  if (const auto* column = review.get<std::string>(deed.values, "by"))
    if (const auto* target = review.get<std::string>(deed.values, "target"))
      if (const AgentSpec* other = review.type(*target);
          other != nullptr && review.zero_column(type, deed, *other, *column))
        return true;
  const double* slow = review.get<double>(deed.values, "slow");
  const double* fast = review.get<double>(deed.values, "fast");
  if (slow != nullptr && fast != nullptr && *slow == *fast)
    review.void_at(type, deed, "half", {"slow", "fast"}, "both ways of killing have the same rate");
  return false;
}

}  // namespace

BehaviourKind kill() {
  return kind_of<Kill, KillParams, KillTouches>(
      {.name = "kill",
       .about =
           "A cytotoxic cell binds a target in reach and kills it, fast or slowly, unless PD-1 slows it.",
       .equation = "bind at `engage`, held with p = min(1, a); fast with p = a/(a + half); rate x 1/(1 + "
                   "(C/slowed_half)^slowed_hill)",
       .references = {"parameters of the public model drbergman/FGFR3-BladderCancer-ABM",
                      "doi:10.3390/cancers16172942 (the two ways of killing)"},
       .events = {EventKind::kill},
       .check = impossible,
       .idle = kills_nobody});
}

}  // namespace tilscape::behaviours

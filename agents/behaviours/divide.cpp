// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Division. `every` is the time between divisions: an exponential one is a hazard, 1/T per minute, which
// competes with the other acts; any other runs on a clock that is drawn at birth and goes at the pace `rate`
// (oxygen, drugs, signals). With `phases` the cycle is a row of states, each with a time of its own, and the
// division comes at the end of the last; what a step goes on beyond the end of a phase is of the next one. A
// cell is in a step what it is at its end. One that something else brings into a phase begins it. The
// daughter takes a free neighbouring site (or the own one, where several cells fit); a cell without room, or
// with more than `crowding` of its neighbouring sites occupied, waits: contact inhibition by free space. With
// one act per step the mean grows as (1 + q)^n, q = (1 - e^(-(b+d) dt)) (b - d)/(b + d): a bias of about -b
// dt. Reads: occupancy, what `rate` names. Writes: clock, generation; with phases the state.
#include "agents/behaviours/common.hpp"
#include "engine/step/placing.hpp"

namespace tilscape::behaviours {

namespace {

struct PhaseParams : Parameters {
  using Parameters::Parameters;
  Name state{this,
             {.name = "state", .kind = ParameterKind::state, .about = "its name", .moves = Moves::through}};
  Parameter<Distribution> lasts{
      this, {.name = "lasts", .unit = "min", .about = "how long it takes, at the pace `rate`", .min = 1e-6}};
};

struct DivideParams : Parameters {
  using Parameters::Parameters;
  Parameter<Distribution> every{this,
                                {.name = "every",
                                 .unit = "min",
                                 .about = "time between divisions of a cell that nothing holds back",
                                 .min = 1e-6,
                                 .optional = true,
                                 .hazard = true}};
  Parameter<std::vector<PhaseParams>> phases{
      this,
      {.name = "phases",
       .about = "in place of `every`: the cycle as states, in their order; at the end of the last the "
                "cell divides, and both begin with the first",
       .optional = true}};
  Parameter<Distribution> remaining{
      this,
      {.name = "remaining",
       .default_value = "uniform(0, 1)",
       .about = "share of its cycle, or of its phase, that is left to a cell of the start, or one that "
                "enters; 1: all begin theirs together. Without effect where `every` is exponential",
       .source = "assumed",
       .min = 0,
       .max = 1}};
  Expression rate{this,
                  {.name = "rate",
                   .default_value = "1",
                   .about = "pace of the cycle: multiplies the rate or the clock",
                   .source = "by definition",
                   .min = 0,
                   .hazard = true,
                   .idle = 0}};
  Name into{
      this,
      {.name = "into",
       .kind = ParameterKind::word,
       .default_value = "free_neighbour",
       .about = "where the daughter may go; anywhere: one random site of the lattice, the well-mixed limit",
       .source = "assumed",
       .choices = {"free_neighbour", "here_or_neighbour", "anywhere"}}};
  Parameter<double> crowding{
      this,
      {.name = "crowding",
       .default_value = "1",
       .about = "share of the neighbouring sites that may be occupied; above it no division",
       .source = "assumed",
       .min = 0,
       .max = 1}};
  Parameter<int> limit{this,
                       {.name = "limit",
                        .default_value = "0",
                        .about = "largest number of divisions behind a cell; 0: no limit",
                        .source = "assumed",
                        .min = 0,
                        .max = 255}};
  States in{this, in_states()};
};

struct DivideTouches : Touches {
  using Touches::Touches;
  State<Access::writes> state{this, When::asked};  // with phases
  Made<float, Access::keeps> clock{
      this, {.name = "clock", .unit = "min", .about = "time left to the next division"}, When::asked};
  Kept<std::uint8_t> phase{this, {.name = "phase", .about = "that the clock is of"}, When::asked};
  Made<std::uint8_t, Access::keeps> generation{
      this, {.name = "generation", .about = "divisions behind it"}, When::asked};
  Also occupancy{this, Access::reads, "occupancy"};
  Also births{this, Access::writes, "births"};
};

/// What is left of a cycle (0), and how long a phase lasts (1 and its number).
constexpr Stream clock_draws{"divide.clock", 4};
constexpr Stream room_draws{"divide.room", 2, 8};

class Divide final : public Behaviour {
 public:
  Divide(const DivideParams& p, Setup& setup)
      : phases_(phases_of(setup, p)),
        touches_(setup),
        states_(p.phases.given() ? states_of_all(phases_) : living_states(setup, p.in)),
        every_(p.phases.given() ? Distribution{} : *p.every),
        rate_(formula_of(setup, name(), p.rate, Access::reads)),
        own_site_(*p.into == "here_or_neighbour"),
        anywhere_(*p.into == "anywhere"),
        takes_(setup.agent().takes),
        limit_(static_cast<std::uint8_t>(*p.limit)),
        crowding_(anywhere_ ? 1 : *p.crowding) {
    if (!hazard()) {
      remaining_ = *p.remaining;
      if (phases_.empty())
        touches_.clock.make(setup);
      else
        touches_.clock.make(setup, "time left of its phase");
    }
    if (!phases_.empty()) {
      touches_.state.ask(setup);
      touches_.phase.make(setup);
    }
    if (limit_ > 0) touches_.generation.make(setup);
  }

  [[nodiscard]] std::string name() const override { return "divide"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void sense(const Batch& batch, const View& view) const override {
    if (phases_.empty()) return;
    std::array<double, Batch::max_rows> rate;
    pace(batch, view, std::span(rate).first(batch.size()));
    const auto clock = batch[touches_.clock];
    const auto phase = batch[touches_.phase];
    const auto states = batch[touches_.state];
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const std::uint8_t state = states[i];
      if (!in(states_, state)) {
        phase[i] = in_none;
        continue;
      }
      if (phase[i] >= phases_.size() || phases_[phase[i]].state != state) {  // something else has brought it
        phase[i] = phase_in(state);
        clock[i] = static_cast<float>(lasts(phase[i], batch.ids()[i], view.draws));
      }
      if (clock[i] > 0) clock[i] -= static_cast<float>(rate[i] * view.dt);
      while (clock[i] <= 0 && phase[i] + 1U < phases_.size()) {
        ++phase[i];
        clock[i] += static_cast<float>(lasts(phase[i], batch.ids()[i], view.draws));
      }
      states[i] = phases_[phase[i]].state;
    }
  }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    pace(batch, view, rate);
    if (!phases_.empty())
      end_of_phases(batch, view, rate);
    else if (hazard())
      for (double& r : rate) r /= every_.a;
    else
      run_clocks(batch, view, rate);
  }

  void act(std::size_t, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows) {
      const AgentId id = batch.ids()[i];
      const Site site = room(batch.sites()[i], id, view);
      if (site != no_site)
        proposals.claims.push_back({site, contest_draw(view.draws, id), id,
                                    static_cast<std::uint32_t>(batch.begin + i), batch.type,
                                    Claim::Kind::divide, 0});
    }
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws& draws) const override {
    for (const std::size_t r : {row, twin}) {
      if (!phases_.empty()) {
        if (row == twin && !in(states_, population[touches_.state][r])) {
          population[touches_.phase][r] = in_none;
          continue;
        }
        const std::uint8_t k = row == twin ? phase_in(population[touches_.state][r]) : std::uint8_t{0};
        const double share = row == twin ? sample(remaining_, draws.of(clock_draws), population.id[r], 0) : 1;
        population[touches_.phase][r] = k;
        population[touches_.clock][r] = static_cast<float>(share * lasts(k, population.id[r], draws));
        if (row != twin) population[touches_.state][r] = phases_[0].state;
      } else if (!hazard()) {
        // A daughter is at the beginning of its cycle; one that was not born here may be anywhere in it.
        const double whole = sample(every_, draws.of(clock_draws), population.id[r], 1);
        const double left =
            row == twin ? whole * sample(remaining_, draws.of(clock_draws), population.id[r], 0) : whole;
        population[touches_.clock][r] = static_cast<float>(left);
      }
      if (limit_ > 0 && row != twin) ++population[touches_.generation][r];
    }
  }

 private:
  struct Phase {
    std::uint8_t state;
    Distribution lasts;  // [min]
  };

  static std::vector<Phase> phases_of(Setup& setup, const DivideParams& p) {
    std::vector<Phase> out;
    if (p.phases.given() && p.every.given()) {
      (void)*p.phases;  // which fails where they are refused for something else
      (void)*p.every;
    }
    if (p.phases.given() == p.every.given())
      throw UsageError("it has either `every`, the time between divisions, or `phases`");
    if (!p.phases.given()) return out;
    setup.attempt(p.phases.name(), [&] {
      const std::vector<PhaseParams> phases = *p.phases;
      if (phases.empty()) throw UsageError("there is no phase");
      for (const PhaseParams& phase : phases)
        setup.attempt(p.phases.name(), [&] { out.push_back(phase_of(setup, phase, out)); });
    });
    return out;
  }
  static Phase phase_of(const Setup& setup, const PhaseParams& phase, const std::vector<Phase>& before) {
    const std::string name = *phase.state;
    const std::uint8_t state = setup.state(name);
    if (!in(setup.agent().alive(), state)) throw UsageError("cells in the state `" + name + "` are dead");
    if (std::any_of(before.begin(), before.end(), [&](const Phase& o) { return o.state == state; }))
      throw UsageError("the state `" + name + "` is two phases");
    return {state, *phase.lasts};
  }
  static StateMask states_of_all(const std::vector<Phase>& phases) {
    StateMask mask = 0;
    for (const Phase& p : phases) mask |= StateMask{1} << p.state;
    return mask;
  }
  [[nodiscard]] std::uint8_t phase_in(std::uint8_t state) const {
    const auto it =
        std::find_if(phases_.begin(), phases_.end(), [&](const Phase& p) { return p.state == state; });
    return static_cast<std::uint8_t>(it - phases_.begin());
  }
  /// How long a phase that begins now lasts.
  [[nodiscard]] double lasts(std::uint8_t phase, AgentId id, const Draws& draws) const {
    return sample(phases_[phase].lasts, draws.of(clock_draws), id, static_cast<std::uint16_t>(1 + phase));
  }

  [[nodiscard]] bool hazard() const {
    return phases_.empty() && every_.kind == Distribution::Kind::exponential;
  }

  /// At which the cycle goes: 0 for cells that have their divisions behind them.
  void pace(const Batch& batch, const View& view, std::span<double> rate) const {
    rate_.evaluate(batch, view, states_, rate);
    if (limit_ == 0) return;
    const auto generation = batch[touches_.generation];
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (generation[i] >= limit_) rate[i] = 0;
  }

  void end_of_phases(const Batch& batch, const View& view, std::span<double> rate) const {
    const auto clock = batch[touches_.clock];
    const auto states = batch[touches_.state];
    const Phase& last = phases_.back();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool over = rate[i] > 0 && states[i] == last.state && clock[i] <= 0;
      rate[i] = over && room(batch.sites()[i], batch.ids()[i], view) != no_site ? certain : 0;
    }
  }

  /// A clock that has run out makes division certain, where there is room for it.
  void run_clocks(const Batch& batch, const View& view, std::span<double> rate) const {
    const auto clock = batch[touches_.clock];
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (rate[i] <= 0) continue;
      if (clock[i] > 0) clock[i] -= static_cast<float>(rate[i] * view.dt);
      rate[i] = clock[i] <= 0 && room(batch.sites()[i], batch.ids()[i], view) != no_site ? certain : 0;
    }
  }

  /// A free site for the daughter, each with the same chance; no_site when there is none or the place is too
  /// crowded.
  [[nodiscard]] Site room(Site here, AgentId id, const View& view) const {
    const Lattice& lattice = view.lattice();
    const Occupancy& occupancy = view.occupancy();
    if (anywhere_) {
      const Site s = view.draws.of(room_draws).below(static_cast<std::uint32_t>(lattice.sites()), id);
      return occupancy.fits(s, takes_) ? s : no_site;
    }
    std::array<Site, 27> free;
    std::uint32_t n = 0;
    int occupied = 0;
    if (own_site_ && occupancy.fits(here, takes_)) free[n++] = here;
    lattice.for_neighbours(here, [&](int, Site s) {
      if (s == no_site || occupancy.load(s) > 0) ++occupied;
      if (s != no_site && occupancy.fits(s, takes_)) free[n++] = s;
      return true;
    });
    if (n == 0 || occupied > crowding_ * lattice.directions()) return no_site;
    return free[view.draws.of(room_draws).below(n, id)];
  }

  static constexpr double certain = 1e9;        // [1/min]
  static constexpr std::uint8_t in_none = 255;  // of the phases
  std::vector<Phase> phases_;
  DivideTouches touches_;
  StateMask states_;
  Distribution every_;      // [min]
  Distribution remaining_;  // share of its cycle
  Formula rate_;
  bool own_site_;
  bool anywhere_;
  std::uint8_t takes_;
  std::uint8_t limit_;
  double crowding_;
};

}  // namespace

BehaviourKind divide() {
  return kind_of<Divide, DivideParams, DivideTouches>(
      {.name = "divide",
       .about = "Division into free room, by a hazard or by a clock whose pace can depend on anything.",
       .equation =
           "exponential(T): rate/T per minute; else a clock drawn at birth runs down at the pace `rate`",
       .references = {"doi:10.1371/journal.pcbi.1005991 (PhysiCell)"},
       .events = {EventKind::division}});
}

}  // namespace tilscape::behaviours

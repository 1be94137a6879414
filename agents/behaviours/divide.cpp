// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Division. `every` is the time between divisions: an exponential one is a hazard, 1/T per minute, which
// competes with the other acts; any other runs on a clock that is drawn at birth and goes at the pace `rate`
// (oxygen, drugs, signals). The daughter takes a free neighbouring site (or the own one, where several cells
// fit); a cell without room, or with more than `crowding` of its neighbouring sites occupied, waits: contact
// inhibition by free space. With one act per step the mean grows as (1 + q)^n, q = (1 - e^(-(b+d) dt)) (b -
// d)/(b + d): a bias of about -b dt. Reads: occupancy, what `rate` names. Writes: clock, generation.
#include "agents/behaviours/common.hpp"
#include "engine/step/placing.hpp"

namespace tilscape::behaviours {

namespace {

class Divide final : public Behaviour {
 public:
  Divide(const Values& values, Setup& setup)
      : states_(living_states(setup, values, "in")),
        every_(values.distribution("every")),
        rate_(setup.formula(values.expression("rate"), "divide.rate")),
        own_site_(values.text("into") == "here_or_neighbour"),
        anywhere_(values.text("into") == "anywhere"),
        takes_(setup.agent().takes),
        limit_(static_cast<std::uint8_t>(values.number("limit"))),
        crowding_(anywhere_ ? 1 : values.number("crowding")) {
    if (!hazard()) {
      remaining_ = values.distribution("remaining");
      clock_ = setup.declare({"clock", NumberType::f32, "min", {}, "time left to the next division"});
    }
    if (limit_ > 0)
      generation_ = setup.declare({"generation", NumberType::u8, "", {}, "divisions behind it"});
  }

  [[nodiscard]] std::string name() const override { return "divide"; }
  [[nodiscard]] Access access() const override { return {rate_.reads(), {}}; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    rate_.evaluate(batch, view, states_, rate);
    if (limit_ > 0) {
      const auto generation = batch.column<std::uint8_t>(generation_);
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (generation[i] >= limit_) rate[i] = 0;
    }
    if (hazard())
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
        proposals.claims.push_back({site, view.draws.words(id, Purpose::contest)[0], id,
                                    static_cast<std::uint32_t>(batch.begin + i), batch.type,
                                    Claim::Kind::divide, 0});
    }
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws& draws) const override {
    for (const std::size_t r : {row, twin}) {
      if (!hazard()) {
        // A daughter is at the beginning of its cycle; one that was not born here may be anywhere in it.
        const double whole = sample(every_, draws, population.id[r], Purpose::clock, 1);
        const double left =
            row == twin ? whole * sample(remaining_, draws, population.id[r], Purpose::clock, 0) : whole;
        population.column<float>(clock_)[r] = static_cast<float>(left);
      }
      if (limit_ > 0 && row != twin) ++population.column<std::uint8_t>(generation_)[r];
    }
  }

 private:
  [[nodiscard]] bool hazard() const { return every_.kind == Distribution::Kind::exponential; }

  /// A clock that has run out makes division certain, where there is room for it.
  void run_clocks(const Batch& batch, const View& view, std::span<double> rate) const {
    constexpr double certain = 1e9;
    const auto clock = batch.column<float>(clock_);
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
      const Site s = view.draws.below(static_cast<std::uint32_t>(lattice.sites()), id, Purpose::direction, 8);
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
    return free[view.draws.below(n, id, Purpose::direction, 8)];
  }

  StateMask states_;
  Distribution every_;      // [min]
  Distribution remaining_;  // share of its cycle
  Formula rate_;
  bool own_site_;
  bool anywhere_;
  std::uint8_t takes_;
  std::uint8_t limit_;
  double crowding_;
  ColumnId clock_;
  ColumnId generation_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Divide>(values, setup);
}

}  // namespace

BehaviourKind divide() {
  return {
      {.name = "divide",
       .about = "Division into free room, by a hazard or by a clock whose pace can depend on anything.",
       .equation =
           "exponential(T): rate/T per minute; else a clock drawn at birth runs down at the pace `rate`",
       .references = {"doi:10.1371/journal.pcbi.1005991 (PhysiCell)"},
       .reads = {"state", "occupancy", "what `rate` names"},
       .writes = {"clock", "generation", "births"},
       .parameters =
           {{.name = "every",
             .kind = ParameterKind::distribution,
             .unit = "min",
             .about = "time between divisions of a cell that nothing holds back",
             .min = 1e-6,
             .hazard = true},
            {.name = "remaining",
             .kind = ParameterKind::distribution,
             .default_value = "uniform(0, 1)",
             .about = "share of its cycle that is left to a cell of the start, or one that enters; 1: all "
                      "begin theirs together. Without effect where `every` is exponential",
             .source = "assumed",
             .min = 0,
             .max = 1},
            {.name = "rate",
             .kind = ParameterKind::expression,
             .default_value = "1",
             .about = "pace of the cycle: multiplies the rate or the clock",
             .source = "by definition",
             .min = 0,
             .hazard = true,
             .idle = 0},
            {.name = "into",
             .kind = ParameterKind::word,
             .default_value = "free_neighbour",
             .about =
                 "where the daughter may go; anywhere: one random site of the lattice, the well-mixed limit",
             .source = "assumed",
             .choices = {"free_neighbour", "here_or_neighbour", "anywhere"}},
            {.name = "crowding",
             .default_value = "1",
             .about = "share of the neighbouring sites that may be occupied; above it no division",
             .source = "assumed",
             .min = 0,
             .max = 1},
            {.name = "limit",
             .kind = ParameterKind::integer,
             .default_value = "0",
             .about = "largest number of divisions behind a cell; 0: no limit",
             .source = "assumed",
             .min = 0,
             .max = 255},
            in_states()}},
      make};
}

}  // namespace tilscape::behaviours

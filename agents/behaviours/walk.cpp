// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Persistent random walk with chemotaxis. A cell keeps its heading for a time that is exponential with mean
// P, hops along it at the rate v/l (l: length of the hop), and takes a new heading when it is blocked. A new
// heading points up the steepest gradient with probability
//   bias g / (steep + g),  g = (rise of c per length) / (half + c),
// c the level of the substance, else anywhere: the cell compares its two ends, so a level that is high
// everywhere does not draw it, nor does a trace that it cannot read (below `half`). On the lattice <r^2> = h
// v t
// + 2 v^2 P (t - P (1 - exp(-t/P))): the hops add h v t to the continuum's law (Furth 1920). Without
// persistence each hop has a direction of its own, drawn with weights 1/l, at the rate that gives <r^2> = h v
// t on either neighbourhood. Into a site that others fill a hop succeeds less often, down to the share
// `packed` where there is just room. Reads: a field around the own site, occupancy. Writes: heading.
#include "agents/behaviours/common.hpp"
#include "engine/base/error.hpp"

namespace tilscape::behaviours {

namespace {

struct WalkParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> speed{
      this,
      {.name = "speed", .unit = "um/min", .about = "speed of the cell", .min = 0, .max = 1000, .idle = 0}};
  Parameter<double> persistence{this,
                                {.name = "persistence",
                                 .unit = "min",
                                 .default_value = "0 min",
                                 .about = "mean time that a heading is kept; 0: a new one for every hop",
                                 .source = "assumed",
                                 .min = 0}};
  Name toward{this,
              {.name = "toward",
               .kind = ParameterKind::substance,
               .about = "substance whose gradient attracts",
               .optional = true}};
  Parameter<double> half{
      this,
      {.name = "half",
       .unit = "nM",
       .about = "level of the substance below which a cell reads its gradient less and less",
       .min = 0,
       .optional = true}};
  Parameter<double> steep{
      this,
      {.name = "steep",
       .unit = "1/um",
       .about = "rise of the level over the level, per length, at which half of the bias is reached",
       .min = 0,
       .optional = true}};
  Parameter<double> bias{this,
                         {.name = "bias",
                          .default_value = "0",
                          .about = "probability that a new heading is up the gradient, where that is steep",
                          .source = "assumed",
                          .min = 0,
                          .max = 1}};
  Parameter<double> packed{
      this,
      {.name = "packed",
       .default_value = "1",
       .about = "share of its speed at which a cell enters a site where there is just room for it",
       .source = "by definition",
       .min = 0,
       .max = 1}};
  Parameter<bool> displacement{
      this,
      {.name = "displacement",
       .default_value = "false",
       .about = "keeps how far each cell is from where it came to be as the column "
                "`squared_displacement`, at the start of the step; the shorter way round periodic axes",
       .source = "by definition"}};
  States in{this, in_states()};
};

struct WalkTouches : Touches {
  using Touches::Touches;
  State<Access::reads> state{this};
  Made<std::uint8_t, Access::writes> heading{this, {.name = "heading", .about = "direction of the walk"}};
  Also site{this, Access::writes, "site"};
  Made<std::uint32_t, Access::keeps> origin{
      this, {.name = "origin", .about = "site on which it came to be"}, When::asked};
  Made<float, Access::writes> displaced{
      this,
      {.name = "squared_displacement", .unit = "um2", .about = "how far it is from there, squared"},
      When::asked};
  Also occupancy{this, Access::reads, "occupancy"};
};

constexpr Stream turn_draws{"walk.turn", 9};        // is it time for a new heading?
constexpr Stream heading_draws{"walk.heading", 2};  // 0; 1: the second of a step
constexpr Stream pull_draws{"walk.pull", 2, 2};     // is it up the gradient? 0 and 1, as above
constexpr Stream entry_draws{"walk.entry", 2, 4};   // into a site that others fill

class Walk final : public Behaviour {
 public:
  Walk(const WalkParams& p, Setup& setup)
      : touches_(setup),
        states_(states_of(setup, p.in)),
        takes_(setup.agent().takes),
        persistence_(*p.persistence),
        packed_(*p.packed) {
    if (p.displacement.value_or(false)) {
      touches_.origin.make(setup);
      touches_.displaced.make(setup);
    }
    if (p.toward.given()) setup.attempt(p.toward.name(), [&] { aim(p, setup); });
    setup.attempt(p.speed.name(), [&] {
      take_speed(*p.speed, setup.params().lattice, setup.params().step_length * setup.agent().period);
    });
  }

  [[nodiscard]] std::string name() const override { return "walk"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void sense(const Batch& batch, const View& view) const override {
    if (!touches_.displaced.valid()) return;
    const auto origin = batch[touches_.origin];
    const auto squared = batch[touches_.displaced];
    for (std::size_t i = 0; i < batch.size(); ++i)
      squared[i] = static_cast<float>(distance_squared(view.lattice(), origin[i], batch.sites()[i]));
  }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    const auto heading = batch[touches_.heading];
    const auto states = batch[touches_.state];
    const double turn = persistence_ > 0 ? math::chance(1 / persistence_, view.dt) : 0;
    const StreamDraws turns = view.draws.of(turn_draws);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!in(states_, states[i])) continue;
      if (persistence_ <= 0) {
        rate[i] = free_rate_;
        continue;
      }
      const AgentId id = batch.ids()[i];
      if (turns.uniform(id) < turn) heading[i] = new_heading(batch.sites()[i], id, view);
      rate[i] = rates_[heading[i]];
    }
  }

  void act(std::size_t, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    const auto heading = batch[touches_.heading];
    for (const std::uint16_t i : rows) {
      const AgentId id = batch.ids()[i];
      const Site here = batch.sites()[i];
      if (persistence_ <= 0) heading[i] = new_heading(here, id, view);
      const auto row = static_cast<std::uint32_t>(batch.begin + i);
      const Lattice::Step next = view.lattice().step(view.lattice().coordinates(here), heading[i]);
      if (next.left) {
        proposals.removals.push_back({row, batch.type, Event::Kind::exit});
      } else if (next.site == no_site || !view.occupancy().fits(next.site, takes_)) {
        heading[i] = new_heading(here, id, view, 1);
      } else if (packed_ == 1 || view.draws.of(entry_draws).uniform(id) < pace(next.site, view)) {
        proposals.claims.push_back(
            {next.site, contest_draw(view.draws, id), id, row, batch.type, Claim::Kind::move, 0});
      }
    }
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws& draws) const override {
    const auto heading = population[touches_.heading];
    for (const std::size_t r : {row, twin})
      heading[r] = static_cast<std::uint8_t>(
          draws.of(heading_draws).below(static_cast<std::uint32_t>(cumulative_.size()), population.id[r]));
    if (touches_.displaced.valid()) population[touches_.origin][row] = population.site[row];
  }

 private:
  /// [um^2] the shorter way round periodic axes
  static double distance_squared(const Lattice& lattice, Site from, Site to) {
    const Coordinates a = lattice.coordinates(from);
    const Coordinates b = lattice.coordinates(to);
    const auto along = [&](std::int32_t d, std::int32_t sites, std::size_t axis) {
      const double way = std::abs(d);
      return lattice.shape().sides[axis] == Side::periodic ? std::min(way, sites - way) : way;
    };
    const double x = along(b.x - a.x, lattice.nx(), 0);
    const double y = along(b.y - a.y, lattice.ny(), 1);
    const double z = along(b.z - a.z, lattice.nz(), 2);
    return (x * x + y * y + z * z) * lattice.spacing() * lattice.spacing();
  }

  void take_speed(double speed, const Lattice& lattice, double dt) {
    double squares = 0;
    double weights = 0;
    for (int d = 0; d < lattice.directions(); ++d) {
      squares += lattice.hop(d);
      weights += 1 / lattice.hop(d);
      cumulative_.push_back(weights);
      rates_.push_back(hop_rate(speed / lattice.hop(d), dt));
    }
    for (double& w : cumulative_) w /= weights;
    free_rate_ = hop_rate(speed * lattice.spacing() * weights / squares, dt);
  }
  /// What stands against it is told in one go.
  void aim(const WalkParams& p, const Setup& setup) {
    std::string wrong;
    const auto tell = [&](const std::string& what) { wrong += (wrong.empty() ? "" : "; ") + what; };
    try {
      toward_ = setup.field(*p.toward, "nM");
    } catch (const UsageError& e) {
      tell(e.what());
    }
    std::string missing;
    for (const auto* one : {&p.half, &p.steep})
      if (!one->given()) missing += std::string(missing.empty() ? "`" : " and `") + one->name() + "`";
    if (!missing.empty()) tell("it needs " + missing + " as well");
    if (!wrong.empty()) throw UsageError(wrong);
    bias_ = *p.bias;
    half_ = *p.half;
    steep_ = *p.steep;
  }
  /// The rate whose chance in a step, 1 - exp(-rate dt), is the mean number of hops: so the mean speed is
  /// exact.
  static double hop_rate(double hops, double dt) {
    if (!(hops * dt < 1))
      throw UsageError(
          "a cell of this speed would cross more than one site in a step, and it hops at most "
          "one. Shorten the period of the type, or the step");
    return -math::log1p(-hops * dt) / dt;
  }
  /// k: second heading of a step.
  [[nodiscard]] std::uint8_t new_heading(Site here, AgentId id, const View& view, std::uint16_t k = 0) const {
    if (toward_.valid()) {
      const Rise up = steepest(here, view);
      if (view.draws.of(pull_draws).uniform(id, k) < pull(up)) return up.direction;
    }
    if (persistence_ > 0)
      return static_cast<std::uint8_t>(
          view.draws.of(heading_draws).below(static_cast<std::uint32_t>(cumulative_.size()), id, k));
    const double u = view.draws.of(heading_draws).uniform(id, k);
    std::uint8_t d = 0;
    while (d + 1U < cumulative_.size() && u >= cumulative_[d]) ++d;
    return d;
  }

  /// Share of the hops into a site that succeed: the less, the more of its room others fill.
  [[nodiscard]] double pace(Site next, const View& view) const {
    const int most = view.params.capacity - takes_;
    return most > 0 ? 1 - (1 - packed_) * view.occupancy().load(next) / most : 1;
  }

  /// Where a field rises most per length, and how steeply over its level [1/um]; 0 on flat ground.
  struct Rise {
    std::uint8_t direction = 0;
    double steepness = 0;
  };
  [[nodiscard]] Rise steepest(Site here, const View& view) const {
    const auto& field = view.world.fields[toward_.value].values;
    const Lattice& lattice = view.lattice();
    Rise best;
    lattice.for_neighbours(here, [&](int d, Site n) {
      const double rise = n == no_site ? 0 : (field[n] - field[here]) / lattice.hop(d);
      if (rise > best.steepness) best = {static_cast<std::uint8_t>(d), rise};
      return true;
    });
    const double level = half_ + field[here];
    best.steepness = level > 0 ? best.steepness / level : 0;
    return best;
  }
  /// Probability that a new heading follows it.
  [[nodiscard]] double pull(const Rise& rise) const {
    return rise.steepness > 0 ? bias_ * rise.steepness / (steep_ + rise.steepness) : 0;
  }

  WalkTouches touches_;
  FieldId toward_;
  StateMask states_;
  std::uint8_t takes_;
  double persistence_;  // [min]
  double packed_;
  double bias_ = 0;
  double half_ = 0;            // [nM]
  double steep_ = 0;           // [1/um]
  std::vector<double> rates_;  // [1/min] by heading
  double free_rate_;           // [1/min] of hops without persistence
  std::vector<double> cumulative_;
};

void not_drawn(Review& review, const AgentSpec& type, const Deed& deed) {
  const double* bias = review.get<double>(deed.values, "bias");
  if (Review::given(deed.values, "toward") && bias != nullptr && *bias <= 0 &&
      review.settled(deed.path(type.name, "bias")))
    review.unused(review.spot(deed.path(type.name, "toward")), type.where, "nothing draws these cells",
                  "`bias` is 0");
}

/// A cell that fits into no site in which there is another one.
bool fills_sites(const Review& review, const AgentSpec& type) {
  const Values* lattice = review.section("lattice");
  const double* capacity = lattice == nullptr ? nullptr : review.get<double>(*lattice, "capacity");
  const double* own = review.get<double>(type.values, "takes");
  if (capacity == nullptr || own == nullptr || !review.settled({"lattice", "capacity"})) return false;
  return std::all_of(review.types().begin(), review.types().end(), [&](const AgentSpec& other) {
    const double* takes = review.get<double>(other.values, "takes");
    return takes != nullptr && *own + *takes > *capacity && review.settled({"agents", other.name, "takes"});
  });
}

bool packed_for_nothing(Review& review, const AgentSpec& type, const Deed& deed) {
  if (fills_sites(review, type))
    review.void_at(type, deed, "packed", {}, "no site that others fill in part has room for this cell");
  return false;
}

}  // namespace

BehaviourKind walk() {
  return kind_of<Walk, WalkParams, WalkTouches>(
      {.name = "walk",
       .about = "Persistent random walk over free room, with a bias up the gradient of a substance.",
       .equation = "hops along the heading at v/l; new heading at 1/P; <r^2> = h v t + 2 v^2 P (t - P (1 "
                   "- e^(-t/P))); up the gradient with p = bias g/(steep + g), g = |grad c|/(half + c)",
       .references = {"doi:10.1371/journal.pcbi.1005991 (PhysiCell: speed, persistence, bias)"},
       .events = {EventKind::exit},
       .check = not_drawn,
       .idle = packed_for_nothing});
}

}  // namespace tilscape::behaviours

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Persistent random walk with chemotaxis. A cell keeps its heading for a time that is exponential with mean
// P, hops along it at the rate v/l (l: length of the hop), and takes a new heading when it is blocked. A new
// heading points up the steepest gradient with probability bias c/(half + c), c the level of the substance (a
// cell cannot read a trace), else anywhere. On the lattice <r^2> = h v t + 2 v^2 P (t - P (1 - exp(-t/P))):
// the hops add h v t to the continuum's law (Furth 1920). Without persistence each hop has a direction of its
// own, drawn with weights 1/l, at the rate that gives <r^2> = h v t on either neighbourhood. Reads: a field
// around the own site, occupancy. Writes: heading.
#include "agents/behaviours/common.hpp"
#include "engine/base/error.hpp"

namespace tilscape::behaviours {

namespace {

class Walk final : public Behaviour {
 public:
  Walk(const Values& values, Setup& setup)
      : heading_(setup.declare({"heading", NumberType::u8, "", {}, "direction of the walk"})),
        states_(setup.states(values, "in")),
        takes_(setup.agent().takes),
        persistence_(values.number("persistence")) {
    if (values.has("toward")) {
      bias_ = values.number("bias");
      half_ = values.number("half");
      toward_ = of_parameter("toward", [&] { return setup.field(values.text("toward"), "nM"); });
    }
    const Lattice& lattice = setup.params().lattice;
    const double speed = values.number("speed");
    const double dt = setup.params().step_length * setup.agent().period;
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

  [[nodiscard]] std::string name() const override { return "walk"; }
  [[nodiscard]] Access access() const override { return {{"state"}, {"heading"}}; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View& view, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    const auto heading = batch.column<std::uint8_t>(heading_);
    const auto states = batch.states();
    const double turn = persistence_ > 0 ? math::chance(1 / persistence_, view.dt) : 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (!in(states_, states[i])) continue;
      if (persistence_ <= 0) {
        rate[i] = free_rate_;
        continue;
      }
      const AgentId id = batch.ids()[i];
      if (view.draws.uniform(id, Purpose::turn) < turn) heading[i] = new_heading(batch.sites()[i], id, view);
      rate[i] = rates_[heading[i]];
    }
  }

  void act(std::size_t, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    const auto heading = batch.column<std::uint8_t>(heading_);
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
      } else {
        proposals.claims.push_back({next.site, view.draws.words(id, Purpose::contest)[0], id, row, batch.type,
                                    Claim::Kind::move, 0});
      }
    }
  }

  void born(Population& population, std::size_t row, std::size_t twin, const Draws& draws) const override {
    auto& heading = population.column<std::uint8_t>(heading_);
    for (const std::size_t r : {row, twin})
      heading[r] = static_cast<std::uint8_t>(
          draws.below(static_cast<std::uint32_t>(cumulative_.size()), population.id[r], Purpose::direction));
  }

 private:
  /// The rate whose chance in a step, 1 - exp(-rate dt), is the mean number of hops: so the mean speed is
  /// exact.
  static double hop_rate(double hops, double dt) {
    if (!(hops * dt < 1))
      throw ParameterError(
          "speed",
          "a cell of this speed would cross more than one site in a step, and it hops at most "
          "one. Shorten the period of the type, or the step");
    return -math::log1p(-hops * dt) / dt;
  }
  /// k: second heading of a step.
  [[nodiscard]] std::uint8_t new_heading(Site here, AgentId id, const View& view, std::uint16_t k = 0) const {
    if (toward_.valid() &&
        view.draws.uniform(id, Purpose::direction, static_cast<std::uint16_t>(2 + k)) < pull(here, view)) {
      const int up = steepest(here, view);
      if (up >= 0) return static_cast<std::uint8_t>(up);
    }
    if (persistence_ > 0)
      return static_cast<std::uint8_t>(
          view.draws.below(static_cast<std::uint32_t>(cumulative_.size()), id, Purpose::direction, k));
    const double u = view.draws.uniform(id, Purpose::direction, k);
    std::uint8_t d = 0;
    while (d + 1U < cumulative_.size() && u >= cumulative_[d]) ++d;
    return d;
  }

  /// Probability that a new heading follows the gradient here.
  [[nodiscard]] double pull(Site here, const View& view) const {
    const double c = view.world.fields[toward_.value].values[here];
    return c > 0 ? bias_ * c / (half_ + c) : 0;
  }

  /// The direction in which the field rises most per length; -1 on flat ground.
  [[nodiscard]] int steepest(Site here, const View& view) const {
    const auto& field = view.world.fields[toward_.value].values;
    const Lattice& lattice = view.lattice();
    int best = -1;
    double slope = 0;
    lattice.for_neighbours(here, [&](int d, Site n) {
      const double rise = n == no_site ? 0 : (field[n] - field[here]) / lattice.hop(d);
      if (rise > slope) {
        slope = rise;
        best = d;
      }
      return true;
    });
    return best;
  }

  ColumnId heading_;
  FieldId toward_;
  StateMask states_;
  std::uint8_t takes_;
  double persistence_;  // [min]
  double bias_ = 0;
  double half_ = 0;            // [nM]
  std::vector<double> rates_;  // [1/min] by heading
  double free_rate_;           // [1/min] of hops without persistence
  std::vector<double> cumulative_;
};

std::shared_ptr<const Behaviour> make(const Values& values, Setup& setup) {
  return std::make_shared<Walk>(values, setup);
}

}  // namespace

BehaviourKind walk() {
  return {
      {.name = "walk",
       .about = "Persistent random walk over free room, with a bias up the gradient of a substance.",
       .equation = "hops along the heading at v/l; new heading at 1/P; <r^2> = h v t + 2 v^2 P (t - P (1 "
                   "- e^(-t/P)))",
       .references = {"doi:10.1371/journal.pcbi.1005991 (PhysiCell: speed, persistence, bias)"},
       .reads = {"state", "substance around", "occupancy"},
       .writes = {"heading", "site"},
       .parameters = {{.name = "speed",
                       .unit = "um/min",
                       .about = "speed of the cell",
                       .min = 0,
                       .max = 1000,
                       .idle = 0},
                      {.name = "persistence",
                       .unit = "min",
                       .default_value = "0 min",
                       .about = "mean time that a heading is kept; 0: a new one for every hop",
                       .source = "assumed",
                       .min = 0},
                      {.name = "toward",
                       .kind = ParameterKind::substance,
                       .about = "substance whose gradient attracts",
                       .optional = true},
                      {.name = "half",
                       .unit = "nM",
                       .default_value = "0.01 nM",
                       .about = "level of the substance at which half of the bias is reached",
                       .source = "assumed",
                       .min = 0},
                      {.name = "bias",
                       .default_value = "0",
                       .about =
                           "probability that a new heading is up the gradient, where the substance abounds",
                       .source = "assumed",
                       .min = 0,
                       .max = 1},
                      in_states()}},
      make};
}

}  // namespace tilscape::behaviours

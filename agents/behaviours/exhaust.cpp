// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Exhaustion through PD-1: while engaged, a T cell is deactivated at a rate up to `up_to`, a Hill function of
// the checkpoint signal (complexes over those of an untreated cell); half of it at half the drug-free
// equilibrium. Largest rate 1/480 per minute, Hill 2 (public model FGFR3-BladderCancer-ABM of Bergman and
// co-workers). Reads: checkpoint. Writes: state.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct ExhaustParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> up_to{
      this, {.name = "up_to", .unit = "1/min", .about = "largest rate", .min = 0, .hazard = true, .idle = 0}};
  Parameter<double> half{this, {.name = "half", .about = "signal of half the rate", .min = 1e-6}};
  Parameter<double> hill{this, {.name = "hill", .about = "Hill exponent", .min = 0.1, .max = 20}};
  Name become{this,
              {.name = "become",
               .kind = ParameterKind::state,
               .default_value = "exhausted",
               .about = "state of the deactivated cell",
               .source = "by definition",
               .moves = Moves::to}};
  States in{this,
            {.name = "in",
             .kind = ParameterKind::states,
             .default_value = "[engaged]",
             .about = "states in which it applies",
             .source = "public model FGFR3-BladderCancer-ABM"}};
};

struct ExhaustTouches : Touches {
  using Touches::Touches;
  State<Access::reads> state{this};
  State<Access::keeps> becomes{this};
  Named<float, Access::reads> signal{this, "checkpoint", Touch::Kind::column};
  Kept<std::uint64_t> target{this, target_column(), When::asked};
};

class Exhaust final : public Behaviour {
 public:
  Exhaust(const ExhaustParams& p, Setup& setup)
      : states_(living_states(setup, p.in)),
        touches_(asked_of(setup)),
        become_(setup.state(*p.become)),
        up_to_(*p.up_to),
        half_(*p.half),
        hill_(*p.hill) {}

  [[nodiscard]] std::string name() const override { return "exhaust"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

  void decide(const Batch& batch, const View&, Hazards& hazards, std::size_t first) const override {
    const auto rate = hazards.act(first);
    const auto signal = batch[touches_.signal];
    const auto states = batch[touches_.state];
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (in(states_, states[i]) && signal[i] > 0)
        rate[i] = up_to_ * math::hill(static_cast<double>(signal[i]), half_, hill_);
  }

  void act(std::size_t, const Batch& batch, const View&, std::span<const std::uint16_t> rows,
           Proposals&) const override {
    for (const std::uint16_t i : rows) {
      batch[touches_.becomes][i] = become_;
      batch[touches_.target][i] = unbound;
    }
  }

 private:
  static ExhaustTouches asked_of(Setup& setup) {
    ExhaustTouches touches(setup);
    const auto& columns = setup.agent().columns;
    if (std::none_of(columns.begin(), columns.end(), [](const auto& c) { return c.name == "checkpoint"; }))
      throw UsageError("it needs `inhibit` with a `reference`");
    touches.signal = setup.column<float, Access::reads>("checkpoint");
    touches.target.make(setup);
    return touches;
  }

  StateMask states_;
  ExhaustTouches touches_;
  std::uint8_t become_;
  double up_to_, half_, hill_;  // up_to [1/min]
};

/// The signal is that of `inhibit`, and no number of the scenario's.
void own_signal(Review& review, const AgentSpec& type, const Deed&) {
  const Spot own = review.key({"agents", type.name, "columns", "checkpoint"});
  if (own)
    review.error(own, {}, Code::bad_name, "the name `checkpoint` is taken",
                 "`exhaust` goes by the column of this name, which `inhibit` makes");
}

/// The signal is that of the cell that `kill` has bound: a cell keeps it while it is engaged, and in what its
/// rules make of it then.
bool without_signal(Review& review, const AgentSpec& type, const Deed& deed) {
  const auto* in = review.get<std::vector<std::string>>(deed.values, "in");
  const Values* kill = Review::behaviour(type, "kill");
  const auto* engaged = kill == nullptr ? nullptr : review.get<std::string>(*kill, "engaged");
  if (in == nullptr || engaged == nullptr) return false;
  const Review::Path path = {"agents", type.name, "exhaust", "in"};
  const std::set<std::string> reached = review.reached_states(type);
  if (!review.settled(path) || !review.settled({"agents", type.name, "kill", "engaged"}) ||
      std::none_of(in->begin(), in->end(), [&](const auto& s) { return reached.count(s) > 0; }))
    return false;
  const std::set<std::string> bound = review.led_to(type, {*engaged}, "become");
  for (std::size_t i = 0; i < in->size(); ++i)
    if (bound.count((*in)[i]) == 0)
      review.unused(review.item(path, i), deed.values.at("in").where,
                    joined({"no cell is exhausted while it is ", ticked((*in)[i])}),
                    joined({"only one that is ", ticked(*engaged), " is bound and meets the ligand"}));
  return false;
}

}  // namespace

BehaviourKind exhaust() {
  return kind_of<Exhaust, ExhaustParams, ExhaustTouches>(
      {.name = "exhaust",
       .about = "Deactivation of an engaged T cell through its checkpoint receptor. Needs `inhibit`.",
       .equation = "rate = up_to s^hill / (half^hill + s^hill), s the checkpoint signal",
       .references = {"parameters of the public model drbergman/FGFR3-BladderCancer-ABM"},
       .check = own_signal,
       .idle = without_signal});
}

}  // namespace tilscape::behaviours

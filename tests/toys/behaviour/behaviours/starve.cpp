// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Hunger: how long the level of a substance has been too low at the site of a cell [min]; 0 where there is
// enough. Expressions can name the column: `die: { rate: hunger / 1 h * 0.1 1/h }`. Reads: the substance.
// Writes: hunger.
#include "agents/behaviours/common.hpp"

namespace tilscape::behaviours {

namespace {

struct StarveParams : Parameters {
  using Parameters::Parameters;
  Name of{this, {.name = "of", .kind = ParameterKind::substance, .about = "what is lacking"}};
  Parameter<double> below{
      this, {.name = "below", .unit = "mmHg", .about = "level that is too low", .min = 0, .idle = 0}};
};

struct StarveTouches : Touches {
  using Touches::Touches;
  Made<float, Access::writes> hunger{
      this, {.name = "hunger", .unit = "min", .about = "how long it has lacked the substance"}};
};

class Starve final : public Behaviour {
 public:
  Starve(const StarveParams& p, Setup& setup)
      : touches_(setup), of_(field_of(setup, p.of, "mmHg")), below_(*p.below) {}

  [[nodiscard]] std::string name() const override { return "starve"; }

  void sense(const Batch& batch, const View& view) const override {
    const auto hunger = batch[touches_.hunger];
    const auto& levels = view.world.fields[of_.value].values;
    for (std::size_t i = 0; i < batch.size(); ++i)
      hunger[i] = levels[batch.sites()[i]] < below_ ? hunger[i] + static_cast<float>(view.dt) : 0;
  }

 private:
  StarveTouches touches_;
  FieldId of_;
  double below_;  // [mmHg]
};

}  // namespace

BehaviourKind starve() {
  return kind_of<Starve, StarveParams, StarveTouches>(
      {.name = "starve",
       .about = "How long a cell has lacked a substance.",
       .equation = "hunger + dt where the level is below `below`, else 0",
       .references = {}});
}

}  // namespace tilscape::behaviours

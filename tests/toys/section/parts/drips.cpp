// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Substances that drip into the tissue, everywhere alike:
//   drips: { drain: { into: sugar, rate: 2 nM/min } }
#include "engine/base/parameters.hpp"
#include "engine/part/assembly.hpp"
#include "engine/part/part.hpp"
#include "engine/part/review.hpp"
#include "engine/step/process.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace tilscape::parts {

namespace {

struct DripParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> into{this,
                              {.name = "into", .kind = ParameterKind::substance, .about = "the substance"}};
  Parameter<double> rate{
      this, {.name = "rate", .unit = "nM/min", .about = "rise of its level", .min = 0, .idle = 0}};
};

struct DripsParams : Parameters {
  using Parameters::Parameters;
  Map<DripParams> all{this, {.name = "drips", .about = "what drips", .optional = true}};
};

class Drip final : public Process {
 public:
  Drip(std::string name, FieldId field, double rate) : name_(std::move(name)), field_(field), rate_(rate) {}

  [[nodiscard]] ProcessState initial() const override { return {"drip_" + name_, {"given [nM]"}, {0}}; }
  void inject(World& world, const Params&, std::size_t self, double dt) const override {
    world.processes[self].values[0] += rate_ * dt;
  }
  [[nodiscard]] bool exchanges(FieldId field) const override { return field == field_; }
  void exchange(FieldId, const World&, const Params&, std::size_t, std::span<double> source,
                std::span<double>) const override {
    for (double& s : source) s += rate_;
  }

 private:
  std::string name_;
  FieldId field_;
  double rate_;  // [nM/min]
};

/// A substance into which two drip.
void check(Review& review) {
  std::vector<std::string> seen;
  review.each(review.section("drips"), [&](const std::string& name, const Values& drip) {
    const auto* into = review.get<std::string>(drip, "into");
    if (into == nullptr) return;
    if (Review::among(*into, seen))
      review.error(review.spot({"drips", name, "into"}), {}, Code::one_of,
                   joined({"two drips go into ", ticked(*into)}));
    seen.push_back(*into);
  });
}

void assemble(Assembly& out) {
  for (const auto& [name, said] : DripsParams(out.root).all.all())
    out.refusals.attempt(said.where(), [&, &name = name, &said = said] {
      const DripParams drip = *said;
      const std::string into = *drip.into;
      const auto& substances = out.params.substances;
      const auto field = std::find_if(substances.begin(), substances.end(),
                                      [&](const Substance& s) { return s.field.name == into; });
      out.params.processes.push_back(std::make_shared<Drip>(
          name, FieldId{static_cast<std::uint16_t>(field - substances.begin())}, *drip.rate));
    });
}

std::string told(const Values& root) {
  std::string out;
  for (const auto& [name, said] : DripsParams(root).all.all())
    out += "  " + name + ": into " + *(*said).into + "\n";
  return out;
}

}  // namespace

Part drips() {
  return {.sections = describe<DripsParams>(),
          .after = "treatments",
          .names = {{"drip", "drips", Code::unknown_name, {}, {}}},
          .processes = {"drip_*"},
          .check = check,
          .assemble = assemble,
          .title = "Drips",
          .describe = told};
}

}  // namespace tilscape::parts

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The fluid between the cells: its pressure follows from what vessels let out and lymph takes up (Baxter and
// Jain 1989, doi:10.1016/0026-2862(89)90074-5), its flow from that (Darcy's law), and it carries substances:
// docs/methods/fields.md.
#include "engine/base/parameters.hpp"
#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/part/part.hpp"
#include "engine/part/refusals.hpp"
#include "engine/part/review.hpp"
#include "engine/part/site_rules.hpp"
#include "engine/step/process.hpp"
#include "engine/step/site_rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <vector>

namespace tilscape::parts {

namespace {

constexpr const char* pressure = "pressure";

struct FluidParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> conductivity{
      this,
      {.name = "conductivity",
       .kind = ParameterKind::formula,
       .about = "of the tissue for fluid, um2/(mmHg min), by what there is on a site"}};
  Parameter<std::string> filtration{
      this,
      {.name = "filtration",
       .kind = ParameterKind::formula,
       .about =
           "of vessels, Lp S/V, 1/(mmHg min): fluid per volume of tissue and pressure, by what there is"}};
  Parameter<double> effective{
      this,
      {.name = "effective",
       .unit = "mmHg",
       .about = "pressure in the tissue at which vessels let nothing out: that in them less the osmotic one, "
                "p_v - sigma (pi_v - pi_i)",
       .min = 0,
       .idle = 0}};
  Parameter<std::string> lymph{
      this,
      {.name = "lymph",
       .kind = ParameterKind::formula,
       .about = "fluid that lymph takes up, 1/(mmHg min) of the pressure; left out, there is no lymph",
       .optional = true}};
  Parameter<std::string> sides{
      this,
      {.name = "sides",
       .kind = ParameterKind::word,
       .about = "closed: no fluid passes; open: the tissue around has a pressure of 0 there",
       .choices = {"closed", "open"}}};
  Parameter<std::vector<std::string>> carries{
      this, {.name = "carries", .about = "substances, drugs and particles that go with it"}};
};

struct Said : Parameters {
  using Parameters::Parameters;
  Parameter<FluidParams> fluid{
      this,
      {.name = "fluid", .about = "what flows between the cells, and carries substances", .optional = true}};
};

/// What vessels and lymph give and take, and how much it is.
class FluidExchange final : public Process {
 public:
  FluidExchange(FieldId field, SiteRule filtration, std::optional<SiteRule> lymph, double effective)
      : field_(field), filtration_(std::move(filtration)), lymph_(std::move(lymph)), effective_(effective) {}

  [[nodiscard]] ProcessState initial() const override {
    return {"fluid", {"filtered [um3/min]", "lymph [um3/min]", "past_sides [um3/min]"}, {0, 0, 0}};
  }
  [[nodiscard]] Role role(std::size_t) const override { return Role::amount; }
  [[nodiscard]] bool exchanges(FieldId field) const override { return field == field_; }

  void exchange(FieldId, const World& world, const Params& params, std::size_t, std::span<double> source,
                std::span<double> uptake) const override {
    each(filtration_, world, params, [&](std::size_t site, double out) {
      source[site] += out * effective_;
      uptake[site] += out;
    });
    if (lymph_) each(*lymph_, world, params, [&](std::size_t site, double taken) { uptake[site] += taken; });
  }

  void settle(FieldId, World& world, const Params& params, std::size_t self, std::span<const double> mean,
              const MassAccount& mass, double dt) const override {
    double lymph = 0;
    if (lymph_)
      each(*lymph_, world, params, [&](std::size_t site, double taken) { lymph += taken * mean[site]; });
    auto& numbers = world.processes[self].values;
    numbers[1] = lymph * params.lattice.site_volume();
    constexpr double at_start = 1;  // [min] that the flows of time 0 are given for
    numbers[2] = -mass.through_sides / (dt > 0 ? dt : at_start);
    // No fluid is stored. As a difference of pressures, site by site, it would lose its digits where vessels
    // leak so much that there is hardly any.
    numbers[0] = numbers[1] + numbers[2];
  }

 private:
  /// Calls visit(site, value of the rule).
  template <class Visit>
  static void each(const SiteRule& rule, const World& world, const Params& params, const Visit& visit) {
    std::vector<std::size_t> living(params.types.size());
    count_living(params, world, living);
    const SiteView view{params, world, living};
    std::vector<double> values(Batch::max_rows);
    const std::size_t sites = params.lattice.sites();
    for (std::size_t first = 0; first < sites; first += Batch::max_rows) {
      const std::size_t n = std::min(Batch::max_rows, sites - first);
      evaluate(rule, view, first, n, nullptr, values.data());
      require_within(rule, view, first, std::span(values).first(n), 0, 1e9);
      for (std::size_t i = 0; i < n; ++i) visit(first + i, values[i]);
    }
  }

  FieldId field_;
  SiteRule filtration_;
  std::optional<SiteRule> lymph_;
  double effective_;
};

void check(Review& review) {
  const Values* fluid = review.section("fluid");
  if (fluid == nullptr) return;
  if (review.entry("substances", pressure) != nullptr)
    review.error(review.key({"substances", pressure}), {}, Code::one_of,
                 "`pressure` is the level that `fluid` brings");
  if (const Spot spot = review.key({"passages", pressure}))
    review.error(spot, {}, Code::one_of, "how `pressure` spreads is said by `fluid.conductivity`");
  const auto none = [&](const char* key) {
    const QuantityParse number = parse_quantity(review.written({"fluid", key}).value_or("0"));
    return number.quantity && number.quantity->value == 0 && review.settled({"fluid", key});
  };
  const auto* sides = review.get<std::string>(*fluid, "sides");
  if (none("filtration") && none("lymph") && sides != nullptr && *sides == "closed" &&
      review.settled({"fluid", "sides"}))
    review.error(review.key({"fluid", "sides"}), {}, Code::out_of_range, "the fluid has no pressure",
                 "nothing lets it out or takes it up, and no side is open",
                 "Give vessels a `filtration`, or open the sides");
  else if (none("filtration"))
    review.unused(review.key({"fluid", "filtration"}), {}, "`fluid` has no effect",
                  "vessels let nothing out, so nothing flows");
  else if (none("conductivity") && none("lymph"))
    review.unused(review.key({"fluid", "conductivity"}), {}, "`fluid` has no effect",
                  "nothing flows through tissue of no conductivity, and there is no lymph");
  const auto* carries = review.get<std::vector<std::string>>(*fluid, "carries");
  if (carries == nullptr) return;
  for (std::size_t i = 0; i < carries->size(); ++i) {
    const Values* substance = review.entry("substances", (*carries)[i]);
    const auto* solve = substance == nullptr ? nullptr : review.get<std::string>(*substance, "solve");
    const double* diffusion = substance == nullptr ? nullptr : review.get<double>(*substance, "diffusion");
    if (diffusion != nullptr && *diffusion == 0)
      review.error(review.item({"fluid", "carries"}, i), {}, Code::one_of,
                   joined({ticked((*carries)[i]), " does not diffuse"}),
                   "what stays where it is goes with no fluid", "Give it a diffusion, or leave it out");
    else if (solve != nullptr && *solve == "steady")
      review.error(review.item({"fluid", "carries"}, i), {}, Code::one_of,
                   joined({ticked((*carries)[i]), " is solved as steady"}),
                   "what is at its balance within a step has spread by diffusion long before it is carried",
                   "Solve it as `dynamic`, or leave it out");
  }
}

void assemble(Assembly& out) {
  const Said said(out.root);
  if (!said.fluid.given()) return;
  const FluidParams fluid = *said.fluid;
  const Location where = said.fluid.where();
  const FieldId id{static_cast<std::uint16_t>(out.params.substances.size())};
  Substance substance{.field = {.name = pressure, .unit = "mmHg", .steady = true}};
  substance.period = out.period(pressure);
  const auto rule = [&](const Parameter<std::string>& text, const char* key, const char* unit) {
    std::optional<SiteRule> made;
    out.refusals.attempt(text.where(), [&] {
      SiteRule one = site_rule(out, text, fmt::format("fluid.{}", key), unit);
      if (const auto value = one.program.constant(); value && !(*value >= 0))
        throw BuildError({{text.where(), fmt::format("`{}` is below 0", one.name), Code::out_of_range}});
      require_known_open(out, one, text.where());
      made = std::move(one);
    });
    return made;
  };
  std::optional<SiteRule> conductivity = rule(fluid.conductivity, "conductivity", "um2/mmHg/min");
  std::optional<SiteRule> filtration = rule(fluid.filtration, "filtration", "1/mmHg/min");
  std::optional<SiteRule> lymph;
  if (fluid.lymph.given()) lymph = rule(fluid.lymph, "lymph", "1/mmHg/min");
  substance.field.diffusion = 1;
  if (conductivity) {
    if (const auto value = conductivity->program.constant())
      substance.field.diffusion = *value;
    else
      substance.mobility = std::move(conductivity);
  }
  double effective = 0;
  out.refusals.attempt(fluid.effective.where(), [&] { effective = *fluid.effective; });
  substance.field.initial = std::max(0.0, effective);
  bool open = false;
  out.refusals.attempt(fluid.sides.where(), [&] { open = *fluid.sides == "open"; });
  if (open)
    for (std::size_t side = 0; side < (out.params.lattice.nz() > 1 ? 6U : 4U); ++side)
      substance.field.sides[side] = {FieldSide::Kind::dirichlet, 0};
  out.params.substances.push_back(std::move(substance));
  Fluid flow{.pressure = id, .lymph = lymph, .carried = {}};
  const auto& all = out.params.substances;
  std::vector<std::string> names;
  out.refusals.attempt(fluid.carries.where(), [&] { names = *fluid.carries; });
  for (const std::string& name : names)
    out.refusals.attempt(fluid.carries.where(), [&] {
      const Substance* const found = out.substance(name);
      if (found == nullptr || name == pressure) {
        std::vector<std::string> known;
        for (const Substance& s : all)
          if (s.field.name != pressure) known.push_back(s.field.name);
        const std::string near = did_you_mean(name, known);
        throw BuildError({{fluid.carries.where(),
                           fmt::format("there is no level of `{}` in the tissue{}{}", name,
                                       near.empty() ? "; there are: " + listed(known) : ". ", near),
                           Code::unknown_name}});
      }
      flow.carried.push_back(FieldId{static_cast<std::uint16_t>(found - all.data())});
    });
  if (!filtration) return;
  std::sort(flow.carried.begin(), flow.carried.end(), [](FieldId a, FieldId b) { return a.value < b.value; });
  if (flow.carried.empty() && out.refusals.none())
    out.warnings.push_back(
        {where, "`fluid` has no effect: it carries nothing, and nothing names `pressure`", Code::unused});
  out.params.fluid = std::move(flow);
  out.params.processes.push_back(
      std::make_shared<FluidExchange>(id, std::move(*filtration), std::move(lymph), effective));
}

std::string told(const Values& root) {
  const Said said(root);
  if (!said.fluid.given()) return {};
  const FluidParams fluid = *said.fluid;
  std::string names;
  for (const std::string& name : *fluid.carries) names += (names.empty() ? "" : ", ") + name;
  return fmt::format(
      "  conductivity {}; vessels let out {} of {:g} mmHg less the pressure{}; sides {}\n  it carries {}\n",
      *fluid.conductivity, *fluid.filtration, *fluid.effective,
      fluid.lymph.given() ? ", lymph takes up " + *fluid.lymph : std::string(", there is no lymph"),
      *fluid.sides, names.empty() ? "nothing" : names);
}

}  // namespace

Part fluid() {
  return {.sections = describe<Said>(),
          .after = "reactions",
          .periods = {pressure},
          .processes = {"fluid"},
          .fields =
              [](const WrittenKeys& keys) {
                std::vector<PartField> fields;
                if (!keys.at({"fluid"}).empty()) fields.push_back({pressure, "mmHg"});
                return fields;
              },
          .check = check,
          .assemble = assemble,
          .title = "Fluid between the cells",
          .describe = told};
}

}  // namespace tilscape::parts

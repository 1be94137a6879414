// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Drugs, particles and vaccines: from their designs and doses to the processes that carry them.
#include "agents/body/circulation.hpp"
#include "agents/body/priming.hpp"
#include "agents/particles/carrier.hpp"
#include "scenarios/build/build.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr double ln2 = 0.693147180559945309417;

[[noreturn]] void stop(const Value& at, const std::string& what) {
  throw BuildError(at.where, what);
}

body::TwoCompartment plasma_model(const Value& at, const Values& v) {
  if (v.has("one_compartment")) {
    const Values& one = v.map("one_compartment");
    if (one.has("half_life") == one.has("clearance"))
      stop(at, "one compartment needs either a half_life or a clearance");
    if (one.has("half_life"))
      return body::OneCompartment::from_half_life(one.number("half_life"), one.number("volume"));
    return body::OneCompartment{one.number("volume"), one.number("clearance")};
  }
  const Values& two = v.map("two_compartment");
  return {two.number("central"), two.number("peripheral"), two.number("clearance"), two.number("exchange")};
}

/// Adds the field of a drug or a particle's load in tissue.
FieldId add_field(Params& params, const std::string& name, double diffusion, double decay,
                  std::uint32_t period, bool keep_mean) {
  params.substances.push_back({.field = {.name = name, .unit = "nM", .diffusion = diffusion, .decay = decay},
                               .period = period,
                               .keep_mean = keep_mean});
  return FieldId{static_cast<std::uint16_t>(params.substances.size() - 1)};
}

class BodyBuilder {
 public:
  BodyBuilder(const Scenario& scenario, Params& params)
      : root_(scenario.root),
        params_(params),
        share_(represented_share(scenario)),
        period_(period_of(root_, "body")) {}

  void add_drugs() {
    if (!root_.has("drugs")) return;
    for (const auto& [name, entry] : root_.map("drugs").entries()) add_drug(name, entry);
  }

  void add_priming() {
    if (!root_.has("vaccines")) return;
    std::string given;
    std::vector<body::Priming::Dose> doses;
    for (const auto& [name, treatment] : treatments()) {
      const Values& v = root_.map("treatments").map(name);
      const std::string& what = v.text("give");
      if (!root_.map("vaccines").has(what)) continue;
      if (!given.empty() && given != what) stop(treatment, "one run gives one vaccine, and this is a second");
      given = what;
      const Values& vaccine = root_.map("vaccines").map(what);
      for (const double at : times(v))
        doses.push_back({at, vaccine.number("antigen"), vaccine.number("adjuvant")});
    }
    if (given.empty()) given = root_.map("vaccines").entries().front().first;
    params_.processes.push_back(std::make_shared<body::Priming>(node_params(root_.map("vaccines").map(given)),
                                                                std::move(doses), share_, period_));
  }

 private:
  using Entries = std::vector<std::pair<std::string, Value>>;

  [[nodiscard]] const Entries& treatments() const {
    static const Entries none;
    return root_.has("treatments") ? root_.map("treatments").entries() : none;
  }
  [[nodiscard]] bool in_plasma(const std::string& name) const {
    return root_.has("body") && root_.map("body").has("plasma") && root_.map("body").map("plasma").has(name);
  }
  [[nodiscard]] body::TwoCompartment plasma(const std::string& name) const {
    const Values& all = root_.map("body").map("plasma");
    return plasma_model(all.at(name), all.map(name));
  }
  [[nodiscard]] VesselWall wall(double permeability, double available) const {
    return {params_.site_sets[0], params_.lattice.site_volume(), permeability, available};
  }

  static std::vector<double> times(const Values& v) {
    std::vector<double> list;
    const auto count = static_cast<int>(v.number("count"));
    for (int i = 0; i < count; ++i) list.push_back(v.number("start") + i * v.number_or("every", 0));
    return list;
  }

  /// A dose as an amount [nmol] of the drug.
  [[nodiscard]] double amount(const Values& treatment, const Values& drug) const {
    const Value& dose = treatment.at("dose");
    const double value = treatment.number("dose");
    const Dimension d = dose.dimension;
    if (d == dimension_of("nmol")) return value;
    if (!drug.has("mass")) stop(dose, "a dose by mass needs the drug's `mass`");
    const double molar = drug.number("mass");  // [g/nmol]
    if (d == dimension_of("g")) return value / molar;
    if (d == dimension_of("g/kg")) {
      if (!root_.map("body").has("weight")) stop(dose, "a dose per body weight needs `body.weight`");
      return value * root_.map("body").number("weight") / molar;
    }
    stop(dose,
         fmt::format("a dose is an amount, a mass or a mass per body weight, not {}", dimension_name(d)));
  }

  /// Doses of a drug or of a particle that carries it.
  void add_doses(const std::string& given, const Values& drug, std::size_t into,
                 std::vector<body::Dose>& doses) const {
    for (const auto& [name, entry] : treatments()) {
      const Values& v = root_.map("treatments").map(name);
      if (v.text("give") != given) continue;
      if (v.text("route") != "iv")
        stop(entry, fmt::format("`{}` can be given intravenously only (route: iv)", given));
      for (const double at : times(v)) doses.push_back({at, amount(v, drug), v.number("over"), into});
    }
  }

  void add_drug(const std::string& name, const Value& entry) {
    if (!in_plasma(name)) return;
    const Values& drug = root_.map("drugs").map(name);
    for (const char* needed : {"diffusion", "permeability"})
      if (!drug.has(needed))
        stop(entry, fmt::format("the way of `{}` into tissue needs its `{}`", name, needed));
    body::Circulation::Spec spec{.name = name, .drug = plasma(name), .free = {{}, wall(0, 1), 0}};
    spec.share = share_;
    spec.period = period_;
    const std::size_t carriers = add_carrier(name, drug, spec);
    if (carriers > 1)
      stop(entry, fmt::format("`{}` has {} carriers; a run knows one for each drug", name, carriers));
    const FieldId field =
        add_field(params_, name, drug.number("diffusion"), drug.number("decay"), period_, false);
    spec.free = {field, wall(drug.number("permeability"), drug.number_or("available", 1)),
                 drug.number("decay")};
    const std::size_t free =
        spec.particle ? std::size_t{body::CarrierInPlasma::free} : std::size_t{body::DrugInPlasma::central};
    add_doses(name, drug, free, spec.doses);
    params_.processes.push_back(std::make_shared<body::Circulation>(std::move(spec)));
  }

  /// The particle that carries the drug, if any; its field comes before the drug's because release feeds that
  /// one.
  std::size_t add_carrier(const std::string& drug_name, const Values& drug, body::Circulation::Spec& spec) {
    if (!root_.has("particles")) return 0;
    std::size_t found = 0;
    for (const auto& [name, entry] : root_.map("particles").entries()) {
      const Values& v = root_.map("particles").map(name);
      if (!v.has("payload") || !v.map("payload").has(drug_name) || !in_plasma(name)) continue;
      if (++found > 1) continue;
      const ParticleDesign design{.name = name, .diameter = v.number("diameter") * 1000};  // um to nm
      spec.release = release_rate(entry, v);
      const double decay = v.number("decay");
      const double diffusion = v.number_or("diffusion", design.tissue_diffusion());
      const double permeability = v.number_or("permeability", design.wall_permeability());
      const double available = v.number_or("available", transport::available_volume(design.radius()));
      const FieldId field = add_field(params_, name, diffusion, decay + spec.release, period_, true);
      spec.particle = plasma(name);
      spec.loaded = body::Circulation::Route{field, wall(permeability, available), decay};
      add_doses(name, drug, body::CarrierInPlasma::loaded, spec.doses);
    }
    return found;
  }

  static double release_rate(const Value& at, const Values& particle) {
    if (!particle.has("release")) return 0;
    const Values& law = particle.map("release");
    if (law.has("none")) return 0;
    if (law.has("first_order")) return ln2 / law.map("first_order").number("half_life");
    stop(at, "particles of all ages share a field, which only release of first order allows");
  }

  [[nodiscard]] body::LymphNodeParams node_params(const Values& vaccine) const {
    body::LymphNodeParams p;
    p.form = vaccine.text("carrier") == "particle" ? body::LymphNodeParams::Form::particle
                                                   : body::LymphNodeParams::Form::soluble;
    if (vaccine.has("diameter")) p.diameter = vaccine.number("diameter") * 1000;
    p.relevance = vaccine.number("relevance");
    if (!root_.has("body")) return p;
    const Values& node = root_.map("body").map("lymph_node");
    p.reference_drainage = node.number("drainage");
    p.loss = node.number("loss");
    p.passage = node.number("passage");
    p.volume = node.number("volume");
    p.apc_density = node.number("apc_density");
    p.uptake = node.number("uptake");
    p.processing = node.number("processing");
    p.epitope_loss = node.number("epitope_loss");
    p.maturation = node.number("maturation");
    p.maturation_half = node.number("maturation_half");
    p.apc_turnover = node.number("apc_turnover");
    p.mature_death = node.number("mature_death");
    p.precursors = node.number("precursors");
    p.entry = node.number("entry");
    p.exit = node.number("exit");
    p.activation = node.number("activation");
    p.presentation_half = node.number("presentation_half");
    p.sites_per_apc = node.number("sites_per_apc");
    p.generations = static_cast<int>(node.number("generations"));
    p.division = node.number("division");
    p.egress = node.number("egress");
    p.effector_death = node.number("effector_death");
    p.homing = node.number("homing");
    p.memory = node.number("memory");
    return p;
  }

  const Values& root_;
  Params& params_;
  double share_;
  std::uint32_t period_;
};

}  // namespace

double represented_share(const Scenario& scenario) {
  const Values& root = scenario.root;
  if (!root.has("body") || !root.map("body").has("represents")) return 1;
  const auto& share = root.map("body").numbers("represents");
  return share[0] / share[1];
}

void add_body(const Scenario& scenario, Params& params) {
  BodyBuilder builder(scenario, params);
  builder.add_drugs();
  builder.add_priming();
}

}  // namespace tilscape::scenarios

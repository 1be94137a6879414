// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Drugs, particles and vaccines: from their designs and doses to the processes that carry them. What cannot
// be given has been refused when the scenario was read (check_medicines.cpp).
#include "agents/body/circulation.hpp"
#include "agents/body/priming.hpp"
#include "agents/particles/transport.hpp"
#include "engine/base/avogadro.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/read/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace tilscape::scenarios {

namespace {

constexpr double nm = 1000;  // of 1 um
constexpr double ln2 = 0.693147180559945309417;

[[noreturn]] void stop(const Value& at, const std::string& what) {
  throw BuildError(at.where, what);
}

double volume(const Lattice& lattice) {
  return lattice.site_volume() * static_cast<double>(lattice.sites());
}

/// The share of the tumour that the lattice stands for; 1 when nothing is said.
double represented_share(const Values& root, const Lattice& lattice) {
  if (!root.has("body") || !root.map("body").has("represents")) return 1;
  return std::min(1.0, volume(lattice) / root.map("body").numbers("represents").back());
}

body::TwoCompartment plasma_model(const Values& v) {
  if (v.has("one_compartment")) {
    const Values& one = v.map("one_compartment");
    if (one.has("half_life"))
      return body::OneCompartment::from_half_life(one.number("half_life"), one.number("volume"));
    return body::OneCompartment{one.number("volume"), one.number("clearance")};
  }
  const Values& two = v.map("two_compartment");
  return {two.number("central"), two.number("peripheral"), two.number("clearance"), two.number("exchange")};
}

/// Adds the field of a drug or a particle's load in tissue.
FieldId add_field(Params& params, const std::string& name, double diffusion, double decay, double available,
                  std::uint32_t period, bool keep_mean) {
  params.substances.push_back({.field = {.name = name, .unit = "nM", .diffusion = diffusion, .decay = decay},
                               .period = period,
                               .keep_mean = keep_mean,
                               .available = available});
  return FieldId{static_cast<std::uint16_t>(params.substances.size() - 1)};
}

struct Vaccine {
  body::LymphNodeParams node;
  double antigen = 0, adjuvant = 0;  ///< [nmol] in a dose
};

/// A drug in a particle.
struct Load {
  std::string drug;
  double molecules = 0;  ///< [1/particle]
};

class BodyBuilder {
 public:
  BodyBuilder(const Scenario& scenario, Params& params, Refusals& refusals)
      : root_(scenario.root), params_(params), refusals_(refusals) {}

  void add_drugs() {
    if (!root_.has("drugs")) return;
    for (const auto& [name, entry] : root_.map("drugs").entries())
      refusals_.attempt(entry.where, [&, &name = name] { add_drug(name); });
  }

  /// For the fields of what is refused, so that nobody else misses them.
  void stand_in_for_fields(const Names& names) {
    for (const NamedUnit& s : names.substances)
      if (s.of_medicine && std::none_of(params_.substances.begin(), params_.substances.end(),
                                        [&](const Substance& f) { return f.field.name == s.name; }))
        add_field(params_, s.name, 0, 0, 1, 1, false);
  }

  void add_priming() {
    if (!root_.has("vaccines")) return;
    const Values& vaccines = root_.map("vaccines");
    std::map<std::string, Vaccine> designs;
    for (const auto& [name, entry] : vaccines.entries()) {
      const Values& v = vaccines.map(name);
      designs[name] = {node_params(v), v.number("antigen"), v.number("adjuvant")};
    }
    std::string given;
    std::vector<body::Priming::Dose> doses;
    for (const auto& [name, treatment] : treatments()) {
      const Values& v = root_.map("treatments").map(name);
      const std::string& what = v.text("give");
      if (!vaccines.has(what)) continue;
      (void)v.text_or("route", "sc");  // there is no other
      given = what;
      const Vaccine& vaccine = designs[what];
      const double scale = v.has("dose") ? v.number("dose") / vaccine.antigen : 1;  // of its antigen
      for (const double at : times(v))
        doses.push_back({at, scale * vaccine.antigen, scale * vaccine.adjuvant});
    }
    if (given.empty()) given = vaccines.entries().front().first;
    try {
      params_.processes.push_back(
          std::make_shared<body::Priming>(designs[given].node, std::move(doses), share(), period()));
    } catch (const ParameterError& e) {
      const Value* node = root_.has("body") ? &root_.map("body").at("lymph_node") : nullptr;
      const Value* rate = node == nullptr ? nullptr : &root_.map("body").map("lymph_node").at(e.parameter);
      stop(rate != nullptr && rate->where.line > 0   ? *rate
           : node != nullptr && node->where.line > 0 ? *node
                                                     : vaccines.at(given),
           e.what());
    } catch (const UsageError& e) {
      stop(vaccines.at(given), e.what());
    }
  }

  /// For a node that is refused, so that nobody else misses it.
  void stand_in_for_priming() {
    params_.processes.push_back(std::make_shared<body::Priming>(
        body::LymphNodeParams{}, std::vector<body::Priming::Dose>{}, 1, period()));
  }

 private:
  using Entries = std::vector<std::pair<std::string, Value>>;

  [[nodiscard]] const Entries& treatments() const {
    static const Entries none;
    return root_.has("treatments") ? root_.map("treatments").entries() : none;
  }
  [[nodiscard]] double share() const { return represented_share(root_, params_.lattice); }
  [[nodiscard]] std::uint32_t period() const { return period_of(root_, "body"); }
  [[nodiscard]] bool in_plasma(const std::string& name) const {
    return root_.has("body") && root_.map("body").has("plasma") && root_.map("body").map("plasma").has(name);
  }
  [[nodiscard]] bool given(const std::string& name) const {
    return std::any_of(treatments().begin(), treatments().end(), [&](const auto& t) {
      return root_.map("treatments").map(t.first).text("give") == name;
    });
  }
  [[nodiscard]] body::TwoCompartment plasma(const std::string& name) const {
    const Values& all = root_.map("body").map("plasma");
    return plasma_model(all.map(name));
  }
  /// Fitted when something first asks for it.
  const transport::Tissue& tissue() {
    if (tissue_) return *tissue_;
    const Values& t = root_.map("tissue");
    tissue_ = transport::fit_tissue();  // goes on with it behind a refusal
    refusals_.attempt(root_.at("tissue").where, [&] {
      tissue_ = transport::fit_tissue(
          transport::antibody(t.number("antibody_diffusion"), t.number("antibody_available")),
          t.number("fibre_radius") * nm, t.number("interstitium"));
    });
    return *tissue_;
  }
  struct Passage {
    double diffusion, permeability, available;
  };
  /// How something passes tissue and walls: as is said of it, else by its radius [nm], if it has one.
  template <class Radius>
  Passage passage(const Values& v, const Radius& radius) {
    const auto said = [&](const char* key, const auto& by_size) {
      if (v.has(key)) return v.number(key);
      const std::optional<double> nanometres = radius();
      return nanometres ? by_size(*nanometres) : 1;  // only `available` can lack both
    };
    return {said("diffusion", [&](double r) { return transport::tissue_diffusion(r, tissue()); }),
            said("permeability", [](double r) { return transport::wall_permeability(r); }),
            said("available", [&](double r) { return transport::available_volume(r, tissue()); })};
  }
  [[nodiscard]] VesselWall wall(double permeability, double available) const {
    return {params_.site_sets[0], params_.lattice.site_volume(), permeability, available};
  }

  static std::vector<double> times(const Values& v) {
    std::vector<double> list;
    const auto count = static_cast<int>(v.number("count"));
    const double start = v.number("start");
    const double every = v.at("count").is_default ? 0 : v.number_or("every", 0);  // one dose
    for (int i = 0; i < count; ++i) list.push_back(start + i * every);
    return list;
  }

  [[nodiscard]] double body_weight() const {
    const Values& body = root_.map("body");
    if (body.has("weight")) return body.number("weight");
    // Reference weights of Brown et al. 1997, doi:10.1177/074823379701300401.
    const std::string& species = body.text("species");
    return species == "mouse" ? 0.02 : species == "rat" ? 0.25 : 70;  // [kg]
  }

  /// What a dose is of: drug by mass or amount, or particles.
  struct Amount {
    double value = 0;  ///< [nmol] of the drug, or [particles]
    bool particles = false;
  };
  /// `counted`: the drug that a mass or an amount counts.
  [[nodiscard]] Amount amount(const Values& treatment, const std::string& counted) const {
    const Value& dose = treatment.at("dose");
    const double value = treatment.number("dose");
    const Dimension d = dose.dimension;
    const auto is = [&](const char* unit) { return d == dimension_of(unit); };
    if (is("nmol")) return {value};
    if (is("nmol/kg")) return {value * body_weight()};
    if (is("particles")) return {value, true};
    if (is("particles/kg")) return {value * body_weight(), true};
    const double molar = root_.map("drugs").map(counted).number("mass");  // [g/nmol]
    return {(is("g/kg") ? value * body_weight() : value) / molar};
  }

  /// Doses [nmol] of a drug, given as it is.
  void add_doses(const std::string& drug, std::size_t into, std::vector<body::Dose>& doses) const {
    for (const auto& [name, entry] : treatments()) {
      const Values& v = root_.map("treatments").map(name);
      if (v.text("give") != drug) continue;
      (void)v.text_or("route", "iv");  // there is no other
      const double each = amount(v, v.text_or("of", drug)).value;
      const double over = v.number("over");
      for (const double at : times(v)) doses.push_back({at, each, over, into});
    }
  }

  /// Doses [nmol] of a drug that particles carry: those of the drug that is counted, times what a particle
  /// has of the one over what it has of the other.
  void add_doses(const std::string& particle, const std::vector<Load>& loads, const Load& load,
                 std::vector<body::Dose>& doses) const {
    for (const auto& [name, entry] : treatments()) {
      const Values& v = root_.map("treatments").map(name);
      if (v.text("give") != particle) continue;
      (void)v.text_or("route", "iv");  // there is no other
      const std::string counted = v.text_or("of", loads.front().drug);
      const auto of =
          std::find_if(loads.begin(), loads.end(), [&](const Load& l) { return l.drug == counted; });
      const Amount dose = amount(v, counted);
      const double each = dose.particles ? dose.value * load.molecules / molecules_per_nmol
                                         : dose.value * load.molecules / of->molecules;
      const double over = v.number("over");
      for (const double at : times(v)) doses.push_back({at, each, over, body::CarrierInPlasma::loaded});
    }
  }

  void add_drug(const std::string& name) {
    if (!in_plasma(name)) return;
    const Values& drug = root_.map("drugs").map(name);
    body::Circulation::Spec spec{.name = name, .drug = plasma(name), .free = {{}, wall(0, 1), 0}};
    spec.share = share();
    spec.period = period();
    add_carrier(name, spec);
    const double decay = drug.number("decay");
    const Passage passes = passage(drug, [&]() -> std::optional<double> {
      constexpr double kDa = 1e-6;  // [g/nmol]
      if (!drug.has("mass")) return std::nullopt;
      return transport::molecular_radius(drug.number("mass") / kDa);
    });
    const FieldId field =
        add_field(params_, name, passes.diffusion, decay, passes.available, spec.period, false);
    spec.free = {field, wall(passes.permeability, passes.available), decay};
    const std::size_t free =
        spec.particle ? std::size_t{body::CarrierInPlasma::free} : std::size_t{body::DrugInPlasma::central};
    add_doses(name, free, spec.doses);
    params_.processes.push_back(std::make_shared<body::Circulation>(std::move(spec)));
  }

  [[nodiscard]] std::vector<Load> loads(const Values& particle) const {
    std::vector<Load> list;
    if (!particle.has("payload")) return list;
    const Values& payload = particle.map("payload");
    for (const auto& [drug, entry] : payload.entries()) list.push_back({drug, payload.number(drug)});
    return list;
  }

  /// The particle that brings the drug, if any: of several designs that carry it the one that is given. The
  /// fields of its load come before the drug's because release feeds that one.
  void add_carrier(const std::string& drug, body::Circulation::Spec& spec) {
    if (!root_.has("particles")) return;
    const Values& particles = root_.map("particles");
    std::vector<std::string> carriers;
    for (const auto& [name, entry] : particles.entries()) {
      if (!in_plasma(name)) continue;
      const std::vector<Load> loaded = loads(particles.map(name));
      if (std::any_of(loaded.begin(), loaded.end(), [&](const Load& l) { return l.drug == drug; }))
        carriers.push_back(name);
    }
    for (const std::string& name : carriers) {
      const Values& v = particles.map(name);
      const std::vector<Load> loaded = loads(v);
      const ParticleField load = add_particle_field(name, drug, loaded.size(), v);
      if (carriers.size() > 1 && !given(name)) continue;
      if (spec.particle)
        stop(particles.at(name),
             fmt::format("`{}` is given in two particles, `{}` is the second; a run knows "
                         "one carrier for each drug",
                         drug, name));
      spec.release = load.release;
      spec.particle = plasma(name);
      spec.loaded = load.route;
      for (const Load& l : loaded)
        if (l.drug == drug) add_doses(name, loaded, l, spec.doses);
    }
  }

  struct ParticleField {
    body::Circulation::Route route;
    double release = 0;  ///< [1/min]
  };
  ParticleField add_particle_field(const std::string& name, const std::string& drug, std::size_t payloads,
                                   const Values& v) {
    const double release = release_rate(v);
    const double decay = v.number("decay");
    const Passage passes = passage(v, [&] { return std::optional(v.number("diameter") * nm / 2); });
    const FieldId field = add_field(params_, loaded_field(name, drug, payloads), passes.diffusion,
                                    decay + release, passes.available, period(), true);
    return {{field, wall(passes.permeability, passes.available), decay}, release};
  }

  static double release_rate(const Values& particle) {
    if (!particle.has("release")) return 0;
    const Values& law = particle.map("release");
    if (law.has("none")) return (void)law.at("none"), 0;
    return ln2 / law.map("first_order").number("half_life");
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
    if (p.form == body::LymphNodeParams::Form::soluble) p.passage = node.number("passage");
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
  Refusals& refusals_;
  std::optional<transport::Tissue> tissue_;
};

/// The part that the lattice stands for is the lattice: looked at where something goes through the body.
void check_represented(const Values& body, const Lattice& lattice) {
  constexpr double tolerance = 0.05;
  constexpr double um3_per_mm3 = 1e9;
  const double own = volume(lattice);
  for (const auto& [name, value] : body.entries()) {
    if (name != "represents" || !value.asked) continue;
    const std::vector<double>& said = body.numbers(name);
    if (own > (1 + tolerance) * said.back())
      throw BuildError(value.where,
                       fmt::format("the lattice has {:.3g} mm3, more than the whole of {:.3g} mm3",
                                   own / um3_per_mm3, said.back() / um3_per_mm3));
    if (said.size() > 1 && std::abs(said.front() - own) > tolerance * own)
      throw BuildError(value.where,
                       fmt::format("the lattice has {:.3g} mm3, not {:.3g} mm3 (what crosses its "
                                   "vessels is taken for that share of the whole)",
                                   own / um3_per_mm3, said.front() / um3_per_mm3));
  }
}

}  // namespace

void add_body(const Scenario& scenario, Params& params, Refusals& refusals) {
  BodyBuilder builder(scenario, params, refusals);
  const Location whole{scenario.file, 1, 1};
  refusals.attempt(whole, [&] { builder.add_drugs(); });
  if (!refusals.none()) builder.stand_in_for_fields(collect_names(scenario.tree, *scenario.catalogue));
  if (!refusals.attempt(whole, [&] { builder.add_priming(); })) builder.stand_in_for_priming();
  if (scenario.root.has("body"))
    refusals.attempt(whole, [&] {
      ask_extents(scenario.root);
      check_represented(scenario.root.map("body"), params.lattice);
    });
}

}  // namespace tilscape::scenarios

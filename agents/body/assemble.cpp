// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Drugs, particles and vaccines: from their designs and doses to the processes that carry them. What cannot
// be given has been refused when the scenario was read (check_medicines.cpp).
#include "agents/body/assemble.hpp"

#include "agents/body/check_medicines.hpp"
#include "agents/body/dose.hpp"
#include "agents/body/medicines.hpp"
#include "agents/body/network_process.hpp"
#include "agents/body/plasma.hpp"
#include "agents/body/priming.hpp"
#include "agents/body/systems.hpp"
#include "agents/particles/transport.hpp"
#include "engine/base/avogadro.hpp"
#include "engine/part/review.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace tilscape::body {

namespace {

double volume(const Lattice& lattice) {
  return lattice.site_volume() * static_cast<double>(lattice.sites());
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
  LymphNodeParams node;
  double antigen = 0, adjuvant = 0;  ///< [nmol] in a dose
};

/// A drug in a particle.
struct Load {
  std::string drug;
  double molecules = 0;  ///< [1/particle]
};

class BodyBuilder {
 public:
  BodyBuilder(Assembly& out, const std::vector<ReleaseLaw>& laws)
      : out_(out),
        laws_(laws),
        root_(out.root),
        said_(out.root),
        params_(out.params),
        refusals_(out.refusals) {}

  void add_drugs() {
    for (const auto& [name, drug] : said_.drugs.all())
      refusals_.attempt(drug.where(), [&, &name = name, &drug = drug] {
        if (in_plasma(name))
          add_drug(name, *drug);
        else if (std::find(out_.fields.begin(), out_.fields.end(), name) != out_.fields.end())
          ways_.insert_or_assign(name, way_to_tissue(name, *drug));
      });
  }

  /// Drugs, and whatever else is in the body, as the scenario tells it.
  void add_systems() {
    assemble_systems(out_, ways_, [this]() -> std::optional<double> {
      if (!said_.body.given() || !(*said_.body).represents.given()) return std::nullopt;
      return share();
    });
  }

  /// For the fields of what is refused, so that nobody else misses them.
  void stand_in_for_fields() {
    for (const std::string& name : out_.fields)
      if (std::none_of(params_.substances.begin(), params_.substances.end(),
                       [&](const Substance& f) { return f.field.name == name; }))
        add_field(params_, name, 0, 0, 1, 1, false);
  }

  void add_priming() {
    const auto vaccines = said_.vaccines.all();
    if (vaccines.empty()) return;
    std::map<std::string, Vaccine> designs;
    for (const auto& [name, vaccine] : vaccines) {
      const VaccineParams v = *vaccine;
      designs.insert_or_assign(name, Vaccine{node_params(v), *v.antigen, *v.adjuvant});
    }
    std::string given;
    std::vector<Priming::Dose> doses;
    bool said_share = said_.body.given() && (*said_.body).represents.given();
    for (const auto& [name, treatment] : said_.treatments.all()) {
      const TreatmentParams t = *treatment;
      const std::string what = *t.give;
      if (designs.count(what) == 0) continue;
      (void)t.route.value_or("sc");  // there is no other
      given = what;
      const Vaccine& vaccine = designs.at(what);
      const double scale = t.dose.given() ? *t.dose / vaccine.antigen : 1;  // of its antigen
      for (const TreatmentParams::Given& one : t.all())
        doses.push_back({one.at, one.share * scale * vaccine.antigen, one.share * scale * vaccine.adjuvant});
      if (!said_share && !doses.empty() && doses.front().antigen > 0 && primed_cells_come(out_.types)) {
        refusals_.add(
            t.give.where(),
            "`body.represents` is missing: the cells that the lymph node primes go to the whole tumour, "
            "and nothing else says which part of it the lattice is",
            Code::missing_key);
        said_share = true;
      }
    }
    if (given.empty()) given = vaccines.front().first;
    try {
      params_.processes.push_back(
          std::make_shared<Priming>(designs.at(given).node, std::move(doses), share(), period()));
    } catch (const ParameterError& e) {
      throw BuildError(place_in_node(e.parameter, said_.vaccines[given].where()), e.what());
    } catch (const UsageError& e) {
      throw BuildError(said_.vaccines[given].where(), e.what());
    }
  }

  /// For a node that is refused, so that nobody else misses it.
  void stand_in_for_priming() {
    params_.processes.push_back(
        std::make_shared<Priming>(LymphNodeParams{}, std::vector<Priming::Dose>{}, 1, period()));
  }

 private:
  /// What a scenario says of medicines, their doses and their ways.
  struct Said : Parameters {
    using Parameters::Parameters;
    Map<DrugParams> drugs{this, {.name = "drugs"}};
    Map<ParticleParams> particles{this, {.name = "particles"}};
    Map<VaccineParams> vaccines{this, {.name = "vaccines"}};
    Map<TreatmentParams> treatments{this, {.name = "treatments"}};
    Parameter<BodyParams> body{this, {.name = "body"}};
    Parameter<transport::TissueParams> tissue{this, {.name = "tissue"}};
  };

  /// The share of the tumour that the lattice stands for; 1 when nothing is said.
  [[nodiscard]] double share() const {
    if (!said_.body.given() || !(*said_.body).represents.given()) return 1;
    return std::min(1.0, volume(params_.lattice) / (*(*said_.body).represents).back());
  }
  [[nodiscard]] std::uint32_t period() const { return out_.period("body"); }
  [[nodiscard]] bool in_plasma(const std::string& name) const {
    return said_.body.given() && (*said_.body).plasma.has(name);
  }
  [[nodiscard]] bool given(const std::string& name) const {
    const auto treatments = said_.treatments.all();
    return std::any_of(treatments.begin(), treatments.end(),
                       [&](const auto& t) { return *(*t.second).give == name; });
  }
  [[nodiscard]] TwoCompartment plasma(const std::string& name) const {
    return (*(*said_.body).plasma[name]).model();
  }
  /// Of a parameter of the lymph node: its own place, else that of the node, else another.
  [[nodiscard]] Location place_in_node(const std::string& parameter, const Location& otherwise) const {
    if (!said_.body.given()) return otherwise;
    const Values& body = root_.map("body");
    for (const Value* value : {find(body.map("lymph_node"), parameter), find(body, "lymph_node")})
      if (value != nullptr && value->where.line > 0) return value->where;
    return otherwise;
  }
  /// Reads numbers of the tissue without asking for them: what they are read for does not act by them.
  class Aside {
   public:
    explicit Aside(const Values& root) {
      const Value* section = find(root, "tissue");
      const auto* tissue = section == nullptr ? nullptr : std::get_if<Value::Record>(&section->data);
      if (tissue == nullptr) return;
      before_.emplace_back(section, section->asked);
      for (const auto& [name, value] : (*tissue)->entries()) before_.emplace_back(&value, value.asked);
    }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;
    ~Aside() {
      for (const auto& [value, asked] : before_) value->asked = asked;
    }

   private:
    std::vector<std::pair<const Value*, bool>> before_;
  };
  /// What has the size of the antibody moves and finds room as that was measured, whatever the mesh, which
  /// must be possible all the same; for the rest a tissue is fitted to it, when something first asks for it.
  double tissue_diffusion(double radius) {
    const transport::TissueParams tissue = *said_.tissue;
    const auto fit = [&] { return transport::fit_tissue(tissue); };
    if (!transport::same_size(radius, transport::antibody_radius()))
      return transport::tissue_diffusion(radius, fitted(tissue_, fit));
    possible(fit);
    return *tissue.antibody_diffusion;
  }
  double available_volume(double radius) {
    const transport::TissueParams tissue = *said_.tissue;
    const auto fit = [&] { return transport::fit_mesh(tissue); };
    if (!transport::same_size(radius, transport::antibody_radius()))
      return transport::available_volume(radius, fitted(mesh_, fit));
    possible(fit);
    return *tissue.antibody_available;
  }
  template <class Fit>
  const transport::Tissue& fitted(std::optional<transport::Tissue>& kept, const Fit& fit) {
    if (!kept) {
      kept = transport::fit_tissue();  // goes on with it behind a refusal
      refusals_.attempt(said_.tissue.where(), [&] { kept = fit(); });
    } else {
      refusals_.attempt(said_.tissue.where(), [&] { (void)fit(); });  // asked again: this may act by it
    }
    return *kept;
  }
  template <class Fit>
  void possible(const Fit& fit) {
    const Aside aside(root_);
    refusals_.attempt(said_.tissue.where(), [&] { (void)fit(); });
  }
  /// Is it given, or in a particle that is?
  [[nodiscard]] bool comes(const std::string& name) const {
    if (given(name)) return true;
    const auto particles = said_.particles.all();
    return std::any_of(particles.begin(), particles.end(),
                       [&](const auto& p) { return given(p.first) && (*p.second).payload.has(name); });
  }
  struct Passage {
    double diffusion, permeability, available;
  };
  /// How something passes tissue and walls: as is said of it, else by its radius [nm], if it has one.
  template <class Radius>
  Passage passage(const std::string& name, const PassageParams& p, const Radius& radius) {
    std::optional<Aside> aside;
    if (!comes(name)) aside.emplace(root_);
    const auto said = [&](const Parameter<double>& own, const auto& by_size) {
      if (own.given()) return *own;
      const std::optional<double> nanometres = radius();
      return nanometres ? by_size(*nanometres) : 1;  // only `available` can lack both
    };
    return {said(p.diffusion, [&](double r) { return tissue_diffusion(r); }),
            said(p.permeability, [](double r) { return transport::wall_permeability(r); }),
            said(p.available, [&](double r) { return available_volume(r); })};
  }
  [[nodiscard]] VesselWall wall(double permeability, double available) const {
    return {params_.site_sets[0], params_.lattice.site_volume(), permeability, available};
  }

  /// What a dose is of: drug by mass or amount, or particles.
  struct Amount {
    double value = 0;  ///< [nmol] of the drug, or [particles]
    bool particles = false;
  };
  /// `counted`: the drug that a mass or an amount counts.
  [[nodiscard]] Amount amount(const TreatmentParams& treatment, const std::string& counted) const {
    const std::optional<Quantity> dose = treatment.one();
    if (!dose) throw UsageError("there is no dose");
    const auto& [value, d] = *dose;
    if (d == dimension_of("particles")) return {value, true};
    const std::optional<BodyParams> body = said_.body.given() ? std::optional(*said_.body) : std::nullopt;
    if (d == dimension_of("particles/kg")) return {value * body->kilograms(), true};
    const DoseResult result = dose_in(dimension_of("nmol"), value, d, *said_.drugs[counted], body);
    if (!result.problem.empty()) refusals_.add(treatment.give.where(), result.problem);
    return {result.amount.value_or(0)};
  }

  /// Doses of what is given; `nmol`: how much of the drug one of a treatment is.
  template <class Nmol>
  void add_doses(const std::string& what, std::size_t into, const Nmol& nmol,
                 std::vector<NetworkProcess::Dose>& doses) const {
    for (const auto& [name, treatment] : said_.treatments.all()) {
      const TreatmentParams t = *treatment;
      if (*t.give != what) continue;
      (void)t.route.value_or("iv");  // there is no other
      const double each = nmol(t);
      for (const TreatmentParams::Given& one : t.all())
        doses.push_back({one.at, one.share * each, one.over, into});
    }
  }

  /// A dose [nmol] of a drug that particles carry: that of the drug that is counted, times what a particle
  /// has of the one over what it has of the other.
  [[nodiscard]] double carried(const TreatmentParams& treatment, const std::vector<Load>& loads,
                               const Load& load) const {
    const std::string counted = treatment.of.value_or(loads.front().drug);
    const auto of =
        std::find_if(loads.begin(), loads.end(), [&](const Load& l) { return l.drug == counted; });
    const Amount dose = amount(treatment, counted);
    return dose.particles ? dose.value * load.molecules / molecules_per_nmol
                          : dose.value * load.molecules / of->molecules;
  }

  /// A drug in plasma, and in the particles that bring it. Their fields come before the drug's because
  /// release feeds that one.
  void add_drug(const std::string& name, const DrugParams& drug) {
    NetworkProcess::Spec spec{.name = "body_" + name, .network = {}};
    spec.accounts = {{"", "nmol", {}}};
    spec.share = share();
    spec.period = period();
    std::vector<Carrier> carriers = carriers_of(name);
    const bool one = carriers.size() == 1;
    for (Carrier& c : carriers) {
      const std::string loaded = one ? "loaded" : c.name + "_loaded";
      c.places =
          add_plasma(spec.network, plasma(c.name), loaded, one ? "cleared_loaded" : c.name + "_cleared",
                     one ? "plasma_loaded" : c.name + "_plasma");
      c.wall.state = c.places.central;
      c.wall.level = c.places.level;
      c.wall.line = one ? "tissue_loaded" : c.name + "_tissue";
    }
    const InPlasma free = add_plasma(spec.network, plasma(name), "free", "eliminated", "plasma");
    const WayToTissue way = way_to_tissue(name, drug);
    spec.walls.push_back({.state = free.central,
                          .level = free.level,
                          .field = way.field,
                          .wall = way.wall,
                          .degradation = way.degradation,
                          .line = "tissue"});
    add_doses(
        name, free.central, [&](const TreatmentParams& t) { return amount(t, t.of.value_or(name)).value; },
        spec.doses);
    for (Carrier& c : carriers) {
      add_flow(spec.network, "release", c.places.central, free.central, c.wall.release);
      add_flow(spec.network, "release", c.places.peripheral, free.peripheral, c.wall.release);
      c.wall.into = way.field;
      spec.walls.push_back(std::move(c.wall));
      add_doses(
          c.name, c.places.central, [&](const TreatmentParams& t) { return carried(t, c.loads, c.load); },
          spec.doses);
    }
    for (std::size_t state = 0; state < spec.network.states.size(); ++state)
      spec.accounts.front().states.push_back(state);
    params_.processes.push_back(std::make_shared<NetworkProcess>(std::move(spec)));
  }

  WayToTissue way_to_tissue(const std::string& name, const DrugParams& drug) {
    const double decay = *drug.passage.decay;
    const Passage passes = passage(name, drug.passage, [&]() -> std::optional<double> {
      constexpr double kDa = 1e-6;  // [g/nmol]
      if (!drug.mass.given()) return std::nullopt;
      return transport::molecular_radius(*drug.mass / kDa);
    });
    const FieldId field =
        add_field(params_, name, passes.diffusion, decay, passes.available, period(), false);
    return {field, wall(passes.permeability, passes.available), decay};
  }

  [[nodiscard]] static std::vector<Load> loads(const ParticleParams& particle) {
    std::vector<Load> list;
    for (const auto& [drug, molecules] : particle.payload.all()) list.push_back({drug, *molecules});
    return list;
  }

  struct Carrier {
    std::string name;
    std::vector<Load> loads;
    Load load;
    NetworkProcess::Wall wall;
    InPlasma places = {};
  };
  /// The particles that bring a drug: of several designs that carry it those that are given. What is not
  /// given has a field all the same, that others can name.
  std::vector<Carrier> carriers_of(const std::string& drug) {
    std::vector<Carrier> carriers;
    std::vector<Carrier> given_ones;
    for (const auto& [name, entry] : said_.particles.all()) {
      if (!in_plasma(name)) continue;
      const ParticleParams particle = *entry;
      const std::vector<Load> loaded = loads(particle);
      for (const Load& l : loaded) {
        if (l.drug != drug) continue;
        Carrier carrier{name, loaded, l, loaded_wall(name, drug, loaded.size(), particle)};
        if (given(name)) given_ones.push_back(carrier);
        carriers.push_back(std::move(carrier));
      }
    }
    return carriers.size() == 1 ? carriers : given_ones;
  }

  NetworkProcess::Wall loaded_wall(const std::string& name, const std::string& drug, std::size_t payloads,
                                   const ParticleParams& particle) {
    const double release = release_rate(particle);
    const double decay = *particle.passage.decay;
    const Passage passes = passage(name, particle.passage,
                                   [&] { return std::optional(*particle.diameter * transport::nm / 2); });
    const FieldId field = add_field(params_, loaded_field(name, drug, payloads), passes.diffusion,
                                    decay + release, passes.available, period(), true);
    return {.field = field,
            .wall = wall(passes.permeability, passes.available),
            .degradation = decay,
            .release = release};
  }

  [[nodiscard]] double release_rate(const ParticleParams& particle) const {
    if (!particle.release.given()) return 0;
    const Values& said = **particle.release;
    for (const ReleaseLaw& law : laws_)
      if (said.has(law.info.name))
        return law.rate(said.map(law.info.name), particle.release.name() + "." + law.info.name + ".");
    return 0;
  }

  [[nodiscard]] LymphNodeParams node_params(const VaccineParams& vaccine) const {
    using Form = LymphNodeParams::Form;
    LymphNodeParams p = said_.body.given() ? *(*said_.body).lymph_node : LymphNodeParams{};
    p.form = *vaccine.carrier == "particle" ? Form::particle : Form::soluble;
    if (vaccine.diameter.given()) p.diameter = *vaccine.diameter * transport::nm;
    p.relevance = *vaccine.relevance;
    return p;
  }

  Assembly& out_;
  const std::vector<ReleaseLaw>& laws_;
  const Values& root_;
  Said said_;
  Params& params_;
  Refusals& refusals_;
  std::optional<transport::Tissue> tissue_;
  WaysToTissue ways_;
  std::optional<transport::Tissue> mesh_;  // the same without what follows from diffusion
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

void assemble(Assembly& out, const std::vector<ReleaseLaw>& laws) {
  BodyBuilder builder(out, laws);
  out.refusals.attempt(out.whole, [&] { builder.add_drugs(); });
  out.refusals.attempt(out.whole, [&] { builder.add_systems(); });
  if (!out.refusals.none()) builder.stand_in_for_fields();
  if (!out.refusals.attempt(out.whole, [&] { builder.add_priming(); })) builder.stand_in_for_priming();
  if (out.root.has("body"))
    out.refusals.attempt(out.whole, [&] {
      ask_extents(out.root);
      check_represented(out.root.map("body"), out.params.lattice);
    });
}

}  // namespace tilscape::body

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/designs.hpp"

#include "agents/body/treatments.hpp"
#include "engine/base/error.hpp"
#include "engine/part/refusals.hpp"

#include <algorithm>
#include <charconv>

namespace tilscape::body {

namespace {

std::string pool_of(const std::string& name, std::size_t pool, std::size_t pools) {
  return pools > 1 ? name + "_" + std::to_string(pool + 1) : name;
}
/// Called as the particle is, when it carries one drug only.
std::string loaded(const std::string& particle, const std::string& drug, std::size_t drugs) {
  return drugs > 1 ? particle + "_" + drug : particle;
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

/// Is a system of the body of it?
bool goes_through_body(const Values& root, const std::string& medicine) {
  const Value* section = find(root, "systems");
  const auto* systems = section == nullptr ? nullptr : std::get_if<Value::Record>(&section->data);
  if (systems == nullptr) return false;
  return std::any_of((*systems)->entries().begin(), (*systems)->entries().end(), [&](const auto& entry) {
    const auto* system = std::get_if<Value::Record>(&entry.second.data);
    const Value* of = system == nullptr ? nullptr : find(**system, "of");
    const auto* name = of == nullptr ? nullptr : std::get_if<std::string>(&of->data);
    return name != nullptr && *name == medicine;
  });
}

struct Passage {
  double diffusion, permeability, available;
};

}  // namespace

std::vector<PartField> fields_of(const std::string& particle, const std::vector<std::string>& drugs,
                                 std::size_t pools) {
  std::vector<PartField> fields;
  for (const std::string& drug : drugs)
    for (std::size_t p = 0; p < pools; ++p)
      fields.push_back({pool_of(loaded(particle, drug, drugs.size()), p, pools), "nM"});
  return fields;
}

std::size_t pools_of(const WrittenKeys& keys, const std::string& particle,
                     const std::vector<ReleaseLaw>& laws) {
  const std::vector<std::string> said = keys.at({"particles", particle, "release"});
  if (said.empty()) return 1;
  const auto law =
      std::find_if(laws.begin(), laws.end(), [&](const auto& l) { return l.info.name == said.front(); });
  if (law == laws.end()) return 1;
  const auto& children = law->info.children;
  const auto key =
      std::find_if(children.begin(), children.end(), [](const auto& k) { return k.name == "pools"; });
  if (key == children.end()) return law->pools;
  std::string text = keys.text({"particles", particle, "release", said.front(), "pools"});
  if (text.empty()) text = key->default_value.value_or("1");
  if (text.starts_with("${") && text.ends_with("}"))
    text = keys.text({"parameters", text.substr(2, text.size() - 3)});
  std::size_t pools = 1;
  std::from_chars(text.data(), text.data() + text.size(), pools);
  return std::clamp<std::size_t>(pools, 1, most_pools);
}

struct Designs::Said : Parameters {
  using Parameters::Parameters;
  Map<DrugParams> drugs{this, {.name = "drugs"}};
  Map<ParticleParams> particles{this, {.name = "particles"}};
  Map<TreatmentParams> treatments{this, {.name = "treatments"}};
  Parameter<transport::TissueParams> tissue{this, {.name = "tissue"}};
};

/// How what has a size passes tissue and walls. What has the size of the antibody moves and finds room as
/// that was measured, whatever the mesh, which must be possible all the same; for the rest a tissue is fitted
/// to it, when something first asks for it.
class Designs::Tissue {
 public:
  Tissue(Assembly& out, const Said& said) : out_(out), said_(said) {}

  /// As is said of it, else by its radius [nm], if it has one. `comes`: is it in anything that is given?
  template <class Radius>
  Passage passage(bool comes, const PassageParams& p, const Radius& radius) {
    std::optional<Aside> aside;
    if (!comes) aside.emplace(out_.root);
    const auto said = [&](const Parameter<double>& own, const auto& by_size) {
      if (own.given()) return *own;
      const std::optional<double> nanometres = radius();
      return nanometres ? by_size(*nanometres) : 1;  // only `available` can lack both
    };
    return {said(p.diffusion, [&](double r) { return diffusion(r); }),
            said(p.permeability, [](double r) { return transport::wall_permeability(r); }),
            said(p.available, [&](double r) { return available(r); })};
  }

 private:
  double diffusion(double radius) {
    const transport::TissueParams tissue = *said_.tissue;
    const auto fit = [&] { return transport::fit_tissue(tissue); };
    if (!transport::same_size(radius, transport::antibody_radius()))
      return transport::tissue_diffusion(radius, fitted(tissue_, fit));
    possible(fit);
    return *tissue.antibody_diffusion;
  }
  double available(double radius) {
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
      out_.refusals.attempt(said_.tissue.where(), [&] { kept = fit(); });
    } else {
      out_.refusals.attempt(said_.tissue.where(), [&] { (void)fit(); });  // asked again: this may act by it
    }
    return *kept;
  }
  template <class Fit>
  void possible(const Fit& fit) {
    const Aside aside(out_.root);
    out_.refusals.attempt(said_.tissue.where(), [&] { (void)fit(); });
  }

  Assembly& out_;
  const Said& said_;
  std::optional<transport::Tissue> tissue_;
  std::optional<transport::Tissue> mesh_;  // the same without what follows from diffusion
};

Designs::Designs(Assembly& out, const std::vector<ReleaseLaw>& laws)
    : out_(out),
      laws_(laws),
      said_(std::make_unique<Said>(out.root)),
      tissue_(std::make_unique<Tissue>(out, *said_)) {
  for (const auto& [name, particle] : said_->particles.all())
    if (goes_through_body(out_.root, name))
      out_.refusals.attempt(particle.where(),
                            [&, &name = name, &particle = particle] { add_particle(name, *particle); });
  for (const auto& [name, drug] : said_->drugs.all())
    if (has_field(name))
      out_.refusals.attempt(drug.where(), [&, &name = name, &drug = drug] { add_drug(name, *drug); });
  for (const auto& [name, carried] : cargos_) add_release(carried);
  if (out_.refusals.none()) return;
  for (const std::string& name : out_.fields)  // of what is refused, so that nobody else misses them
    if (out_.substance(name) == nullptr) add_field(name, 0, 0, 1);
}

Designs::~Designs() = default;

const Way* Designs::way(const std::string& field) const {
  const auto it = ways_.find(field);
  return it == ways_.end() ? nullptr : &it->second;
}
const Cargo* Designs::cargo(const std::string& particle) const {
  const auto it = cargos_.find(particle);
  return it == cargos_.end() ? nullptr : &it->second;
}

const Way* Designs::way_of_particles(const std::string& particle) {
  if (const auto it = of_particles_.find(particle); it != of_particles_.end()) return &it->second;
  const Cargo* const carried = cargo(particle);
  if (carried == nullptr || carried->contents.empty()) return nullptr;
  const Way* const loaded = way(carried->contents.front().field);
  if (loaded == nullptr) return nullptr;
  const Substance other = out_.params.substances[loaded->field.value];  // they go the same way
  Way made = *loaded;
  made.field = add_field(particle + "_particles", other.field.diffusion, other.field.decay, other.available);
  return &of_particles_.insert_or_assign(particle, std::move(made)).first->second;
}

bool Designs::has_field(const std::string& name) const {
  return std::find(out_.fields.begin(), out_.fields.end(), name) != out_.fields.end();
}

FieldId Designs::add_field(const std::string& name, double diffusion, double decay, double available) {
  out_.params.substances.push_back(
      {.field = {.name = name, .unit = "nM", .diffusion = diffusion, .decay = decay},
       .period = out_.period("body"),
       .available = available});
  return FieldId{static_cast<std::uint16_t>(out_.params.substances.size() - 1)};
}

/// Is it given, or in a particle that is?
bool Designs::comes(const std::string& name) const {
  const auto treatments = said_->treatments.all();
  const auto given = [&](const std::string& what) {
    return std::any_of(treatments.begin(), treatments.end(),
                       [&](const auto& t) { return *(*t.second).give == what; });
  };
  if (given(name)) return true;
  const auto particles = said_->particles.all();
  return std::any_of(particles.begin(), particles.end(),
                     [&](const auto& p) { return given(p.first) && (*p.second).payload.has(name); });
}

void Designs::add_drug(const std::string& name, const DrugParams& drug) {
  const double decay = *drug.passage.decay;
  const Passage passes = tissue_->passage(comes(name), drug.passage, [&]() -> std::optional<double> {
    constexpr double kDa = 1e-6;  // [g/nmol]
    if (!drug.mass.given()) return std::nullopt;
    return transport::molecular_radius(*drug.mass / kDa);
  });
  const FieldId field = add_field(name, passes.diffusion, decay, passes.available);
  ways_.insert_or_assign(name, Way{field,
                                   {out_.params.site_sets[0], out_.params.lattice.site_volume(),
                                    passes.permeability, passes.available}});
}

void Designs::add_particle(const std::string& name, const ParticleParams& particle) {
  Cargo cargo;
  std::vector<std::string> drugs;
  for (const auto& [drug, molecules] : particle.payload.all()) {
    drugs.push_back(drug);
    cargo.molecules[drug] = *molecules;
  }
  const Release out = release(particle);
  const std::vector<PartField> fields = fields_of(name, drugs, out.pools.size());
  for (std::size_t d = 0; d < drugs.size(); ++d)
    for (std::size_t p = 0; p < out.pools.size(); ++p) {
      const Pool& pool = out.pools[p];
      const std::size_t first = d * out.pools.size();
      cargo.contents.push_back({.drug = drugs[d],
                                .name = pool_of(drugs[d], p, out.pools.size()),
                                .field = fields[first + p].name,
                                .share = pool.share,
                                .rate = pool.rate,
                                .next = pool.next ? first + *pool.next : Content::none});
    }
  const auto has = [&](const Content& content) { return has_field(content.field); };
  if (std::any_of(cargo.contents.begin(), cargo.contents.end(), has) &&
      !std::all_of(cargo.contents.begin(), cargo.contents.end(), has))
    throw BuildError(particle.release.where(),
                     "the number of `pools` has to be written as it is: each is a level in "
                     "the tissue, and these are known before anything is computed");
  for (const Content& content : cargo.contents) {
    if (!has(content)) continue;
    const double decay = *particle.passage.decay;
    const Passage passes = tissue_->passage(comes(name), particle.passage, [&]() -> std::optional<double> {
      if (!particle.diameter.given()) return std::nullopt;
      return *particle.diameter * transport::nm / 2;
    });
    const FieldId field = add_field(content.field, passes.diffusion, decay, passes.available);
    ways_.insert_or_assign(content.field, Way{field,
                                              {out_.params.site_sets[0], out_.params.lattice.site_volume(),
                                               passes.permeability, passes.available}});
  }
  cargos_.insert_or_assign(name, std::move(cargo));
}

void Designs::add_release(const Cargo& cargo) {
  for (const Content& content : cargo.contents) {
    const Way* const from = way(content.field);
    if (from == nullptr || content.rate <= 0) continue;
    const Way* const to =
        way(content.next == Content::none ? content.drug : cargo.contents[content.next].field);
    Reaction reaction{.name = "release of " + content.field,
                      .shares = {{from->field, -1}},
                      .first_order = {{from->field, content.rate}}};
    if (to != nullptr) reaction.shares.push_back({to->field, 1});
    out_.params.reactions.push_back(std::move(reaction));
  }
}

Release Designs::release(const ParticleParams& particle) const {
  const Release none{{{.share = 1, .rate = 0}}};
  if (!particle.release.given()) return none;
  const Values& said = **particle.release;
  for (const ReleaseLaw& law : laws_) {
    const std::string& name = law.info.name;
    if (!said.has(name)) continue;
    try {
      return law.release(said.map(name), particle.release.name() + "." + name + ".");
    } catch (const ParameterError& e) {
      const Value* value = find(said.map(name), e.parameter.substr(e.parameter.rfind('.') + 1));
      throw BuildError(value != nullptr && value->where.line > 0 ? value->where : said.at(name).where,
                       e.what());
    }
  }
  return none;
}

}  // namespace tilscape::body

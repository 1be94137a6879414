// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/dose_in.hpp"
#include "agents/body/systems/steps.hpp"
#include "engine/base/avogadro.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

namespace tilscape::body {

namespace {

using Dose = NetworkProcess::Dose;

class Doses {
 public:
  Doses(Draft& draft, std::size_t system, const Designs& designs)
      : draft_(draft), s_(system), said_(draft.systems()[system].said), designs_(designs) {}

  void add_all() {
    for (const auto& [name, entry] : draft_.said().treatments.all()) {
      const TreatmentParams t = *entry;
      if (*t.give != said_.of) continue;
      draft_.apart(entry.where(), [&, &name = name, &entry = entry] { add(name, t, entry.where()); });
    }
  }

 private:
  [[nodiscard]] bool is_vaccine() const { return draft_.said().vaccines.has(said_.of); }

  void add(const std::string& name, const TreatmentParams& t, const Location& where) {
    const std::string route = t.route.value_or(is_vaccine() ? "sc" : "iv");
    const std::vector<TreatmentParams::Given> doses = t.all();
    const auto goes = said_.routes.find(route);
    if (goes == said_.routes.end()) {
      std::vector<std::string> routes;
      for (const auto& [known, species] : said_.routes) routes.push_back(known);
      return draft_.refuse(
          t.route.given() ? t.route.where() : where,
          fmt::format("`{}` takes no dose by `{}`{}{}", said_.name, route,
                      t.route.given() ? "" : ", the route where none is said",
                      routes.empty() ? ": it has no `routes`" : "; its routes are: " + listed(routes)));
    }
    const std::optional<std::vector<Dose::Part>> parts =
        is_vaccine()                          ? of_vaccine(t, route, goes->second, where)
        : designs_.cargo(said_.of) != nullptr ? of_particles(t, route, goes->second, where)
                                              : of_drug(t, route, goes->second, where);
    if (!parts) return;
    const std::optional<std::size_t> by = rules(name, t, doses);
    if (t.records.given()) tell_late(name, t, doses);
    std::vector<Site> sites;
    const bool steady =
        std::any_of(doses.begin(), doses.end(), [](const auto& one) { return one.steady > 0; });
    if (steady && std::any_of(parts->begin(), parts->end(), [](const Dose::Part& part) { return part.wall; }))
      return draft_.refuse(where,
                           fmt::format("`{}` goes into the tissue, where there is no steady state", name));
    if (std::any_of(parts->begin(), parts->end(), [](const Dose::Part& part) { return part.wall; })) {
      sites = where_in_tissue(name, t, where);
      if (sites.empty()) return;
    }
    for (const TreatmentParams::Given& one : doses) {
      Dose dose{one.at, one.over, *parts, by, sites, one.steady, name};
      for (Dose::Part& part : dose.parts) part.amount *= one.share;
      draft_.spec().doses.push_back(std::move(dose));
    }
  }

  // What one dose is.

  std::optional<Draft::Leg> into(const std::optional<Text>& species, const std::string& key,
                                 const SystemText::Route& route, const char* what) {
    if (!species) {
      draft_.refuse(
          route.where,
          fmt::format("`{}` of `{}` does not say into which species goes {}", key, route.owner, what),
          Code::missing_key);
      return std::nullopt;
    }
    const auto leg = draft_.leg(s_, species->text, species->where, key, species->owner);
    if (!leg || !draft_.is_own(s_, *leg, *species, key)) return std::nullopt;
    return leg;
  }

  // Into the tissue.

  [[nodiscard]] bool goes_into_tissue(const SystemText::Route& route) const {
    return route.to && route.to->text == "tissue" && said_.species.count("tissue") == 0;
  }
  /// The wall behind which a field is.
  std::optional<std::size_t> wall_of(const std::string& field, const SystemText::Route& route) {
    const auto& walls = draft_.spec().walls;
    const Way* const way = designs_.way(field);
    for (std::size_t w = 0; way != nullptr && w < walls.size(); ++w)
      if (walls[w].field == way->field) return w;
    draft_.refuse(
        route.to->where,
        fmt::format("`{}` is not in the tissue, where a dose could go: `{}` has no `blood` that meets it",
                    field, said_.name));
    return std::nullopt;
  }
  std::vector<Site> where_in_tissue(const std::string& name, const TreatmentParams& t,
                                    const Location& where) {
    const Lattice& lattice = draft_.out().params.lattice;
    const std::array<double, 3> size = {lattice.nx() * lattice.spacing(), lattice.ny() * lattice.spacing(),
                                        lattice.nz() * lattice.spacing()};
    std::array<double, 3> middle = {size[0] / 2, size[1] / 2, size[2] / 2};
    if (!t.radius.given()) {
      draft_.refuse(
          where,
          fmt::format("`radius` is missing under `{}`: the dose goes into the tissue, spread over it", name),
          Code::missing_key);
      return {};
    }
    if (t.at.given()) {
      const std::vector<double> said = *t.at;
      const std::size_t axes = lattice.nz() > 1 ? 3 : 2;
      bool inside = said.size() == axes;
      for (std::size_t a = 0; inside && a < axes; ++a) {
        middle[a] = said[a];
        inside = said[a] < size[a];
      }
      if (!inside) {
        draft_.refuse(
            t.at.where(),
            fmt::format("`at` of `{}` is no place of the lattice: it takes {} numbers, within {:g} x {:g}{} "
                        "um",
                        name, axes, size[0], size[1], axes == 3 ? fmt::format(" x {:g}", size[2]) : ""),
            Code::out_of_range);
        return {};
      }
    }
    std::vector<Site> sites;
    Site nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < lattice.sites(); ++i) {
      const auto site = static_cast<Site>(i);
      const auto c = lattice.coordinates(site);
      const double x = (c.x + 0.5) * lattice.spacing() - middle[0];
      const double y = (c.y + 0.5) * lattice.spacing() - middle[1];
      const double z = lattice.nz() > 1 ? (c.z + 0.5) * lattice.spacing() - middle[2] : 0;
      const double square = x * x + y * y + z * z;
      if (square <= *t.radius * *t.radius) sites.push_back(site);
      if (square < least) {
        least = square;
        nearest = site;
      }
    }
    if (sites.empty()) sites.push_back(nearest);
    return sites;
  }

  std::optional<std::vector<Dose::Part>> of_drug(const TreatmentParams& t, const std::string& by,
                                                 const SystemText::Route& route, const Location& where) {
    if (goes_into_tissue(route)) {
      const auto wall = wall_of(said_.of, route);
      const auto amount =
          wall && t.one() ? amount_in(dimension_of("nmol"), t, t.of.value_or(said_.of), where) : std::nullopt;
      if (!amount) return std::nullopt;
      return {{{.amount = *amount, .account = draft_.spec().walls[*wall].account, .wall = wall}}};
    }
    const auto leg = into(route.to, "routes." + by, route, "the dose");
    if (!leg || !t.one()) return std::nullopt;
    const auto amount = amount_in(leg->species->dimension, t, t.of.value_or(said_.of), where);
    if (!amount) return std::nullopt;
    return {{{leg->species->index, *amount, account_of(draft_, *leg->species)}}};
  }

  /// Of a mass or an amount of a drug that they carry, or of a number of them, particles [nmol] and what is
  /// in them.
  std::optional<std::vector<Dose::Part>> of_particles(const TreatmentParams& t, const std::string& by,
                                                      const SystemText::Route& route, const Location& where) {
    const Cargo& cargo = *designs_.cargo(said_.of);
    if (goes_into_tissue(route)) return particles_into_tissue(t, cargo, route, where);
    const auto leg = into(route.to, "routes." + by, route, "the dose");
    if (!leg || !t.one() || cargo.molecules.empty()) return std::nullopt;
    if (!(leg->species->dimension == dimension_of("nmol"))) {
      draft_.refuse(route.to->where,
                    fmt::format("`{}` of `{}` is {}, and particles are an amount: `0 nmol`", route.to->text,
                                route.owner, dimension_name(leg->species->dimension)));
      return std::nullopt;
    }
    const auto particles = particles_in(t, cargo, where);
    if (!particles) return std::nullopt;
    std::vector<Dose::Part> parts;
    if (draft_.systems()[s_].counted)
      parts.push_back({leg->species->index, *particles, account_of(draft_, *leg->species)});
    for (const Content& content : cargo.contents) {
      const Named* const in = draft_.find(s_, leg->species->name + "." + content.name);
      if (in != nullptr && content.share > 0)
        parts.push_back({in->index, *particles * cargo.molecules.at(content.drug) * content.share,
                         account_of(draft_, *in)});
    }
    return parts;
  }

  std::optional<std::vector<Dose::Part>> particles_into_tissue(const TreatmentParams& t, const Cargo& cargo,
                                                               const SystemText::Route& route,
                                                               const Location& where) {
    const auto particles = t.one() ? particles_in(t, cargo, where) : std::nullopt;
    if (!particles) return std::nullopt;
    std::vector<Dose::Part> parts;
    const auto add = [&](std::optional<std::size_t> wall, double amount) {
      if (wall)
        parts.push_back({.amount = amount, .account = draft_.spec().walls[*wall].account, .wall = wall});
      return wall.has_value();
    };
    for (const Content& content : cargo.contents)
      if (content.share > 0 &&
          !add(wall_of(content.field, route), *particles * cargo.molecules.at(content.drug) * content.share))
        return std::nullopt;
    if (draft_.systems()[s_].counted) {
      const auto& walls = draft_.spec().walls;
      for (std::size_t w = 0; w < walls.size(); ++w)
        if (const Named* blood = said_.blood ? draft_.find(s_, said_.blood->text) : nullptr;
            blood != nullptr && walls[w].state == blood->index)
          add(w, *particles);
    }
    return parts;
  }

  std::optional<double> particles_in(const TreatmentParams& t, const Cargo& cargo, const Location& where) {
    const Quantity one = *t.one();
    const std::string counted = t.of.value_or(cargo.molecules.begin()->first);
    if (one.dimension == dimension_of("particles")) return one.value / molecules_per_nmol;
    if (one.dimension == dimension_of("particles/kg"))
      return one.value * (*draft_.said().body).kilograms() / molecules_per_nmol;
    const auto drug = amount_in(dimension_of("nmol"), t, counted, where);
    const auto molecules = cargo.molecules.find(counted);
    if (!drug || molecules == cargo.molecules.end() || !(molecules->second > 0)) return std::nullopt;
    return *drug / molecules->second;
  }

  std::optional<std::vector<Dose::Part>> of_vaccine(const TreatmentParams& t, const std::string& by,
                                                    const SystemText::Route& route, const Location&) {
    const VaccineParams design = *draft_.said().vaccines[said_.of];
    const double antigen = *design.antigen;
    const double adjuvant = *design.adjuvant;
    if (route.to) {
      draft_.refuse(
          route.to->where,
          fmt::format("`routes.{}` of `{}` says `to`, and what a vaccine holds goes by `antigen` and "
                      "`adjuvant`",
                      by, route.owner));
      return std::nullopt;
    }
    const double scale = t.dose.given() ? *t.dose / antigen : 1;
    std::vector<Dose::Part> parts;
    const auto add = [&](const std::optional<Text>& species, const char* what, double amount) {
      if (amount <= 0 && !species) return true;
      const auto leg = into(species, "routes." + by, route, what);
      if (!leg) return false;
      if (!(leg->species->dimension == dimension_of("nmol"))) {
        draft_.refuse(species->where,
                      fmt::format("`{}` of `{}` is {}, and {} is an amount: `0 nmol`", species->text,
                                  route.owner, dimension_name(leg->species->dimension), what));
        return false;
      }
      parts.push_back({leg->species->index, amount * scale, account_of(draft_, *leg->species)});
      return true;
    };
    if (!add(route.antigen, "the antigen", antigen) || !add(route.adjuvant, "the adjuvant", adjuvant))
      return std::nullopt;
    return parts;
  }

  /// What a treatment gives of a drug at once, in this unit.
  std::optional<double> amount_in(const Dimension& wanted, const TreatmentParams& t, const std::string& drug,
                                  const Location& where) {
    const DrugParams design = *draft_.said().drugs[drug];
    const auto& body = draft_.said().body;
    const DoseResult result = dose_in(wanted, t.one()->value, t.one()->dimension, design,
                                      body.given() ? std::optional(*body) : std::nullopt);
    if (!result.amount) draft_.told_elsewhere();
    if (!result.problem.empty())
      draft_.refuse(t.dose.where().line > 0 ? t.dose.where() : where, result.problem);
    return result.amount;
  }

  // When.

  /// Of a table; of what is said otherwise the check of treatments tells it.
  void tell_late(const std::string& name, const TreatmentParams& t,
                 const std::vector<TreatmentParams::Given>& doses) {
    const double end = *(*draft_.said().time).end;
    const auto late =
        std::count_if(doses.begin(), doses.end(), [&](const auto& dose) { return dose.at >= end; });
    if (late > 0)
      draft_.out().warnings.push_back(
          {t.records.where(),
           fmt::format("{} of {} doses of `{}` come after the end of the run", late, doses.size(), name),
           Code::unused});
  }

  /// The conditions of a treatment, in the names of the system that takes its doses.
  std::optional<std::size_t> rules(const std::string& name, const TreatmentParams& t,
                                   const std::vector<TreatmentParams::Given>& doses) {
    if (!t.hold.given() && !t.stop.given() && !t.when.given()) return std::nullopt;
    NetworkProcess::Rules rules{name};
    const auto take = [&](const Parameter<std::string>& said, const char* key,
                          std::optional<Program>& condition) {
      if (!said.given()) return;
      const Text is{*said, said.where(), name};
      condition = draft_.program(s_, is, fmt::format("`{}` of `{}`", key, name), Dimension{});
      if (const auto always = condition ? condition->constant() : std::nullopt)
        draft_.out().warnings.push_back(
            {said.where(), fmt::format("`{}` of `{}` {} holds", key, name, *always != 0 ? "always" : "never"),
             Code::unused});
    };
    take(t.hold, "hold", rules.hold);
    take(t.stop, "stop", rules.stop);
    take(t.when, "when", rules.when);
    for (std::size_t i = 0; (rules.hold || rules.stop) && i + 1 < doses.size(); ++i)
      if (doses[i].at + doses[i].over > doses[i + 1].at)
        draft_.refuse(t.over.where().line > 0 ? t.over.where() : t.give.where(),
                      fmt::format("a dose of `{}` begins before the one before has ended, and so cannot be "
                                  "held or stopped",
                                  name));
    for (std::size_t s = 0; s < draft_.systems().size(); ++s)
      for (const char* column : {"held", "stopped", "begun"})
        if (const Named* named = draft_.systems()[s].said.name == name ? draft_.find(s, column) : nullptr)
          draft_.refuse(
              named->is.where,
              fmt::format("`{}` of `{}` is a column of the treatment of this name as well: call one of them "
                          "otherwise",
                          column, name),
              Code::bad_name);
    draft_.spec().rules.push_back(std::move(rules));
    return draft_.spec().rules.size() - 1;
  }

  Draft& draft_;
  std::size_t s_;
  const SystemText& said_;
  const Designs& designs_;
};

}  // namespace

void add_doses(Draft& draft, std::size_t s, const Designs& designs) {
  const SystemText& said = draft.systems()[s].said;
  if (said.of.empty()) return;
  if (const std::size_t first = *draft.system_of(said.of); first != s)
    return draft.refuse(said.of_at,
                        fmt::format("`{}` takes the doses of `{}` as well: a dose goes into one system",
                                    draft.systems()[first].said.name, said.of));
  Doses(draft, s, designs).add_all();
}

}  // namespace tilscape::body

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Vessels that run through the lattice, made or read, and what they give to the tissue.
#include "agents/vessels/segments.hpp"
#include "agents/vessels/supply.hpp"
#include "engine/base/error.hpp"
#include "engine/base/parameters.hpp"
#include "engine/part/assembly.hpp"
#include "engine/part/part.hpp"
#include "engine/part/review.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::parts {

namespace {

struct SupplyParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> permeability{
      this, {.name = "permeability", .unit = "um/min", .about = "of the vessel wall", .min = 0, .idle = 0}};
  Parameter<double> level{this, {.name = "level", .unit = "=unit", .about = "in the blood", .min = 0}};
  Parameter<double> available{this,
                              {.name = "available",
                               .default_value = "1",
                               .about = "share of the tissue's volume that it can enter",
                               .source = "assumed",
                               .min = 1e-6,
                               .max = 1}};
};

struct VesselParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> generate{this,
                                  {.name = "generate",
                                   .kind = ParameterKind::word,
                                   .about = "random lines, a regular grid of lines, or none",
                                   .optional = true,
                                   .choices = {"random", "regular", "none"}}};
  Parameter<std::string> read{this,
                              {.name = "read",
                               .kind = ParameterKind::file,
                               .about = "table of segments (CSV) instead of `generate`",
                               .optional = true}};
  Parameter<double> spacing{this,
                            {.name = "spacing",
                             .unit = "um",
                             .about = "mean distance between vessels",
                             .min = 1,
                             .optional = true}};
  Parameter<double> radius{this,
                           {.name = "radius",
                            .unit = "um",
                            .default_value = "8 um",
                            .about = "of the vessels that are made",
                            .source = "assumed",
                            .min = 0.1,
                            .max = 1000}};
  Map<SupplyParams> supply{this,
                           {.name = "supply",
                            .about = "substances that the blood holds at a level and gives to the tissue",
                            .optional = true,
                            .key = ParameterKind::substance}};
};

void check(Review& review) {
  const Values* v = review.section("vessels");
  if (v == nullptr) return;
  const auto* made = review.get<std::string>(*v, "generate");
  if (made != nullptr && Review::given(*v, "read"))
    review.error(review.key({"vessels", "read"}), {}, Code::one_of, "`vessels` are either made or read",
                 "`generate` is there as well");
  if (made != nullptr && *made != "none" && !Review::given(*v, "spacing"))
    review.error(review.spot({"vessels", "generate"}), v->at("generate").where, Code::missing_key,
                 "vessels that are made need a `spacing`", "their mean distance");
  const bool none =
      !Review::given(*v, "read") && (!Review::given(*v, "generate") || (made != nullptr && *made == "none"));
  if (none && Review::given(*v, "supply"))
    review.unused(review.spot({"vessels", "supply"}), v->at("supply").where,
                  "what the vessels give reaches nothing", "there are no vessels");
}

/// Sites on the outer faces, for cells that enter from around the lattice.
SiteSet border(const Lattice& lattice) {
  SiteSet set{.name = "border"};
  for (Site s = 0; s < lattice.sites(); ++s) {
    const Coordinates c = lattice.coordinates(s);
    const bool flat = lattice.dimensions() == 2;
    if (c.x == 0 || c.y == 0 || c.x == lattice.nx() - 1 || c.y == lattice.ny() - 1 ||
        (!flat && (c.z == 0 || c.z == lattice.nz() - 1)))
      set.sites.push_back(s);
  }
  set.weights.assign(set.sites.size(), 1);
  return set;
}

std::vector<Tube> pieces_of(const VesselParams& said, const Location& where, const Params& params) {
  if (said.read.given()) return vessels::read_segments(*said.read);
  const std::string how = said.generate.value_or("none");
  if (how == "none") return {};
  try {
    if (how == "regular")
      return vessels::regular(params.lattice, vessels::Axis::z, *said.spacing, *said.radius);
    return vessels::random(params.lattice, Draws(params.seed, 0), *said.spacing, *said.radius);
  } catch (const ParameterError& e) {
    const Location& own = e.parameter == "radius" ? said.radius.where() : said.spacing.where();
    throw BuildError(own.line > 0 ? own : where, e.what());
  }
}

/// Those of a table that have no wall in the lattice; a spacing that is longer than it.
void warn(const VesselParams& said, Assembly& out) {
  const Lattice& lattice = out.params.lattice;
  const double longest = std::max({lattice.nx(), lattice.ny(), lattice.nz()}) * lattice.spacing();
  if (!said.read.given()) {
    if (!out.tubes.empty() && *said.spacing > longest)
      out.warnings.push_back(
          {said.spacing.where(),
           fmt::format("`vessels.spacing` has no effect: it is longer than the lattice of {:g} um, "
                       "and one vessel there always is",
                       longest),
           Code::unused});
    return;
  }
  const auto outside = std::count_if(out.tubes.begin(), out.tubes.end(), [&](const Tube& tube) {
    return vessels::rasterise(lattice, {tube}).site.empty();
  });
  if (outside > 0)
    out.warnings.push_back(
        {said.read.where(),
         fmt::format("vessels of the table that lie outside of the lattice: {} of {}. They are left out",
                     outside, out.tubes.size())});
}

void add_supply(const std::string& name, const SupplyParams& said, const Location& where, Assembly& out) {
  Params& params = out.params;
  Substance* const field = out.substance(name);
  if (field == nullptr)
    throw BuildError(where, "`" + name + "` is no substance: what the body gives comes from its plasma");
  field->available = *said.available;
  params.processes.push_back(std::make_shared<Supply>(
      "supply_" + name, FieldId{static_cast<std::uint16_t>(field - params.substances.data())},
      VesselWall(params.site_sets[0], params.lattice.site_volume(), *said.permeability, field->available),
      *said.level));
}

void assemble(Assembly& out) {
  const bool there = out.root.has("vessels");
  const Location where = there ? out.root.at("vessels").where : Location{};
  vessels::VesselSites wall;
  const auto build = [&] {
    ask_extents(out.root);
    const VesselParams said(out.root.map("vessels"));
    out.tubes = pieces_of(said, where, out.params);
    wall = vessels::rasterise(out.params.lattice, out.tubes);
    if (wall.site.empty() && said.read.given())
      throw BuildError(said.read.where(), "no vessel of the table lies in the lattice");
    warn(said, out);
  };
  // A stand-in for vessels that are refused, so that nobody else misses them.
  if (there && !out.refusals.attempt(where, build)) wall = {{Site{0}}, {1}};
  out.params.site_sets.push_back({"vessels", wall.site, wall.surface_um2});
  out.params.site_sets.push_back(border(out.params.lattice));
  if (!there) return;
  out.refusals.attempt(where, [&] {
    for (const auto& [name, supply] : VesselParams(out.root.map("vessels")).supply.all())
      out.refusals.attempt(supply.where(), [&, &name = name, &supply = supply] {
        add_supply(name, *supply, supply.where(), out);
      });
  });
}

}  // namespace

Part vessels() {
  return {.sections = {{.name = "vessels",
                        .kind = ParameterKind::record,
                        .about = "vessels that run through the lattice, made or read",
                        .optional = true,
                        .children = describe<VesselParams>()}},
          .after = "substances",
          .processes = {"supply_*"},
          .check = check,
          .assemble = assemble};
}

}  // namespace tilscape::parts

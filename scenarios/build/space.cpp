// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Lattice, substances and vessels of a run.
#include "agents/vessels/segments.hpp"
#include "agents/vessels/supply.hpp"
#include "engine/base/error.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/read/names.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

Side side_of(const std::string& word) {
  return word == "periodic" ? Side::periodic : word == "open" ? Side::open : Side::closed;
}

/// The key of an axis: its own, else that of all.
std::string key_of(const Values& sides, const std::string& axis) {
  return sides.has(axis) ? axis : "all";
}

/// A level that is held there, or a word.
FieldSide field_side(const Values& sides, const std::string& key) {
  if (const double* level = std::get_if<double>(&sides.at(key).data))
    return {FieldSide::Kind::dirichlet, *level};
  return {sides.text(key) == "periodic" ? FieldSide::Kind::periodic : FieldSide::Kind::no_flux, 0};
}

std::array<FieldSide, 6> field_sides(const Values& sides, int dimensions) {
  static constexpr const char* axes[] = {"x", "y", "z"};
  std::array<FieldSide, 6> result;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimensions); ++axis) {
    const std::string name = axes[axis];
    const auto side = [&](const char* end) {
      return field_side(sides, sides.has(name + end) ? name + end : key_of(sides, name));
    };
    result[2 * axis] = side("_low");
    result[2 * axis + 1] = side("_high");
  }
  return result;
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

}  // namespace

Lattice build_lattice(const Values& root) {
  const Values& l = root.map("lattice");
  Lattice::Shape shape;
  shape.spacing = l.number("spacing");
  shape.neighbourhood =
      l.text("neighbourhood") == "moore" ? Neighbourhood::moore : Neighbourhood::von_neumann;
  std::vector<double> sites = l.has("sites") ? l.numbers("sites") : std::vector<double>{};
  if (sites.empty())
    for (const double length : l.numbers("size"))
      sites.push_back(std::max(1.0, std::round(length / shape.spacing)));
  shape.nx = static_cast<std::int32_t>(sites[0]);
  shape.ny = static_cast<std::int32_t>(sites[1]);
  shape.nz = sites.size() == 3 ? static_cast<std::int32_t>(sites[2]) : 1;
  const bool flat = shape.nz == 1;
  if (flat) shape.thickness = l.number_or("thickness", 0);
  const Values& sides = l.map("sides");
  const auto side = [&](const char* axis) { return side_of(sides.text(key_of(sides, axis))); };
  shape.sides = {side("x"), side("y"), flat ? Side::closed : side("z")};
  try {
    return Lattice(shape);
  } catch (const UsageError& e) {
    throw BuildError(root.at("lattice").where, e.what());
  }
}

void add_substances(const Scenario& scenario, Params& params, Refusals& refusals) {
  const Values& root = scenario.root;
  if (!root.has("substances") ||
      !refusals.attempt(root.at("substances").where, [&] { (void)root.map("substances"); }))
    return;
  const auto unit_of = [&](const std::string& name) {
    const Names names = collect_names(scenario.tree, *scenario.catalogue);
    const NamedUnit* substance = names.substance(name);
    return substance == nullptr ? "nM" : substance->unit == "*" ? "" : substance->unit;
  };
  for (const auto& [name, entry] : root.map("substances").entries()) {
    const auto build = [&, &name = name] {
      const Values& v = root.map("substances").map(name);
      FieldSpec field{.name = name,
                      .unit = canonical_unit(dimension_of(v.text("unit"))),
                      .diffusion = v.number("diffusion"),
                      .decay = v.number("decay"),
                      .sides = field_sides(v.map("sides"), params.lattice.dimensions()),
                      .steady = v.text("solve") == "steady",
                      .initial = v.number("initial")};
      const std::uint32_t period =
          v.has("every")
              ? static_cast<std::uint32_t>(std::llround(v.number("every") / root.map("time").number("step")))
              : period_of(root, name);
      params.substances.push_back({std::move(field), period});
    };
    // A stand-in, so that nobody misses it.
    if (!refusals.attempt(entry.where, build))
      params.substances.push_back({{.name = name, .unit = canonical_unit(dimension_of(unit_of(name)))}});
  }
}

namespace {

std::vector<vessels::Segment> vessel_segments(const Values& root, const Params& params) {
  const Values& v = root.map("vessels");
  if (v.has("read")) return vessels::read_segments(v.text("read"));
  const std::string how = v.text_or("generate", "none");
  if (how == "none") return {};
  try {
    if (how == "regular")
      return vessels::regular(params.lattice, vessels::Axis::z, v.number("spacing"), v.number("radius"));
    return vessels::random(params.lattice, Draws(params.seed, 0), v.number("spacing"), v.number("radius"));
  } catch (const ParameterError& e) {
    const Location& own = v.at(e.parameter).where;
    throw BuildError(own.line > 0 ? own : root.at("vessels").where, e.what());
  }
}

void add_supply(const std::string& name, const Values& supply, const Location& where, Params& params) {
  const auto field = std::find_if(params.substances.begin(), params.substances.end(),
                                  [&](const Substance& s) { return s.field.name == name; });
  if (field == params.substances.end())
    throw BuildError(where, "`" + name + "` is no substance: what the body gives comes from its plasma");
  const Values& v = supply.map(name);
  field->available = v.number("available");
  params.processes.push_back(std::make_shared<Supply>(
      "supply_" + name, FieldId{static_cast<std::uint16_t>(field - params.substances.begin())},
      VesselWall(params.site_sets[0], params.lattice.site_volume(), v.number("permeability"),
                 field->available),
      v.number("level")));
}

void add_supplies(const Values& vessels, Params& params, Refusals& refusals) {
  if (!vessels.has("supply")) return;
  const Values& supply = vessels.map("supply");
  for (const auto& [name, entry] : supply.entries())
    refusals.attempt(entry.where,
                     [&, &name = name, &entry = entry] { add_supply(name, supply, entry.where, params); });
}

}  // namespace

void warn_of_vessels(const Values& root, const std::vector<vessels::Segment>& vessels, Run& run) {
  if (!root.has("vessels")) return;
  const Values& said = root.map("vessels");
  const Lattice& lattice = run.simulation->params().lattice;
  const double longest = std::max({lattice.nx(), lattice.ny(), lattice.nz()}) * lattice.spacing();
  if (!said.has("read") && !vessels.empty() && said.number("spacing") > longest)
    run.warnings.push_back(
        {said.at("spacing").where,
         fmt::format("`vessels.spacing` has no effect: it is longer than the lattice of {:g} um, "
                     "and one vessel there always is",
                     longest),
         Code::unused});
  if (!said.has("read")) return;
  const auto outside = std::count_if(vessels.begin(), vessels.end(), [&](const vessels::Segment& vessel) {
    return vessels::rasterise(lattice, {vessel}).site.empty();
  });
  if (outside > 0)
    run.warnings.push_back(
        {root.map("vessels").at("read").where,
         fmt::format("vessels of the table that lie outside of the lattice: {} of {}. They are left out",
                     outside, vessels.size())});
}

std::vector<vessels::Segment> add_vessels(const Values& root, Params& params, Refusals& refusals) {
  std::vector<vessels::Segment> segments;
  vessels::VesselSites wall;
  const auto build = [&] {
    ask_extents(root);
    segments = vessel_segments(root, params);
    wall = vessels::rasterise(params.lattice, segments);
    const Values& v = root.map("vessels");
    if (wall.site.empty() && v.has("read"))
      throw BuildError(v.at("read").where, "no vessel of the table lies in the lattice");
  };
  // A stand-in for vessels that are refused, so that nobody else misses them.
  if (root.has("vessels") && !refusals.attempt(root.at("vessels").where, build)) wall = {{Site{0}}, {1}};
  params.site_sets.push_back({"vessels", wall.site, wall.surface_um2});
  params.site_sets.push_back(border(params.lattice));
  if (root.has("vessels"))
    refusals.attempt(root.at("vessels").where, [&] { add_supplies(root.map("vessels"), params, refusals); });
  return segments;
}

}  // namespace tilscape::scenarios

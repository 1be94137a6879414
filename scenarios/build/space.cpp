// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Lattice and substances of a run.
#include "engine/base/error.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/subjects/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

Side side_of(const std::string& word) {
  return word == "periodic" ? Side::periodic : word == "open" ? Side::open : Side::closed;
}

FieldSide field_side(const SideOfField& said) {
  if (const double* level = std::get_if<double>(&said)) return {FieldSide::Kind::dirichlet, *level};
  const bool periodic = std::get<std::string>(said) == "periodic";
  return {periodic ? FieldSide::Kind::periodic : FieldSide::Kind::no_flux, 0};
}

/// What is said of the face, else of its axis, else of all.
std::array<FieldSide, 6> field_sides(const SubstanceSides& said, int dimensions) {
  struct Axis {
    const Parameter<SideOfField>& both;
    const Parameter<SideOfField>& low;
    const Parameter<SideOfField>& high;
  };
  const std::array<Axis, 3> axes = {{{said.x, said.x_low, said.x_high},
                                     {said.y, said.y_low, said.y_high},
                                     {said.z, said.z_low, said.z_high}}};
  std::array<FieldSide, 6> result;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimensions); ++axis) {
    const auto side = [&, &both = axes[axis].both](const Parameter<SideOfField>& face) {
      return field_side(*(face.given() ? face : both.given() ? both : said.all));
    };
    result[2 * axis] = side(axes[axis].low);
    result[2 * axis + 1] = side(axes[axis].high);
  }
  return result;
}

}  // namespace

Lattice build_lattice(const Values& root) {
  const ScenarioParams scenario(root);
  const LatticeParams said = *scenario.lattice;
  Lattice::Shape shape;
  shape.spacing = *said.spacing;
  shape.neighbourhood = *said.neighbourhood == "moore" ? Neighbourhood::moore : Neighbourhood::von_neumann;
  std::vector<double> sites = said.sites.value_or({});
  if (sites.empty())
    for (const double length : *said.size) sites.push_back(std::max(1.0, std::round(length / shape.spacing)));
  shape.nx = static_cast<std::int32_t>(sites[0]);
  shape.ny = static_cast<std::int32_t>(sites[1]);
  shape.nz = sites.size() == 3 ? static_cast<std::int32_t>(sites[2]) : 1;
  const bool flat = shape.nz == 1;
  if (flat) shape.thickness = said.thickness.value_or(0);
  const LatticeSides sides = *said.sides;
  const auto side = [&](const Parameter<std::string>& axis) {
    return side_of(*(axis.given() ? axis : sides.all));
  };
  shape.sides = {side(sides.x), side(sides.y), flat ? Side::closed : side(sides.z)};
  try {
    return Lattice(shape);
  } catch (const UsageError& e) {
    throw BuildError(scenario.lattice.where(), e.what());
  }
}

void add_substances(const Scenario& scenario, Params& params, Refusals& refusals) {
  const ScenarioParams said(scenario.root);
  if (!said.substances.given()) return;
  std::vector<std::pair<std::string, Parameter<SubstanceParams>>> substances;
  if (!refusals.attempt(said.substances.where(), [&] { substances = said.substances.all(); })) return;
  const auto unit_of = [&](const std::string& name) {
    const Names names = collect_names(scenario.tree, *scenario.language);
    const NamedUnit* substance = names.substance(name);
    return substance == nullptr ? "nM" : substance->unit == "*" ? "" : substance->unit;
  };
  for (const auto& [name, entry] : substances) {
    const auto build = [&, &name = name, &entry = entry] {
      const SubstanceParams substance = *entry;
      FieldSpec field{.name = name,
                      .unit = canonical_unit(dimension_of(*substance.unit)),
                      .diffusion = *substance.diffusion,
                      .decay = *substance.decay,
                      .sides = field_sides(*substance.sides, params.lattice.dimensions()),
                      .steady = *substance.solve == "steady",
                      .initial = *substance.initial};
      const std::uint32_t period =
          substance.every.given()
              ? static_cast<std::uint32_t>(std::llround(*substance.every / *(*said.time).step))
              : period_of(scenario.root, name);
      params.substances.push_back({std::move(field), period});
    };
    // A stand-in, so that nobody misses it.
    if (!refusals.attempt(entry.where(), build))
      params.substances.push_back({{.name = name, .unit = canonical_unit(dimension_of(unit_of(name)))}});
  }
}

}  // namespace tilscape::scenarios

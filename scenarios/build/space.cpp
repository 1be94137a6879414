// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Lattice and substances of a run.
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
    const Names names = collect_names(scenario.tree, *scenario.language);
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

}  // namespace tilscape::scenarios

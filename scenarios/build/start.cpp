// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The cells that are there at the start.
#include "engine/base/error.hpp"
#include "scenarios/build/cell_table.hpp"
#include "scenarios/build/placement.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// Only what the shape has is asked for.
Region region_of(const Values& v, const Lattice& lattice) {
  Region region;
  const std::string shape = v.text_or("shape", "everywhere");
  if (shape == "everywhere") return region;
  const double h = lattice.spacing();
  region.centre = {lattice.nx() * h / 2, lattice.ny() * h / 2, lattice.nz() * h / 2};
  const auto take = [&](const char* key, std::array<double, 3>& into) {
    const auto& given = v.numbers(key);
    std::copy_n(given.begin(), std::min<std::size_t>(3, given.size()), into.begin());
  };
  if (v.has("centre")) take("centre", region.centre);
  if (shape == "box") {
    region.shape = Region::Shape::box;
    take("size", region.size);
    return region;
  }
  region.shape = shape == "disc" ? Region::Shape::disc : Region::Shape::sphere;
  region.radius = shape == "point" ? h : v.number("radius");
  if (shape != "point") region.inner = v.number("inner");
  return region;
}

/// Cells that are asked for; as many as fit into the shape when nothing is.
std::optional<double> count_of(const Values& v) {
  if (v.has("count")) return v.number("count");
  if (v.text_or("shape", "") == "point") return 1;
  return std::nullopt;
}

void place_region(const Values& v, const AgentSpec& spec, TypeId type, Simulation& run) {
  const std::optional<double> asked = count_of(v);
  const std::optional<std::size_t> count =
      asked ? std::optional(static_cast<std::size_t>(*asked)) : std::nullopt;
  const std::uint8_t state =
      v.has("state") ? state_of(run.params().types[type.value], v.text("state")) : std::uint8_t{0};
  const std::size_t placed = scatter(run, type, region_of(v, run.params().lattice), count, state);
  if (count && placed < *count)
    throw BuildError(
        v.at(v.has("count") ? "count" : "shape").where,
        fmt::format("only {} of {} cells of `{}` fit into their shape", placed, *count, spec.name));
  if (placed == 0 && !count)
    throw BuildError(
        v.at("shape").where,
        fmt::format("no cell of `{}` fits into its shape: it lies outside of the lattice, holds no "
                    "middle of a site, or is full",
                    spec.name));
}

}  // namespace

StartSize start_size(const AgentSpec& spec, const Lattice& lattice) {
  StartSize size;
  if (!spec.values.has("start")) return size;
  for (const Value::Record& start : spec.values.records("start")) {
    if (start->has("cells")) {
      try {
        size.cells += static_cast<double>(count_cells(*start));
      } catch (const BuildError&) {  // told when the cells are placed, with all that is wrong
      } catch (const InputError&) {
      }
      continue;
    }
    const double sites = size_of(region_of(*start, lattice), lattice);
    size.sites = std::max(size.sites, sites);
    size.cells += count_of(*start).value_or(sites);
  }
  return size;
}

void place_cells(const Scenario& scenario, Run& run, Refusals& refusals) {
  for (std::uint8_t t = 0; t < scenario.types.size(); ++t) {
    const AgentSpec& spec = scenario.types[t];
    if (!spec.values.has("start")) continue;
    std::vector<Value::Record> starts;
    const std::string path = "agents." + spec.name + ".start";
    refusals.attempt(
        spec.where, [&] { starts = spec.values.records("start"); }, path);
    for (const Value::Record& start : starts) {
      const auto place = [&] {
        ask_extents(scenario.root);
        if (start->has("cells"))
          place_table(*start, spec, TypeId{t}, run);
        else
          place_region(*start, spec, TypeId{t}, *run.simulation);
      };
      // What is said of its lines does not hang on the places.
      if (start->has("cells"))
        refusals.attempt(
            spec.where, [&] { check_lines(*start); }, path);
      refusals.attempt(spec.where, place, path);
    }
  }
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The cells that are there at the start.
#include "engine/base/error.hpp"
#include "scenarios/build/cell_table.hpp"
#include "scenarios/build/placement.hpp"
#include "scenarios/subjects/agent_type.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// Only what the shape has is asked for.
Region region_of(const StartParams& said, const Lattice& lattice) {
  Region region;
  const std::string shape = said.shape.value_or("everywhere");
  if (shape == "everywhere") return region;
  const double h = lattice.spacing();
  region.centre = {lattice.nx() * h / 2, lattice.ny() * h / 2, lattice.nz() * h / 2};
  const auto take = [](const std::vector<double>& given, std::array<double, 3>& into) {
    std::copy_n(given.begin(), std::min<std::size_t>(3, given.size()), into.begin());
  };
  if (said.centre.given()) take(*said.centre, region.centre);
  if (shape == "box") {
    region.shape = Region::Shape::box;
    take(*said.size, region.size);
    return region;
  }
  region.shape = shape == "disc" ? Region::Shape::disc : Region::Shape::sphere;
  region.radius = shape == "point" ? h : *said.radius;
  if (shape != "point") region.inner = *said.inner;
  return region;
}

/// Cells that are asked for; as many as fit into the shape when nothing is.
std::optional<double> count_of(const StartParams& said) {
  if (said.count.given()) return *said.count;
  if (said.shape.value_or("") == "point") return 1;
  return std::nullopt;
}

void place_region(const StartParams& said, const AgentSpec& spec, TypeId type, Simulation& run) {
  const std::optional<double> asked = count_of(said);
  const std::optional<std::size_t> count =
      asked ? std::optional(static_cast<std::size_t>(*asked)) : std::nullopt;
  const std::uint8_t state =
      said.state.given() ? state_of(run.params().types[type.value], *said.state) : std::uint8_t{0};
  const std::size_t placed = scatter(run, type, region_of(said, run.params().lattice), count, state);
  if (count && placed < *count)
    throw BuildError(
        said.count.given() ? said.count.where() : said.shape.where(),
        fmt::format("only {} of {} cells of `{}` fit into their shape", placed, *count, spec.name));
  if (placed == 0 && !count)
    throw BuildError(
        said.shape.where(),
        fmt::format("no cell of `{}` fits into its shape: it lies outside of the lattice, holds no "
                    "middle of a site, or is full",
                    spec.name));
}

}  // namespace

StartSize start_size(const AgentSpec& spec, const Lattice& lattice) {
  StartSize size;
  for (const StartParams& start : AgentTypeParams(spec.values).start.value_or({})) {
    if (start.cells.given()) {
      try {
        size.cells += static_cast<double>(count_cells(start));
      } catch (const BuildError&) {  // told when the cells are placed, with all that is wrong
      } catch (const InputError&) {
      }
      continue;
    }
    const double sites = size_of(region_of(start, lattice), lattice);
    size.sites = std::max(size.sites, sites);
    size.cells += count_of(start).value_or(sites);
  }
  return size;
}

void place_cells(const Scenario& scenario, Run& run, Refusals& refusals) {
  for (std::uint8_t t = 0; t < scenario.types.size(); ++t) {
    const AgentSpec& spec = scenario.types[t];
    const AgentTypeParams said(spec.values);
    if (!said.start.given()) continue;
    std::vector<StartParams> starts;
    const std::string path = "agents." + spec.name + ".start";
    refusals.attempt(
        spec.where, [&] { starts = *said.start; }, path);
    for (const StartParams& start : starts) {
      const auto place = [&] {
        ask_extents(scenario.root);
        if (start.cells.given())
          place_table(start, spec, TypeId{t}, run);
        else
          place_region(start, spec, TypeId{t}, *run.simulation);
      };
      // What is said of its lines does not hang on the places.
      if (start.cells.given())
        refusals.attempt(
            spec.where, [&] { check_lines(start); }, path);
      refusals.attempt(spec.where, place, path);
    }
  }
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The cells that are there at the start.
#include "engine/base/error.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/build/placement.hpp"
#include "scenarios/build/table.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr double largest_share_left_out = 0.02;

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

/// Is this row of a table a cell of the type that the table is read for?
bool belongs(const Table& table, std::size_t row, const Values& v) {
  if (!v.has("type")) return true;
  const Values& type = v.map("type");
  return table.text(row, table.column(type.text("column"))) == type.text("is");
}

std::size_t rows_of(const Values& v) {
  const Table table = Table::read(v.text("cells"));
  std::size_t rows = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) rows += belongs(table, row, v) ? 1 : 0;
  return rows;
}

/// Cells of a table that belong to this type, with the columns that they fill.
void place_table(const Values& v, const AgentSpec& spec, TypeId type, Simulation& run,
                 std::vector<std::string>& notes) {
  const Table table = Table::read(v.text("cells"));
  const std::size_t x = table.column(v.text("x"));
  const std::size_t y = table.column(v.text("y"));
  const std::size_t z = v.has("z") ? table.column(v.text("z")) : x;

  struct Filled {
    std::size_t from;
    double times;
  };
  std::vector<ColumnId> columns;
  std::vector<Filled> filled;
  if (v.has("columns"))
    for (const auto& [name, entry] : v.map("columns").entries()) {
      const Values& c = v.map("columns").map(name);
      columns.push_back(column_of(run.params().types[type.value], name));
      filled.push_back({table.column(c.text("column")), c.number_or("times", 1)});
    }

  std::vector<MeasuredCell> cells;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!belongs(table, row, v)) continue;
    MeasuredCell cell{table.number(row, x), table.number(row, y), v.has("z") ? table.number(row, z) : 0, {}};
    for (const Filled& f : filled)
      cell.values.push_back(static_cast<float>(table.number(row, f.from) * f.times));
    cells.push_back(std::move(cell));
  }
  const Fitted fitted = place_measured(run, type, cells, columns);
  notes.push_back(fmt::format("{}: {} cells from {}, {} of them moved to a site beside theirs, {} left out",
                              spec.name, fitted.placed, v.text("cells"), fitted.moved, fitted.left_out));
  if (static_cast<double>(fitted.left_out) > largest_share_left_out * static_cast<double>(cells.size()))
    throw BuildError(
        spec.where,
        fmt::format("{} of {} cells of `{}` find no free site within two spacings (more than 2 %). "
                    "A smaller spacing, or cells that take less, helps",
                    fitted.left_out, cells.size(), spec.name));
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
      size.cells += static_cast<double>(rows_of(*start));
      continue;
    }
    const double sites = size_of(region_of(*start, lattice), lattice);
    size.sites = std::max(size.sites, sites);
    size.cells += count_of(*start).value_or(sites);
  }
  return size;
}

void place_cells(const Scenario& scenario, Simulation& run, std::vector<std::string>& notes,
                 Refusals& refusals) {
  for (std::uint8_t t = 0; t < scenario.types.size(); ++t) {
    const AgentSpec& spec = scenario.types[t];
    if (!spec.values.has("start")) continue;
    for (const Value::Record& start : spec.values.records("start")) {
      refusals.attempt(spec.where, [&] {
        if (start->has("cells"))
          place_table(*start, spec, TypeId{t}, run, notes);
        else
          place_region(*start, spec, TypeId{t}, run);
      });
    }
  }
}

}  // namespace tilscape::scenarios

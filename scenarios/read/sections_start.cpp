// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells that are there at the start: in a shape, or from a table.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

ParameterInfo start_parameter() {
  const Info column = {.name = "column", .kind = Kind::text, .about = "column of the table"};
  return {.name = "start",
          .kind = Kind::records,
          .about = "cells that are there at the start: a number in a shape, or a table; or a list of such",
          .optional = true,
          .children = {
              optional({.name = "count",
                        .kind = Kind::integer,
                        .about = "number of cells; as many as fit into the shape when left out",
                        .min = 0,
                        .max = 1e9}),
              optional({.name = "shape",
                        .kind = Kind::word,
                        .about = "where they are",
                        .choices = {"everywhere", "sphere", "disc", "box", "point"}}),
              optional({.name = "centre",
                        .kind = Kind::numbers,
                        .unit = "um",
                        .about = "of the shape; the lattice's when left out"}),
              optional({.name = "radius", .unit = "um", .about = "of a sphere or disc", .min = 0}),
              {.name = "inner",
               .unit = "um",
               .default_value = "0 um",
               .about = "radius of a hollow inside",
               .source = by_definition,
               .min = 0},
              optional({.name = "size", .kind = Kind::numbers, .unit = "um", .about = "of a box", .min = 0}),
              optional(
                  {.name = "state", .kind = Kind::state, .about = "of these cells; the first when left out"}),
              optional({.name = "cells", .kind = Kind::file, .about = "table with a line per cell (CSV)"}),
              {.name = "x",
               .kind = Kind::text,
               .default_value = "x",
               .about = "its column with x [um]",
               .source = by_definition},
              {.name = "y",
               .kind = Kind::text,
               .default_value = "y",
               .about = "its column with y [um]",
               .source = by_definition},
              text("z", "its column with z [um], in 3D"),
              record("type", "which of its lines are meant",
                     {column, {.name = "is", .kind = Kind::text, .about = "value in that column"}}),
              map("columns", "columns of the agents, each from a column of the table",
                  {column,
                   {.name = "times",
                    .unit = "*",
                    .default_value = "1",
                    .about = "factor to the values of the table, with its unit",
                    .source = by_definition}},
                  "column", Kind::column)}};
}

}  // namespace tilscape::scenarios

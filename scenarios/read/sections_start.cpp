// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells that are there at the start: in a shape, or from a table.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

ParameterInfo start_parameter() {
  const Info column = {.name = "column", .kind = Kind::text, .about = "column of the table"};
  Info is = map("is", "states, and the values in that column that stand for each",
                {{.kind = Kind::texts, .about = "value in that column, or several"}}, {}, Kind::state);
  is.optional = false;
  return {
      .name = "start",
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
          optional({.name = "state",
                    .kind = Kind::state,
                    .about = "of these cells; that of a new cell when left out"}),
          optional({.name = "cells",
                    .kind = Kind::file,
                    .about = "table with a line per cell: text whose fields are parted by `,`, `;` or "
                             "tabs. The keys below are of it; its columns go by name or by number, from 1"}),
          optional({.name = "header",
                    .kind = Kind::boolean,
                    .about = "whether its first line names the columns; seen from the line when left "
                             "out"}),
          {.name = "x",
           .kind = Kind::texts,
           .default_value = "x",
           .about = "its column with x; two columns: from and to, the cell is in their middle",
           .source = by_definition},
          {.name = "y",
           .kind = Kind::texts,
           .default_value = "y",
           .about = "its column or columns with y",
           .source = by_definition},
          optional({.name = "z", .kind = Kind::texts, .about = "its column or columns with z, in 3D"}),
          optional({.name = "scale",
                    .kind = Kind::numbers,
                    .unit = "um",
                    .about = "length of the table's unit, such as the edge of a pixel; of each axis, when "
                             "they differ. 1 um when left out",
                    .min = 1e-6,
                    .max = 1e6}),
          optional({.name = "origin",
                    .kind = Kind::numbers,
                    .unit = "um",
                    .about = "where the table's x = 0, y = 0 is on the lattice; its lower corner when left "
                             "out"}),
          optional({.name = "flip",
                    .kind = Kind::texts,
                    .about = "axes along which the table counts from the lattice's upper end",
                    .choices = {"x", "y", "z"}}),
          record("type", "which of its lines are meant",
                 {column, {.name = "is", .kind = Kind::texts, .about = "value in that column, or several"}}),
          text("where",
               "which of its lines are meant, as a condition over its columns: `patient == 4 and ck == "
               "\"CK+\"`"),
          record("states", "state of each cell by a column of the table; `state` is that of the others",
                 {column, std::move(is)}),
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

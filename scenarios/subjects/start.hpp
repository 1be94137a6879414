// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Which lines of a table are meant.
struct MeantLinesParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> column{this, {.name = "column", .about = "column of the table"}};
  Parameter<std::vector<std::string>> is{this, {.name = "is", .about = "value in that column, or several"}};
};

/// The state of each cell, by a column of the table.
struct TableStatesParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> column{this, {.name = "column", .about = "column of the table"}};
  Map<std::vector<std::string>> is{
      this,
      {.name = "is",
       .about = "states, and the values in that column that stand for each",
       .key = ParameterKind::state,
       .children = {{.kind = ParameterKind::texts, .about = "value in that column, or several"}}}};
};

/// A column of the agents, from one of the table.
struct TableColumnParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> column{this, {.name = "column", .about = "column of the table"}};
  Parameter<double> times{this,
                          {.name = "times",
                           .unit = "*",
                           .default_value = "1",
                           .about = "factor to the values of the table, with its unit",
                           .source = "by definition"}};
};

/// Cells that are there at the start: in a shape, or from a table.
struct StartParams : Parameters {
  using Parameters::Parameters;
  Parameter<int> count{this,
                       {.name = "count",
                        .about = "number of cells; as many as fit into the shape when left out",
                        .min = 0,
                        .max = 1e9,
                        .optional = true}};
  Parameter<std::string> shape{this,
                               {.name = "shape",
                                .kind = ParameterKind::word,
                                .about = "where they are",
                                .optional = true,
                                .choices = {"everywhere", "sphere", "disc", "box", "point"}}};
  Parameter<std::vector<double>> centre{this,
                                        {.name = "centre",
                                         .unit = "um",
                                         .about = "of the shape; the lattice's when left out",
                                         .optional = true}};
  Parameter<double> radius{
      this, {.name = "radius", .unit = "um", .about = "of a sphere or disc", .min = 0, .optional = true}};
  Parameter<double> inner{this,
                          {.name = "inner",
                           .unit = "um",
                           .default_value = "0 um",
                           .about = "radius of a hollow inside",
                           .source = "by definition",
                           .min = 0}};
  Parameter<std::vector<double>> size{
      this, {.name = "size", .unit = "um", .about = "of a box", .min = 0, .optional = true}};
  Parameter<std::string> state{this,
                               {.name = "state",
                                .kind = ParameterKind::state,
                                .about = "of these cells; that of a new cell when left out",
                                .optional = true}};
  Parameter<std::string> cells{
      this,
      {.name = "cells",
       .kind = ParameterKind::file,
       .about =
           "table with a line per cell: text whose fields are parted by `,`, `;` or tabs. The keys below "
           "are of it; its columns go by name or by number, from 1",
       .optional = true}};
  Parameter<bool> header{
      this,
      {.name = "header",
       .about = "whether its first line names the columns; seen from the line when left out",
       .optional = true}};
  Parameter<std::vector<std::string>> x{
      this,
      {.name = "x",
       .default_value = "x",
       .about = "its column with x; two columns: from and to, the cell is in their middle",
       .source = "by definition"}};
  Parameter<std::vector<std::string>> y{this,
                                        {.name = "y",
                                         .default_value = "y",
                                         .about = "its column or columns with y",
                                         .source = "by definition"}};
  Parameter<std::vector<std::string>> z{
      this, {.name = "z", .about = "its column or columns with z, in 3D", .optional = true}};
  Parameter<std::vector<double>> scale{
      this,
      {.name = "scale",
       .unit = "um",
       .about =
           "length of the table's unit, such as the edge of a pixel; of each axis, when they differ. 1 um "
           "when left out",
       .min = 1e-6,
       .max = 1e6,
       .optional = true}};
  Parameter<std::vector<double>> origin{
      this,
      {.name = "origin",
       .unit = "um",
       .about = "where the table's x = 0, y = 0 is on the lattice; its lower corner when left out",
       .optional = true}};
  Parameter<std::vector<std::string>> flip{
      this,
      {.name = "flip",
       .about = "axes along which the table counts from the lattice's upper end",
       .optional = true,
       .choices = {"x", "y", "z"}}};
  Parameter<MeantLinesParams> type{
      this, {.name = "type", .about = "which of its lines are meant", .optional = true}};
  Parameter<std::string> where{
      this,
      {.name = "where",
       .about = "which of its lines are meant, as a condition over its columns: `patient == 4 and ck == "
                "\"CK+\"`",
       .optional = true}};
  Parameter<TableStatesParams> states{
      this,
      {.name = "states",
       .about = "state of each cell by a column of the table; `state` is that of the others",
       .optional = true}};
  Map<TableColumnParams> columns{this,
                                 {.name = "columns",
                                  .about = "columns of the agents, each from a column of the table",
                                  .optional = true,
                                  .key = ParameterKind::column,
                                  .main = "column"}};
};

}  // namespace tilscape::scenarios

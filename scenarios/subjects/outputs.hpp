// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

struct SeriesParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> every{this,
                          {.name = "every",
                           .unit = "min",
                           .default_value = "1 h",
                           .about = "time between its lines",
                           .source = "by definition",
                           .min = 1e-6}};
  Parameter<std::vector<std::string>> columns{
      this,
      {.name = "columns",
       .about = "columns of the agents whose means over living cells it has; none when left out",
       .optional = true}};
};

/// How a substance is written to the snapshots.
struct WrittenSubstanceParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> every{this,
                          {.name = "every",
                           .unit = "min",
                           .about = "time between the snapshots that hold it; all of them when left out",
                           .min = 1e-6,
                           .optional = true}};
  Parameter<std::string> precision{
      this,
      {.name = "precision",
       .kind = ParameterKind::word,
       .about = "of its values: 11, 24 or 53 significant bits; single when left out",
       .optional = true,
       .choices = {"half", "single", "double"}}};
};

/// The box of the lattice that is written.
struct RegionParams : Parameters {
  using Parameters::Parameters;
  static ParameterInfo along(const std::string& axis) {
    return {.name = axis,
            .unit = "um",
            .about = "from and to, or the one place of a layer of sites; all of " + axis + " when left out",
            .min = 0,
            .optional = true};
  }
  Parameter<std::vector<double>> x{this, along("x")};
  Parameter<std::vector<double>> y{this, along("y")};
  Parameter<std::vector<double>> z{this, along("z")};
};

struct SnapshotParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> every{this,
                          {.name = "every",
                           .unit = "min",
                           .default_value = "12 h",
                           .about = "time between them",
                           .source = "by definition",
                           .min = 1e-6}};
  Parameter<std::vector<std::string>> columns{
      this,
      {.name = "columns",
       .about = "columns of the agents that are written; all when left out",
       .optional = true}};
  Map<WrittenSubstanceParams> substances{this,
                                         {.name = "substances",
                                          .about = "substances that are written; all when left out",
                                          .optional = true,
                                          .listed = true}};
  Parameter<std::vector<std::string>> types{
      this, {.name = "types", .about = "agent types that are written; all when left out", .optional = true}};
  Parameter<RegionParams> region{this,
                                 {.name = "region",
                                  .about = "box of the lattice that is written; all of it when left out",
                                  .optional = true}};
};

struct CheckpointParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> every{this,
                          {.name = "every",
                           .unit = "min",
                           .about = "time of the run between two, besides those of the clock",
                           .min = 1e-6,
                           .optional = true}};
  Parameter<std::string> keep{this,
                              {.name = "keep",
                               .kind = ParameterKind::word,
                               .default_value = "last",
                               .about = "all: those that come every so often stay",
                               .source = "by definition",
                               .choices = {"last", "all"}}};
  Parameter<double> clock{this,
                          {.name = "clock",
                           .unit = "min",
                           .default_value = "5 min",
                           .about = "wall time between two, at most: what a crash can cost",
                           .source = "by definition",
                           .min = 1e-3}};
};

struct EndpointParams : Parameters {
  using Parameters::Parameters;
  Parameter<Value::Expression> when{this, {.name = "when", .about = "over counts, `baseline` and `time`"}};
  Parameter<double> lasting{this,
                            {.name = "lasting",
                             .unit = "min",
                             .default_value = "0 min",
                             .about = "how long it has to hold: `... for 3 d`",
                             .source = "by definition",
                             .min = 0}};
};

struct OutputParams : Parameters {
  using Parameters::Parameters;
  Parameter<SeriesParams> series{
      this, {.name = "series", .default_value = "{}", .about = "table over time", .source = "by definition"}};
  Parameter<SnapshotParams> snapshots{
      this,
      {.name = "snapshots", .default_value = "{}", .about = "the whole state", .source = "by definition"}};
  Parameter<CheckpointParams> checkpoints{
      this,
      {.name = "checkpoints",
       .default_value = "{}",
       .about = "states from which a run can go on or branch off; the newest two always stay",
       .source = "by definition"}};
  Map<EndpointParams> endpoints{this,
                                {.name = "endpoints",
                                 .about = "conditions whose first time is reported",
                                 .optional = true,
                                 .main = "when"}};
  /// By the words of what the behaviours of the language can bring about, which are added to it.
  Parameter<std::vector<std::string>> events{
      this,
      {.name = "events",
       .about = "what is written one by one as it happens to agents, with step and site",
       .optional = true}};
};

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What differs between the runs of an ensemble.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

ParameterInfo ensemble_section() {
  Info section =
      raw("ensemble", "many runs of this scenario: what differs between them; a single run ignores it");
  section.children = {
      {.name = "replicates",
       .kind = Kind::integer,
       .default_value = "1",
       .about = "runs of each point and arm that differ in their draws",
       .source = by_definition,
       .min = 1,
       .max = 1e6},
      raw("vary",
          "by the path of a value (`dose`, `agents.cancer.divide.every`): a list, { range: [a, b], points: n "
          "}, "
          "{ log_range: [a, b], points: n } or a distribution"),
      {.name = "design",
       .kind = Kind::word,
       .default_value = "full",
       .about = "which combinations are run",
       .source = by_definition,
       .choices = {"full", "latin_hypercube", "sobol", "one_at_a_time", "morris", "saltelli"}},
      optional({.name = "samples",
                .kind = Kind::integer,
                .about = "points (latin_hypercube, sobol), trajectories (morris) or groups (saltelli)",
                .min = 1,
                .max = 1e6}),
      optional({.name = "arms",
                .kind = Kind::texts,
                .about = "variants that are compared; `as_written` is the file as it stands"}),
      {.name = "seeds",
       .kind = Kind::word,
       .default_value = "common",
       .about = "common: replicate n has the same draws in every arm and point, so differences are paired",
       .source = by_definition,
       .choices = {"common", "own"}},
      optional({.name = "stop", .kind = Kind::texts, .about = "endpoints of which the first ends a run"}),
      record(
          "enough",
          "when a study ends before all its replicates: when the 95 % interval of every group is narrow",
          {text("value",
                "the column of the series whose last value is looked at; that of `compare`, else the first "
                "count, when left out"),
           text("endpoint", "looked at instead: the share of runs that reach it"),
           {.name = "within",
            .kind = Kind::number,
            .about = "the interval reaches at most so far to either side, in the unit of the column",
            .min = 0},
           {.name = "least",
            .kind = Kind::integer,
            .default_value = "10",
            .about = "replicates of every group before the first look",
            .source = by_definition,
            .min = 5,
            .max = 1e6},
           {.name = "batch",
            .kind = Kind::integer,
            .default_value = "10",
            .about = "replicates from one look to the next",
            .source = by_definition,
            .min = 1,
            .max = 1e6}}),
      optional({.name = "every",
                .unit = "min",
                .about = "time between the rows that are kept of a run; that of the series when left out",
                .min = 1e-6}),
      optional({.name = "limit",
                .unit = "min",
                .about = "wall time that a run may take: one that takes longer is stopped, tried again and "
                         "in the end given up; none when left out",
                .min = 1e-3}),
      record("compare", "what the report holds against what",
             {raw("against", "an arm, or levels of factors: `untreated`, { dose: 0 mg/kg }"),
              text("endpoint", "the endpoint that the report begins with; the times of each are compared"),
              text("value",
                   "the column of the series whose last value is compared; the first count when left out")})};
  return section;
}

}  // namespace tilscape::scenarios

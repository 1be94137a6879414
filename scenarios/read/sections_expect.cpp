// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What should come out of a scenario, and what would refute it.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

ParameterInfo expect_section() {
  return map(
      "expect",
      "claims by name: what should come out, from where that is known, and a challenge under which it must "
      "not; "
      "`tilscape verify` tests them, a run does not depend on them",
      {text("about", "the claim in a sentence"),
       {.name = "value",
        .kind = Kind::text,
        .about =
            "what is measured of each run: an expression over `at(cancer.count, 7 d)`, `slope(...)`, ..."},
       text("published", "what was published, in words: `8.5 (2 to 16) per day`"),
       {.name = "source", .kind = Kind::text, .about = "who published it, or which law it is"},
       {.name = "kind",
        .kind = Kind::word,
        .default_value = "quantitative",
        .about =
            "quantitative, direction: the 95 % interval of the mean lies in the band; exact: each run does",
        .source = by_definition,
        .choices = {"exact", "quantitative", "direction"}},
       {.name = "tests",
        .kind = Kind::word,
        .default_value = "validation",
        .about = "verification: formula or table are the source's own; validation: they are not",
        .source = by_definition,
        .choices = {"verification", "validation"}},
       optional({.name = "within", .kind = Kind::texts, .about = "the band: from, to; or one value"}),
       text("above", "a band without an upper end; the value itself is not in it"),
       text("below", "a band without a lower end; the value itself is not in it"),
       {.name = "seeds",
        .kind = Kind::integer,
        .default_value = "10",
        .about = "runs that differ in their draws",
        .source = by_definition,
        .min = 1,
        .max = 10000},
       record("against", "what was measured elsewhere: the table that `fold(x)` holds a column against",
              {{.name = "file", .kind = Kind::file, .about = "the table, as CSV"},
               {.name = "time", .kind = Kind::text, .about = "its column of times"},
               {.name = "unit", .kind = Kind::unit, .about = "of its times"},
               {.name = "column", .kind = Kind::text, .about = "its column of values, above 0"},
               optional(
                   {.name = "in", .kind = Kind::unit, .about = "unit of the values; left out: pure numbers"}),
               {.name = "begin",
                .unit = "min",
                .default_value = "0 min",
                .about = "the time in the table at which the run begins",
                .source = by_definition}}),
       record("challenge", "what is changed so that the claim must fail",
              {text("variant", "in place of the file as it stands"),
               raw("set", "values by their paths: { agents.cd8.kill.engage: 0.1 1/min }"),
               text("because", "why it has to fail then")})});
}

}  // namespace tilscape::scenarios

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/subjects/words.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tilscape::scenarios {

inline constexpr const char* ensemble_name = "ensemble";

enum class Design : std::uint8_t { full, latin_hypercube, sobol, one_at_a_time, morris, saltelli };
inline constexpr Words<Design, 6> designs = {{{"full", Design::full},
                                              {"latin_hypercube", Design::latin_hypercube},
                                              {"sobol", Design::sobol},
                                              {"one_at_a_time", Design::one_at_a_time},
                                              {"morris", Design::morris},
                                              {"saltelli", Design::saltelli}}};
enum class SeedRule : std::uint8_t { common, own };
inline constexpr Words<SeedRule, 2> seed_rules = {{{"common", SeedRule::common}, {"own", SeedRule::own}}};

/// When a study ends before all its replicates.
struct EnoughParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> value{
      this,
      {.name = "value",
       .kind = ParameterKind::text,
       .about = "the column of the series whose last value is looked at; that of `compare`, else the "
                "first count, when left out",
       .optional = true}};
  Parameter<std::string> endpoint{this,
                                  {.name = "endpoint",
                                   .kind = ParameterKind::text,
                                   .about = "looked at instead: the share of runs that reach it",
                                   .optional = true}};
  Parameter<double> within{
      this,
      {.name = "within",
       .about = "the interval reaches at most so far to either side, in the unit of the column",
       .min = 0}};
  Parameter<int> least{this,
                       {.name = "least",
                        .default_value = "10",
                        .about = "replicates of every group before the first look",
                        .source = "by definition",
                        .min = 5,
                        .max = 1e6}};
  Parameter<int> batch{this,
                       {.name = "batch",
                        .default_value = "10",
                        .about = "replicates from one look to the next",
                        .source = "by definition",
                        .min = 1,
                        .max = 1e6}};
};

/// What the report holds against what.
struct CompareParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::monostate> against{this,
                                    {.name = "against",
                                     .kind = ParameterKind::raw,
                                     .about = "an arm, or levels of factors: `untreated`, { dose: 0 mg/kg }",
                                     .optional = true}};
  Parameter<std::string> endpoint{
      this,
      {.name = "endpoint",
       .kind = ParameterKind::text,
       .about = "the endpoint that the report begins with; the times of each are compared",
       .optional = true}};
  Parameter<std::string> value{
      this,
      {.name = "value",
       .kind = ParameterKind::text,
       .about = "the column of the series whose last value is compared; the first count when left "
                "out",
       .optional = true}};
};

/// The section `ensemble`.
/// Of a factor that is varied over a range.
struct RangeParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::monostate> range{this, {.name = "range", .about = "its ends", .optional = true}};
  Parameter<std::monostate> log_range{
      this, {.name = "log_range", .about = "its ends, even in the logarithm", .optional = true}};
  Parameter<std::monostate> points{this, {.name = "points", .about = "how many values", .optional = true}};
};

struct EnsembleParams : Parameters {
  using Parameters::Parameters;
  Parameter<int> replicates{this,
                            {.name = "replicates",
                             .default_value = "1",
                             .about = "runs of each point and arm that differ in their draws",
                             .source = "by definition",
                             .min = 1,
                             .max = 1e6}};
  Parameter<std::monostate> vary{
      this,
      {.name = "vary",
       .kind = ParameterKind::raw,
       .about = "by the path of a value (`dose`, `agents.cancer.divide.every`): a list, { range: [a, b], "
                "points: n }, { log_range: [a, b], points: n } or a distribution",
       .optional = true}};
  Parameter<std::string> design{this,
                                {.name = "design",
                                 .kind = ParameterKind::word,
                                 .default_value = "full",
                                 .about = "which combinations are run",
                                 .source = "by definition",
                                 .choices = choices(designs)}};
  Parameter<int> samples{
      this,
      {.name = "samples",
       .about = "points (latin_hypercube, sobol), trajectories (morris) or groups (saltelli)",
       .min = 1,
       .max = 1e6,
       .optional = true}};
  Parameter<std::vector<std::string>> arms{
      this,
      {.name = "arms",
       .kind = ParameterKind::texts,
       .about = "variants that are compared; `as_written` is the file as it stands",
       .optional = true}};
  Parameter<std::string> seeds{
      this,
      {.name = "seeds",
       .kind = ParameterKind::word,
       .default_value = "common",
       .about = "common: replicate n has the same draws in every arm and point, so differences are paired",
       .source = "by definition",
       .choices = choices(seed_rules)}};
  Parameter<std::vector<std::string>> stop{this,
                                           {.name = "stop",
                                            .kind = ParameterKind::texts,
                                            .about = "endpoints of which the first ends a run",
                                            .optional = true}};
  Parameter<EnoughParams> enough{
      this,
      {.name = "enough",
       .about =
           "when a study ends before all its replicates: when the 95 % interval of every group is narrow",
       .optional = true}};
  Parameter<double> every{
      this,
      {.name = "every",
       .unit = "min",
       .about = "time between the rows that are kept of a run; that of the series when left out",
       .min = 1e-6,
       .optional = true}};
  Parameter<double> limit{this,
                          {.name = "limit",
                           .unit = "min",
                           .about = "wall time that a run may take: one that takes longer is stopped, tried "
                                    "again and in the end given up; none when left out",
                           .min = 1e-3,
                           .optional = true}};
  Parameter<CompareParams> compare{
      this, {.name = "compare", .about = "what the report holds against what", .optional = true}};
};

}  // namespace tilscape::scenarios

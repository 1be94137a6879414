// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "engine/part/time.hpp"
#include "scenarios/subjects/lattice.hpp"
#include "scenarios/subjects/outputs.hpp"
#include "scenarios/subjects/substances.hpp"

#include <string>
#include <variant>

namespace tilscape::scenarios {

/// Where numbers are from.
struct ReferenceParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> doi{this, {.name = "doi", .about = "digital object identifier", .optional = true}};
  Parameter<std::string> note{this, {.name = "note", .about = "what and where", .optional = true}};
  Parameter<std::string> url{this, {.name = "url", .about = "address", .optional = true}};
};

/// What stands at the top of a scenario, but for what parts bring, and for studies and claims.
struct ScenarioParams : Parameters {
  using Parameters::Parameters;
  Parameter<int> tilscape{this, {.name = "tilscape", .about = "version of the format: 1"}};
  Parameter<std::string> name{this, {.name = "name", .about = "names the run folder"}};
  Parameter<std::string> about{this, {.name = "about", .about = "one sentence", .optional = true}};
  Parameter<std::monostate> extends{
      this, {.name = "extends", .about = "files that this one is laid over", .optional = true}};
  /// Beyond its `max` not every whole number is kept.
  Parameter<double> seed{this,
                         {.name = "seed",
                          .kind = ParameterKind::integer,
                          .default_value = "1",
                          .about = "of all draws",
                          .source = "by definition",
                          .min = 0,
                          .max = 9007199254740991.0}};
  Map<ReferenceParams> references{
      this, {.name = "references", .about = "where numbers are from: named behind an @", .optional = true}};
  Parameter<std::monostate> parameters{
      this, {.name = "parameters", .about = "values with a name, used as ${name}", .optional = true}};
  Parameter<TimeParams> time{this,
                             {.name = "time", .about = "how long the run lasts, and how often what acts"}};
  Parameter<LatticeParams> lattice{this, {.name = "lattice", .about = "the sites on which cells are"}};
  Map<SubstanceParams> substances{
      this, {.name = "substances", .about = "what diffuses in the tissue", .optional = true}};
  /// Kept by type: agent_type.hpp.
  Map<std::monostate> agents{this,
                             {.name = "agents",
                              .about = "cell types: their states, columns, start, rules and behaviours",
                              .optional = true}};
  Parameter<OutputParams> outputs{this,
                                  {.name = "outputs",
                                   .default_value = "{}",
                                   .about = "what is written, and how often",
                                   .source = "by definition"}};
  Parameter<std::monostate> variants{
      this, {.name = "variants", .about = "named overrides of this scenario", .optional = true}};
};

}  // namespace tilscape::scenarios

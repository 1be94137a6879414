// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/wall.hpp"
#include "engine/base/parameters.hpp"
#include "engine/part/assembly.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Models of the body as a scenario tells them: docs/methods/network.md.

namespace tilscape::body {

struct NumberParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> is{this,
                            {.name = "is",
                             .kind = ParameterKind::formula,
                             .about = "a quantity, or an expression over the names of the model: `4 / mtt`",
                             .optional = true}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

struct SpeciesParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> start{
      this,
      {.name = "start",
       .kind = ParameterKind::formula,
       .about = "how much of it there is at time 0; its unit is that of the species; 0 nmol when left out",
       .optional = true}};
  Parameter<std::string> in{
      this,
      {.name = "in",
       .kind = ParameterKind::formula,
       .about = "the volume that it is spread over; `level(NAME)` is its amount over this volume",
       .optional = true}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

struct VariableParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> start{this,
                               {.name = "start",
                                .kind = ParameterKind::formula,
                                .about = "its value at time 0, with its unit",
                                .optional = true}};
  Parameter<std::string> rate{
      this,
      {.name = "rate", .kind = ParameterKind::formula, .about = "its rate of change", .optional = true}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

struct FlowParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::vector<std::string>> from{
      this,
      {.name = "from",
       .about = "species of which it takes; `2 NAME`: two for each; left out: it comes from outside",
       .optional = true}};
  Parameter<std::vector<std::string>> to{
      this,
      {.name = "to",
       .about = "species to which it adds; `2 NAME`: two for each; left out: it goes outside",
       .optional = true}};
  Parameter<std::string> rate{
      this,
      {.name = "rate",
       .kind = ParameterKind::formula,
       .about = "how much flows, in the unit of its species, per time; each changes by it, times its number",
       .optional = true}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

struct ModelParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> model{this,
                               {.name = "model",
                                .kind = ParameterKind::name,
                                .about = "the model whose keys it takes, and may replace by its own",
                                .optional = true,
                                .of = "model"}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it describes", .optional = true}};
  Map<NumberParams> values{
      this,
      {.name = "values",
       .about = "numbers by name: quantities, and what follows from them and from the species",
       .optional = true,
       .main = "is"}};
  Map<SpeciesParams> species{this,
                             {.name = "species",
                              .about = "what there is an amount of, and flows",
                              .optional = true,
                              .main = "start"}};
  Map<VariableParams> variables{
      this, {.name = "variables", .about = "numbers that change at a rate of their own", .optional = true}};
  Map<FlowParams> flows{
      this, {.name = "flows", .about = "from which species to which, and how fast", .optional = true}};
  Map<std::string> routes{this,
                          {.name = "routes",
                           .about = "into which species a dose by each route goes: `iv: plasma`",
                           .optional = true,
                           .children = {{.kind = ParameterKind::text, .about = "a species of the model"}}}};
  Parameter<std::string> blood{
      this,
      {.name = "blood",
       .kind = ParameterKind::text,
       .about = "the species whose level meets the vessels of the tissue; left out, nothing of it gets there",
       .optional = true}};
  Parameter<double> tolerance{this,
                              {.name = "tolerance",
                               .about = "relative error of a step of what is not linear; 1e-8 when left out",
                               .min = 1e-12,
                               .max = 1e-2,
                               .optional = true}};
};

struct SystemParams : ModelParams {
  using ModelParams::ModelParams;
  Parameter<std::string> of{this,
                            {.name = "of",
                             .kind = ParameterKind::name,
                             .about = "the drug whose doses go into it, by `routes`",
                             .optional = true,
                             .of = "drug"}};
};

/// Of drugs whose systems have blood that reaches the tissue: their way through the walls of vessels.
struct WayToTissue {
  FieldId field;
  VesselWall wall;
  double degradation = 0;  ///< [1/min] in tissue
};
using WaysToTissue = std::map<std::string, WayToTissue>;

/// Makes the process of all systems. `share`: of the tumour that the lattice stands for, if that is said;
/// asked where something goes to the tissue.
void assemble_systems(Assembly& out, const WaysToTissue& ways,
                      const std::function<std::optional<double>()>& share);

}  // namespace tilscape::body

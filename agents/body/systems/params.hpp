// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

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

/// Where a dose goes: all of it, or what a vaccine holds one by one.
struct RouteParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> to{
      this,
      {.name = "to", .kind = ParameterKind::text, .about = "species into which it goes", .optional = true}};
  Parameter<std::string> antigen{this,
                                 {.name = "antigen",
                                  .kind = ParameterKind::text,
                                  .about = "species into which the antigen of a vaccine goes",
                                  .optional = true}};
  Parameter<std::string> adjuvant{this,
                                  {.name = "adjuvant",
                                   .kind = ParameterKind::text,
                                   .about = "species into which the adjuvant of a vaccine goes",
                                   .optional = true}};
};

struct EventParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> when{
      this,
      {.name = "when",
       .kind = ParameterKind::formula,
       .about = "a condition; the event comes to pass each time that it begins to hold",
       .optional = true}};
  Parameter<std::vector<std::string>> from{
      this,
      {.name = "from", .about = "species of which it takes, as flows do, but at once", .optional = true}};
  Parameter<std::vector<std::string>> to{
      this, {.name = "to", .about = "species to which it adds, as flows do, but at once", .optional = true}};
  Parameter<std::string> amount{
      this,
      {.name = "amount", .kind = ParameterKind::formula, .about = "how much goes at once", .optional = true}};
  Map<std::string> set{
      this,
      {.name = "set",
       .about = "variables, and what they become",
       .optional = true,
       .children = {{.kind = ParameterKind::formula, .about = "an expression over what was before"}}}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

/// A level of the tissue that the lymph takes up, and where it comes to.
struct DrainParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> substance{this,
                                   {.name = "substance",
                                    .kind = ParameterKind::substance,
                                    .about = "whose level in the tissue is drained"}};
  Parameter<double> rate{this,
                         {.name = "rate",
                          .unit = "1/min",
                          .about = "share of what is there that goes with the lymph, in a time",
                          .min = 0,
                          .max = 1e6,
                          .idle = 0}};
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
  Map<EventParams> events{this,
                          {.name = "events",
                           .about = "what comes to pass at once when a condition begins to hold",
                           .optional = true}};
  Map<RouteParams> routes{this,
                          {.name = "routes",
                           .about = "into which species a dose by each route goes: `iv: plasma`",
                           .optional = true,
                           .main = "to"}};
  Map<std::vector<std::string>> releases{
      this,
      {.name = "releases",
       .about = "of particles: what leaves them in a species goes into which species of the system of its "
                "drug, the "
                "first of these that there is; `outside`, or `nowhere`: nothing leaves them there",
       .optional = true,
       .children = {{.kind = ParameterKind::texts, .about = "species of systems of drugs"}}}};
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
                             .kind = ParameterKind::text,
                             .about = "the drug, particle or vaccine whose doses go into it, by `routes`; of "
                                      "particles its species count them, and what they carry goes with them",
                             .optional = true}};
  Map<DrainParams> drains{this,
                          {.name = "drains",
                           .about = "species into which the lymph brings what it takes from the tissue",
                           .optional = true}};
};

}  // namespace tilscape::body

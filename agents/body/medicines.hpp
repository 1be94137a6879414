// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/lymph_node.hpp"
#include "agents/body/plasma.hpp"
#include "engine/base/parameters.hpp"

#include <optional>
#include <string>
#include <vector>

// What a scenario says of medicines, of the body that they go through, and of when they are given.

namespace tilscape::body {

/// How something passes tissue and the walls of vessels.
struct PassageParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> diffusion{
      this,
      {.name = "diffusion",
       .unit = "um2/min",
       .about = "diffusion coefficient in tissue; follows from its size (a drug's mass, a particle's "
                "diameter) when left out",
       .min = 0,
       .max = 1e12,
       .optional = true}};
  Parameter<double> decay{this,
                          {.name = "decay",
                           .unit = "1/min",
                           .default_value = "0 1/min",
                           .about = "rate of its loss in tissue, apart from uptake by cells and release",
                           .source = "assumed",
                           .min = 0,
                           .max = 1e9}};
  Parameter<double> permeability{this,
                                 {.name = "permeability",
                                  .unit = "um/min",
                                  .about = "of the vessel wall; follows from its size when left out",
                                  .min = 0,
                                  .optional = true}};
  Parameter<double> available{
      this,
      {.name = "available",
       .about = "share of the tissue's volume that it can enter; follows from its size, 1 for a drug "
                "without a mass, when left out",
       .min = 1e-6,
       .max = 1,
       .optional = true}};
};

struct DrugParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> mass{
      this, {.name = "mass", .unit = "kDa", .about = "molar mass", .min = 1e-3, .optional = true}};
  PassageParams passage{this};
};

struct ParticleParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> diameter{
      this, {.name = "diameter", .unit = "nm", .about = "hydrodynamic diameter", .min = 0.5, .max = 1000}};
  Map<double> payload{
      this,
      {.name = "payload",
       .about = "molecules of each drug in a particle",
       .optional = true,
       .key = ParameterKind::name,
       .of = "drug",
       .children = {{.unit = "1/particle", .about = "for example `500 per particle`", .min = 0, .idle = 0}}}};
  /// By one of the laws of agents/particles/release, which the part puts below it.
  Parameter<Value::Record> release{this,
                                   {.name = "release",
                                    .kind = ParameterKind::alternative,
                                    .about = "how the payload leaves the particle",
                                    .optional = true}};
  PassageParams passage{this};
};

struct VaccineParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> carrier{this,
                                 {.name = "carrier",
                                  .kind = ParameterKind::word,
                                  .default_value = "soluble",
                                  .about = "in solution or on particles",
                                  .source = "by definition",
                                  .choices = {"soluble", "particle"}}};
  Parameter<double> diameter{this,
                             {.name = "diameter",
                              .unit = "nm",
                              .about = "of the particle",
                              .min = 0.5,
                              .max = 1000,
                              .optional = true}};
  Parameter<double> antigen{this,
                            {.name = "antigen",
                             .unit = "nmol",
                             .default_value = "0 nmol",
                             .about = "in a dose",
                             .source = "by definition",
                             .min = 0,
                             .idle = 0}};
  Parameter<double> adjuvant{this,
                             {.name = "adjuvant",
                              .unit = "nmol",
                              .default_value = "0 nmol",
                              .about = "in a dose",
                              .source = "by definition",
                              .min = 0,
                              .idle = 0}};
  Parameter<double> relevance{this,
                              {.name = "relevance",
                               .default_value = "1",
                               .about = "share of the antigen that the tumour carries",
                               .source = "by definition",
                               .min = 0,
                               .max = 1}};
};

/// Doses as records of a table, in the columns of NONMEM.
struct RecordsParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> table{this,
                               {.name = "table",
                                .kind = ParameterKind::file,
                                .about = "with the columns TIME and AMT; RATE: an infusion at so much per "
                                         "time; II and ADDL: so many more, so far "
                                         "apart; EVID: 1 or empty for a dose, 0 for what is none"}};
  Parameter<std::string> time{this,
                              {.name = "time",
                               .kind = ParameterKind::word,
                               .about = "unit of TIME and II",
                               .choices = {"min", "h", "d"}}};
  Parameter<std::string> amount{this,
                                {.name = "amount", .kind = ParameterKind::unit, .about = "unit of AMT: mg"}};
};

struct TreatmentParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> give{
      this, {.name = "give", .kind = ParameterKind::text, .about = "a drug, a particle or a vaccine"}};
  Parameter<double> dose{
      this,
      {.name = "dose",
       .unit = "*",
       .about = "`3 mg/kg`, `2 nmol`, `0.1 mg`, `1e9 particles`; of a vaccine the antigen, with adjuvant in "
                "proportion, as the vaccine says when left out",
       .min = 0,
       .optional = true,
       .idle = 0}};
  Parameter<std::string> of{
      this,
      {.name = "of",
       .kind = ParameterKind::name,
       .about = "the drug that the dose counts, when a particle carries several; of the others as much "
                "goes with it as the payload says",
       .optional = true,
       .of = "drug"}};
  Parameter<std::string> route{this,
                               {.name = "route",
                                .kind = ParameterKind::word,
                                .about = "iv: into the blood; sc, im: under the skin, into a muscle; oral; "
                                         "it: into the tumour; local: into a "
                                         "depot. A system says which it takes (`routes`); otherwise drugs "
                                         "and particles go iv, vaccines sc. iv, "
                                         "of vaccines sc, when left out",
                                .optional = true,
                                .choices = {"iv", "sc", "im", "oral", "it", "local"}}};
  Parameter<double> start{this,
                          {.name = "start",
                           .unit = "min",
                           .default_value = "0 min",
                           .about = "time of the first dose",
                           .source = "by definition",
                           .min = 0}};
  Parameter<double> every{
      this, {.name = "every", .unit = "min", .about = "time between doses", .min = 1e-6, .optional = true}};
  Parameter<int> count{this,
                       {.name = "count",
                        .default_value = "1",
                        .about = "number of doses",
                        .source = "by definition",
                        .min = 0,
                        .max = 10000,
                        .idle = 0}};
  Parameter<double> over{this,
                         {.name = "over",
                          .unit = "min",
                          .default_value = "0 min",
                          .about = "length of an infusion; 0: at once",
                          .source = "by definition",
                          .min = 0}};

  Parameter<std::vector<double>> on{
      this,
      {.name = "on",
       .unit = "min",
       .about =
           "times of the doses within each cycle of `every`: `[0 d, 7 d, 14 d]`; `count` counts the cycles",
       .min = 0,
       .optional = true}};
  Parameter<double> loading{this,
                            {.name = "loading",
                             .unit = "*",
                             .about = "the first dose, where it is another",
                             .min = 0,
                             .optional = true}};
  Parameter<std::string> hold{this,
                              {.name = "hold",
                               .kind = ParameterKind::formula,
                               .about = "a dose is left out when this holds as it is due: "
                                        "`marrow.circulating < 1e9 cells/L`; of drugs of systems",
                               .optional = true}};
  Parameter<std::string> stop{
      this,
      {.name = "stop",
       .kind = ParameterKind::formula,
       .about =
           "this dose and all that follow are left out when this holds as it is due; of drugs of systems",
       .optional = true}};

  Parameter<RecordsParams> records{this,
                                   {.name = "records",
                                    .about = "doses from a table, instead of `dose`, `every`, `count`",
                                    .optional = true}};

  /// One that is given: when [min], how much of what one() says, over how long [min].
  struct Given {
    double at, share, over;
  };
  /// Throws TableError for records that do not hold.
  [[nodiscard]] std::vector<Given> all() const;
  /// The dose that is said, of records a unit; nothing, where neither is.
  [[nodiscard]] std::optional<Quantity> one() const;
};

struct OneCompartmentParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> half_life{
      this, {.name = "half_life", .unit = "min", .about = "of elimination", .min = 1e-6, .optional = true}};
  Parameter<double> clearance{
      this, {.name = "clearance", .unit = "mL/min", .about = "out of plasma", .min = 0, .optional = true}};
  Parameter<double> volume{this, {.name = "volume", .unit = "mL", .about = "of distribution", .min = 1e-9}};
};
struct TwoCompartmentParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> clearance{this,
                              {.name = "clearance", .unit = "mL/min", .about = "out of plasma", .min = 0}};
  Parameter<double> central{this,
                            {.name = "central", .unit = "mL", .about = "volume of plasma", .min = 1e-9}};
  Parameter<double> exchange{
      this, {.name = "exchange", .unit = "mL/min", .about = "flow between the volumes", .min = 0}};
  Parameter<double> peripheral{
      this, {.name = "peripheral", .unit = "mL", .about = "the other volume", .min = 1e-9}};
};
struct PlasmaParams : Parameters {
  using Parameters::Parameters;
  Parameter<OneCompartmentParams> one_compartment{
      this,
      {.name = "one_compartment",
       .about = "one well-stirred volume; `half_life` or `clearance`",
       .optional = true}};
  Parameter<TwoCompartmentParams> two_compartment{
      this, {.name = "two_compartment", .about = "plasma and a peripheral volume", .optional = true}};

  [[nodiscard]] TwoCompartment model() const;
};

struct BodyParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> species{
      this,
      {.name = "species",
       .kind = ParameterKind::word,
       .about = "whose body: its reference weight holds when `weight` is left out (0.02, 0.25 and 70 kg, "
                "doi:10.1177/074823379701300401)",
       .optional = true,
       .choices = {"mouse", "rat", "human"}}};
  Parameter<double> weight{
      this,
      {.name = "weight", .unit = "kg", .about = "of the body", .min = 1e-6, .max = 1000, .optional = true}};
  Parameter<double> surface{this,
                            {.name = "surface",
                             .unit = "m2",
                             .about = "of the body, for doses per m2",
                             .min = 1e-4,
                             .max = 10,
                             .optional = true}};
  Parameter<std::vector<double>> represents{
      this,
      {.name = "represents",
       .kind = ParameterKind::share,
       .unit = "mm3",
       .about = "volume of the tumour that the lattice is a part of: `100 mm3`; or `1 mm3 of 100 mm3`, "
                "where the lattice has the volume that is said first",
       .optional = true}};
  Map<PlasmaParams> plasma{this,
                           {.name = "plasma",
                            .about = "course of drugs and particles in plasma",
                            .optional = true,
                            .children = {{.kind = ParameterKind::alternative,
                                          .about = "model of its course in plasma",
                                          .children = describe<PlasmaParams>()}}}};
  Parameter<LymphNodeParams> lymph_node{this,
                                        {.name = "lymph_node",
                                         .default_value = "{}",
                                         .about = "the lymph node in which a vaccine primes T cells",
                                         .source = "by definition"}};

  /// [kg] as it is said, else the species' of Brown et al. 1997, doi:10.1177/074823379701300401.
  [[nodiscard]] double kilograms() const;
};

/// The field of a drug in particles: called as they are, when they carry one drug only.
std::string loaded_field(const std::string& particle, const std::string& drug, std::size_t payloads);

}  // namespace tilscape::body

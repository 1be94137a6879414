// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <optional>
#include <string>
#include <vector>

// What a scenario says of medicines and of the body that they go through.

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
      this,
      {.name = "diameter",
       .unit = "nm",
       .about = "hydrodynamic diameter; needed where it goes through tissue by its size",
       .min = 0.5,
       .max = 1000,
       .optional = true}};
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
                             .min = 0}};
  Parameter<double> adjuvant{this,
                             {.name = "adjuvant",
                              .unit = "nmol",
                              .default_value = "0 nmol",
                              .about = "in a dose",
                              .source = "by definition",
                              .min = 0}};
  Parameter<double> relevance{this,
                              {.name = "relevance",
                               .default_value = "1",
                               .about = "share of the antigen that the tumour carries",
                               .source = "by definition",
                               .min = 0,
                               .max = 1}};
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

  /// [kg] as it is said, else the species' of Brown et al. 1997, doi:10.1177/074823379701300401.
  [[nodiscard]] double kilograms() const;
};

}  // namespace tilscape::body

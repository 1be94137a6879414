// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/subjects/sides.hpp"

#include <string>
#include <variant>

namespace tilscape::scenarios {

/// A level that is held there, or a word.
using SideOfField = std::variant<double, std::string>;

/// What lies beyond the lattice, for a substance.
struct SubstanceSides : Parameters {
  using Parameters::Parameters;
  static ParameterInfo side() {
    return {.unit = "=unit", .min = 0, .choices = {"no_flux", "closed", "periodic"}};
  }
  Parameter<SideOfField> all{this, for_all(side(), "no_flux")};
  Parameter<SideOfField> x{this, for_axis(side(), "x")};
  Parameter<SideOfField> y{this, for_axis(side(), "y")};
  Parameter<SideOfField> z{this, for_axis(side(), "z")};
  Parameter<SideOfField> x_low{this, for_face(side(), "x_low")};
  Parameter<SideOfField> x_high{this, for_face(side(), "x_high")};
  Parameter<SideOfField> y_low{this, for_face(side(), "y_low")};
  Parameter<SideOfField> y_high{this, for_face(side(), "y_high")};
  Parameter<SideOfField> z_low{this, for_face(side(), "z_low")};
  Parameter<SideOfField> z_high{this, for_face(side(), "z_high")};
};

struct SubstanceParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> unit{this,
                              {.name = "unit",
                               .kind = ParameterKind::unit,
                               .default_value = "nM",
                               .about = "unit of its level",
                               .source = "by definition"}};
  Parameter<double> diffusion{
      this,
      {.name = "diffusion", .unit = "um2/min", .about = "diffusion coefficient", .min = 0, .max = 1e12}};
  Parameter<double> decay{this,
                          {.name = "decay",
                           .unit = "1/min",
                           .default_value = "0 1/min",
                           .about = "rate of its loss",
                           .source = "assumed",
                           .min = 0,
                           .max = 1e9}};
  Parameter<SubstanceSides> sides{
      this,
      {.name = "sides",
       .default_value = "{}",
       .about = "what lies beyond the lattice: a level that is held there, no_flux (closed) or periodic",
       .source = "by definition",
       .main = "all"}};
  Parameter<double> initial{this,
                            {.name = "initial",
                             .unit = "=unit",
                             .default_value = "0",
                             .about = "level at the start; of a steady one, where its first solve begins",
                             .source = "by definition",
                             .min = 0}};
  Parameter<std::string> solve{this,
                               {.name = "solve",
                                .kind = ParameterKind::word,
                                .default_value = "dynamic",
                                .about = "steady: at its balance in every step, for what is fast",
                                .source = "by definition",
                                .choices = {"dynamic", "steady"}}};
  Parameter<double> every{this,
                          {.name = "every",
                           .unit = "min",
                           .about = "how often it is solved; `time.periods` says the same",
                           .min = 1e-6,
                           .optional = true}};
};

}  // namespace tilscape::scenarios

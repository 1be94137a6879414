// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/subjects/sides.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What lies beyond the lattice, for cells.
struct LatticeSides : Parameters {
  using Parameters::Parameters;
  static ParameterInfo side() {
    return {.kind = ParameterKind::word, .choices = {"closed", "periodic", "open"}};
  }
  Parameter<std::string> all{this, for_all(side(), "closed")};
  Parameter<std::string> x{this, for_axis(side(), "x")};
  Parameter<std::string> y{this, for_axis(side(), "y")};
  Parameter<std::string> z{this, for_axis(side(), "z")};
};

struct LatticeParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::vector<double>> size{this,
                                      {.name = "size",
                                       .unit = "um",
                                       .about = "lengths along x, y and, in 3D, z",
                                       .min = 1e-3,
                                       .optional = true}};
  Parameter<std::vector<double>> sites{this,
                                       {.name = "sites",
                                        .kind = ParameterKind::integers,
                                        .about = "sites along x, y and, in 3D, z, instead of `size`",
                                        .min = 1,
                                        .max = 1e6,
                                        .optional = true}};
  Parameter<double> spacing{this,
                            {.name = "spacing",
                             .unit = "um",
                             .default_value = "20 um",
                             .about = "edge of a site",
                             .source = "assumed",
                             .min = 0.1,
                             .max = 1000}};
  Parameter<double> thickness{
      this,
      {.name = "thickness",
       .unit = "um",
       .about = "of a section (2D), and so of its sites, whose volume takes what cells give and gives "
                "what they take; the spacing when left out",
       .min = 0.1,
       .max = 1e6,
       .optional = true}};
  Parameter<std::string> neighbourhood{this,
                                       {.name = "neighbourhood",
                                        .kind = ParameterKind::word,
                                        .default_value = "moore",
                                        .about = "4 or 8 neighbours in 2D, 6 or 26 in 3D",
                                        .source = "by definition",
                                        .choices = {"moore", "von_neumann"}}};
  Parameter<LatticeSides> sides{this,
                                {.name = "sides",
                                 .default_value = "{}",
                                 .about = "what lies beyond the lattice, for cells",
                                 .source = "by definition",
                                 .main = "all"}};
  Parameter<int> capacity{this,
                          {.name = "capacity",
                           .default_value = "8",
                           .about = "units of a site; a cell takes some",
                           .source = "by definition",
                           .min = 1,
                           .max = 255}};
};

}  // namespace tilscape::scenarios

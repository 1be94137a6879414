// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

namespace tilscape {

/// What a scenario says of its time.
struct TimeParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> end{this, {.name = "end", .unit = "min", .about = "length of the run", .min = 0}};
  Parameter<double> step{this,
                         {.name = "step",
                          .unit = "min",
                          .default_value = "1 min",
                          .about = "the base step",
                          .source = "by definition",
                          .min = 1e-6}};
  /// {}: what of the parts can have one.
  Map<double> periods{this,
                      {.name = "periods",
                       .about = "how often an agent type, a substance{} acts; every step when left out",
                       .optional = true,
                       .children = {{.unit = "min", .about = "a whole multiple of the step", .min = 1e-6}}}};
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tilscape {

/// How a payload leaves its particle: one file of agents/particles/release, a function of its name that
/// returns this. Under `release` a scenario gives one law, by its name.
struct ReleaseLaw {
  ParameterInfo info;  ///< its key and what stands below it
  /// Rate [1/min] at which a molecule leaves. `path`: of the law in the scenario, for messages.
  std::function<double(const Values& law, const std::string& path)> rate;
};

/// The law of parameters P.
template <class P>
ReleaseLaw law_of(const std::string& name, const std::string& about, double (*rate)(const P&)) {
  return {{.name = name,
           .kind = ParameterKind::record,
           .about = about,
           .optional = true,
           .children = describe<P>()},
          [rate](const Values& law, const std::string& path) { return rate(P(law, path)); }};
}

/// All laws, by the names of their files.
std::vector<ReleaseLaw> release_laws();

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/pools.hpp"
#include "engine/base/parameters.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace tilscape {

/// How a payload leaves its particle: one file of agents/particles/release, a function of its name that
/// returns this. Under `release` a scenario gives one law, by its name.
struct ReleaseLaw {
  ParameterInfo info;  ///< its key and what stands below it
  /// The pools that stand for it. `path`: of the law in the scenario, for messages. Throws ParameterError for
  /// what cannot be.
  std::function<Release(const Values& law, const std::string& path)> release;
  /// How many there are; where the law has a key `pools`, as many as it says.
  std::size_t pools = 1;
};

/// The law of parameters P, by a function that gives its Release, or a rate [1/min] for first order.
template <class P, class F>
ReleaseLaw law_of(const std::string& name, const std::string& about, F of, std::size_t pools = 1) {
  return {{.name = name,
           .kind = ParameterKind::record,
           .about = about,
           .optional = true,
           .children = describe<P>()},
          [of](const Values& law, const std::string& path) -> Release {
            if constexpr (std::is_convertible_v<std::invoke_result_t<F, const P&>, double>)
              return {{{.rate = of(P(law, path))}}};
            else
              return of(P(law, path));
          },
          pools};
}

/// All laws, by the names of their files.
std::vector<ReleaseLaw> release_laws();

}  // namespace tilscape

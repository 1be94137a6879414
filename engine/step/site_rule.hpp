// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"
#include "engine/step/world.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace tilscape {

/// What a rule of sites is evaluated with.
struct SiteView {
  const Params& params;
  const World& world;
  std::span<const std::size_t> living;  ///< by TypeId, of those that are counted

  /// One of a rule's inputs at n sites from `first` on; `open(NAME)` of what has an `open` rule is not known
  /// here.
  void gather(const Symbol& symbol, std::size_t first, std::size_t n, double* out) const;
};

/// A rule at n <= 1024 sites from `first` on. `own` gives an input that the caller knows, or nullptr.
void evaluate(const SiteRule& rule, const SiteView& view, std::size_t first, std::size_t n,
              const std::function<const double*(const Symbol&)>& own, double* out);

/// Throws SimulationError with the first of these values, of the sites from `first` on, that does not lie
/// within bounds.
void require_within(const SiteRule& rule, const SiteView& view, std::size_t first,
                    std::span<const double> values, double least, double most);

/// How many of each type are alive; 0 of those that are not counted.
void count_living(const Params& params, const World& world, std::vector<std::size_t>& out);

}  // namespace tilscape

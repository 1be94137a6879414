// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

namespace tilscape {

/// What substances do to each other on a site, whatever lies around it: binding, release, saturable uptake.
/// Rates follow from the levels of a site alone, so they can stand inside the implicit step
/// (docs/methods/reactions.md).
class SiteKinetics {
 public:
  SiteKinetics() = default;
  SiteKinetics(const SiteKinetics&) = delete;
  SiteKinetics& operator=(const SiteKinetics&) = delete;
  virtual ~SiteKinetics() = default;

  /// Of n <= 1024 sites from `first` on. Numbers are by substance of the group, then by site.
  struct Sites {
    std::size_t first, n;
    double* levels;        ///< [unit] of the whole tissue, >= 0 where no data are negative; as they were
                           ///< when it returns
    const double* scales;  ///< [unit] about the largest level of each substance: what a small change is
    double* rates;         ///< [unit/min] out: the net rate at which reactions make each substance
    double* slopes;  ///< [1/min] out: of the rate of i by the level of j at i * substances + j; 0 on entry
  };
  /// Rates, and their slopes where asked for (not nullptr). Safe to be called from many threads.
  virtual void evaluate(const Sites& sites) const = 0;
  /// What is wrong at a site with these levels, where a rate is no number or takes what is not there; empty:
  /// nothing.
  [[nodiscard]] virtual std::string fault(std::size_t site, const double* levels) const = 0;
  /// What stands in the rates, for messages: "the reactions `binding` and `made`".
  [[nodiscard]] virtual std::string about() const { return {}; }
};

}  // namespace tilscape

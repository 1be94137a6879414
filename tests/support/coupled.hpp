// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/coupled_solver.hpp"
#include "tests/support/fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::testing {

/// Kinetics of a test: the net rate of each substance by the levels of a site; slopes by differences.
class TestKinetics final : public SiteKinetics {
 public:
  using Rates = std::function<void(const double* levels, double* rates)>;
  TestKinetics(std::size_t substances, Rates rates) : substances_(substances), rates_(std::move(rates)) {}

  void evaluate(const Sites& sites) const override {
    std::array<double, CoupledSolver::most> at{};
    std::array<double, CoupledSolver::most> now{};
    std::array<double, CoupledSolver::most> changed{};
    for (std::size_t i = 0; i < sites.n; ++i) {
      for (std::size_t k = 0; k < substances_; ++k) at[k] = sites.levels[k * sites.n + i];
      rates_(at.data(), now.data());
      for (std::size_t k = 0; k < substances_; ++k) sites.rates[k * sites.n + i] += now[k];
      if (sites.slopes == nullptr) continue;
      for (std::size_t j = 0; j < substances_; ++j) {
        const double level = at[j];
        at[j] += 1e-7 * std::max(std::abs(level), 1e-4 * sites.scales[j]);
        rates_(at.data(), changed.data());
        for (std::size_t k = 0; k < substances_; ++k)
          sites.slopes[(k * substances_ + j) * sites.n + i] += (changed[k] - now[k]) / (at[j] - level);
        at[j] = level;
      }
    }
  }
  [[nodiscard]] std::string fault(std::size_t, const double*) const override { return {}; }

 private:
  std::size_t substances_;
  Rates rates_;
};

/// Substances on a lattice that are solved together, and what they need.
struct CoupledBench {
  using Fields = std::vector<std::vector<double>>;
  Lattice lattice;
  CoupledSolver solver;
  Threads threads;
  Fields c, carried, mean, uptake, source, open, mobility;

  CoupledBench(const Lattice& l, const std::vector<FieldSpec>& specs, const TestKinetics::Rates& rates = {},
               int thread_count = 1)
      : lattice(l),
        solver(l, specs, rates ? std::make_shared<TestKinetics>(specs.size(), rates) : nullptr),
        threads(thread_count),
        c(specs.size(), std::vector<double>(l.sites())),
        carried(c),
        mean(c),
        uptake(c),
        source(c),
        open(specs.size()),
        mobility(specs.size()) {
    for (std::size_t k = 0; k < specs.size(); ++k)
      if (specs[k].steady) carried[k].clear();
  }

  CoupledSolver::Report advance(double dt) {
    std::vector<CoupledSolver::Sites> sites;
    for (std::size_t k = 0; k < c.size(); ++k)
      sites.push_back({c[k], carried[k], uptake[k], source[k], open[k], mobility[k], mean[k]});
    return solver.advance(sites, dt, threads);
  }
  [[nodiscard]] double least() const {
    double least = c[0][0];
    for (const auto& field : c) least = std::min(least, *std::min_element(field.begin(), field.end()));
    return least;
  }
};

}  // namespace tilscape::testing

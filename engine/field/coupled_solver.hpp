// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parallel.hpp"
#include "engine/field/coupled_grid.hpp"
#include "engine/field/field.hpp"
#include "engine/field/kinetics.hpp"
#include "engine/lattice/lattice.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tilscape {

/// Solves substances that react with each other, or whose way differs from site to site, together and
/// implicitly:
///   d c/dt = div (open D mobility grad u) + source - decay c - uptake u + reactions(c),   u = c / open,
/// c the level of the whole tissue, u that in the volume that is open to it. Time goes as in FieldSolver, in
/// second-order steps or backward Euler; reactions stand inside each stage, which Newton's method solves:
/// docs/methods/reactions.md. Values that are not negative stay so.
class CoupledSolver {
 public:
  /// At most so many substances.
  static constexpr std::size_t most = 16;

  /// `kinetics` may be nullptr. Throws UsageError when the specifications cannot be.
  CoupledSolver(const Lattice& lattice, std::vector<FieldSpec> specs,
                std::shared_ptr<const SiteKinetics> kinetics);
  /// What it takes on a lattice, at most.
  static std::size_t bytes(const Lattice& lattice, std::span<const FieldSpec> specs);

  /// What a solve reads and writes of a substance, all per site.
  struct Sites {
    std::span<double> c;                    ///< [unit] in and out
    std::span<double> carried;              ///< [unit] as in FieldSolver; steady: none
    std::span<const double> uptake = {};    ///< [1/min] >= 0, of u; empty: 0
    std::span<const double> source = {};    ///< [unit/min]; empty: 0
    std::span<const double> open = {};      ///< share of the tissue's volume, in (0, 1]; empty: 1
    std::span<const double> mobility = {};  ///< factor on D in that volume, >= 0; empty: 1
    std::span<double> mean = {};            ///< [unit] out: the mean of u that the uptake has met
  };

  struct Report {
    int iterations = 0;      ///< of the linear solver, a multigrid cycle each
    int corrections = 0;     ///< of Newton's method, over all stages
    int parts = 1;           ///< that the step was taken in
    bool fell_back = false;  ///< backward Euler took a part
    std::vector<MassAccount> mass;
  };
  /// One step of dt [min]; steady substances are at their balance at its end. `mass` of those is for dt.
  /// Throws SimulationError, and says where, when a number is not finite or the equations cannot be solved.
  Report advance(std::span<const Sites> sites, double dt, const Threads& threads);

 private:
  using Vector = std::vector<double>;
  struct Stage;
  struct Extremes;
  struct Local;

  void check(std::span<const Sites> sites, double dt) const;
  void load();
  void set_conductances(const Threads& threads);
  bool march(double dt, int halvings, Report& report, const Threads& threads);
  bool attempt(double dt, Report& report, const Threads& threads);
  bool solve(const Stage& stage, Report& report, const Threads& threads);
  [[nodiscard]] bool balanced(const Stage& stage, const Extremes& problem, const Extremes& now) const;
  Extremes assemble(const Stage& stage, double secant, const Threads& threads);
  bool balance_still(const Stage& stage, std::size_t first, std::size_t n, Local& local);
  void evaluate(std::size_t first, std::size_t n, Local& local, bool slopes) const;
  [[nodiscard]] double defect(const Stage& stage, std::size_t k, std::size_t site, double rate) const;
  [[nodiscard]] double diagonal(const Stage& stage, std::size_t k, std::size_t site) const;
  Extremes correct(const Threads& threads);
  void add_rates(double weight, const Threads& threads);
  void finish(double dt, double weight, double share, Report& report, const Threads& threads);
  [[noreturn]] void give_up(double dt) const;
  [[nodiscard]] std::string names() const;
  /// What its sides are held at; of the others it does not matter.
  [[nodiscard]] std::array<double, 6> beyond(std::size_t k) const;
  [[nodiscard]] double open(std::size_t k, std::size_t site) const {
    return sites_[k].open.empty() ? 1 : sites_[k].open[site];
  }

  Lattice lattice_;
  std::vector<FieldSpec> specs_;
  std::shared_ptr<const SiteKinetics> kinetics_;
  std::vector<std::size_t> mobile_, still_;  // substances that diffuse, and that do not
  bool in_time_;                             // not all of them are steady
  CoupledGrid grid_;
  bool conductances_stand_ = false;  // and are the same everywhere
  std::span<const Sites> sites_;     // of the call at hand
  std::vector<Vector> u_, first_, made_;
  Vector correction_;             // of the substances that diffuse
  std::vector<double> scales_;    // [unit] about the largest level of each
  std::vector<double> exchange_;  // [1/min] largest sum of a site's conductances, of each
  double total_ = 1;              // [min] of the step at hand, of which parts are taken
  bool signed_ = false;           // the problem at hand has negative data: values may be negative
};

}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/transport.hpp"
#include "engine/base/quantity.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

// A vaccine's way from the depot to effectors in the blood: docs/methods/vaccine.md.

namespace tilscape::body {

constexpr double per_day(double rate) {
  return rate / minutes_per_day;
}

/// What a vaccine is made of, and the draining lymph node. Sources: [A] Anbari 2023 (supplement S4) and the
/// models that it quotes, [Q] the public model qspio, read in their parameter files; `assumed` is ours.
struct LymphNodeParams {
  enum class Form : unsigned char {
    particle,  ///< stays in the node until a cell takes it up or it is lost
    soluble,   ///< passes through the node with the lymph
  };

  // vaccine
  Form form = Form::particle;
  double diameter = 20;  ///< [nm] of what drains: the particle, or the molecule of a soluble antigen
  double relevance = 1;  ///< 0-1, share of the antigen that the tumour carries

  // depot to node
  double reference_drainage = per_day(1);  ///< [1/min] at 20 nm; assumed, 0.1-10 per day
  /// Under the skin, where the depot lies; assumed of 20-40 nm and 0.02-0.06. A tumour's is fitted.
  transport::FibreMesh interstitium = {.fibre_radius = 20, .volume_fraction = 0.03};
  double loss = per_day(2);      ///< [1/min] of antigen and adjuvant outside of cells [A]
  double passage = per_day(24);  ///< [1/min] with the lymph out of the node, soluble only; assumed
  double volume = 2e9;           ///< [um3] of the node; assumed, a mouse's (2 uL)

  // antigen-presenting cells (APC)
  double apc_density = 1.2e-6;          ///< [1/um3] 1.2e6 per mL [A]
  double uptake = per_day(14.4);        ///< [1/min] by the node's APC [A]; per resting node, our reading
  double processing = per_day(17.28);   ///< [1/min] of antigen inside, to epitopes [A]
  double epitope_loss = per_day(144);   ///< [1/min] [A]
  double maturation = per_day(1.5);     ///< [1/min] at most [A]
  double maturation_half = 1e6;         ///< [nM2] antigen x adjuvant at half of it; assumed
  double apc_turnover = per_day(0.01);  ///< [1/min] (Marino and Kirschner 2004) [A]
  double mature_death = per_day(0.02);  ///< [1/min] (same) [A]

  // T cells
  double precursors = 91;       ///< [cells] 5.05e5 per mL x 2 mL of blood / 1.11e6 clones [Q] x 100
                                ///< clones [Q]; the 2 mL, a mouse's, are assumed
  double entry = per_day(0.1);  ///< [1/min] of naive cells into the node; assumed, 0.07 [Q] to 0.1 [A, CD4]
  double exit = per_day(1.13);  ///< [1/min] of naive cells out of it [Q]; 1.8 per day [A]
  double activation = per_day(20);  ///< [1/min] at full signal [Q]; 23 per day (CD8) [A]
  double presentation_half = 1e-5;  ///< [nmol] epitopes at half of the signal; assumed
  double sites_per_apc = 10;        ///< T cells that one APC holds [A]
  int generations = 6;              ///< assumed, 1-20; models have 2-5 by the receptor, +3 by costimulation
  double division = per_day(1);     ///< [1/min] (Marchingo 2014) [A]
  double egress = per_day(2);       ///< [1/min] of effectors into the blood; assumed, 1 (SPQSP_IO) to 24 [A]
  double effector_death = per_day(0.2);  ///< [1/min] in the blood; assumed, 0.01 [A] to 0.2 (Kosinsky 2018)
  double homing = per_day(0.05);         ///< [1/min] from the blood into the tumour; assumed
  double memory = 0.05;                  ///< share of effectors that stay as memory; assumed
};

/// Rate [1/min] at which the lymph takes a sphere of diameter [nm] from the depot: reference x g(d)/g(20 nm),
/// with g the diffusion and the volume left to it in the interstitium, exp(-sqrt(phi) (1 + R/rf)) exp(-phi (1
/// + R/rf)^2) / R. The reference is assumed; 20 nm faster than 40, 100 nm negligible: Howard 2019
/// (PMC7747954).
double drainage(double diameter, const LymphNodeParams& params);

/// The node's differential equations and their state, a plain vector of which `labels` says what is what.
class LymphNode {
 public:
  /// Places in the state: antigen and adjuvant [nmol], cells [cells]. The `generations` dividing classes
  /// stand last, from `dividing` on.
  enum : std::size_t {
    antigen_depot,
    antigen_node,
    antigen_inside,  ///< of APC
    epitopes,
    antigen_lost,
    adjuvant_depot,
    adjuvant_node,
    adjuvant_lost,
    resting_apc,
    mature_apc,
    naive_blood,
    naive_node,
    memory,
    effectors_node,
    effectors_blood,
    effectors_homed,
    effectors_dead,
    dividing
  };
  using State = std::vector<double>;

  /// Throws UsageError for parameters that cannot be, ParameterError for rates beyond what is followed.
  explicit LymphNode(const LymphNodeParams& params);

  [[nodiscard]] const LymphNodeParams& params() const { return params_; }
  [[nodiscard]] State initial() const;  ///< before any dose
  [[nodiscard]] std::vector<std::string> labels() const;

  /// A dose into the depot [nmol].
  static void give(State& state, double antigen, double adjuvant);
  /// Goes on by so many minutes, in equal Runge-Kutta steps of at most 5 min and 0.6 of the shortest time
  /// that something stays in a compartment.
  void advance(State& state, double minutes) const;

  /// Cells that reach the tumour [cells/min].
  struct Arrivals {
    double recognising, blind;  ///< those that know an antigen of the tumour, and the others
  };
  [[nodiscard]] Arrivals arrivals(const State& state) const;

 private:
  /// A rate at which something leaves a compartment [1/min], by the name of its parameter.
  struct Rate {
    const char* parameter;
    double value;
  };
  [[nodiscard]] std::vector<std::vector<Rate>> outflows() const;  ///< of each compartment
  void change(const State& now, State& rate) const;
  void change_vaccine(const State& now, State& rate) const;
  void change_cells(const State& now, State& rate) const;

  LymphNodeParams params_;
  double drainage_;     // [1/min]
  double passage_;      // [1/min]
  double fastest_ = 0;  // [1/min] of the outflows
};

}  // namespace tilscape::body

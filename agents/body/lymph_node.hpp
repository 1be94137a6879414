// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/transport.hpp"
#include "engine/base/parameters.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

// A vaccine's way from the depot to effectors in the blood: docs/methods/vaccine.md.

namespace tilscape::body {

/// The draining lymph node. Sources: [A] Anbari 2023 (supplement S4) and the models that it quotes, [Q] the
/// public model qspio, read in their parameter files; `assumed` is ours.
struct LymphNodeParams : Parameters {
  using Parameters::Parameters;

  double reference_drainage = number(needed(rate(
      "drainage", "1 1/d", "into the node, of a sphere of 20 nm; others follow from their size", assumed)));
  double loss = number(rate("loss", "2 1/d", "of antigen and adjuvant outside of cells", anbari));
  Parameter<double> passage{
      this, rate("passage", "24 1/d", "out of the node with the lymph, soluble only", assumed)};
  double volume = number(amount("volume", "um3", "2e9 um3", "of the node", assumed, 1));  ///< a mouse's, 2 uL

  // antigen-presenting cells (APC)
  double apc_density = number(needed(amount("apc_density", "cells/um3", "1.2e-6 cells/um3",
                                            "antigen-presenting cells (1.2e6 per mL)", anbari, 0)));
  /// Per resting node, our reading.
  double uptake = number(needed(rate("uptake", "14.4 1/d", "of antigen by these cells", anbari)));
  double processing = number(needed(rate("processing", "17.28 1/d", "of antigen inside them", anbari)));
  double epitope_loss = number(rate("epitope_loss", "144 1/d", "of presented epitopes", anbari));
  double maturation =
      number(needed(rate("maturation", "1.5 1/d", "of antigen-presenting cells, at most", anbari)));
  double maturation_half = number(
      amount("maturation_half", "nM^2", "1e6 nM^2", "antigen times adjuvant at half of it", assumed, 1e-12));
  double apc_turnover = number(
      rate("apc_turnover", "0.01 1/d", "of resting antigen-presenting cells", "Marino and Kirschner 2004"));
  double mature_death =
      number(rate("mature_death", "0.02 1/d", "of mature ones", "Marino and Kirschner 2004"));

  // T cells
  /// The 2 mL, a mouse's, are assumed.
  double precursors = number(needed(
      amount("precursors", "cells", "91 cells",
             "naive cells that know the antigen: 100 of 1.11e6 clones, 5.05e5 cells per mL, 2 mL of blood",
             qspio, 0)));
  double entry = number(needed(
      rate("entry", "0.1 1/d",
           "of naive cells into the node; 0.07 (qspio) to 0.1 per day (CD4 cells of Anbari 2023)", assumed)));
  double exit = number(rate("exit", "1.13 1/d", "of naive cells out of it", qspio));  ///< 1.8 per day [A]
  /// 23 per day for CD8 [A].
  double activation = number(needed(rate("activation", "20 1/d", "of naive cells at full signal", qspio)));
  double presentation_half = number(
      amount("presentation_half", "nmol", "1e-5 nmol", "epitopes at half of the signal", assumed, 1e-15));
  double sites_per_apc =
      number(amount("sites_per_apc", "", "10", "T cells that one presenting cell holds", anbari, 1e-6));
  int generations = whole(
      {.name = "generations",
       .default_value = "6",
       .about = "divisions of an activated cell; models have 2-5 by the receptor and 3 by costimulation",
       .source = assumed,
       .min = 1,
       .max = 20});
  double division = number(needed(rate("division", "1 1/d", "of activated cells", "Marchingo 2014")));
  double egress = number(needed(rate(
      "egress", "2 1/d", "of effectors into the blood; 1 (SPQSP_IO) to 24 per day (Anbari 2023)", assumed)));
  double effector_death = number(rate(
      "effector_death", "0.2 1/d",
      "in the blood; 0.01 (Anbari 2023) to 0.2 per day (Kosinsky 2018, before they differentiate)", assumed));
  double homing = number(needed(rate("homing", "0.05 1/d", "from the blood into the tumour", assumed)));
  double memory = number({.name = "memory",
                          .default_value = "0.05",
                          .about = "share of effectors that stay as memory",
                          .source = assumed,
                          .min = 0,
                          .max = 1});

  /// Under the skin, where the depot lies; assumed of 20-40 nm and 0.02-0.06. A tumour's is fitted.
  transport::FibreMesh interstitium = {.fibre_radius = 20, .volume_fraction = 0.03};

  // What drains, by the vaccine's design.
  enum class Form : unsigned char {
    particle,  ///< stays in the node until a cell takes it up or it is lost
    soluble,   ///< passes through the node with the lymph
  };
  Form form = Form::particle;
  double diameter = 20;  ///< [nm] the particle, or the molecule of a soluble antigen
  double relevance = 1;  ///< 0-1, share of the antigen that the tumour carries

 private:
  static constexpr const char* assumed = "assumed";
  static constexpr const char* anbari = "doi:10.3389/fphar.2023.1163432 (Table S4)";
  static constexpr const char* qspio = "public model qspio (popellab)";

  static ParameterInfo rate(const char* name, const char* value, const char* about, const char* source) {
    return {.name = name,
            .unit = "1/min",
            .default_value = value,
            .about = about,
            .source = source,
            .min = 0,
            .max = 1000};
  }
  static ParameterInfo amount(const char* name, const char* unit, const char* value, const char* about,
                              const char* source, double least) {
    return {
        .name = name, .unit = unit, .default_value = value, .about = about, .source = source, .min = least};
  }
  /// Without which nobody is primed, or comes to the tumour.
  static ParameterInfo needed(ParameterInfo info) {
    info.idle = 0;
    return info;
  }
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

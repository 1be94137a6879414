// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/particles/transport.hpp"
#include "engine/base/error.hpp"
#include "engine/base/parameters.hpp"
#include "engine/step/faults.hpp"
#include "tests/support/two_volumes.hpp"

#include <algorithm>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <cmath>
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

namespace detail {

constexpr double longest_step = 5;  // [min]
/// Of the amount that leaves a compartment at the fastest rate, in a step of the integration: far within
/// the stability of the method (2.78), and no amount falls below 0.
constexpr double share_of_a_step = 0.6;
constexpr double fastest_rate = 1000;      // [1/min] that is followed
constexpr double reference_diameter = 20;  // [nm]

inline double ease(double diameter, const transport::FibreMesh& mesh) {
  const double radius = diameter / 2;
  return transport::mesh_diffusion(radius, mesh) * transport::mesh_volume(radius, mesh) / radius;
}

inline double share(double part, double rest) {
  return part > 0 ? part / (part + rest) : 0;
}

}  // namespace detail
using namespace detail;

inline double drainage(double diameter, const LymphNodeParams& params) {
  return params.reference_drainage * ease(diameter, params.interstitium) /
         ease(reference_diameter, params.interstitium);
}

LymphNode::LymphNode(const LymphNodeParams& params)
    : params_(params),
      drainage_(drainage(params.diameter, params)),
      passage_(params.form == LymphNodeParams::Form::soluble ? *params.passage : 0) {
  if (!(params.diameter > 0)) throw UsageError("the diameter of a vaccine must be positive");
  if (!(params.relevance >= 0 && params.relevance <= 1)) throw UsageError("relevance is between 0 and 1");
  if (params.generations < 1 || params.generations > 20)
    throw UsageError("an activated cell divides 1 to 20 times");
  if (!(params.volume > 0)) throw UsageError("the volume of a lymph node must be positive");
  for (const std::vector<Rate>& rates : outflows()) {
    double sum = 0;
    for (const Rate& r : rates) sum += r.value;
    fastest_ = std::max(fastest_, sum);
    if (sum <= fastest_rate) continue;
    const auto largest = std::max_element(rates.begin(), rates.end(),
                                          [](const Rate& a, const Rate& b) { return a.value < b.value; });
    throw ParameterError(largest->parameter, "something leaves a compartment of the lymph node at " +
                                                 fault_number(sum) + " per minute; up to 1000 are followed");
  }
}

inline std::vector<std::vector<LymphNode::Rate>> LymphNode::outflows() const {
  const LymphNodeParams& p = params_;
  return {{{"drainage", drainage_}, {"loss", p.loss}},
          {{"loss", p.loss}, {"passage", passage_}, {"uptake", p.uptake}},
          {{"processing", p.processing}},
          {{"epitope_loss", p.epitope_loss}},
          {{"apc_turnover", p.apc_turnover}, {"maturation", p.maturation}},
          {{"mature_death", p.mature_death}},
          {{"entry", p.entry}},
          {{"exit", p.exit}, {"activation", p.activation}},
          {{"division", p.division}},
          {{"egress", p.egress}},
          {{"homing", p.homing}, {"effector_death", p.effector_death}}};
}

inline LymphNode::State LymphNode::initial() const {
  State state(dividing + static_cast<unsigned>(params_.generations));
  state[resting_apc] = params_.apc_density * params_.volume;
  const double in_node = share(params_.entry, params_.exit);  // of the naive cells that recirculate
  state[naive_node] = params_.precursors * in_node;
  state[naive_blood] = params_.precursors - state[naive_node];
  return state;
}

inline std::vector<std::string> LymphNode::labels() const {
  std::vector<std::string> labels = {
      "antigen_depot [nmol]",  "antigen_node [nmol]",    "antigen_inside [nmol]",   "epitopes [nmol]",
      "antigen_lost [nmol]",   "adjuvant_depot [nmol]",  "adjuvant_node [nmol]",    "adjuvant_lost [nmol]",
      "resting_apc [cells]",   "mature_apc [cells]",     "naive_blood [cells]",     "naive_node [cells]",
      "memory [cells]",        "effectors_node [cells]", "effectors_blood [cells]", "effectors_homed [cells]",
      "effectors_dead [cells]"};
  for (int i = 0; i < params_.generations; ++i) labels.push_back("divided_" + std::to_string(i) + " [cells]");
  return labels;
}

inline void LymphNode::give(State& state, double antigen, double adjuvant) {
  state[antigen_depot] += antigen;
  state[adjuvant_depot] += adjuvant;
}

inline void LymphNode::advance(State& state, double minutes) const {
  if (!(minutes > 0)) return;
  const double longest = std::min(longest_step, share_of_a_step / std::max(fastest_, 1e-9));
  const double steps = std::ceil(minutes / longest);
  boost::numeric::odeint::runge_kutta4<State> method;
  const auto system = [this](const State& now, State& rate, double) { change(now, rate); };
  for (double i = 0; i < steps; ++i) method.do_step(system, state, 0.0, minutes / steps);
}

inline LymphNode::Arrivals LymphNode::arrivals(const State& state) const {
  const double all = params_.homing * state[effectors_blood];
  return {all * params_.relevance, all * (1 - params_.relevance)};
}

inline void LymphNode::change(const State& now, State& rate) const {
  change_vaccine(now, rate);
  change_cells(now, rate);
}

inline void LymphNode::change_vaccine(const State& now, State& rate) const {
  const LymphNodeParams& p = params_;
  const double leaving = p.loss + passage_;  // of the node, with nobody's help
  rate[antigen_depot] = -(drainage_ + p.loss) * now[antigen_depot];
  rate[antigen_node] = drainage_ * now[antigen_depot] - (leaving + p.uptake) * now[antigen_node];
  rate[antigen_inside] = p.uptake * now[antigen_node] - p.processing * now[antigen_inside];
  rate[epitopes] = p.processing * now[antigen_inside] - p.epitope_loss * now[epitopes];
  rate[antigen_lost] =
      p.loss * now[antigen_depot] + leaving * now[antigen_node] + p.epitope_loss * now[epitopes];
  rate[adjuvant_depot] = -(drainage_ + p.loss) * now[adjuvant_depot];
  rate[adjuvant_node] = drainage_ * now[adjuvant_depot] - (leaving + p.uptake) * now[adjuvant_node];
  rate[adjuvant_lost] = p.loss * now[adjuvant_depot] + (leaving + p.uptake) * now[adjuvant_node];

  const double both =
      concentration(now[antigen_node], p.volume) * concentration(now[adjuvant_node], p.volume);
  const double maturing = p.maturation * share(both, p.maturation_half) * now[resting_apc];
  rate[resting_apc] = p.apc_turnover * (p.apc_density * p.volume - now[resting_apc]) - maturing;
  rate[mature_apc] = maturing - p.mature_death * now[mature_apc];
}

inline void LymphNode::change_cells(const State& now, State& rate) const {
  const LymphNodeParams& p = params_;
  double seekers = now[naive_node] + now[memory];  // all that compete for the sites of APC
  for (std::size_t i = dividing; i < now.size(); ++i) seekers += now[i];
  const double signal =
      share(p.sites_per_apc * now[mature_apc], seekers) * share(now[epitopes], p.presentation_half);
  const double primed = p.activation * signal;  // [1/min] of naive and memory cells

  rate[naive_blood] = p.exit * now[naive_node] - p.entry * now[naive_blood];
  rate[naive_node] = -rate[naive_blood] - primed * now[naive_node];
  double arriving = primed * (now[naive_node] + now[memory]);
  for (std::size_t i = dividing; i < now.size(); ++i) {
    rate[i] = arriving - p.division * now[i];
    arriving = 2 * p.division * now[i];
  }
  const double out = p.egress * now[effectors_node];
  rate[effectors_node] = arriving - out;
  rate[memory] = p.memory * out - primed * now[memory];
  rate[effectors_homed] = p.homing * now[effectors_blood];
  rate[effectors_dead] = p.effector_death * now[effectors_blood];
  rate[effectors_blood] = (1 - p.memory) * out - rate[effectors_homed] - rate[effectors_dead];
}

}  // namespace tilscape::body

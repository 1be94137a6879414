// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/lymph_node.hpp"

#include "agents/body/plasma.hpp"
#include "engine/base/error.hpp"
#include "engine/step/faults.hpp"

#include <algorithm>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>
#include <cmath>

namespace tilscape::body {

namespace {

constexpr double longest_step = 5;  // [min]
/// Of the amount that leaves a compartment at the fastest rate, in a step of the integration: far within
/// the stability of the method (2.78), and no amount falls below 0.
constexpr double share_of_a_step = 0.6;
constexpr double fastest_rate = 1000;      // [1/min] that is followed
constexpr double reference_diameter = 20;  // [nm]

double ease(double diameter, const transport::FibreMesh& mesh) {
  const double radius = diameter / 2;
  return transport::mesh_diffusion(radius, mesh) * transport::mesh_volume(radius, mesh) / radius;
}

double share(double part, double rest) {
  return part > 0 ? part / (part + rest) : 0;
}

}  // namespace

double drainage(double diameter, const LymphNodeParams& params) {
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

std::vector<std::vector<LymphNode::Rate>> LymphNode::outflows() const {
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

LymphNode::State LymphNode::initial() const {
  State state(dividing + static_cast<unsigned>(params_.generations));
  state[resting_apc] = params_.apc_density * params_.volume;
  const double in_node = share(params_.entry, params_.exit);  // of the naive cells that recirculate
  state[naive_node] = params_.precursors * in_node;
  state[naive_blood] = params_.precursors - state[naive_node];
  return state;
}

std::vector<std::string> LymphNode::labels() const {
  std::vector<std::string> labels = {
      "antigen_depot [nmol]",  "antigen_node [nmol]",    "antigen_inside [nmol]",   "epitopes [nmol]",
      "antigen_lost [nmol]",   "adjuvant_depot [nmol]",  "adjuvant_node [nmol]",    "adjuvant_lost [nmol]",
      "resting_apc [cells]",   "mature_apc [cells]",     "naive_blood [cells]",     "naive_node [cells]",
      "memory [cells]",        "effectors_node [cells]", "effectors_blood [cells]", "effectors_homed [cells]",
      "effectors_dead [cells]"};
  for (int i = 0; i < params_.generations; ++i) labels.push_back("divided_" + std::to_string(i) + " [cells]");
  return labels;
}

void LymphNode::give(State& state, double antigen, double adjuvant) {
  state[antigen_depot] += antigen;
  state[adjuvant_depot] += adjuvant;
}

void LymphNode::advance(State& state, double minutes) const {
  if (!(minutes > 0)) return;
  const double longest = std::min(longest_step, share_of_a_step / std::max(fastest_, 1e-9));
  const double steps = std::ceil(minutes / longest);
  boost::numeric::odeint::runge_kutta4<State> method;
  const auto system = [this](const State& now, State& rate, double) { change(now, rate); };
  for (double i = 0; i < steps; ++i) method.do_step(system, state, 0.0, minutes / steps);
}

LymphNode::Arrivals LymphNode::arrivals(const State& state) const {
  const double all = params_.homing * state[effectors_blood];
  return {all * params_.relevance, all * (1 - params_.relevance)};
}

void LymphNode::change(const State& now, State& rate) const {
  change_vaccine(now, rate);
  change_cells(now, rate);
}

void LymphNode::change_vaccine(const State& now, State& rate) const {
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

void LymphNode::change_cells(const State& now, State& rate) const {
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

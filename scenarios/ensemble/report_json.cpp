// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/quantity.hpp"
#include "proto/json_text.hpp"
#include "scenarios/ensemble/report.hpp"
#include "scenarios/output/build_info.hpp"
#include "scenarios/read/describe.hpp"

#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

using Json = nlohmann::ordered_json;

Json estimate(const Estimate& e) {
  return {{"value", json_number(e.value)},
          {"lower95", json_number(e.lower)},
          {"upper95", json_number(e.upper)},
          {"n", e.n}};
}

Json group_json(const ReportInput& in, const Group& g) {
  return {{"label", g.label},     {"arm", in.plan.arms[g.arm].name},
          {"planned", g.planned}, {"used", g.runs.size()},
          {"runs", g.runs},       {"value_at_end", estimate(g.value)}};
}

Json course_json(const ReportInput& in, const Course& course) {
  Json groups = Json::array();
  for (std::size_t g = 0; g < course.groups.size(); ++g) {
    Json rows = Json::array();
    for (const Course::At& at : course.groups[g])
      rows.push_back({{"time_d", at.time / minutes_per_day},
                      {"n", at.band.n},
                      {"mean", json_number(at.band.mean)},
                      {"q05", json_number(at.band.q05)},
                      {"q25", json_number(at.band.q25)},
                      {"median", json_number(at.band.median)},
                      {"q75", json_number(at.band.q75)},
                      {"q95", json_number(at.band.q95)}});
    groups.push_back({{"label", in.analysis.groups[g].label}, {"rows", rows}});
  }
  return {{"column", course.column}, {"unit", course.unit}, {"groups", groups}};
}

Json endpoint_json(const ReportInput& in, const EndpointAnalysis& e) {
  const auto label = [&](std::size_t g) { return in.analysis.groups[g].label; };
  Json groups = Json::array();
  for (std::size_t g = 0; g < e.groups.size(); ++g) {
    Json curve = Json::array();
    for (const SurvivalStep& s : e.groups[g].curve)
      curve.push_back({{"time_d", s.time / minutes_per_day},
                       {"at_risk", s.at_risk},
                       {"events", s.events},
                       {"without", s.survival},
                       {"lower95", json_number(s.lower)},
                       {"upper95", json_number(s.upper)}});
    groups.push_back({{"label", label(g)},
                      {"events", e.groups[g].events},
                      {"share", estimate(e.groups[g].share)},
                      {"median_d", json_number(median_survival(e.groups[g].curve) / minutes_per_day)},
                      {"curve", curve}});
  }
  Json ratios = Json::array();
  for (const auto& r : e.ratios)
    ratios.push_back({{"group", label(r.group)},
                      {"against", label(r.against)},
                      {"hazard_ratio", json_number(r.hazard.value)},
                      {"lower95", json_number(r.hazard.lower)},
                      {"upper95", json_number(r.hazard.upper)},
                      {"p", json_number(r.p)}});
  return {{"name", e.name},
          {"condition", e.condition},
          {"groups", groups},
          {"log_rank",
           {{"chi_squared", e.test.chi_squared}, {"degrees", e.test.degrees}, {"p", json_number(e.test.p)}}},
          {"hazard_ratios", ratios}};
}

Json response_json(const ReportInput& in, const DoseResponse& r) {
  Json levels = Json::array();
  for (const auto& l : r.levels) {
    Json reached = Json::object();
    for (std::size_t e = 0; e < l.reached.size(); ++e)
      reached[in.analysis.endpoints[e].name] = estimate(l.reached[e]);
    levels.push_back({{"level", l.written},
                      {"number", l.number},
                      {"arm", in.plan.arms[l.arm].name},
                      {"value_at_end", estimate(l.value)},
                      {"reached", reached}});
  }
  return {{"factor", r.factor}, {"unit", r.unit}, {"levels", levels}};
}

Json claim_json(const ReportedClaim& c) {
  return {{"name", c.name},
          {"about", c.about},
          {"value", c.value},
          {"unit", c.unit},
          {"band", c.band},
          {"measured", estimate(c.measured)},
          {"holds", c.holds},
          {"failed", c.failed},
          {"published", c.published},
          {"source", c.source},
          {"tests", word_for(claim_tests, c.tests)}};
}

Json sensitivity_json(const ReportInput& in, const Sensitivity& s) {
  Json factors = Json::array();
  for (std::size_t f = 0; f < in.plan.factors.size(); ++f) {
    Json entry = {{"factor", in.plan.factors[f]}};
    if (!s.morris.empty()) {
      entry["mean_absolute_effect"] = estimate(s.morris[f].mean_absolute);
      entry["mean_effect"] = json_number(s.morris[f].mean);
      entry["deviation"] = json_number(s.morris[f].deviation);
    } else {
      entry["first"] = estimate(s.sobol[f].first);
      entry["total"] = estimate(s.sobol[f].total);
    }
    factors.push_back(std::move(entry));
  }
  return {{"arm", in.plan.arms[s.arm].name}, {"design", in.plan.design}, {"factors", factors}};
}

}  // namespace

std::string report_json(const ReportInput& in) {
  const Analysis& a = in.analysis;
  Json json = {{"schema", "tilscape.report/1"},
               {"study", in.plan.name},
               {"status", Json::parse(status_json(in.plan, in.status))},
               {"design", in.plan.design},
               {"factors", in.plan.factors},
               {"compared", {{"column", a.value_column}, {"unit", a.value_unit}}}};
  if (in.plan.enough)
    json["enough"] = {{"value", in.plan.enough->value},
                      {"endpoint", in.plan.enough->endpoint},
                      {"within", in.plan.enough->within},
                      {"least", in.plan.enough->least},
                      {"batch", in.plan.enough->batch},
                      {"replicates_needed", in.index.need().replicates},
                      {"reached", in.index.need().verdict == Need::Verdict::enough}};
  for (const char* name : {"groups", "courses", "paired_differences", "endpoints", "dose_response",
                           "sensitivity", "claims", "runs"})
    json[name] = Json::array();
  for (const Group& g : a.groups) json["groups"].push_back(group_json(in, g));
  for (const Course& c : a.courses) json["courses"].push_back(course_json(in, c));
  for (const PairedDifference& d : a.differences)
    json["paired_differences"].push_back({{"group", a.groups[d.group].label},
                                          {"against", a.groups[d.against].label},
                                          {"difference", estimate(d.value)}});
  for (const EndpointAnalysis& e : a.endpoints) json["endpoints"].push_back(endpoint_json(in, e));
  for (const DoseResponse& r : a.responses) json["dose_response"].push_back(response_json(in, r));
  for (const Sensitivity& s : a.sensitivity) json["sensitivity"].push_back(sensitivity_json(in, s));
  for (const ReportedClaim& c : in.claims) json["claims"].push_back(claim_json(c));
  for (std::size_t u = 0; u < in.plan.size(); ++u) {
    const Unit unit = in.plan.unit(u);
    Json run = {{"run", u},
                {"what", in.plan.label(unit.arm, unit.point)},
                {"seed", unit.seed},
                {"key", in.plan.keys[u].text()}};
    if (in.index.present(u)) {
      run["state_hash"] = in.index.read(u).state_hash;
      run["program"] = in.index.program(u);
    }
    json["runs"].push_back(std::move(run));
  }
  json["scenario"] = Json::parse(describe_scenario(in.scenario).json);
  for (const Plan::Arm& arm : in.plan.arms) json["scenario_hashes"][arm.name] = Key::of(arm.canonical).text();
  json["report_by"] = {
      {"program", "tilscape"}, {"version", build_info().version}, {"commit", build_info().commit}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tilscape::scenarios

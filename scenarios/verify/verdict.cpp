// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/verdict.hpp"

#include "proto/json_text.hpp"
#include "scenarios/output/build_info.hpp"
#include "scenarios/output/one_line.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

std::string shown(const Measured& m, const Within& band) {
  const std::string behind = band.unit.empty() ? "" : " " + band.unit;
  const Estimate& e = m.value;
  std::string text = !std::isfinite(e.value) ? m.never > 0 ? "" : "no value"
                     : !std::isfinite(e.lower) || e.lower == e.upper
                         ? fmt::format("{:.6g}{}", e.value / band.factor, behind)
                         : fmt::format("{:.6g} ({:.6g} to {:.6g}){}", e.value / band.factor,
                                       e.lower / band.factor, e.upper / band.factor, behind);
  if (m.never > 0) text += fmt::format("{}never in {} of {}", text.empty() ? "" : ", ", m.never, m.planned);
  return text;
}

std::string what_challenge_says(const Verdict& v) {
  if (v.challenged.holds) return ", and the claim still holds: it could not be refuted";
  if (v.challenged.fails) return ", fails as it must";
  return v.challenged.value.n > 0
             ? ", which may still be in the band: it takes more seeds to refute the claim"
             : ", where there is no value to refute it";
}

/// Several lines, each below the first.
std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\n          ") : std::string(1, c);
  return out;
}

nlohmann::ordered_json json_of(const Measured& m, const Within& band) {
  return {{"value", json_number(m.value.value / band.factor)},
          {"lower95", json_number(m.value.lower / band.factor)},
          {"upper95", json_number(m.value.upper / band.factor)},
          {"n", m.value.n},
          {"planned", m.planned},
          {"never", m.never},
          {"holds", m.holds},
          {"fails", m.fails}};
}

}  // namespace

Measured measured(const Expectation& e, const std::vector<double>& values, bool quick) {
  Measured m;
  m.planned = values.size();
  std::vector<double> there;
  std::size_t in = 0;
  for (const double v : values) {
    if (std::isfinite(v)) there.push_back(v);
    m.never += std::isinf(v) ? 1 : 0;
    in += e.band.holds(v) ? 1 : 0;
  }
  m.value = mean_estimate(there);
  if (!there.empty() && std::equal(there.begin() + 1, there.end(), there.begin()))
    m.value = {there[0], there[0], there[0], there.size()};  // a sum of tenths is none of them
  if (values.empty() || there.size() + m.never < values.size()) return m;
  const Estimate& mean = m.value;
  if (e.kind == ClaimKind::exact) {
    m.holds = in == values.size();
    m.fails = !m.holds;
  } else if (m.never > 0) {
    m.holds = in == values.size();
    m.fails = in == 0;
  } else if (quick) {
    m.holds = e.band.holds(mean.value);
    m.fails = !m.holds;
  } else {
    m.holds = e.band.holds(mean.lower) && e.band.holds(mean.upper);
    m.fails = e.band.beyond(mean.lower, mean.upper);
  }
  return m;
}

std::string Verdict::word() const {
  if (!failed.empty()) return "FAILED";
  if (!as_claimed.holds) return "MISS";
  return refuted() ? "pass" : "EMPTY";
}

std::string verdicts_text(const std::vector<ScenarioVerdicts>& all) {
  std::string out;
  std::size_t claims = 0;
  std::size_t passed = 0;
  for (const ScenarioVerdicts& scenario : all) {
    out += fmt::format("{}   {}\n", scenario.name, scenario.file);
    for (const Verdict& v : scenario.verdicts) {
      const Expectation& e = v.expectation;
      ++claims;
      passed += v.passes() ? 1 : 0;
      out += fmt::format("  {:<7} {}: {}\n", v.word(), e.name, one_line(e.about.empty() ? e.value : e.about));
      if (!v.failed.empty()) {
        out += fmt::format("          {}\n", indented(v.failed));
        continue;
      }
      out += fmt::format("          measured   {}, {} of {} seeds; band {}, {}\n",
                         shown(v.as_claimed, e.band), v.as_claimed.value.n, v.as_claimed.planned,
                         e.band.text(), word_for(claim_kinds, e.kind));
      out += fmt::format("          source     {}{}{} ({})\n", one_line(e.published),
                         e.published.empty() ? "" : "; ", one_line(e.source), word_for(claim_tests, e.tests));
      out += fmt::format("          challenge  {}{}: {}{}\n", e.challenge.text(),
                         e.challenge.because.empty() ? "" : " (" + e.challenge.because + ")",
                         shown(v.challenged, e.band), what_challenge_says(v));
    }
  }
  return out + fmt::format("{} of {} claims pass\n", passed, claims);
}

std::string verdicts_json(const std::vector<ScenarioVerdicts>& all) {
  nlohmann::ordered_json json = {
      {"schema", "tilscape.verify/1"},
      {"program", {{"version", build_info().version}, {"commit", build_info().commit}}},
      {"scenarios", nlohmann::ordered_json::array()}};
  bool pass = true;
  for (const ScenarioVerdicts& scenario : all) {
    nlohmann::ordered_json claims = nlohmann::ordered_json::array();
    for (const Verdict& v : scenario.verdicts) {
      const Expectation& e = v.expectation;
      pass = pass && v.passes();
      claims.push_back({{"name", e.name},
                        {"about", e.about},
                        {"value", e.value},
                        {"unit", e.band.unit},
                        {"kind", word_for(claim_kinds, e.kind)},
                        {"tests", word_for(claim_tests, e.tests)},
                        {"published", e.published},
                        {"source", e.source},
                        {"least", json_number(e.band.least / e.band.factor)},
                        {"most", json_number(e.band.most / e.band.factor)},
                        {"open", e.band.open()},
                        {"band_at", {{"file", e.band.where.file}, {"line", e.band.where.line}}},
                        {"measured", json_of(v.as_claimed, e.band)},
                        {"challenge", e.challenge.text()},
                        {"because", e.challenge.because},
                        {"challenged", json_of(v.challenged, e.band)},
                        {"failed", v.failed},
                        {"verdict", v.word()},
                        {"pass", v.passes()}});
    }
    json["scenarios"].push_back(
        {{"name", scenario.name}, {"file", scenario.file}, {"claims", std::move(claims)}});
  }
  json["pass"] = pass;
  return json.dump(2);
}

}  // namespace tilscape::scenarios

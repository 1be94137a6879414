// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/analysis.hpp"

#include "engine/base/error.hpp"
#include "scenarios/read/problem.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <optional>

namespace tilscape::scenarios {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool drawn(Design design) {
  return design != Design::full && design != Design::one_at_a_time;
}

/// What is kept of a run for the statistics.
struct Kept {
  bool used = false;
  double end = 0;
  double value = unknown;       ///< of the compared column, at the end
  std::vector<double> reached;  ///< by endpoint; negative: not
  std::vector<double> times;
  std::vector<std::vector<double>> courses;  ///< by course, by time
};

class Analyser {
 public:
  Analyser(const Plan& plan, const Ensemble& ensemble, const ShardIndex& index)
      : plan_(plan), ensemble_(ensemble), index_(index), runs_(plan.size()) {}

  Analysis analyse() {
    for (std::size_t u = 0; u < plan_.size(); ++u)
      if (index_.present(u)) keep(u);
    make_groups();
    make_courses();
    compare();
    endpoints();
    if (ensemble_.design == Design::full) responses();
    if (ensemble_.design == Design::morris || ensemble_.design == Design::saltelli) sensitivity();
    return std::move(out_);
  }

 private:
  /// The columns that are looked at come from the first result.
  void choose_columns(const ResultColumns& columns) {
    const std::string wanted = ensemble_.compare ? ensemble_.compare->value : "";
    const std::vector<snapshot::SeriesColumn> series = columns.series();
    for (std::size_t c = 0; c < series.size(); ++c) {
      const std::string& name = series[c].name;
      const bool count = series[c].role == snapshot::SeriesRole::count;
      if (out_.value_column.empty() && (wanted.empty() ? count : name == wanted)) {
        out_.value_column = name;
        out_.value_unit = columns.units[c];
      } else if (!count) {
        continue;
      }
      out_.courses.push_back({name, columns.units[c], {}});
    }
    if (out_.value_column.empty() && wanted.empty())
      throw InputError(
          fmt::format("`ensemble.compare.value` is missing: the series counts no cells that would be "
                      "compared without it (there are: {})",
                      listed(columns.names, 40)));
    if (out_.value_column.empty())
      throw InputError(fmt::format("`ensemble.compare.value`: the series has no column {} (there are: {})",
                                   ticked(wanted), listed(columns.names, 40)));
    for (std::size_t e = 0; e < columns.endpoints.size(); ++e) {
      EndpointAnalysis endpoint;
      endpoint.name = columns.endpoints[e];
      endpoint.condition = columns.conditions[e];
      endpoint_names_.push_back(endpoint.name);
      out_.endpoints.push_back(std::move(endpoint));
    }
  }

  void keep(std::size_t number) {
    const Result result = index_.read(number);
    if (out_.courses.empty()) choose_columns(result.columns);
    Kept& kept = runs_[number];
    kept.used = true;
    kept.end = result.end;
    kept.times = result.times;
    for (const Course& course : out_.courses) kept.courses.push_back(column(result, course.column));
    const std::vector<double> values = column(result, out_.value_column);
    if (!values.empty()) kept.value = values.back();
    for (const EndpointAnalysis& e : out_.endpoints) {
      const auto& names = result.columns.endpoints;
      const auto at = std::find(names.begin(), names.end(), e.name);
      kept.reached.push_back(
          at == names.end() ? -1 : result.reached[static_cast<std::size_t>(at - names.begin())]);
    }
  }

  /// Empty when the run has no such column: arms can differ.
  static std::vector<double> column(const Result& result, const std::string& name) {
    const auto& names = result.columns.names;
    const auto at = std::find(names.begin(), names.end(), name);
    std::vector<double> out;
    for (std::size_t row = 0; at != names.end() && row < result.times.size(); ++row)
      out.push_back(result.value(row, static_cast<std::size_t>(at - names.begin())));
    return out;
  }

  void make_groups() {
    const bool whole_arms = drawn(ensemble_.design);
    const std::size_t points = whole_arms ? 1 : plan_.points.size();
    const std::size_t size = plan_.size() / plan_.arms.size() / points;
    for (std::size_t g = 0; g < plan_.arms.size() * points; ++g) {
      Group group{.arm = g / points, .point = g % points, .planned = size};
      group.label = whole_arms ? plan_.arms[group.arm].name : plan_.label(group.arm, group.point);
      std::vector<double> values;
      for (std::size_t u = g * size; u < (g + 1) * size; ++u) {
        if (!runs_[u].used) continue;
        group.runs.push_back(u);
        values.push_back(runs_[u].value);
      }
      group.value = mean_estimate(values);
      out_.groups.push_back(std::move(group));
    }
  }

  void make_courses() {
    for (std::size_t c = 0; c < out_.courses.size(); ++c)
      for (const Group& group : out_.groups) {
        std::map<double, std::vector<double>> by_time;
        for (const std::size_t u : group.runs)
          for (std::size_t t = 0; t < runs_[u].courses[c].size(); ++t)
            by_time[runs_[u].times[t]].push_back(runs_[u].courses[c][t]);
        std::vector<Course::At>& course = out_.courses[c].groups.emplace_back();
        for (auto& [time, values] : by_time) course.push_back({time, band(std::move(values))});
      }
  }

  /// The group that a group is compared with: the same, but for the arm and levels that the comparison names.
  [[nodiscard]] std::optional<std::size_t> against(const Group& group) const {
    if (!ensemble_.compare) return std::nullopt;
    const Comparison& c = *ensemble_.compare;
    std::size_t arm = group.arm;
    if (!c.arm.empty())
      arm = static_cast<std::size_t>(std::find(ensemble_.arms.begin(), ensemble_.arms.end(), c.arm) -
                                     ensemble_.arms.begin());
    std::vector<std::string> point = plan_.points[group.point];
    if (!drawn(ensemble_.design))
      for (const auto& [path, level] : c.levels)
        point[static_cast<std::size_t>(std::find(plan_.factors.begin(), plan_.factors.end(), path) -
                                       plan_.factors.begin())] = level;
    for (std::size_t g = 0; g < out_.groups.size(); ++g) {
      const Group& other = out_.groups[g];
      const bool same_point = drawn(ensemble_.design) || plan_.points[other.point] == point;
      if (other.arm == arm && same_point && &other != &group) return g;
    }
    return std::nullopt;
  }

  void compare() {
    for (std::size_t g = 0; g < out_.groups.size(); ++g) {
      const auto reference = against(out_.groups[g]);
      if (!reference) continue;
      const std::size_t size = out_.groups[g].planned;
      std::vector<double> values;
      std::vector<double> references;
      for (std::size_t i = 0; i < size; ++i) {  // pairs are whole or not at all
        const Kept& a = runs_[g * size + i];
        const Kept& b = runs_[*reference * size + i];
        if (!a.used || !b.used) continue;
        values.push_back(a.value);
        references.push_back(b.value);
      }
      out_.differences.push_back({g, *reference, paired_difference(values, references)});
    }
  }

  [[nodiscard]] std::vector<Subject> subjects(const std::vector<std::size_t>& runs,
                                              std::size_t endpoint) const {
    std::vector<Subject> out;
    for (const std::size_t u : runs) {
      const double reached = runs_[u].reached[endpoint];
      out.push_back({reached >= 0 ? reached : runs_[u].end, reached >= 0});
    }
    return out;
  }

  void endpoints() {
    if (ensemble_.compare && !ensemble_.compare->endpoint.empty())
      std::stable_partition(out_.endpoints.begin(), out_.endpoints.end(), [&](const EndpointAnalysis& e) {
        return e.name == ensemble_.compare->endpoint;  // the one that was asked for comes first
      });
    for (EndpointAnalysis& endpoint : out_.endpoints) {
      const std::size_t place = place_of(endpoint.name);
      std::vector<std::vector<Subject>> all;
      for (const Group& group : out_.groups) {
        all.push_back(subjects(group.runs, place));
        EndpointAnalysis::OfGroup& of = endpoint.groups.emplace_back();
        for (const Subject& s : all.back()) {
          of.events += s.event ? 1U : 0U;
          of.last = std::max(of.last, s.time);
        }
        of.share = share_estimate(of.events, all.back().size());
        of.curve = kaplan_meier(all.back());
      }
      endpoint.test = log_rank(all);
      for (const PairedDifference& d : out_.differences)
        endpoint.ratios.push_back({d.group, d.against, hazard_ratio(all[d.group], all[d.against]),
                                   log_rank({all[d.group], all[d.against]}).p});
    }
  }

  /// Of an endpoint in what is kept of the runs.
  [[nodiscard]] std::size_t place_of(const std::string& endpoint) const {
    return static_cast<std::size_t>(std::find(endpoint_names_.begin(), endpoint_names_.end(), endpoint) -
                                    endpoint_names_.begin());
  }

  void responses() {
    for (std::size_t f = 0; f < plan_.factors.size(); ++f) {
      const Factor& factor = ensemble_.factors[f];
      if (factor.levels.size() < 2) continue;
      DoseResponse response{.factor = factor.path, .unit = common_unit(factor.levels)};
      for (std::size_t arm = 0; arm < plan_.arms.size(); ++arm)
        for (std::size_t l = 0; l < factor.levels.size(); ++l)
          response.levels.push_back(level(f, l, arm, response));
      out_.responses.push_back(std::move(response));
    }
  }

  [[nodiscard]] DoseResponse::Level level(std::size_t f, std::size_t l, std::size_t arm,
                                          const DoseResponse& response) const {
    const std::string& written = ensemble_.factors[f].levels[l];
    const QuantityParse q = parse_quantity(split_source(written).text);
    DoseResponse::Level out{
        .written = written,
        .number = response.unit.empty() || !q.quantity ? static_cast<double>(l) : q.quantity->value,
        .arm = arm};
    std::vector<std::size_t> runs;
    for (const Group& group : out_.groups)
      if (group.arm == arm && plan_.points[group.point][f] == written)
        runs.insert(runs.end(), group.runs.begin(), group.runs.end());
    std::vector<double> values;
    for (const std::size_t u : runs) values.push_back(runs_[u].value);
    out.value = mean_estimate(values);
    for (const EndpointAnalysis& e : out_.endpoints) {
      const auto all = subjects(runs, place_of(e.name));
      const auto events = std::count_if(all.begin(), all.end(), [](const Subject& s) { return s.event; });
      out.reached.push_back(share_estimate(static_cast<std::size_t>(events), all.size()));
    }
    return out;
  }

  /// The canonical unit of all levels, "1" for pure numbers; empty when they have none in common.
  static std::string common_unit(const std::vector<std::string>& levels) {
    std::string unit;
    for (const std::string& written : levels) {
      const QuantityParse q = parse_quantity(split_source(written).text);
      if (!q.quantity) return {};
      const std::string own = canonical_unit(q.quantity->dimension);
      const std::string shown = own.empty() ? "1" : own;
      if (!unit.empty() && unit != shown) return {};
      unit = shown;
    }
    return unit;
  }

  /// Over the mean of a point's replicates.
  void sensitivity() {
    const std::vector<UnitPoint> at = unit_points(ensemble_, plan_.seed);
    for (std::size_t arm = 0; arm < plan_.arms.size(); ++arm) {
      std::vector<double> values;
      for (std::size_t p = 0; p < plan_.points.size(); ++p) {
        std::vector<double> replicates;
        const std::size_t first = (arm * plan_.points.size() + p) * plan_.replicates;
        for (std::size_t u = first; u < first + plan_.replicates; ++u)
          if (runs_[u].used) replicates.push_back(runs_[u].value);
        values.push_back(mean_estimate(replicates).value);
      }
      Sensitivity s{.arm = arm};
      if (ensemble_.design == Design::morris)
        s.morris = morris_effects(at, values, plan_.seed);
      else
        s.sobol = sobol_indices(values, plan_.factors.size(), plan_.seed);
      out_.sensitivity.push_back(std::move(s));
    }
  }

  const Plan& plan_;
  const Ensemble& ensemble_;
  const ShardIndex& index_;
  std::vector<Kept> runs_;
  std::vector<std::string> endpoint_names_;
  Analysis out_;
};

}  // namespace

Analysis analyse(const Plan& plan, const Ensemble& ensemble, const ShardIndex& index) {
  if (index.present_count() == 0) throw InputError(plan.name + ": the study has no results yet");
  return Analyser(plan, ensemble, index).analyse();
}

}  // namespace tilscape::scenarios

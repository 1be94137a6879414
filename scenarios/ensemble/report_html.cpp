// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/quantity.hpp"
#include "proto/quote.hpp"
#include "scenarios/ensemble/plot.hpp"
#include "scenarios/ensemble/report.hpp"
#include "scenarios/output/build_info.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/read/describe.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/run/filter.hpp"

#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t most_groups_in_plot = 12;
constexpr std::size_t most_runs_listed = 2000;
constexpr std::chrono::seconds longest_drawing{20};

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #555; --paper: #fff; --line: #ddd; --grid: #e4e4e4; --warn: #fff3cd }
@media (prefers-color-scheme: dark) {
:root { --ink: #e8e8e8; --soft: #aaa; --paper: #16181c; --line: #3a3d44; --grid: #2c2f36; --warn: #4a3c10 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: .2rem } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line) } figure { margin: 1rem 0; max-width: 46rem }
table { border-collapse: collapse; margin: .8rem 0; font-size: .9rem } th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: left }
td.n { text-align: right; font-variant-numeric: tabular-nums } pre { white-space: pre-wrap; font: inherit } .note { color: var(--soft) }
.wide { overflow-x: auto } code { font-size: .85rem } .warning { background: var(--warn); padding: .5rem .8rem; white-space: pre-line }
svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: var(--ink) } svg .title { font-weight: 600; font-size: 14px }
svg .grid { stroke: var(--grid); fill: none }
.diagram { max-width: none; overflow-x: auto } .diagram svg { width: auto; max-width: 100% }
.diagram polygon, .diagram ellipse, .diagram path, .diagram polyline { stroke: var(--ink) } .diagram .graph > polygon { stroke: none }
.diagram .edge polygon, .diagram ellipse[fill=black] { fill: var(--ink) } .diagram .edge text { font-size: 10px }
@media print {
:root { color-scheme: light; --ink: #000; --soft: #333; --paper: #fff; --line: #ccc; --grid: #ddd; --warn: #fff }
body { max-width: none; margin: 0 } h2, h3 { break-after: avoid } figure, tr { break-inside: avoid }
.wide { overflow: visible } details::details-content { content-visibility: visible } summary { display: none } } )";

std::string count(std::size_t n) {
  return thousands(static_cast<double>(n));
}

std::string shown(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "–";
}

std::string shown(const Estimate& e) {
  return std::isfinite(e.lower) ? fmt::format("{} ({} to {})", shown(e.value), shown(e.lower), shown(e.upper))
                                : shown(e.value);
}

std::string shown_p(double p) {
  return !std::isfinite(p) ? "–" : p < 0.0001 ? "&lt; 0.0001" : fmt::format("{:.4f}", p);
}

/// A table: a text cell begins with a letter or tag, a number cell is right-aligned.
class Rows {
 public:
  explicit Rows(const std::vector<std::string>& heads) {
    out_ = "<div class=\"wide\"><table><thead><tr>";
    for (const std::string& h : heads) out_ += "<th>" + h + "</th>";
    out_ += "</tr></thead><tbody>\n";
  }
  Rows& text(const std::string& t) {
    cells_ += "<td>" + markup_text(t) + "</td>";
    return *this;
  }
  Rows& code(const std::string& t) {
    cells_ += "<td><code>" + markup_text(t) + "</code></td>";
    return *this;
  }
  Rows& number(const std::string& t) {
    cells_ += "<td class=\"n\">" + t + "</td>";
    return *this;
  }
  void row() {
    out_ += "<tr>" + cells_ + "</tr>\n";
    cells_.clear();
  }
  [[nodiscard]] std::string html() const { return out_ + "</tbody></table></div>\n"; }

 private:
  std::string out_, cells_;
};

std::string figure(const std::string& svg) {
  return "<figure>" + svg + "</figure>\n";
}

class Page {
 public:
  explicit Page(const ReportInput& in) : in_(in), a_(in.analysis) {}

  std::string html() {
    head();
    groups();
    courses();
    endpoints();
    differences();
    responses();
    sensitivity();
    claims();
    scenario();
    runs();
    return out_ + "</body></html>\n";
  }

 private:
  void heading(const char* text) { out_ += fmt::format("<h2>{}</h2>\n", text); }
  [[nodiscard]] const std::string& label(std::size_t g) const { return a_.groups[g].label; }
  [[nodiscard]] std::string with_unit(const std::string& name, const std::string& unit) const {
    return unit.empty() ? name : fmt::format("{} [{}]", name, unit);
  }

  void head() {
    const std::string name = markup_text(in_.plan.name);
    out_ = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">"
        "<title>{} – tilscape report</title><style>{}</style></head><body>\n",
        name, style);
    out_ +=
        fmt::format("<h1>{}</h1>\n<p>{}</p>\n", name, markup_text(in_.scenario.root.text_or("about", "")));
    const StudyStatus& s = in_.status;
    out_ += fmt::format(
        "<p id=\"used\"><strong>{} of {} planned runs used</strong>: {} arms, {} points ({}), {} replicates; "
        "{} "
        "missing, {} quarantined.</p>\n",
        count(s.present), count(s.expected), in_.plan.arms.size(), count(in_.plan.points.size()),
        markup_text(in_.plan.design), count(in_.plan.replicates), count(s.missing),
        count(s.quarantined.size()));
    if (in_.plan.enough) enough(*in_.plan.enough);
    if (s.present < s.expected)
      out_ += fmt::format("<p class=\"warning\">{}</p>\n", markup_text(status_text(s)));
    out_ +=
        "<p class=\"note\">Behind every number stands n, the runs that it is from. Intervals hold 95 %. A "
        "run is made again, to "
        "the same bits, by <code>tilscape ensemble run DIR --only RUN</code>. The model is a model: nothing "
        "here is "
        "medical advice.</p>\n";
  }

  /// What the rule that can end the study early has come to, and what that does to the intervals.
  void enough(const Enough& e) {
    const Need& need = in_.index.need();
    const std::string what = e.endpoint.empty()
                                 ? fmt::format("{} at the end", e.value.empty() ? a_.value_column : e.value)
                                 : "the share that reaches " + e.endpoint;
    const std::string verdict =
        need.verdict == Need::Verdict::enough
            ? fmt::format("so it was after {} of {} replicates", need.replicates, in_.plan.replicates)
        : need.verdict == Need::Verdict::open
            ? fmt::format("the next look comes after {} replicates", need.replicates)
            : fmt::format("no look before all {} replicates found it so", in_.plan.replicates);
    out_ += fmt::format(
        "<p id=\"enough\">The study ends when the interval of {} reaches at most {:g} to either side in "
        "every "
        "group, looked at after {} replicates and after each {} more: {}. Intervals of a study that ends so "
        "hold the truth a little less often than they say, as narrow ones end it "
        "(docs/formats/ensemble.md).</p>\n",
        markup_text(what), e.within, e.least, e.batch, verdict);
  }

  void groups() {
    heading("Groups");
    Rows rows({"group", "n of planned", "runs",
               markup_text("mean of " + with_unit(a_.value_column, a_.value_unit)) + " at the end"});
    for (const Group& g : a_.groups) {
      rows.text(g.label).number(fmt::format("{} of {}", g.runs.size(), g.planned));
      rows.number(g.runs.empty() ? "–" : fmt::format("{}–{}", g.runs.front(), g.runs.back()))
          .number(shown(g.value));
      rows.row();
    }
    out_ += rows.html();
  }

  void courses() {
    heading("Over time");
    out_ += "<p class=\"note\">Median of the runs; the band holds the middle nine tenths.</p>\n";
    too_many();
    for (const Course& course : a_.courses) {
      std::vector<PlotSeries> series;
      for (std::size_t g = 0; g < std::min(course.groups.size(), most_groups_in_plot); ++g) {
        PlotSeries s{.label = fmt::format("{} (n = {})", label(g), a_.groups[g].runs.size()), .colour = g};
        for (const Course::At& at : course.groups[g]) {
          s.x.push_back(at.time / minutes_per_day);
          s.y.push_back(at.band.median);
          s.lower.push_back(at.band.q05);
          s.upper.push_back(at.band.q95);
        }
        series.push_back(std::move(s));
      }
      out_ += figure(plot_svg(
          {.title = course.column, .x = "time [d]", .y = with_unit(course.column, course.unit)}, series));
    }
  }

  void claims() {
    if (in_.claims.empty()) return;
    heading("Claims");
    out_ +=
        "<p class=\"note\">What the scenario says should come out, held against the runs of this study, at "
        "the times that it looks at them. <code>tilscape verify</code> makes the runs that a claim asks for, "
        "and tests that it fails under its challenge.</p>\n";
    Rows rows({"claim", "measured", "band", "", "published, source"});
    for (const ReportedClaim& c : in_.claims) {
      rows.text(c.about.empty() ? c.name : c.about);
      rows.number(c.failed.empty() ? with_unit(shown(c.measured), c.unit) : "–").text(c.band);
      rows.text(!c.failed.empty() ? c.failed : c.holds ? "holds" : "does not hold");
      rows.text(fmt::format("{}{}{} ({})", c.published, c.published.empty() ? "" : "; ", c.source,
                            word_for(claim_tests, c.tests)));
      rows.row();
    }
    out_ += rows.html();
  }

  void too_many() {
    if (a_.groups.size() > most_groups_in_plot)
      out_ +=
          fmt::format("<p class=\"note\">Plots show the first {} of {} groups; report.json has all.</p>\n",
                      most_groups_in_plot, a_.groups.size());
  }

  void endpoints() {
    for (const EndpointAnalysis& e : a_.endpoints) {
      out_ += fmt::format(
          "<h2>Endpoint: {}</h2>\n<p>{}. Share of runs that have not reached it (Kaplan–Meier); runs that "
          "end "
          "before are censored.</p>\n",
          markup_text(e.name), markup_text(e.condition));
      out_ += figure(survival_plot(e));
      Rows rows({"group", "n", "reached", "share", "median [d]"});
      for (std::size_t g = 0; g < e.groups.size(); ++g) {
        rows.text(label(g)).number(count(e.groups[g].share.n)).number(count(e.groups[g].events));
        rows.number(shown(e.groups[g].share))
            .number(shown(median_survival(e.groups[g].curve) / minutes_per_day));
        rows.row();
      }
      out_ += rows.html();
      if (a_.groups.size() > 1)
        out_ += fmt::format("<p>Log-rank test over all groups: χ² = {}, {} degrees of freedom, p = {}.</p>\n",
                            shown(e.test.chi_squared), e.test.degrees, shown_p(e.test.p));
      if (e.ratios.empty()) continue;
      Rows ratios({"group", "against", "hazard ratio (Peto)", "p (log-rank)"});
      for (const auto& r : e.ratios) {
        ratios.text(label(r.group)).text(label(r.against));
        ratios.number(shown({r.hazard.value, r.hazard.lower, r.hazard.upper, 0})).number(shown_p(r.p));
        ratios.row();
      }
      out_ += ratios.html();
    }
  }

  [[nodiscard]] std::string survival_plot(const EndpointAnalysis& e) const {
    std::vector<PlotSeries> series;
    for (std::size_t g = 0; g < std::min(e.groups.size(), most_groups_in_plot); ++g) {
      PlotSeries s{.label = fmt::format("{} ({} of {})", label(g), e.groups[g].events, e.groups[g].share.n),
                   .colour = g,
                   .style = PlotSeries::Style::steps,
                   .x = {0},
                   .y = {1},
                   .lower = {1},
                   .upper = {1}};
      for (const SurvivalStep& step : e.groups[g].curve) {
        s.x.push_back(step.time / minutes_per_day);
        s.y.push_back(step.survival);
        s.lower.push_back(step.lower);
        s.upper.push_back(step.upper);
      }
      for (auto* values : {&s.y, &s.lower, &s.upper}) values->push_back(values->back());  // to the end
      s.x.push_back(e.groups[g].last / minutes_per_day);
      series.push_back(std::move(s));
    }
    return plot_svg({.title = e.name, .x = "time [d]", .y = "share without it"}, series);
  }

  void differences() {
    if (a_.differences.empty()) return;
    heading("Paired differences");
    out_ +=
        fmt::format("<p>Of {} at the end, replicate by replicate{}.</p>\n",
                    markup_text(with_unit(a_.value_column, a_.value_unit)),
                    in_.plan.seeds == SeedRule::common ? ": both runs of a pair have the same draws" : "");
    Rows rows({"group", "against", "n pairs", "difference"});
    PlotSeries points{.label = "difference", .style = PlotSeries::Style::points};
    for (const PairedDifference& d : a_.differences) {
      rows.text(label(d.group)).text(label(d.against)).number(count(d.value.n)).number(shown(d.value));
      rows.row();
      points.x.push_back(static_cast<double>(points.x.size() + 1));
      points.y.push_back(d.value.value);
      points.lower.push_back(d.value.lower);
      points.upper.push_back(d.value.upper);
    }
    out_ += rows.html();
    out_ += figure(plot_svg({.title = "Paired differences",
                             .x = "row of the table",
                             .y = with_unit(a_.value_column, a_.value_unit)},
                            {points}));
  }

  void responses() {
    for (const DoseResponse& r : a_.responses) {
      out_ += fmt::format("<h2>Response to {}</h2>\n", markup_text(r.factor));
      std::vector<std::string> heads = {"arm", "level", "n", markup_text(a_.value_column) + " at the end"};
      for (const EndpointAnalysis& e : a_.endpoints) heads.push_back(markup_text(e.name) + " reached");
      Rows rows(heads);
      std::vector<PlotSeries> series;
      bool positive = true;
      for (const auto& l : r.levels) {
        rows.text(in_.plan.arms[l.arm].name).text(l.written).number(count(l.value.n)).number(shown(l.value));
        for (const Estimate& share : l.reached) rows.number(shown(share));
        rows.row();
        if (series.empty() || series.back().colour != l.arm)
          series.push_back(
              {.label = in_.plan.arms[l.arm].name, .colour = l.arm, .style = PlotSeries::Style::points});
        series.back().x.push_back(l.number);
        series.back().y.push_back(l.value.value);
        series.back().lower.push_back(l.value.lower);
        series.back().upper.push_back(l.value.upper);
        positive = positive && l.number > 0;
      }
      out_ += rows.html();
      const std::string unit = r.unit.empty() ? "level" : r.unit == "1" ? "" : r.unit;
      const bool wide = positive && r.levels.front().number > 0 &&
                        r.levels.back().number / r.levels.front().number >= 8 && !r.unit.empty();
      out_ += figure(plot_svg({.title = "Response to " + r.factor,
                               .x = with_unit(r.factor, unit),
                               .y = with_unit(a_.value_column + " at the end", a_.value_unit),
                               .x_scale = wide ? PlotAxes::Scale::logarithmic : PlotAxes::Scale::linear},
                              series));
    }
  }

  void sensitivity() {
    if (a_.sensitivity.empty()) return;
    heading("Sensitivity");
    out_ += fmt::format("<p>Of {} at the end, mean of the replicates of a point.</p>\n",
                        markup_text(a_.value_column));
    for (const Sensitivity& s : a_.sensitivity) {
      out_ += "<h3>" + markup_text(in_.plan.arms[s.arm].name) + "</h3>\n";
      const bool morris = !s.morris.empty();
      Rows rows(
          morris ? std::vector<std::string>{"factor", "μ* (mean absolute effect)", "μ", "σ", "n trajectories"}
                 : std::vector<std::string>{"factor", "first-order index", "total index", "n groups"});
      for (std::size_t f = 0; f < in_.plan.factors.size(); ++f) {
        rows.text(in_.plan.factors[f]);
        if (morris) {
          const MorrisEffect& e = s.morris[f];
          rows.number(shown(e.mean_absolute))
              .number(shown(e.mean))
              .number(shown(e.deviation))
              .number(count(e.mean_absolute.n));
        } else {
          rows.number(shown(s.sobol[f].first))
              .number(shown(s.sobol[f].total))
              .number(count(s.sobol[f].first.n));
        }
        rows.row();
      }
      out_ += rows.html();
    }
  }

  void scenario() {
    heading("The scenario");
    std::string text = describe_scenario(in_.scenario).text;
    const std::vector<LedgerLine> lines = ledger(in_.scenario);
    text.resize(text.rfind("\n\n", text.find(" assumed or unverified:")) + 1);  // the ledger is a table here
    out_ += "<pre>" + markup_text(text) + "</pre>\n";
    diagram();
    heading("Parameters and their sources");
    Rows rows({"parameter", "value", "source"});
    for (const LedgerLine& l : lines) {
      rows.code(l.path).text(l.written).text(l.source + (l.is_default ? " (default)" : ""));
      rows.row();
    }
    out_ += rows.html();
  }

  /// Where Graphviz is on this machine it has drawn what can be drawn; else its text stands here.
  void diagram() {
    const std::string graph = diagram_of(in_.scenario);
    if (graph.empty()) return;
    const std::string drawn = filtered({"dot", "-Tsvg"}, graph, longest_drawing).value_or("");
    // The head of the file is not for a page.
    if (const std::size_t svg = drawn.find("<svg"); svg != std::string::npos)
      out_ += "<figure class=\"diagram\">" + drawn.substr(svg) + "</figure>\n";
    else
      out_ +=
          "<p class=\"note\">No program was there that draws this graph: <code>dot -Tsvg</code> of Graphviz "
          "does.</p>\n<pre class=\"graph\">" +
          markup_text(graph) + "</pre>\n";
  }

  void runs() {
    heading("Runs");
    out_ +=
        "<p>Every run with its seed, the key of what decided it, and the hash of its last state. All numbers "
        "of all runs: "
        "<code>results.sqlite</code>, <code>results.csv</code>, <code>series.csv</code> beside this "
        "page.</p>\n";
    Rows rows({"run", "what", "seed", "key", "last state"});
    for (std::size_t u = 0; u < std::min(in_.plan.size(), most_runs_listed); ++u) {
      const Unit unit = in_.plan.unit(u);
      rows.number(fmt::format("{}", u))
          .text(in_.plan.label(unit.arm, unit.point))
          .number(fmt::format("{}", unit.seed));
      rows.code(in_.plan.keys[u].text());
      rows.code(in_.index.present(u)       ? in_.index.read(u).state_hash
                : in_.index.quarantined(u) ? "quarantined"
                                           : "missing");
      rows.row();
    }
    out_ += "<details><summary>List of runs</summary>\n" + rows.html() + "</details>\n";
    out_ += "<p class=\"note\">Scenarios: ";
    for (const Plan::Arm& arm : in_.plan.arms)
      out_ += fmt::format("{} <code>{}</code> ", markup_text(arm.name), Key::of(arm.canonical).text());
    const BuildInfo build = build_info();
    out_ += fmt::format("<br>Report by tilscape {} ({}).", build.version, markup_text(build.commit));
    for (std::size_t u = 0; u < in_.plan.size(); ++u)
      if (in_.index.present(u)) {
        out_ += fmt::format("<br>Run {} by {}.", u, markup_text(in_.index.program(u)));
        break;
      }
    out_ += "</p>\n";
  }

  const ReportInput& in_;
  const Analysis& a_;
  std::string out_;
};

}  // namespace

std::string report_html(const ReportInput& in) {
  return Page(in).html();
}

}  // namespace tilscape::scenarios

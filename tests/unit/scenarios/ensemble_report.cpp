// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a report says of results that are made up, so that the right answer is known.
#include "engine/base/error.hpp"
#include "scenarios/ensemble/analysis.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/plot.hpp"
#include "scenarios/ensemble/report.hpp"
#include "tests/support/near.hpp"
#include "tests/support/studies.hpp"

#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

using namespace tilscape;
using namespace tilscape::scenarios;
using tilscape::test::near;
using Json = nlohmann::json;

namespace {

/// A study whose runs have two rows of `cancer.count` and reach `gone` when and if a function says so.
class MadeUp {
 public:
  explicit MadeUp(const std::string& ensemble, const std::string& more = "") {
    file_ = test::written(folder_.path(), test::tiny_study(ensemble, more));
    Validation read = validate(file_, test::language());
    ensemble_ = *check_ensemble(read.scenario, {}, read.problems);
    scenario_ = std::move(read.scenario);
    plan = make_plan(scenario_, ensemble_, {}, 0);
  }

  void fill(const std::function<double(const Unit&)>& last, const std::function<double(const Unit&)>& gone) {
    ShardWriter shard(folder_.path(), "made");
    for (std::size_t u = 0; u < plan.size(); ++u) {
      const Unit unit = plan.unit(u);
      const double value = last(unit);
      if (std::isnan(value)) {
        for (int i = 0; i < 3; ++i) shard.put_failure(u, plan.keys[u], "made <up>");
        continue;
      }
      shard.put(
          {.unit = u,
           .key = plan.keys[u],
           .seed = unit.seed,
           .steps = 12,
           .end = 2880,
           .state_hash = "0123",
           .columns = {{"cancer.count", "oxygen.mean"}, {"cells", "mmHg"}, {"gone"}, {"cancer.count < 1"}},
           .times = {0, 2880},
           .values = {100, 38, value, 20},
           .reached = {gone(unit)}});
    }
    shard.finish();
  }

  [[nodiscard]] Analysis analysis() const { return analyse(plan, ensemble_, index()); }
  [[nodiscard]] ShardIndex index() const { return {plan, folder_.path()}; }
  [[nodiscard]] std::string html() const { return page(report_html); }
  [[nodiscard]] Json json() const { return Json::parse(page(report_json)); }

  Plan plan;
  std::vector<ReportedClaim> claims;

 private:
  [[nodiscard]] std::string page(std::string (*make)(const ReportInput&)) const {
    const ShardIndex at = index();
    const StudyStatus status = status_of(plan, at);
    const Analysis a = analyse(plan, ensemble_, at);
    return make({plan, ensemble_, scenario_, at, status, a, claims});
  }

  test::TemporaryFolder folder_;
  std::string file_;
  Scenario scenario_;
  Ensemble ensemble_;
};

constexpr const char* two_arms =
    "replicates: 4, arms: [as_written, deadly], vary: { rate: [1 1/d, 10 1/d] }, compare: { against: "
    "as_written }";

double never(const Unit&) {
  return -1;
}

/// The programs of a folder alone are on the path.
class PathOf {
 public:
  explicit PathOf(const std::string& folder) : before_(std::getenv("PATH")) {
    ::setenv("PATH", folder.c_str(), 1);
  }
  ~PathOf() { ::setenv("PATH", before_.c_str(), 1); }
  PathOf(const PathOf&) = delete;
  PathOf& operator=(const PathOf&) = delete;

 private:
  std::string before_;
};

void write_program(const std::filesystem::path& path, const std::string& script) {
  std::ofstream(path) << "#!/bin/sh\n" << script;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

}  // namespace

TEST_CASE("a report: systems are drawn by Graphviz where it is there, else its text stands there, escaped") {
  MadeUp study(
      "replicates: 2",
      "systems: { pool: { species: { a: 1 nmol }, flows: { out: { from: a, rate: a * 1 1/d } } } }\n");
  study.fill([](const Unit&) { return 5.0; }, never);
  const test::TemporaryFolder programs;
  const PathOf path(programs.path());
  const std::string without = study.html();
  CHECK(without.find("<pre class=\"graph\">digraph {") != std::string::npos);
  CHECK(without.find("&quot;pool.a&quot; -&gt; &quot;outside of pool.out&quot;") != std::string::npos);
  CHECK(without.find("dot -Tsvg") != std::string::npos);
  const auto dot = programs.path() / "dot";
  write_program(dot, "read graph\necho \"<?xml?><!DOCTYPE x><svg id='$graph $1'></svg>\"\n");
  const std::string with = study.html();
  CHECK(with.find("<figure class=\"diagram\"><svg id='digraph { -Tsvg'></svg>") != std::string::npos);
  CHECK(with.find("class=\"graph\"") == std::string::npos);
  CHECK(with.find("<?xml") == std::string::npos);
  for (const char* broken : {"echo no picture\n", "echo '<svg></svg>'\nexit 1\n"}) {
    write_program(dot, broken);
    CHECK(study.html().find("<pre class=\"graph\">") != std::string::npos);
  }
}

TEST_CASE("a report: without systems nothing is drawn") {
  MadeUp study("replicates: 2");
  study.fill([](const Unit&) { return 5.0; }, never);
  const std::string html = study.html();
  CHECK(html.find("<figure class=\"diagram\"") == std::string::npos);
  CHECK(html.find("class=\"graph\"") == std::string::npos);
}

TEST_CASE("analysis: pairs of replicates are compared, not the arms as wholes") {
  MadeUp study(two_arms);
  study.fill([](const Unit& u) { return 1000.0 * static_cast<double>(u.replicate) + (u.arm == 1 ? 7 : 0); },
             never);
  const Analysis a = study.analysis();
  REQUIRE(a.groups.size() == 4);
  REQUIRE(a.differences.size() == 2);
  CHECK(a.differences[0].group == 2);
  CHECK(a.differences[0].against == 0);
  CHECK(a.differences[1].against == 1);
  CHECK(a.differences[0].value.value == near(7, 1e-5));
  CHECK(std::abs(a.differences[0].value.upper - a.differences[0].value.lower) < 1e-9);
  CHECK(a.groups[0].value.upper - a.groups[0].value.lower > 1000);
  CHECK(a.value_column == "cancer.count");
  REQUIRE(a.courses.size() == 1);
  CHECK(a.courses[0].groups[2][1].band.median == near(1507, 1e-5));
}

TEST_CASE("analysis: a failed run is left out of every statistic, and n says so") {
  MadeUp study(two_arms);
  study.fill([](const Unit& u) { return u.number == 1 ? std::nan("") : 5.0; }, never);
  const Analysis a = study.analysis();
  CHECK(a.groups[0].runs == std::vector<std::size_t>{0, 2, 3});
  CHECK(a.groups[0].planned == 4);
  CHECK(a.groups[0].value.n == 3);
  CHECK(a.differences[0].value.n == 3);
  CHECK(a.differences[1].value.n == 4);
  CHECK(a.courses[0].groups[0][1].band.n == 3);
  CHECK(a.endpoints[0].groups[0].share.n == 3);
  const Json json = study.json();
  CHECK(json["status"]["present"] == 15);
  CHECK(json["status"]["quarantined"][0]["run"] == 1);
  const std::string html = study.html();
  CHECK(html.find("15 of 16 planned runs used") != std::string::npos);
  CHECK(html.find("run 1 (as_written, rate=1 1/d, seed 4) failed 3 times: made &lt;up&gt;") !=
        std::string::npos);
}

TEST_CASE("analysis: endpoints become curves, tests and ratios against the arm that is compared") {
  MadeUp study(two_arms);
  study.fill([](const Unit&) { return 1.0; },
             [](const Unit& u) { return u.arm == 1 ? 100.0 * static_cast<double>(u.replicate + 1) : -1; });
  const Analysis a = study.analysis();
  const EndpointAnalysis& gone = a.endpoints[0];
  CHECK(gone.groups[0].events == 0);
  CHECK(gone.groups[0].last == 2880);
  CHECK(gone.groups[2].events == 4);
  CHECK(gone.groups[2].curve[1].survival == near(0.5, 1e-5));
  CHECK(gone.test.degrees == 3);
  CHECK(gone.test.p < 0.01);
  REQUIRE(gone.ratios.size() == 2);
  CHECK(gone.ratios[0].hazard.value > 1);
  CHECK(gone.ratios[0].p < 0.05);
}

TEST_CASE("analysis: the response to a factor goes over its levels, in canonical units") {
  MadeUp study(two_arms);
  study.fill([](const Unit& u) { return static_cast<double>(u.point); }, never);
  const Analysis a = study.analysis();
  REQUIRE(a.responses.size() == 1);
  CHECK(a.responses[0].unit == "1/min");
  REQUIRE(a.responses[0].levels.size() == 4);
  CHECK(a.responses[0].levels[1].number == near(10.0 / 1440, 1e-5));
  CHECK(a.responses[0].levels[1].value.value == 1);
  CHECK(a.responses[0].levels[1].value.n == 4);
}

TEST_CASE("analysis: a comparison against a level pairs with that level in the same arm") {
  MadeUp study(
      "replicates: 2, arms: [as_written, deadly], vary: { rate: [1 1/d, 10 1/d] }, "
      "compare: { against: { rate: 1 1/d } }");
  study.fill([](const Unit& u) { return static_cast<double>(u.point * 3 + u.arm * 100); }, never);
  const Analysis a = study.analysis();
  REQUIRE(a.differences.size() == 2);
  CHECK(a.differences[0].group == 1);
  CHECK(a.differences[0].against == 0);
  CHECK(a.differences[1].against == 2);
  CHECK(a.differences[1].value.value == 3);
}

TEST_CASE("analysis: designs that screen give the effects of their factors") {
  MadeUp morris(
      "design: morris, samples: 6, vary: { rate: { range: [0 1/d, 1440 1/d] }, "
      "agents.cancer.divide.every: { range: [2 h, 4 h] } }");
  const auto slope = [&](const MadeUp& study) {
    return [&study](const Unit& u) { return 5 * std::stod(study.plan.points[u.point][1]) / 1440; };
  };
  morris.fill(slope(morris), never);
  const auto effects = morris.analysis().sensitivity.at(0).morris;
  CHECK(effects[1].mean_absolute.value == near(5, 1e-3));  // the factors stand by name: `agents...`, `rate`
  CHECK(std::abs(effects[0].mean_absolute.value) < 1e-9);
  MadeUp saltelli(
      "design: saltelli, samples: 64, vary: { rate: { range: [0 1/d, 1440 1/d] }, "
      "agents.cancer.divide.every: { range: [2 h, 4 h] } }");
  saltelli.fill(slope(saltelli), never);
  const auto indices = saltelli.analysis().sensitivity.at(0).sobol;
  CHECK(indices[1].total.value == near(1, 0.1));
  CHECK(std::abs(indices[0].total.value) < 1e-9);
  CHECK(saltelli.analysis().groups.size() == 1);
  CHECK(saltelli.html().find("total index") != std::string::npos);
  CHECK(saltelli.json()["sensitivity"][0]["factors"][0]["total"]["n"] == 64);
}

TEST_CASE("analysis: a column that is not there is told with those that are") {
  MadeUp study("replicates: 2, compare: { value: cancer.cuont }");
  study.fill([](const Unit&) { return 1.0; }, never);
  CHECK_THROWS_WITH_AS((void)study.analysis(), doctest::Contains("cancer.count, oxygen.mean"), InputError);
}

TEST_CASE("report: the page loads nothing, holds the scenario, the ledger and every run") {
  MadeUp study(two_arms);
  study.fill([](const Unit& u) { return static_cast<double>(u.number); }, never);
  const std::string html = study.html();
  for (const char* outside : {"\"refresh", "src=", "href=", "<script", "@import", "url("})
    CHECK(html.find(outside) == std::string::npos);
  CHECK(html.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ") !=
        std::string::npos);
  CHECK(html.find("http://www.w3.org/2000/svg") != std::string::npos);
  CHECK(html.find("agents.cancer.die.rate") != std::string::npos);
  for (const Key& key : study.plan.keys) CHECK(html.find(key.text()) != std::string::npos);
  const Json json = study.json();
  CHECK(json["schema"] == "tilscape.report/1");
  CHECK(json["runs"].size() == 16);
  CHECK(json["groups"][3]["runs"] == Json({12, 13, 14, 15}));
}

TEST_CASE("plot: a line goes through its points, its text is harmless") {
  const std::string svg =
      plot_svg({.title = "a<b", .x = "time", .y = "cells"},
               {{.label = "\"x\"", .x = {0, 10}, .y = {0, 100}, .lower = {0, 90}, .upper = {0, 110}}});
  CHECK(svg.find("a&lt;b") != std::string::npos);
  CHECK(svg.find("&quot;x&quot;") != std::string::npos);
  CHECK(svg.find("d=\"M70.0 308.0L624.0 ") != std::string::npos);
  CHECK(svg.find("fill-opacity") != std::string::npos);
  CHECK(plot_svg({.title = "nothing", .x = "", .y = ""}, {}).find("nan") == std::string::npos);
}

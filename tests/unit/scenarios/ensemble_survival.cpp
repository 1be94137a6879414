// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Survival statistics against R's survival package, on groups with ties and censoring.
#include "engine/base/random.hpp"
#include "scenarios/ensemble/survival.hpp"
#include "tests/support/near.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace tilscape;
using namespace tilscape::scenarios;
using tilscape::test::near;

namespace {

/// Exponential times in whole days, so that there are ties; a third is censored before its event.
std::vector<std::vector<Subject>> drawn_groups() {
  std::vector<std::vector<Subject>> groups(3);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Draws draws(2026, g);
    for (std::uint64_t i = 0; i < 40; ++i) {
      const double event =
          std::ceil(10.0 * static_cast<double>(g + 2) * draws.of(test::stream).exponential(i));
      const double censored = std::ceil(60 * draws.of(test::stream).exponential(i, 1));
      groups[g].push_back({std::min(event, censored), event <= censored});
    }
  }
  return groups;
}

/// A data set of R's survival package: time, status (the larger is an event) and group (from 1) of each line.
std::vector<std::vector<Subject>> from_r(const std::string& columns) {
  const test::TemporaryFolder folder;
  const std::string out = (folder.path() / "out").string();
  REQUIRE(std::system(("Rscript -e 'library(survival); write.table(with(" + columns +
                       "), row.names = FALSE, col.names = FALSE)' >'" + out + "'")
                          .c_str()) == 0);
  std::vector<std::vector<Subject>> groups(2);
  for (const std::string& line : test::lines_of(out)) {
    std::istringstream words(line);
    double time = 0;
    int event = 0;
    std::size_t group = 0;
    words >> time >> event >> group;
    groups.at(group - 1).push_back({time, event == 1});
  }
  return groups;
}

}  // namespace

// Published with R's survival package 3.5-3: survdiff() and survfit() of its own data sets.
TEST_CASE("outside: leukaemia (aml) has R's medians and log-rank test") {
  const auto groups = from_r("aml, data.frame(time, status, as.integer(x))");
  CHECK(groups[0].size() + groups[1].size() == 23);
  CHECK(median_survival(kaplan_meier(groups[0])) == 31);
  CHECK(median_survival(kaplan_meier(groups[1])) == 23);
  const LogRank test = log_rank(groups);
  CHECK(test.chi_squared == near(3.396389, 1e-6));
  CHECK(test.p == near(0.0653393, 1e-5));
}

TEST_CASE("outside: lung cancer (lung) by sex has R's log-rank test") {
  const auto groups = from_r("lung, data.frame(time, status - 1, sex)");
  CHECK(groups[0].size() + groups[1].size() == 228);
  CHECK(log_rank(groups).chi_squared == near(10.32674, 1e-6));
}

TEST_CASE("survival: curves, intervals and log-rank test are those of R's survival package") {
  const test::TemporaryFolder folder;
  const auto groups = drawn_groups();
  {
    std::ofstream table(folder.path() / "table.csv");
    table << "time,event,group\n";
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (const Subject& s : groups[g]) table << s.time << ',' << s.event << ',' << g << '\n';
  }
  const std::string script = test::source_file("tests/unit/scenarios/survival.R");
  const std::string out = (folder.path() / "out").string();
  REQUIRE(
      std::system(("Rscript '" + script + "' '" + (folder.path() / "table.csv").string() + "' >'" + out + "'")
                      .c_str()) == 0);

  std::vector<std::vector<SurvivalStep>> curves;
  for (const auto& group : groups) curves.push_back(kaplan_meier(group));
  const LogRank test = log_rank(groups);
  std::vector<std::size_t> seen(3, 0);
  bool tested = false;
  for (const std::string& line : test::lines_of(out)) {
    std::istringstream words(line);
    std::string what;
    words >> what;
    if (what == "curve") {
      std::size_t g = 0;
      double time = 0, at_risk = 0, events = 0, survival = 0, lower = 0, upper = 0;
      words >> g >> time >> at_risk >> events >> survival >> lower >> upper;
      REQUIRE(seen.at(g) < curves[g].size());
      const SurvivalStep& step = curves[g][seen[g]++];
      CHECK(step.time == time);
      CHECK(static_cast<double>(step.at_risk) == at_risk);
      CHECK(static_cast<double>(step.events) == events);
      CHECK(step.survival == near(survival, 1e-9));
      if (survival > 0) {
        CHECK(step.lower == near(lower, 1e-9));
        CHECK(step.upper == near(upper, 1e-9));
      }
    } else if (what == "test") {
      double chi_squared = 0, degrees = 0, p = 0;
      words >> chi_squared >> degrees >> p;
      CHECK(test.chi_squared == near(chi_squared, 1e-9));
      CHECK(static_cast<double>(test.degrees) == degrees);
      CHECK(test.p == near(p, 1e-9));
      tested = true;
    } else {
      for (std::size_t g = 0; g < 3; ++g) {
        double value = 0;
        words >> value;
        CHECK((what == "observed" ? test.observed : test.expected)[g] == near(value, 1e-9));
      }
    }
  }
  CHECK(tested);
  for (std::size_t g = 0; g < 3; ++g) CHECK(seen[g] == curves[g].size());
}

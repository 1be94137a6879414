// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is measured of a run, and what a claim may say.
#include "scenarios/cli/load.hpp"
#include "scenarios/verify/verdict.hpp"
#include "tests/support/near.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/studies.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

using namespace tilscape;
using namespace tilscape::scenarios;
using Kind = Measure::Kind;

namespace {

/// Rows at 0, 10, 30 and 60 min: 0, 4, 2, 8; one endpoint that is reached at 30 min, one that is not.
Result a_run() {
  Result r;
  r.columns = {{"cancer.count"}, {"cells"}, {"grown", "gone"}, {"", ""}};
  r.times = {0, 10, 30, 60};
  r.values = {0, 4, 2, 8};
  r.reached = {30, -1};
  return r;
}

double of(Kind kind, double from = 0, double to = 60, const std::string& name = "cancer.count") {
  return value_of({kind, name, {}, from, to}, a_run());
}

struct Read {
  std::vector<Expectation> claims;
  Problems problems;
};
Read read(const std::string& claim, const std::string& end = "time: { end: 2 h, step: 10 min }\n") {
  std::string text = test::tiny_study("replicates: 2", "expect:\n  growth: { " + claim + " }\n");
  const std::string usual = "time: { end: 2 h, step: 10 min }\n";
  text.replace(text.find(usual), usual.size(), end);
  Validation v = validate_text(text, "tiny.yaml", test::language());
  Read out;
  out.problems = v.problems;
  if (!out.problems.ok()) return out;
  const Run run = build_run(v.scenario, 1);
  out.claims = read_expectations(v.scenario, &run, out.problems);
  return out;
}
/// The tiny study with claims.
std::string study(const std::string& claims) {
  return test::tiny_study("replicates: 2", claims.empty() ? "" : "expect:\n" + claims);
}

/// What is said of a whole file, its claims and its variants.
std::string checked(const std::string& name, const std::string& text) {
  const test::TemporaryFolder folder;
  const Checked all = check({.file = test::written(folder.path(), text, name)});
  std::string said = all.validation.problems.text();
  const std::string path = folder.path().string() + "/";
  for (std::size_t at = said.find(path); at != std::string::npos; at = said.find(path))
    said.erase(at, path.size());
  return said;
}
const std::string rest = ", source: nobody, challenge: { variant: deadly }";

}  // namespace

TEST_CASE("measure: each is what its name says, between the rows on straight lines") {
  CHECK(of(Kind::at, 10) == 4);
  CHECK(of(Kind::at, 15) == test::near(3.5, 1e-15));
  CHECK(std::isnan(of(Kind::at, 61)));
  CHECK(of(Kind::first) == 0);
  CHECK(of(Kind::last) == 8);
  CHECK(of(Kind::highest) == 8);
  CHECK(of(Kind::highest, 5, 40) == 4);
  CHECK(of(Kind::lowest, 5, 40) == 2);
  CHECK(of(Kind::area) == test::near(20 + 60 + 150, 1e-15));
  CHECK(of(Kind::mean, 10, 30) == test::near(3, 1e-15));
  CHECK(of(Kind::mean, 5, 10) == test::near(3, 1e-15));
  CHECK(of(Kind::slope, 30, 60) == test::near(0.2, 1e-14));
  // Least squares through (0, 0), (10, 4), (30, 2), (60, 8): means 25 and 3.5, 230 over 2100.
  CHECK(of(Kind::slope) == test::near(230.0 / 2100, 1e-14));
  CHECK(of(Kind::reached, 0, 0, "grown") == 1);
  CHECK(of(Kind::reached, 0, 0, "gone") == 0);
  CHECK(of(Kind::time_of, 0, 0, "grown") == 30);
  CHECK(std::isinf(of(Kind::time_of, 0, 0, "gone")));
}

TEST_CASE("claim: an expression over measures, with units, arms and a band in a unit of its own") {
  const Read r = read(
      "value: '(last(cancer.count) - at(cancer.count in deadly, 1 h)) / 2 h', within: [-1 1/h, 20 per day]" +
      rest);
  REQUIRE_MESSAGE(r.problems.ok(), r.problems.text());
  const Expectation& e = r.claims.at(0);
  CHECK(e.band.least == test::near(-1.0 / 60, 1e-15));
  CHECK(e.band.most == test::near(20.0 / 1440, 1e-15));
  CHECK(e.band.text() == "-1 to 0.833333 1/h");
  REQUIRE(e.observation.measures.size() == 2);
  CHECK(e.observation.measures[1].arm == "deadly");
  Result here = a_run();
  Result there = a_run();
  there.values = {0, 4, 2, 3};
  const double value = e.observation.value({&here, &there});
  CHECK(value == test::near((8.0 - 3) / 120, 1e-14));
}

TEST_CASE("claim: what does not hold together is told at its place") {
  struct Bad {
    const char* claim;
    const char* problem;
  };
  for (const Bad& bad : std::initializer_list<Bad>{
           {"value: last(cancer.cuont), above: 3", "there is no column `cancer.cuont`"},
           {"value: last(cancer.count in free), above: 3", "there is no variant `free`"},
           {"value: time_of(cleared), above: 3 d", "there is no endpoint `cleared`"},
           {"value: 'at(cancer.count, 3 h)', above: 3", "`3 h` is not within the run"},
           {"value: 'at(cancer.count, 3 um)', above: 3", "`3 um` is not a time"},
           {"value: at(cancer.count), above: 3", "`at` does not take this"},
           {"value: 'mean(cancer.count, 1 h, 1 h)', above: 3", "the window ends before it begins"},
           {"value: last(cancer.count), above: 3 d", "pure number"},
           {"value: slope(cancer.count), above: 3", "1/time"},
           {"value: latest(cancer.count), above: 3", "there is no function `latest`"},
           {"value: 1 + 2, above: 3", "the same number for every run"},
           {"value: last(cancer.count)", "exactly one of `within`, `above` and `below`"},
           {"value: last(cancer.count), above: 3, below: 4", "exactly one of `within`, `above` and `below`"},
           {"value: last(cancer.count), within: [3, 4, 5]", "a band is `[from, to]`"},
           {"value: last(cancer.count), within: [4, 3]", "ends below its beginning"},
           {"value: last(cancer.count), within: [3, 4 d]", "measure different things"},
           {"value: last(cancer.count), above: many", "many"},
           {"value: '', above: 3", "nothing is measured"},
           {"value: last(cancer.count), within: [1, 3], kind: direction", "a direction has one end"},
           {"value: last(cancer.count), above: 3, seeds: 2", "2 seeds give no interval"},
           {"value: last(cancer.count), above: 3, kind: exact, seeds: 0", "0"}}) {
    CAPTURE(bad.claim);
    const Read r = read(bad.claim + rest);
    CHECK_FALSE(r.problems.ok());
    const std::string text = r.problems.text();
    CHECK_MESSAGE(text.find(bad.problem) != std::string::npos, text);
    CHECK_MESSAGE(text.find("tiny.yaml:") != std::string::npos, text);
  }
}

TEST_CASE("claim: a source without a word is missing") {
  for (const char* source : {"''", "' '"}) {
    const Read r = read("value: last(cancer.count), above: 3, challenge: { variant: deadly }, source: " +
                        std::string(source));
    CHECK(r.problems.has(Code::missing_key));
    CHECK(r.problems.errors() == 1);
  }
}

TEST_CASE("claim: of a band and a table that are wrong the rest of the claim is looked at all the same") {
  struct Bad {
    const char* claim;
    const char* first;
    const char* second;  ///< null: there is one alone
  };
  for (const Bad& bad : std::initializer_list<Bad>{
           {"value: last(cancer.count) extra, within: []", "a band is", "unexpected `extra`"},
           {"value: last(canzer.count), above: many", "many", "there is no column `canzer.count`"},
           {"value: last(cancer.count)", "exactly one of `within`", nullptr},
           {"value: slope(cancer.count) / 1 cell, above: many", "many", nullptr},
           {"value: fold(canzer.count), below: 2, against: { file: none.csv, time: a, unit: h, column: b }",
            "none.csv", "there is no column `canzer.count`"},
           {"value: fold(cancer.count), below: 2, against: { file: none.csv, time: a, unit: h, column: b }",
            "none.csv", nullptr},
           {"value: fold(cancer.count), below: 2, against: { time: a, unit: nM, column: b }",
            "`file` is missing", "`nM` is not a unit of time"}}) {
    CAPTURE(bad.claim);
    const std::string said = checked("tiny.yaml", study("  growth: { " + (bad.claim + rest) + " }\n"));
    CHECK_MESSAGE(said.find(bad.first) != std::string::npos, said);
    if (bad.second != nullptr) CHECK_MESSAGE(said.find(bad.second) != std::string::npos, said);
    CHECK_MESSAGE(said.find(bad.second == nullptr ? "\n1 error," : "\n2 errors,") != std::string::npos, said);
  }
}

TEST_CASE("claim: a challenge that cannot be is told of each claim that has it, at its own place") {
  for (const char* set : {"agents.cancer.dye.rate: 1 1/d", "agents.cancer.start.count: 5000"}) {
    CAPTURE(set);
    const std::string claim = std::string("{ value: last(cancer.count), above: 3, source: nobody, ") +
                              "challenge: { set: { " + set + " } } }\n";
    const std::string said = checked("tiny.yaml", study("  one: " + claim + "  two: " + claim));
    for (const char* one : {"tiny.yaml:19:", "tiny.yaml:20:", "the challenge of `one` cannot be: ",
                            "the challenge of `two` cannot be: ", "\n2 errors,"})
      CHECK_MESSAGE(said.find(one) != std::string::npos, said);
  }
}

TEST_CASE("claim: an arm that ends too early is told at the value, once, beside what is wrong elsewhere") {
  const std::string short_arm = "variants: { brief: { time: { end: 1 h } }, ";
  const std::string claim =
      "  one: { value: 'at(cancer.count in brief, 2 h)', above: 3, source: nobody, "
      "challenge: { set: { agents.cancer.start.count: 9 } } }\n";
  const auto told = [&](const std::string& more) {
    std::string text = study(claim + more);
    text.replace(text.find("variants: { "), 12, short_arm);
    return checked("tiny.yaml", text);
  };
  const std::string alone = told("");
  CHECK_MESSAGE(alone.find("tiny.yaml:19:17: error[E0501]: the arm `brief` of `one` cannot be measured") !=
                    std::string::npos,
                alone);
  CHECK_MESSAGE(alone.find("\n1 error,") != std::string::npos, alone);
  const std::string beside =
      told("  two: { value: last(cancer.count), abov: 3, source: nobody, challenge: { variant: deadly } }\n");
  CHECK_MESSAGE(beside.find("the arm `brief` of `one` cannot be measured") != std::string::npos, beside);
  CHECK_MESSAGE(beside.find("\n2 errors,") != std::string::npos, beside);
}

TEST_CASE("variant: what it makes impossible is told at its name, of each variant") {
  std::string text = study("");
  text.replace(
      text.find("variants: { "), 12,
      "variants:\n  far: { agents: { cancer: { start: { shape: disc, radius: 30 um, centre: [-500 um, "
      "0 um] } } } }\n  full: { lattice: { size: [40 um, 40 um] } }\n  twice: { time: { step: 7 min } "
      "}\n  wrong: { agents: { cancer: { start: { count: 5000 } } } }\n");
  text.replace(text.find("deadly:"), text.find("outputs:") - text.find("deadly:"), "");
  const std::string said = checked("tiny.yaml", text);
  for (const char* one :
       {"tiny.yaml:15:3: error[E0610]: the variant `far` cannot be: only 0 of 20 cells of `cancer`",
        "tiny.yaml:16:3: error[E0610]: the variant `full` cannot be: only 4 of 20 cells of `cancer`",
        "tiny.yaml:17:3: error[E0409]: the variant `twice` cannot be: ",
        "tiny.yaml:18:48: error[E0610]: only 100 of 5000 cells of `cancer`"})
    CHECK_MESSAGE(said.find(one) != std::string::npos, one << " is not in\n" << said);
}

TEST_CASE("claim: one that nothing could refute is refused") {
  const std::string claim = "value: last(cancer.count), above: 3, source: nobody";
  for (const std::string& challenge :
       {std::string(), std::string(", challenge: {}"), std::string(", challenge: { variant: free }"),
        std::string(", challenge: { set: nothing }"),
        std::string(", challenge: { set: { outputs.series.every: 20 min } }")})
    CHECK_FALSE(read(claim + challenge).problems.ok());
  CHECK(read(claim + ", challenge: { set: { seed: 4 } }").problems.ok());
}

TEST_CASE("claim: the interval of the mean lies in the band, or each run where it is exact") {
  Expectation e;
  e.band.least = 4;
  e.band.most = 6;
  const std::vector<double> wide = {3.5, 5, 5, 6.5};  // 5 with an interval from 3.05 to 6.95
  const std::vector<double> narrow = {4.8, 5, 5, 5.2};
  CHECK_FALSE(measured(e, wide, false).holds);
  CHECK(measured(e, wide, true).holds);
  CHECK(measured(e, narrow, false).holds);
  CHECK_FALSE(measured(e, {4.8, 5, std::nan(""), 5.2}, false).holds);
  e.kind = ClaimKind::exact;
  CHECK(measured(e, {4, 6}, false).holds);
  CHECK_FALSE(measured(e, {4, 5, 6.01}, false).holds);
}

TEST_CASE(
    "claim: it fails where the interval of the mean lies outside of the band; between, nothing is told") {
  Expectation e;
  e.band.least = 4;
  e.band.most = 6;
  const auto of_values = [&](const std::vector<double>& values, bool quick = false) {
    const Measured m = measured(e, values, quick);
    return m.holds ? "holds" : m.fails ? "fails" : "open";
  };
  CHECK(of_values({2, 2.1, 2.2}) == std::string("fails"));
  CHECK(of_values({2, 3, 4}) == std::string("open"));  // 0.5 to 5.5
  CHECK(of_values({2, 3, 4}, true) == std::string("fails"));
  CHECK(of_values({5, std::nan(""), 5}) == std::string("open"));
  CHECK(of_values({}) == std::string("open"));
  e.band.least = e.band.most = 0.1 + 0.2;  // that each run has it is not lost in their sum
  CHECK(of_values(std::vector<double>(10, 0.1 + 0.2)) == std::string("holds"));
  // What never comes is later than any time.
  const double never = std::numeric_limits<double>::infinity();
  e.band = {.least = 1};
  CHECK(of_values({never, 2, 3}) == std::string("holds"));
  CHECK(measured(e, {never, 2, 3}, false).never == 1);
  CHECK(of_values({never, 0.5, 3}) == std::string("open"));
  CHECK(of_values({never, never, never}) == std::string("holds"));
  e.band = {.most = 1};
  CHECK(of_values({never, 2, 3}) == std::string("fails"));
  CHECK(of_values({1, 1, 1}) == std::string("fails"));
}

TEST_CASE("claim: a band is told in the unit that it is written in") {
  for (const auto& [written, told] :
       std::initializer_list<std::pair<const char*, const char*>>{{"5h", "below 5 h"},
                                                                  {"'  5   min '", "below 5 min"},
                                                                  {"1/2 h", "below 0.5 h"},
                                                                  {"31 h", "below 31 h"},
                                                                  {"3.1 h", "below 3.1 h"}}) {
    const Read r = read("value: time_of(gone), below: " + std::string(written) + rest);
    REQUIRE_MESSAGE(r.problems.ok(), r.problems.text());
    CHECK(r.claims.at(0).band.text() == told);
  }
}

TEST_CASE("claim: the last digit of a band is no unit, and one that begins with a number is") {
  const auto told = [](const std::string& value, const std::string& band) {
    const Read r = read("value: " + value + ", " + band + rest);
    REQUIRE_MESSAGE(r.problems.ok(), r.problems.text());
    return r.claims.at(0).band.text();
  };
  for (const char* number : {"61", "71", "60.01", "11", "1", "121", "'61 1'"}) {
    CAPTURE(number);
    const std::string text = told("last(cancer.count)", std::string("above: ") + number);
    CHECK(text.find_last_not_of("above 0123456789.") == std::string::npos);
  }
  CHECK(told("last(cancer.count)", "above: 61") == "above 61");
  CHECK(told("last(cancer.count)", "within: [51, 201]") == "51 to 201");
  CHECK(told("slope(cancer.count)", "above: 61 1/h") == "above 61 1/h");
  CHECK(told("slope(cancer.count)", "above: 61/h") == "above 61 1/h");
  CHECK(told("slope(cancer.count)", "above: 11 per day") == "above 11 per day");
}

TEST_CASE("claim: it passes when it holds and fails under its challenge") {
  Verdict v;
  v.as_claimed.holds = true;
  CHECK(v.word() == "EMPTY");  // no value refutes nothing
  v.challenged.fails = true;
  CHECK(v.passes());
  v.challenged.fails = false;  // nor where it cannot be told
  CHECK(v.word() == "EMPTY");
  CHECK_FALSE(v.passes());
  v.as_claimed.holds = false;
  CHECK(v.word() == "MISS");
}

TEST_CASE("measure: fold is the factor by which a course is off a measured curve") {
  // At 10 and 30 min it has 4 and 2: off by 2 and by 1/2, then by nothing, then by a thousand.
  const auto off = [](std::vector<double> values) {
    Measure m{.kind = Kind::fold, .name = "cancer.count"};
    m.against = {{10, 30}, std::move(values), {}};
    return value_of(m, a_run());
  };
  CHECK(off({8, 1}) == test::near(2, 1e-12));
  CHECK(off({4, 2}) == 1);
  CHECK(off({4e-3, 2e3}) == test::near(1000, 1e-12));
  Measure at_start{.kind = Kind::fold, .name = "cancer.count"};
  at_start.against = {{0}, {4}, {}};
  CHECK(std::isnan(value_of(at_start, a_run())));  // nothing there, and no factor that makes it 4
}

TEST_CASE(
    "claims: a table is read with its units, from where the run begins in it, and told where it is wrong") {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "growth.csv").string();
  const auto against = [&](const std::string& rows, const std::string& more = "") {
    std::ofstream(file) << rows;
    return read("value: fold(cancer.count), below: 2, against: { file: " + file +
                ", time: hour, unit: h, column: cells" + more + " }" + rest);
  };
  const Read whole = against("hour,cells\n1,20\n2,\n2.5,30\n9,50\n", ", begin: 1 h");
  CHECK_MESSAGE(whole.problems.ok(), whole.problems.text());
  const Curve& curve = whole.claims.at(0).observation.measures.at(0).against;
  CHECK(curve.times == std::vector<double>{0, 90});
  CHECK(curve.values == std::vector<double>{20, 30});
  const auto told = [&](const Read& r, const std::string& what) {
    const bool there = r.problems.text().find(what) != std::string::npos;
    CHECK_MESSAGE(there, r.problems.text());
  };
  told(against("hour,cells\n1,20\n2,0\n"), "growth.csv:3:3: ");
  told(against("hour,count\n1,20\n"), "cells");
  told(against("hour,cells\n5,20\n"), "no row of the table lies within the run");
  told(against("hour,cells\n1,20\n", ", in: nM"), "the table's column");
  told(read("value: fold(cancer.count), below: 2" + rest), "`fold` needs a table");
  told(read("value: last(cancer.count), below: 2, against: { file: " + file +
            ", time: hour, unit: h, column: cells }" + rest),
       "nothing is held against this table");
  told(read("value: fold(cancer.count), below: 2, against: { file: " + file +
            ", time: hour, unit: nM, column: cells }" + rest),
       "is not a unit of time");
  told(read("value: fold(cancer.count), below: 2, against: { file: none.csv, time: hour, unit: h, column: "
            "cells }" +
            rest),
       "none.csv");
}

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "tests/support/near.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/api.hpp"
#include "viz/server/band.hpp"
#include "viz/server/study.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;
using nlohmann::json;

namespace {

json asked(Api& api, const std::string& target) {
  const Answer answer = api.answer(target);
  CHECK_MESSAGE(answer.status == 200, target << ": " << answer.body);
  return json::parse(answer.body);
}

struct Replicate {
  std::string name;
  std::uint64_t seed;
  std::string series;
  std::string scenario = "agents.cancer.takes=7\nseed=#\noutputs.snapshots.every=60\n";
};

Api opened(const test::TemporaryFolder& folder, const std::vector<Replicate>& replicates) {
  std::vector<std::string> paths;
  for (const Replicate& each : replicates) {
    auto header = test::cube_header(2);
    header.seed = each.seed;
    header.scenario_text = each.scenario;
    header.scenario_text.replace(header.scenario_text.find('#'), 1, std::to_string(each.seed));
    paths.push_back(folder.path() / each.name);
    std::filesystem::create_directory(paths.back());
    test::write_run(paths.back() + "/snapshots.tsnap", header, {test::full_cube(header)});
    if (!each.series.empty()) std::ofstream(paths.back() + "/series.csv") << each.series;
  }
  return Api(paths);
}

void wait(Api& api) {
  for (Run& run : api.runs()) run.wait();
}

/// As version 0.1 wrote them, without a word on what the columns are.
const std::string old_tables =
    "create table study (name text primary key, value text);"
    "create table runs (run integer primary key, arm text, point integer, replicate integer, seed integer,"
    " dose text, \"dose [g/kg]\" real, status text);"
    "create table series (run integer, \"time [d]\" real, \"cancer.count [cells]\" real, \"oxygen.mean "
    "[mmHg]\" real);";

/// A study's folder with results as docs/formats/ensemble.md describes them.
std::string study_of(const test::TemporaryFolder& folder, const std::string& statements,
                     const std::string& tables = old_tables) {
  const std::string path = folder.path() / "study";
  std::filesystem::create_directory(path);
  std::ofstream(path + "/study.plan") << "plan";
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((path + "/results.sqlite").c_str(), &database) == SQLITE_OK);
  const int code = sqlite3_exec(database, (tables + statements).c_str(), nullptr, nullptr, nullptr);
  CHECK_MESSAGE(code == SQLITE_OK, sqlite3_errmsg(database));
  sqlite3_close(database);
  return path;
}

}  // namespace

TEST_CASE("band: quantiles lie between the order statistics as those of R do") {
  const std::vector<double> values = {1, 2, 4, 8, 16};  // R: quantile(c(1,2,4,8,16), c(.05,.25,.5,.75,.95))
  CHECK(quantile(values, 0.05) == test::near(1.2, 1e-5));
  CHECK(quantile(values, 0.25) == 2);
  CHECK(quantile(values, 0.5) == 4);
  CHECK(quantile(values, 0.75) == 8);
  CHECK(quantile(values, 0.95) == test::near(14.4, 1e-5));
  CHECK(quantile(std::vector<double>{3}, 0.95) == 3);
}

TEST_CASE("band: a number that is none is left out, and n says so") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const Course course = course_of({{0, {4, none, 2}}, {1, {none}}, {2, {7}}});
  CHECK(course.days == std::vector<double>{0, 2});
  CHECK(course.n == std::vector<std::size_t>{2, 1});
  CHECK(course.mean == std::vector<double>{3, 7});
}

TEST_CASE("study: its path may be as long as the system takes") {
  const test::TemporaryFolder folder;
  const std::string near = study_of(folder, "insert into study values ('name', 'far'), ('design', 'full');");
  std::filesystem::path far = folder.path();
  for (int i = 0; i < 4; ++i) far /= std::string(200, 'a');  // SQLite's own limit is 512
  std::filesystem::create_directories(far);
  std::filesystem::rename(near, far / "study");
  CHECK(Study((far / "study").string()).title() == "far");
}

TEST_CASE("replicates: runs that differ in seed and outputs are one group, another scenario is another") {
  const test::TemporaryFolder folder;
  const std::string other = "agents.cancer.takes=8\nseed=#\n",
                    sparse = "agents.cancer.takes=7\nseed=#\noutputs.snapshots.every=90\n";
  Api api =
      opened(folder, {{"a", 1, ""}, {"b", 2, ""}, {"c", 1, "", other}, {"d", 3, "", sparse}, {"e", 2, ""}});
  wait(api);
  const json groups = asked(api, "replicates")["groups"];
  REQUIRE(groups.size() == 2);
  CHECK(
      groups[0] ==
      json({{"label", "a and 2 more"}, {"planned", 3}, {"used", 3}, {"runs", {0, 1, 3}}, {"repeats", {4}}}));
  CHECK(groups[1]["runs"] == json({2}));
}

TEST_CASE("replicates: a run says itself which group it is of, and what its columns are") {
  const test::TemporaryFolder folder;
  std::vector<std::string> paths;
  for (const std::string& name : std::vector<std::string>{"a", "b", "c"}) {
    auto header = test::cube_header(2);
    header.seed = paths.size();
    header.scenario_text = "agents.cancer.takes=" + name + "\n";  // is not looked at
    header.replicate_hash = name == "c" ? "other" : "same";
    header.series = {{"x.y", "cells", snapshot::SeriesRole::count, "x"}};
    paths.push_back(folder.path() / name);
    std::filesystem::create_directory(paths.back());
    test::write_run(paths.back() + "/snapshots.tsnap", header, {test::full_cube(header)});
    std::ofstream(paths.back() + "/series.csv") << "time [d],x.y [cells]\n0,10\n";
  }
  Api api(paths);
  wait(api);
  const json known = asked(api, "replicates");
  CHECK(known["groups"][0]["runs"] == json({0, 1}));
  CHECK(known["groups"][1]["runs"] == json({2}));
  const json columns =
      json::array({{{"name", "x.y"}, {"unit", "cells"}, {"role", "count"}, {"subject", "x"}}});
  CHECK(known["columns"] == columns);
  CHECK(asked(api, "runs/2/columns") == columns);
}

TEST_CASE("replicates: bands of runs come from their series, each time with its own n") {
  const test::TemporaryFolder folder;
  Api api = opened(folder, {{"a", 1, "time [d],cancer.count [cells]\n0,10\n1,20\n"},
                            {"b", 2, "time [d],cancer.count [cells]\n0,20\n1,50\n2,9"},
                            {"c", 3, "time [d],oxygen.mean [mmHg],cancer.count [cells]\n0,5,60\n"},
                            {"d", 4, ""}});
  wait(api);
  CHECK(asked(api, "replicates")["columns"] ==
        json({{{"name", "cancer.count"}, {"unit", "cells"}, {"role", "count"}, {"subject", "cancer"}},
              {{"name", "oxygen.mean"}, {"unit", "mmHg"}, {"role", "level_mean"}, {"subject", "oxygen"}}}));
  const json answer = asked(api, "bands?columns=cancer.count%20%5Bcells%5D,oxygen.mean%20%5BmmHg%5D");
  const json cancer = answer[0]["groups"][0];
  CHECK(answer[0]["name"] == "cancer.count [cells]");
  CHECK(cancer["days"] == json({0.0, 1.0}));
  CHECK(cancer["n"] == json({3, 2}));
  CHECK(cancer["mean"] == json({30.0, 35.0}));
  CHECK(cancer["median"] == json({20.0, 35.0}));
  CHECK(cancer["q25"] == json({15.0, 27.5}));
  CHECK(answer[1]["groups"][0]["n"] == json({1}));
}

TEST_CASE("replicates: an amount and a concentration of one name are two columns") {
  const test::TemporaryFolder folder;
  const std::string header = "time [d],plasma.drug [nmol],plasma.drug [nM]\n";
  Api api = opened(folder, {{"a", 1, header + "0,1,10\n"}, {"b", 2, header + "0,3,30\n"}});
  wait(api);
  const json amounts = {
      {{"name", "plasma.drug"}, {"unit", "nmol"}, {"role", "amount"}, {"subject", "plasma"}},
      {{"name", "plasma.drug"}, {"unit", "nM"}, {"role", "amount"}, {"subject", "plasma"}}};
  CHECK(asked(api, "replicates")["columns"] == amounts);
  CHECK(asked(api, "runs/1/columns") == amounts);
  const json answer = asked(api, "bands?columns=plasma.drug%20%5BnM%5D,plasma.drug%20%5Bnmol%5D");
  CHECK(answer[0]["groups"][0]["mean"] == json({20.0}));
  CHECK(answer[1]["groups"][0]["mean"] == json({2.0}));
}

TEST_CASE("study: an arm at a point is a group, with runs used and planned, and its band over time") {
  const test::TemporaryFolder folder;
  const std::string path = study_of(
      folder,
      "insert into study values ('name', 'doses'), ('design', 'full');"
      "insert into runs values (0,'free',0,0,1,'1 mg/kg',0.001,'used'), (1,'free',0,1,2,'1 "
      "mg/kg',0.001,'used'),"
      " (2,'free',1,0,1,'3 mg/kg',0.003,'used'), (3,'free',1,1,2,'3 mg/kg',0.003,'quarantined'),"
      " (4,'none',0,0,1,'','','missing'), (5,'none',0,1,2,'','','missing');"
      "insert into series values (0,0,10,30), (0,0.5,12,NULL), (1,0,14,40), (1,0.5,20,50), (2,0,7,1);");
  Api api({path});
  const json known = asked(api, "replicates");
  CHECK(known["study"] == "doses");
  CHECK(known["groups"][0] == json({{"label", "free, dose=1 mg/kg"},
                                    {"planned", 2},
                                    {"used", 2},
                                    {"runs", json::array()},
                                    {"repeats", json::array()}}));
  CHECK(known["groups"][1]["used"] == 1);
  CHECK(known["groups"][2]["label"] == "none");
  CHECK(known["columns"][1] ==
        json({{"name", "oxygen.mean"}, {"unit", "mmHg"}, {"role", "level_mean"}, {"subject", "oxygen"}}));
  const json answer = asked(api, "bands?columns=cancer.count%20%5Bcells%5D,oxygen.mean%20%5BmmHg%5D");
  CHECK(answer[0]["groups"][0]["mean"] == json({12.0, 16.0}));
  CHECK(answer[0]["groups"][1]["n"] == json({1}));
  CHECK(answer[0]["groups"][2]["days"].empty());
  CHECK(answer[1]["groups"][0]["n"] == json({2, 1}));
}

TEST_CASE("study: a design that draws its points has one group for each arm") {
  const test::TemporaryFolder folder;
  Api api({study_of(folder,
                    "insert into study values ('name', 'drawn'), ('design', 'sobol');"
                    "insert into runs values (0,'free',0,0,1,'1.5 mg/kg',0.0015,'used'),"
                    " (1,'free',1,0,1,'2.5 mg/kg',0.0025,'used');"
                    "insert into series values (0,0,10,30), (1,0,14,40);")});
  const json groups = asked(api, "replicates")["groups"];
  REQUIRE(groups.size() == 1);
  CHECK(groups[0]["label"] == "free");
  CHECK(asked(api, "bands?columns=cancer.count%20%5Bcells%5D")[0]["groups"][0]["mean"] == json({12.0}));
}

TEST_CASE("study: columns are found by what the file says they are, whatever their names and places") {
  const test::TemporaryFolder folder;
  Api api({study_of(
      folder,
      "insert into study values ('name', 'new'), ('grouped by', 'point');"
      "insert into columns values ('runs','n','n','run','',''), ('runs','arm of it','arm','arm','',''),"
      " ('runs','p','point','point','',''), ('runs','status','status','factor','status',''),"
      " ('runs','how','status','status','',''), ('runs','extra','extra','of a later version','',''),"
      " ('series','n','n','run','',''), ('series','t','time [d]','time','','d'),"
      " ('series','A.count [cells] (2)','A.count [cells]','count','A','cells'),"
      " ('series','a.count [cells]','a.count [cells]','count','a','cells');"
      "insert into runs values ('fast','used',0,0,'free',0), ('fast','used',0,1,'free',0),"
      " ('slow','missing',1,2,'free',0);"
      "insert into series values (10,20,0,0), (30,40,0,1);",
      "create table study (name text primary key, value text);"
      "create table columns (belongs_to text, name text, head text, role text, subject text, unit text);"
      "create table runs (status text, how text, p integer, n integer primary key, \"arm of it\" text, "
      "extra);"
      "create table series (\"a.count [cells]\" real, \"A.count [cells] (2)\" real, t real, n integer);")});
  const json known = asked(api, "replicates");
  CHECK(known["groups"][0]["label"] == "free, status=fast");
  CHECK(known["groups"][0]["used"] == 2);
  CHECK(known["groups"][1]["label"] == "free, status=slow");
  CHECK(known["groups"][1]["used"] == 0);
  CHECK(known["columns"] ==
        json({{{"name", "A.count"}, {"unit", "cells"}, {"role", "count"}, {"subject", "A"}},
              {{"name", "a.count"}, {"unit", "cells"}, {"role", "count"}, {"subject", "a"}}}));
  const json answer = asked(api, "bands?columns=a.count%20%5Bcells%5D,A.count%20%5Bcells%5D");
  CHECK(answer[0]["groups"][0]["mean"] == json({20.0}));
  CHECK(answer[1]["groups"][0]["mean"] == json({30.0}));
}

TEST_CASE("study: results that lack a column that there has to be are refused with its role") {
  const test::TemporaryFolder folder;
  const std::string path =
      study_of(folder, "",
               "create table study (name text primary key, value text);"
               "create table runs (run integer primary key, arm text, point integer, seed integer);"
               "create table series (run integer, \"time [d]\" real);");
  CHECK_THROWS_WITH_AS(Study{path}, doctest::Contains("its table `runs` has no status"), snapshot::ReadError);
}

TEST_CASE("study: results that are none, not there, or two studies are refused with the reason") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() / "study";
  std::filesystem::create_directory(path);
  std::ofstream(path + "/study.plan") << "plan";
  const auto reason = [&](const std::vector<std::string>& paths) -> std::string {
    try {
      Api api(paths);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "none";
  };
  CHECK(reason({path}).find("ensemble collect") != std::string::npos);
  std::ofstream(path + "/results.sqlite") << "no database at all, but long enough to be looked at";
  CHECK(reason({path}).find("not results of a study") != std::string::npos);
  const test::TemporaryFolder good;
  const std::string whole = study_of(good, "");
  CHECK(reason({whole, whole}).find("a second study") != std::string::npos);
  CHECK(reason(std::vector<std::string>(65, "none")).find("64 at most") != std::string::npos);
}

TEST_CASE("ledger: the accounts of a run by what its file says, as shares; without a series there is none") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path() / "run";
  std::filesystem::create_directory(path);
  auto header = test::cube_header(2);
  using Role = snapshot::SeriesRole;
  header.series = {{"a.b", "mg", Role::stored, "a"},
                   {"a.in", "mg", Role::given, "a"},
                   {"a.away", "mg", Role::gone, "a"},
                   {"a.rest", "mg", Role::unaccounted, "a"}};
  test::write_run(path + "/snapshots.tsnap", header, {test::full_cube(header)});
  std::string series = "time [d],a.b [mg],a.in [mg],a.away [mg],a.rest [mg]\n0,0,0,0,0\n";
  for (int day = 1; day <= 5000; ++day) series += std::to_string(day) + ",6,8,1,1\n";
  Api api({path});
  wait(api);
  CHECK(asked(api, "runs/0/ledger") == json::array());
  std::ofstream(path + "/series.csv") << series;
  const json ledger = asked(api, "runs/0/ledger").at(0);
  CHECK(ledger["name"] == "a");
  CHECK(ledger["given"] == 8);
  CHECK(ledger["days"].size() == 1000);  // more than a chart shows are thinned, the last stays
  CHECK(ledger["days"].back() == 5000);
  CHECK(ledger["parts"][0]["role"] == "stored");
  CHECK(ledger["parts"][0]["shares"][0].is_null());
  CHECK(ledger["parts"][0]["shares"].back() == 0.75);
  CHECK(ledger["unaccounted"].back() == 0.125);
  CHECK(ledger["worst"] == json({{"day", 1.0}, {"share", 0.125}}));
  CHECK(ledger["rounding"] == false);
}

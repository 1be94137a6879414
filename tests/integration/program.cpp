// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The program as a process: exit codes, run folders, signals, full disks.
#include "tests/support/program.hpp"

#include "proto/inspect.hpp"
#include "proto/old_files.hpp"
#include "proto/reader.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tilscape {
namespace {

using nlohmann::json;
using test::Program;
using test::text_of;

std::string quickstart() {
  return "run '" + test::library_file("quickstart") + "' -q ";
}

json json_of(const std::filesystem::path& file) {
  return json::parse(text_of(file));
}

TEST_CASE("program: each shipped scenario leaves a whole run folder") {
  for (const std::string& name : test::library()) {
    CAPTURE(name);
    const Program program;
    const auto ending =
        program.run("run '" + test::library_file(name) + "' -q --json --until '10 min' -o here");
    REQUIRE_MESSAGE(ending.code == 0, ending.err);
    const json result = json::parse(ending.out);
    CHECK(result["ending"] == "finished");
    CHECK(result["steps"] == 10);
    CHECK(result["state_hash"].get<std::string>().size() == 32);
    const auto folder = program.folder() / "here";
    CHECK(json_of(folder / "summary.json") == result);
    CHECK_FALSE(text_of(folder / "summary.txt").empty());
    const json manifest = json_of(folder / "manifest.json");
    CHECK(manifest["ending"] == "finished");
    CHECK(manifest["scenario"]["name"] == name);
    CHECK(manifest["state_hash"] == result["state_hash"]);
    const snapshot::Reader reader((folder / "snapshots.tsnap").string());
    CHECK(reader.finished());
    CHECK_FALSE(snapshot::verify((folder / "snapshots.tsnap").string()).has_value());
    REQUIRE(reader.frames().size() == 2);  // the start and the end
    CHECK(reader.read(1).step == 10);
    CHECK(reader.read(1).state_hash == result["state_hash"]);
    const auto lines = test::lines_of(folder / "series.csv");
    CHECK(lines.size() == 3);
    std::string heads = "time [d]";
    for (const snapshot::SeriesColumn& column : reader.header().series) heads += "," + column.head();
    CHECK(heads == lines[0]);
    CHECK(reader.header().replicate_hash ==
          snapshot::old_replicate_hash(reader.header().scenario_name, reader.header().scenario_text));
    CHECK(reader.header().scenario_hash == manifest["scenario"]["hash"]);
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      CHECK(entry.path().extension() != ".part");
  }
}

TEST_CASE("program: the columns of series.csv have units, a row has as many cells as the header") {
  const Program program;
  REQUIRE(program.run(quickstart() + "--until '2 h' -o here").code == 0);
  const auto lines = test::lines_of(program.folder() / "here" / "series.csv");
  REQUIRE(lines.size() == 4);  // header, 0 h, 1 h, 2 h
  CHECK(lines[0].starts_with("time [d],cancer.count [cells],"));
  for (const char* column :
       {"oxygen.mean [mmHg]", "body.anti_pd1.central.level [nM]", "body.anti_pd1.given [nmol]"})
    CHECK(lines[0].find(column) != std::string::npos);
  for (const auto& line : lines)
    CHECK(std::count(line.begin(), line.end(), ',') == std::count(lines[0].begin(), lines[0].end(), ','));
  CHECK(lines[3].starts_with("0.0833333"));
}

TEST_CASE("program: a second run of the same name gets a number, nothing is overwritten") {
  const Program program;
  REQUIRE(program.run(quickstart() + "--until '1 min'").code == 0);
  const std::string first = text_of(program.folder() / "runs" / "quickstart-1" / "manifest.json");
  REQUIRE(program.run(quickstart() + "--until '2 min'").code == 0);
  CHECK(text_of(program.folder() / "runs" / "quickstart-1" / "manifest.json") == first);
  CHECK(json_of(program.folder() / "runs" / "quickstart-1-2" / "manifest.json")["steps"] == 2);
  const auto taken = program.run(quickstart() + "--until '1 min' -o runs/quickstart-1");
  CHECK(taken.code == 2);
  CHECK(taken.err.find("never overwrites") != std::string::npos);
}

TEST_CASE(
    "program: what the command line changes stands in the resolved scenario, which runs to the same state") {
  const Program program;
  const auto first = program.run(quickstart() +
                                 "--json --variant free --seed 77 --until '30 min' --set "
                                 "treatments.anti_pd1.start='5 min' --set agents.cd8.start.count=200 "
                                 "-o first");
  REQUIRE_MESSAGE(first.code == 0, first.err);
  const json a = json::parse(first.out);
  CHECK(a["seed"] == 77);
  CHECK(a["variant"] == "free");
  CHECK(a["steps"] == 30);
  CHECK(a["values"]["body.anti_pd1.given"]["last"].get<double>() > 0);
  const std::string resolved = text_of(program.folder() / "first" / "scenario.yaml");
  CHECK(resolved.find("seed: 77") != std::string::npos);
  CHECK(resolved.find("30 min") != std::string::npos);

  const auto second = program.run("run first/scenario.yaml -q --json -o second");
  REQUIRE_MESSAGE(second.code == 0, second.err);
  const json b = json::parse(second.out);
  CHECK(b["state_hash"] == a["state_hash"]);
  CHECK(b["steps"] == 30);
  CHECK(json_of(program.folder() / "second" / "manifest.json")["scenario"]["hash"] ==
        json_of(program.folder() / "first" / "manifest.json")["scenario"]["hash"]);
  CHECK(text_of(program.folder() / "second" / "series.csv") ==
        text_of(program.folder() / "first" / "series.csv"));

  const auto other = program.run("run first/scenario.yaml -q --json --seed 78 -o third");
  REQUIRE(other.code == 0);
  CHECK(json::parse(other.out)["state_hash"] != a["state_hash"]);
}

TEST_CASE("program: all variants of a file go to folders of their own") {
  const Program program;
  REQUIRE(program.run(quickstart() + "--variants --until '1 min'").code == 0);
  for (const std::string name :
       {"quickstart-1", "quickstart-untreated-1", "quickstart-free-1", "quickstart-no_t_cells-1"}) {
    CAPTURE(name);
    CHECK(std::filesystem::exists(program.folder() / "runs" / name / "summary.json"));
  }
}

TEST_CASE("program: variants that were stopped or not begun go on by the same command") {
  const Program program;
  const std::string command = "run '" + test::library_file("quickstart") + "' --variants --until '2 h' -o ";
  REQUIRE(program.run(command + "whole -q").code == 0);
  const auto cut = program.run(command + "cut --time-limit 0.1s");
  REQUIRE(cut.code == 75);
  CHECK(cut.err.find("The same command goes on with what is missing.") != std::string::npos);
  const auto rest = program.run(command + "cut -q");
  REQUIRE_MESSAGE(rest.code == 0, rest.err);
  std::size_t runs = 0;
  for (const auto& run : std::filesystem::directory_iterator(program.folder() / "whole")) {
    const auto other = program.folder() / "cut" / run.path().filename();
    CAPTURE(other.string());
    for (const char* file : {"series.csv", "snapshots.tsnap"})
      CHECK(text_of(other / file) == text_of(run.path() / file));
    ++runs;
  }
  CHECK(runs == 4);
  const auto again = program.run(command + "cut");  // nothing is left to do
  CHECK(again.code == 0);
  CHECK(again.err.find("Finished before: cut/quickstart-free-1") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(program.folder() / "cut/quickstart-1-2"));
}

TEST_CASE("program: a resolved scenario takes the same changes as its own, with the same effect") {
  const Program program;
  std::ofstream(program.folder() / "own.yaml")
      << "tilscape: 1\nname: own\nparameters: { often: 0.02 1/min }\ntime: { end: 1 h }\n"
         "lattice: { sites: [12, 12] }\n"
         "substances: { sig: { diffusion: 100 um2/min, initial: 1 nM } }\n"
         "agents:\n  a:\n    takes: 8\n    start: { count: 30, shape: everywhere }\n"
         "    die: { rate: \"${often}\" }\n"
         "    rules: [\"sig decreases die.rate to 0.001 1/min, half-max 2 nM, hill 2\"]\n"
         "outputs: { endpoints: { few: \"a.count < 10 for 10 min\" } }\nvariants: { v: { seed: 4 } }\n";
  REQUIRE(program.run("run own.yaml -q -o resolved").code == 0);
  for (const std::string change :
       {"agents.a.start.count=25", "often='0.05 1/min'", "parameters.often='0.05 1/min'",
        "agents.a.die.rate='0.1 1/min'", "agents.a.rules='[]'", "substances.sig.initial='5 nM'"}) {
    CAPTURE(change);
    const auto of = [&](const std::string& file) {
      std::string command = "run " + file;
      command.append(" -q --json --set ").append(change);
      const auto ending = program.run(command);
      REQUIRE_MESSAGE(ending.code == 0, ending.err);
      return json::parse(ending.out)["state_hash"];
    };
    CHECK(of("own.yaml") == of("resolved/scenario.yaml"));
  }
  CHECK(text_of(program.folder() / "resolved/scenario.yaml").starts_with("# One run, resolved"));
  const auto variant = program.run("run resolved/scenario.yaml --variant v");
  CHECK(variant.code == 3);
  CHECK(variant.err.find("the scenario has none") != std::string::npos);
}

TEST_CASE("program: an endpoint that is no finite number is exit code 5, with what was run") {
  const Program program;
  std::ofstream(program.folder() / "gone.yaml")
      << "tilscape: 1\nname: gone\ntime: { end: 1 h }\nlattice: { sites: [6, 6] }\n"
         "agents: { a: { takes: 8, start: { count: 3, shape: everywhere }, die: { rate: 0.5 1/min } } }\n"
         "outputs:\n  series: { every: 10 min }\n"
         "  endpoints: { odd: \"a.count / a.count > 2\", well: \"a.count > 0 and a.count / a.count > 2\" }\n";
  const auto ending = program.run("run gone.yaml -q -o here");
  CHECK(ending.code == 5);
  CHECK_MESSAGE(ending.err.find("outputs.endpoints.odd is not a number on day 0.0") != std::string::npos,
                ending.err);
  CHECK(ending.err.find("`a.count / a.count > 2`") != std::string::npos);
  const json manifest = json_of(program.folder() / "here" / "manifest.json");
  CHECK(manifest["ending"] == "failed");
  CHECK(manifest["steps"] == 60);
  const json endpoints = json_of(program.folder() / "here" / "summary.json")["endpoints"];
  CHECK(endpoints["odd"]["no_number_d"].is_number());
  CHECK_FALSE(endpoints["well"].contains("no_number_d"));
  CHECK(program.run("inspect --verify here").code == 0);
  const auto endless =
      program.run("run gone.yaml -q -o endless --set outputs.endpoints.odd='1 / (a.count - 3)'");
  CHECK(endless.code == 5);
  CHECK_MESSAGE(endless.err.find("outputs.endpoints.odd is infinite on day 0: `1 / (a.count - 3)`") !=
                    std::string::npos,
                endless.err);
  const auto guarded = program.run(
      "run gone.yaml -q -o there --set outputs.endpoints.odd='a.count > 0 and a.count / a.count > 2'");
  CHECK_MESSAGE(guarded.code == 0, guarded.err);
}

TEST_CASE("program: a table that a run was read from is verified with it") {
  const Program program;
  std::ofstream(program.folder() / "cells.csv") << "x,y\n30,30\n50,70\n";
  std::ofstream(program.folder() / "table.yaml")
      << "tilscape: 1\nname: table\ntime: { end: 2 min }\nlattice: { sites: [6, 6], spacing: 20 um }\n"
         "agents: { a: { takes: 8, start: { cells: cells.csv } } }\nvariants: { v: { seed: 4 } }\n";
  const auto ran = program.run("run table.yaml -q -o here");
  REQUIRE_MESSAGE(ran.code == 0, ran.err);
  CHECK(json_of(program.folder() / "here" / "manifest.json")["inputs"].size() == 2);
  REQUIRE(program.run("resume here -q --extend '2 min'").code == 0);
  CHECK(program.run("inspect --verify here").code == 0);
  std::ofstream(program.folder() / "here/inputs/cells.csv", std::ios::app) << "10,10\n";
  const auto changed = program.run("inspect --verify here");
  CHECK(changed.code == 4);
  CHECK(changed.err.find("inputs/cells.csv") != std::string::npos);
}

TEST_CASE("program: two signals stop the run at once, and all that was acknowledged is whole") {
  const Program program;
  const auto folder = program.folder() / "here";
  const auto running = [&] { return test::lines_of(folder / "series.csv").size() > 3; };
  // Saving the state of this lattice lasts long enough for the second signal to come before its end.
  const auto ending =
      program.stop_impatiently(quickstart() +
                                   "--snapshot-every '10 min' --set outputs.series.every='10 min' "
                                   "--set lattice.size='[6 mm, 6 mm]' -o here",
                               running, SIGINT);
  CHECK(ending.code == 130);
  CHECK(json_of(folder / "manifest.json")["ending"] == "running");
  CHECK_NOTHROW(snapshot::Reader((folder / "snapshots.tsnap").string()));
  CHECK(program.run("resume here -q --until '40 min'").code == 0);
}

TEST_CASE("program: a run writes the box, the types, the substances and the events that are asked for") {
  const Program program;
  const auto ending = program.run(
      quickstart() +
      "--until '4 h' --snapshot-every '1 h' -o here --set outputs.events='[divide, kill, recruit]' "
      "--set outputs.snapshots.types='[cancer]' --set outputs.snapshots.region.x='[100 um, 420 um]' "
      "--set outputs.snapshots.region.y='505 um' "
      "--set outputs.snapshots.substances='{oxygen: {every: 2 h, precision: double}}'");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const snapshot::Reader reader((program.folder() / "here" / "snapshots.tsnap").string());
  const auto& lattice = reader.header().lattice;
  const std::uint32_t first = static_cast<std::uint32_t>(100 / lattice.spacing + 0.5);
  CHECK(lattice.whole->origin ==
        std::array<std::uint32_t, 3>{first, static_cast<std::uint32_t>(505 / lattice.spacing), 0});
  CHECK(lattice.nx == static_cast<std::uint32_t>(420 / lattice.spacing + 0.5) - first);
  CHECK(lattice.ny == 1);
  REQUIRE(reader.header().agents.size() == 1);
  CHECK(reader.header().agents[0].name == "cancer");
  REQUIRE(reader.header().substances.size() == 1);
  CHECK(reader.header().substances[0].number == snapshot::Number::f64);
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < reader.frames().size(); ++i) fields.push_back(reader.read(i).fields.size());
  CHECK(fields == std::vector<std::size_t>{1, 0, 1, 0, 1});
  CHECK(program.run("inspect here").out.find("a box at site") != std::string::npos);
  CHECK(program.run("inspect --verify here").code == 0);

  for (const std::string region : {"x='[300 um, 299 um]'", "z='50 um'", "y='[0 um, 1 m]'", "x='[1 um, 2 um]'",
                                   "x='[1 um, 2 um, 3 um]'", "x='[]'"}) {
    CAPTURE(region);
    const auto refused = program.run(quickstart() + "--set outputs.snapshots.region." + region);
    CHECK(refused.code == 3);
    CHECK(refused.err.find("error[E0610]") != std::string::npos);
  }
}

TEST_CASE("program: wrong use is exit code 2") {
  const Program program;
  CHECK(program.run("run").code == 2);
  CHECK(program.run("fly").code == 2);
  CHECK(program.run("run x.yaml --threads 0").code == 2);
  CHECK(program.run("run x.yaml --seed many").code == 2);
  CHECK(program.run("--help").code == 0);
  CHECK(program.run("--version").code == 0);
}

TEST_CASE("program: a scenario that does not hold is exit code 3, and nothing is run") {
  const Program program;
  for (const std::string change :
       {"--set time.end=soon", "--set agents.cancer.start.colour=red", "--variant nobody", "--until '3 mmHg'",
        "--set body.represents='2 mm3 of 1 mm3'"}) {
    CAPTURE(change);
    const auto ending = program.run(quickstart() + change);
    CHECK(ending.code == 3);
    CHECK(ending.err.find("error") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(program.folder() / "runs"));
  }
  const auto told = program.run(quickstart() + "--json --set time.end=soon");
  CHECK(told.code == 3);
  CHECK(json::parse(told.out)["errors"] == 1);
}

TEST_CASE("program: validate and run --dry-run tell the same of a scenario") {
  const Program program;
  for (const char* name : {"all_at_once", "cannot_act"}) {
    CAPTURE(name);
    const std::string file =
        "'" + test::source_file(std::string("tests/errors/cases/") + name + ".yaml") + "'";
    const auto told = program.run("validate " + file);
    CHECK_FALSE(told.err.empty());
    CHECK(program.run("run --dry-run " + file).err == told.err);
  }
}

TEST_CASE("program: the ledger of a run tells where what was given is, at the end and at a time") {
  const Program program;
  REQUIRE(program.run(quickstart() + "--until '1 d' --set treatments.anti_pd1.start='2 h' -o here").code ==
          0);
  const auto ending = program.run("inspect here --ledger");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("body.anti_pd1 [nmol] on day 1, shares of what was given\n") == 0);
  for (const char* part : {"in store", "tissue", "gone", "degraded", "unaccounted", "most unaccounted: "})
    CHECK_MESSAGE(ending.out.find(part) != std::string::npos, ending.out);
  CHECK(ending.out.find("that is not rounding") == std::string::npos);

  const json told = json::parse(program.run("inspect here --ledger --json").out);
  CHECK(told["schema"] == "tilscape/ledger/1");
  const json account = told["accounts"].at(0);
  CHECK(account["rounding"] == true);
  double shares = account["unaccounted"]["share"];
  for (const json& part : account["parts"]) shares += part["share"].get<double>();
  CHECK(std::abs(shares - 1) < 1e-12);
  const json before =
      json::parse(program.run("inspect here --ledger --at '90 min' --json").out)["accounts"].at(0);
  CHECK(before["time_d"].get<double>() < 0.05);  // the record of the first hour
  CHECK(before["given"] == 0);
  CHECK(before["parts"].at(0)["share"].is_null());

  CHECK(program.run("inspect here --ledger --at '2 d'").code == 2);
  CHECK(program.run("inspect here --ledger --at '2 um'").code == 2);
  CHECK(program.run("inspect here --at '2 h'").code == 2);
  // A file that tells of something lost: the code stays, a line says so.
  auto lines = test::lines_of(program.folder() / "here/series.csv");
  std::string& last = lines.back();
  last = last.substr(0, last.rfind(',')) + ",0.5";
  std::ofstream changed(program.folder() / "here/series.csv");
  for (const std::string& line : lines) changed << line << "\n";
  changed.close();
  const auto lossy = program.run("inspect here --ledger");
  CHECK(lossy.code == 0);
  CHECK_MESSAGE(
      (lines.front().ends_with("unaccounted [nmol]") &&
       lossy.out.find("More than 1e-09 is unaccounted for: that is not rounding.") != std::string::npos),
      lossy.out);
  std::filesystem::remove(program.folder() / "here/series.csv");
  CHECK(program.run("inspect here --ledger").code == 4);
  REQUIRE(program.run("run '" + test::library_file("tumour_growth") + "' -q --until '1 h' -o none").code ==
          0);
  CHECK(program.run("inspect none --ledger").out == "none: its series has no account.\n");
}

TEST_CASE("program: the systems of a scenario are described as a graph") {
  const Program program;
  std::ofstream(program.folder() / "pool.yaml")
      << "tilscape: 1\nname: pool\ntime: { end: 1 h, step: 10 min }\nlattice: { sites: [4, 4] }\n"
         "systems: { pool: { species: { a: 1 nmol }, flows: { out: { from: a, rate: a * 1 1/d } } } }\n";
  const auto ending = program.run("describe pool.yaml --diagram");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.starts_with("digraph {\n"));
  CHECK(ending.out.find("\"pool.a\" -> \"outside of pool.out\" [label=\"out\"];") != std::string::npos);
  const auto nothing = program.run("describe '" + test::library_file("tumour_growth") + "' --diagram");
  CHECK(nothing.code == 0);
  CHECK(nothing.out.empty());
  CHECK(nothing.err.find("nothing in it can be drawn") != std::string::npos);
  CHECK(program.run("describe kill --diagram").code == 4);
}

TEST_CASE("program: what cannot be read is exit code 4") {
  const Program program;
  CHECK(program.run("inspect nothing").code == 4);
  CHECK(program.run("run nothing.yaml").code == 4);
  CHECK(program.run("validate nothing.yaml").code == 4);
  std::ofstream(program.folder() / "broken.tsnap") << "no snapshots at all";
  CHECK(program.run("inspect broken.tsnap").code == 4);
  CHECK(program.run("inspect --verify broken.tsnap").code == 4);
}

TEST_CASE("program: numbers that go wrong are exit code 5, told with step and phase") {
  const Program program;
  const auto ending = program.run(quickstart() +
                                  "--until '1 h' -o here --set agents.cancer.secrete.chemokine.rate='(1 + "
                                  "chemokine / 1 nM) * 1e30 molecules/h'");
  CHECK(ending.code == 5);
  CHECK(ending.err.find("step 9, ") != std::string::npos);
  CHECK(ending.err.find("chemokine") != std::string::npos);
  CHECK(json_of(program.folder() / "here" / "manifest.json")["ending"] == "failed");
  CHECK(program.run("inspect --verify here").code == 0);
}

TEST_CASE("program: an expression that comes out as no number is told with agent, place and text") {
  const Program program;
  const auto ending =
      program.run(quickstart() +
                  "--until '1 h' -o here --set agents.cd8.die.rate='0.1 1/d * (chemokine - 1 nM) / (1 nM)'");
  CHECK(ending.code == 5);
  for (const char* part : {"step 0, decide: cd8.die.rate is -",
                           "below 0 1/min: `0.1 1/d * (chemokine - 1 nM)", "(agent ", " um, site ("})
    CHECK_MESSAGE(ending.err.find(part) != std::string::npos, ending.err);
  const json manifest = json_of(program.folder() / "here" / "manifest.json");
  CHECK(manifest["ending"] == "failed");
  CHECK(ending.err.find(manifest["reason"].get<std::string>()) != std::string::npos);
}

TEST_CASE(
    "program: a steady substance whose last consumer has died stops the run, and the manifest says so") {
  const Program program;
  std::ofstream(program.folder() / "eaten.yaml")
      << "tilscape: 1\nname: eaten\ntime: { end: 10 h }\nlattice: { sites: [10, 10] }\n"
         "substances: { ox: { diffusion: 1000 um2/min, initial: 1 nM, solve: steady } }\n"
         "agents: { a: { takes: 8, start: { count: 5, shape: everywhere }, die: { rate: 0.1 1/min },\n"
         "               consume: { ox: 8000 um3/min } } }\n";
  const auto checked = program.run("validate eaten.yaml");
  CHECK(checked.code == 0);
  CHECK(checked.err.find("eaten.yaml:5:68: warning[W0701]") != std::string::npos);
  const auto ending = program.run("run eaten.yaml -q -o here");
  CHECK(ending.code == 5);
  CHECK(ending.err.find(", diffuse: field 'ox' has no steady state") != std::string::npos);
  const json manifest = json_of(program.folder() / "here" / "manifest.json");
  CHECK(manifest["ending"] == "failed");
  CHECK(manifest["reason"].get<std::string>().starts_with("step "));
}

TEST_CASE("program: a damaged snapshot stream is found by inspect --verify") {
  const Program program;
  REQUIRE(program.run(quickstart() + "--until '2 min' -o here").code == 0);
  REQUIRE(program.run("inspect --verify here").code == 0);
  const auto stream = program.folder() / "here" / "snapshots.tsnap";
  std::fstream file(stream, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(stream) / 2));
  file.write("DAMAGE", 6);
  file.close();
  const auto ending = program.run("inspect --verify here");
  CHECK(ending.code == 4);
  CHECK(ending.err.find("damaged in record") != std::string::npos);
}

TEST_CASE("program: what a kill leaves is told and is exit code 0, damage before it is exit code 4") {
  const Program program;
  const auto folder = program.folder() / "here";
  const auto stream = folder / "snapshots.tsnap";
  const auto running = [&] {
    return std::filesystem::exists(stream) && std::filesystem::file_size(stream) > 300000;
  };
  const auto killed = program.stop_when(quickstart() + "--snapshot-every '1 min' -o here", running, SIGKILL);
  CHECK(killed.code == 128 + SIGKILL);
  std::ofstream(stream, std::ios::app | std::ios::binary) << "TSNP, half a record";
  const auto unfinished = program.run("inspect --verify --json here");
  CHECK(unfinished.code == 0);
  CHECK(unfinished.err.find("what stands before the unfinished end is whole") != std::string::npos);
  const json told = json::parse(unfinished.out);
  CHECK(told["findings"].size() >= 2);
  for (const json& finding : told["findings"]) CHECK(finding["kind"] == "unfinished");

  std::fstream file(stream, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100000);
  file.write("DAMAGE", 6);
  file.close();
  const auto damaged = program.run("inspect --verify --json here");
  CHECK(damaged.code == 4);
  CHECK(json::parse(damaged.out)["findings"].back()["kind"] == "damaged");
}

TEST_CASE("program: diff tells where two runs part, and is exit code 6 when they do") {
  const Program program;
  const std::string common =
      quickstart() + "--until '2 h' --snapshot-every '1 min' --set outputs.events='[divide, die, kill]' ";
  REQUIRE(program.run(common + "--threads 1 -o a").code == 0);
  REQUIRE(program.run(common + "--threads 2 -o b").code == 0);
  REQUIRE(program.run(common + "--set agents.cancer.divide.every='3 d' -o c").code == 0);
  const auto same = program.run("diff a b");
  CHECK_MESSAGE(same.code == 0, same.out);
  CHECK(same.out.find("121 frames") != std::string::npos);
  CHECK(program.run("diff a b/snapshots.tsnap -q").out.empty());
  const auto parted = program.run("diff a c --json");
  CHECK(parted.code == 6);
  const json told = json::parse(parted.out);
  CHECK(told["set_up"][0]["what"] == "agents.cancer.divide.every");
  REQUIRE_FALSE(told["recorded"].empty());
  CHECK(told["recorded"][0].contains("step"));
  CHECK(program.run("diff a nothing").code == 4);
  CHECK(program.run("diff a").code == 2);
}

TEST_CASE("program: a full disk is exit code 74, and what was written before can be read") {
  const Program program;
  // Files of at most 32 or 64 KiB, by the shell: the first snapshot does not fit.
  const auto ending =
      program.run(quickstart() + "--until '3 h' --snapshot-every '1 h' -o here", "ulimit -f 64");
  CHECK(ending.code == 74);
  CHECK(ending.err.find("snapshots.tsnap") != std::string::npos);
  const json manifest = json_of(program.folder() / "here" / "manifest.json");
  CHECK(manifest["ending"] == "cut_off");
  CHECK(manifest["reason"].get<std::string>().find("File too large") != std::string::npos);
  CHECK(program.run("inspect --verify here").code == 0);
  CHECK_NOTHROW(snapshot::Reader((program.folder() / "here" / "snapshots.tsnap").string()));
}

TEST_CASE("program: a folder that cannot be made is exit code 74") {
  const Program program;
  std::ofstream(program.folder() / "file") << "in the way";
  const auto ending = program.run(quickstart() + "--until '1 min' -o file/here");
  CHECK(ending.code == 74);
  CHECK(ending.err.find("cannot make the folder") != std::string::npos);
}

TEST_CASE("program: output that nobody can take is exit code 74") {
  if (!std::filesystem::exists("/dev/full")) return;
  const Program program;
  const auto ending = program.run("validate '" + test::library_file("quickstart") + "' >/dev/full 2>err #");
  CHECK(ending.code == 74);
  CHECK(
      program
          .run("run '" + test::library_file("quickstart") + "' --json -q --until '1 min' >/dev/full 2>err #")
          .code == 74);
}

TEST_CASE("program: threads change nothing") {
  const Program program;
  const auto hash = [&](const std::string& threads) {
    const auto ending =
        program.run(quickstart() + "--json --until '1 h' --threads " + threads + " -o t" + threads);
    REQUIRE_MESSAGE(ending.code == 0, ending.err);
    return json::parse(ending.out)["state_hash"].get<std::string>();
  };
  CHECK(hash("1") == hash("3"));
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/run_folder.hpp"

#include "proto/checkpoint.hpp"
#include "proto/content_hash.hpp"
#include "proto/error.hpp"
#include "proto/series_table.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace tilscape::snapshot;
using namespace tilscape::snapshot::test;

namespace {

constexpr const char* rows = "time [d],cancer.count [cells]\n0,3\n0.5,4\n1,5.25\n";

struct Folder {
  explicit Folder(const std::string& ending) {
    put("manifest.json", R"({"schema": "tilscape.manifest/1", "ending": ")" + ending +
                             R"(", "scenario": {"hash": "00112233445566778899aabbccddeeff"}})" + "\n");
    put("scenario.yaml", "tilscape: 1\n");
    put("series.csv", rows);
    const Bytes bytes = written(tiny_header(), {tiny_frame(1), tiny_frame(2)}, ending != "running");
    put("snapshots.tsnap", {bytes.begin(), bytes.end()});
    if (ending == "running") return;
    put("summary.json", "{\"schema\": \"tilscape.summary/1\"}\n");
    put("summary.txt", "done\n");
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string get(const std::string& name) const {
    return tilscape::test::text_of(folder.path() / name);
  }
  [[nodiscard]] std::vector<Finding> verified() const { return verify_run(folder.path().string()); }
  /// The one finding there is: its kind and its file.
  void check_only(Finding::Kind kind, const std::string& file) const {
    const auto findings = verified();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].kind == kind);
    CHECK(findings[0].file == file);
    CHECK_FALSE(findings[0].what.empty());
  }

  tilscape::test::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("verify: a run folder that is whole has no findings") {
  for (const std::string ending : {"finished", "stopped", "failed"}) {
    CAPTURE(ending);
    CHECK(Folder(ending).verified().empty());
  }
}

TEST_CASE("verify: each file of an ended run that is not whole is damage") {
  for (const char* name :
       {"manifest.json", "scenario.yaml", "series.csv", "snapshots.tsnap", "summary.json", "summary.txt"}) {
    CAPTURE(name);
    const Folder missing("finished");
    std::filesystem::remove(missing.folder.path() / name);
    missing.check_only(Finding::Kind::damaged, name);
    const Folder cut("finished");
    const std::string whole = cut.get(name);
    cut.put(name, whole.substr(0, whole.size() - 3));
    cut.check_only(Finding::Kind::damaged, name);
    const Folder zeroed("finished");
    std::string zeros = whole;
    for (std::size_t i = whole.size() / 2; i < whole.size(); ++i) zeros[i] = '\0';
    zeroed.put(name, zeros);
    zeroed.check_only(Finding::Kind::damaged, name);
  }
  Folder other("finished");
  std::string manifest = other.get("manifest.json");
  manifest.replace(manifest.find("0011"), 4, "1100");
  other.put("manifest.json", manifest);
  other.check_only(Finding::Kind::damaged, "snapshots.tsnap");
}

TEST_CASE("verify: what a kill leaves is an unfinished end, what lies before it is damage") {
  using Kinds = std::vector<Finding::Kind>;
  const auto kinds = [](const Folder& folder) {
    Kinds out;
    for (const Finding& finding : folder.verified()) out.push_back(finding.kind);
    return out;
  };
  const auto unfinished = Finding::Kind::unfinished;
  const auto damaged = Finding::Kind::damaged;
  const Folder killed("running");
  CHECK(kinds(killed) == Kinds{unfinished, unfinished});  // it says so, and the snapshots are not closed
  const std::string frames = killed.get("snapshots.tsnap");
  killed.put("snapshots.tsnap", frames.substr(0, frames.size() - 9));
  killed.put("series.csv", std::string(rows) + "1.5,");
  CHECK(kinds(killed) == Kinds{unfinished, unfinished, unfinished});
  std::string flipped = frames;
  flipped[flipped.size() / 2] ^= 1;
  killed.put("snapshots.tsnap", flipped);
  CHECK(kinds(killed) == Kinds{unfinished, unfinished, damaged});
  killed.put("series.csv", "time [d],cancer.count [cells]\n0,3\nx\n1,5\n");
  CHECK(kinds(killed) == Kinds{unfinished, damaged, damaged});
}

TEST_CASE("verify: what the run was read from is as the manifest knows it") {
  const Folder folder("finished");
  std::filesystem::create_directory(folder.folder.path() / "inputs");
  folder.put("inputs/cells.csv", "x,y\n1,2\n");
  const std::string hash = hash128_of_file((folder.folder.path() / "inputs/cells.csv").string());
  CHECK(hash == hash128("x,y\n1,2\n"));
  const std::string before = folder.get("manifest.json");
  const auto named = [&](const std::string& name) {
    return before.substr(0, before.rfind('}')) + ", \"inputs\": {\"" + name + "\": \"" + hash + "\"}}\n";
  };
  folder.put("manifest.json", named("inputs/cells.csv"));
  CHECK(folder.verified().empty());
  folder.put("inputs/cells.csv", "x,y\n1,3\n");
  folder.check_only(Finding::Kind::damaged, "inputs/cells.csv");
  std::filesystem::remove(folder.folder.path() / "inputs/cells.csv");
  folder.check_only(Finding::Kind::damaged, "inputs/cells.csv");
  for (const char* outside : {"../cells.csv", "inputs/../../cells.csv", "/etc/hostname", "inputs/.."}) {
    CAPTURE(outside);
    folder.put("manifest.json", named(outside));
    folder.check_only(Finding::Kind::damaged, "manifest.json");
  }
}

TEST_CASE("verify: a run that was cut off is unfinished, and says that it was") {
  const Folder folder("running");
  std::string manifest = folder.get("manifest.json");
  manifest.replace(manifest.find("running"), 7, "cut_off");
  folder.put("manifest.json", manifest);
  const auto findings = folder.verified();
  REQUIRE(findings.size() == 2);
  for (const Finding& finding : findings) CHECK(finding.kind == Finding::Kind::unfinished);
  CHECK(findings[0].what.find("cut off") != std::string::npos);
}

TEST_CASE("verify: a checkpoint that is not whole is damage") {
  const Folder folder("finished");
  std::filesystem::create_directory(folder.folder.path() / "checkpoints");
  CheckpointWriter writer((folder.folder.path() / "checkpoints" / "step-000000005.tcheck").string(), {});
  writer.add("numbers", std::span<const double>());
  writer.commit();
  CHECK(folder.verified().empty());
  const std::string name = "checkpoints/step-000000005.tcheck";
  std::string whole = folder.get(name);
  whole[whole.size() / 2] ^= 1;
  folder.put(name, whole);
  folder.check_only(Finding::Kind::damaged, name);
}

TEST_CASE("verify: a file alone, and what is neither a file nor a folder of a run") {
  const Folder folder("finished");
  const std::string file = (folder.folder.path() / "snapshots.tsnap").string();
  CHECK(verify_run(file).empty());
  const std::string whole = folder.get("snapshots.tsnap");
  folder.put("snapshots.tsnap", whole.substr(0, whole.size() - 50));
  REQUIRE(verify_run(file).size() == 1);
  CHECK(verify_run(file)[0].kind == Finding::Kind::unfinished);
  const tilscape::test::TemporaryFolder empty;
  CHECK_THROWS_AS(verify_run(empty.path().string()), ReadError);
  CHECK_THROWS_AS(verify_run((empty.path() / "nothing").string()), ReadError);
}

TEST_CASE("a table over time: whole rows are read, and the first line that is none is told") {
  const Folder folder("finished");
  const std::string file = (folder.folder.path() / "series.csv").string();
  const SeriesTable table = read_series(file);
  CHECK(table.columns == std::vector<std::string>{"time [d]", "cancer.count [cells]"});
  CHECK(table.rows == std::vector<std::vector<double>>{{0, 3}, {0.5, 4}, {1, 5.25}});
  CHECK_FALSE(table.damage);
  for (const std::string wrong : {"1", "1,2,3", "1,x", "1,2 ", ",", ""}) {
    CAPTURE(wrong);
    folder.put("series.csv", rows + wrong + "\n2,6\n");
    const SeriesTable damaged = read_series(file);
    CHECK(damaged.rows.size() == 3);
    REQUIRE(damaged.damage);
    CHECK(damaged.damage->record == 5);
    CHECK_FALSE(damaged.damage->tail);
    folder.put("series.csv", rows + wrong + "\n");
    CHECK(read_series(file).damage->tail);
  }
  folder.put("series.csv", std::string(rows) + "2,\n");  // a mean over no cells
  const SeriesTable none = read_series(file);
  CHECK_FALSE(none.damage);
  REQUIRE(none.rows.size() == 4);
  CHECK(std::isnan(none.rows[3][1]));
  for (const char* wrong : {"", "time [d],x", "0,1\n"}) {
    folder.put("series.csv", wrong);
    CHECK_THROWS_AS(read_series(file), ReadError);
  }
}

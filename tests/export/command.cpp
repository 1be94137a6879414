// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The command itself: what is chosen, where it goes, and what happens when that cannot be.
#include "tests/export/made_run.hpp"
#include "tests/support/program.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tilscape {
namespace {

namespace fs = std::filesystem;
using test::lines_of;
using test::Program;
using test::text_of;

/// A folder with the made run in it: frames at 0, 4 and 10 minutes.
class MadeRun : public Program {
 public:
  MadeRun() {
    fs::create_directory(folder() / "run");
    test::write_made_run(stream(), 3);
  }
  [[nodiscard]] fs::path stream() const { return folder() / "run" / "snapshots.tsnap"; }
  [[nodiscard]] std::vector<std::string> files(const std::string& where) const {
    std::vector<std::string> names;
    if (!fs::exists(folder() / where)) return names;
    for (const auto& entry : fs::directory_iterator(folder() / where))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

using Names = std::vector<std::string>;

/// Cells of a table, without quotes that hold commas; rows of one type, or all.
std::vector<std::string> cells_in(const fs::path& file, const std::string& column,
                                  const std::string& type = "") {
  std::vector<std::string> cells;
  std::ptrdiff_t wanted = -1;
  for (const std::string& line : lines_of(file)) {
    std::vector<std::string> row;
    std::istringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) row.push_back(cell);
    if (wanted < 0)
      wanted = std::find(row.begin(), row.end(), column) - row.begin();
    else if (type.empty() || row.at(1) == type)
      cells.push_back(row.at(static_cast<std::size_t>(wanted)));
  }
  return cells;
}

TEST_CASE("export: what is chosen is there as in the whole, and nothing else") {
  const MadeRun run;
  REQUIRE(run.run("export run --format csv -q -o whole").code == 0);
  const auto ending = run.run(
      "export run --format csv --at '4 min',last --types cd8 --columns pd_l1,age --substances signal "
      "-q -o part");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.empty());
  CHECK(run.files("part") ==
        Names{"cells_000001.csv", "cells_000002.csv", "fields_000002.csv", "frames.csv"});
  const auto whole = run.folder() / "whole";
  const auto part = run.folder() / "part";
  const auto cells = lines_of(part / "cells_000001.csv");
  CHECK(cells.front() == "id,type,state,x [um],y [um],z [um],pd_l1 [molecules],age [min]");
  CHECK(cells.size() == 1 + 15);                           // a header and the T cells
  CHECK(lines_of(part / "cells_000002.csv").size() == 1);  // none at that time
  for (const std::string column : {"id", "state", "x [um]", "pd_l1 [molecules]", "age [min]"}) {
    CAPTURE(column);
    CHECK(cells_in(part / "cells_000001.csv", column, "cd8") ==
          cells_in(whole / "cells_000001.csv", column, "cd8"));
  }
  CHECK(lines_of(part / "fields_000002.csv").front() == "x [um],y [um],z [um],signal");
  CHECK(cells_in(part / "fields_000002.csv", "signal") == cells_in(whole / "fields_000002.csv", "signal"));
}

TEST_CASE("export: `none` leaves out all types, columns or substances") {
  const MadeRun run;
  REQUIRE(run.run("export run --format csv --substances none --columns none -q -o cells").code == 0);
  CHECK(run.files("cells") ==
        Names{"cells_000000.csv", "cells_000001.csv", "cells_000002.csv", "frames.csv"});
  CHECK(lines_of(run.folder() / "cells" / "cells_000000.csv").front() ==
        "id,type,state,x [um],y [um],z [um]");
  const auto without_types = [&](const std::string& format) {
    const std::string folder = "no-types-" + format;
    const auto ending = run.run("export run --format " + format + " --at first --types none -q -o " + folder);
    CHECK_MESSAGE(ending.code == 0, ending.err);
    return run.files(folder);
  };
  CHECK(without_types("csv") == Names{"fields_000000.csv", "frames.csv"});
  CHECK(without_types("vtk") == Names{"legend.csv", "sites.pvd", "sites_000000.vti", "vessels.vtp"});
  CHECK(without_types("ome-tiff") == Names{"fields.ome.tif"});
  CHECK(without_types("multicellds").size() == 6);
}

TEST_CASE("export: frames are chosen by words and by the nearest time, each once, in order") {
  const MadeRun run;
  const auto frames = [&](const std::string& at) {
    const auto ending = run.run("export run --format csv --json --at " + at);
    REQUIRE_MESSAGE(ending.code == 0, ending.err);
    std::vector<int> numbers;
    const auto report = nlohmann::json::parse(ending.out);
    for (const auto& frame : report["frames"]) numbers.push_back(frame["frame"]);
    return numbers;
  };
  using Numbers = std::vector<int>;
  CHECK(frames("all") == Numbers{0, 1, 2});
  CHECK(frames("first") == Numbers{0});
  CHECK(frames("last") == Numbers{2});
  CHECK(frames("'5 min'") == Numbers{1});
  CHECK(frames("0.2h") == Numbers{2});
  CHECK(frames("last,5min,first --at '4.1 min'") == Numbers{0, 1, 2});
}

TEST_CASE("export: the report names the folder and every file with its size") {
  const MadeRun run;
  const auto ending = run.run("export run --format vtk --json");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const auto report = nlohmann::json::parse(ending.out);
  CHECK(report["schema"] == "tilscape.export/1");
  CHECK(report["format"] == "vtk");
  CHECK(report["complete"] == true);
  CHECK(report["folder"] == "run/exports/vtk");
  CHECK(report["frames"][1]["step"] == 12);
  CHECK(report["frames"][1]["time_min"] == 4.0);
  Names names;
  for (const auto& file : report["files"]) {
    names.push_back(file["name"]);
    CHECK(file["bytes"] == fs::file_size(run.folder() / "run/exports/vtk" / names.back()));
  }
  CHECK(names == run.files("run/exports/vtk"));
  const auto again = run.run("export run --format vtk");
  REQUIRE(again.code == 0);
  CHECK(again.out.find("3 frames") != std::string::npos);
  CHECK(again.out.find("run/exports/vtk-2") != std::string::npos);
}

TEST_CASE("export: what the snapshots do not have is wrong use, told with what they have") {
  const MadeRun run;
  const auto told = [&](const std::string& arguments, const std::string& words) {
    const auto ending = run.run("export run " + arguments + " -o to");
    CAPTURE(arguments);
    CHECK(ending.code == 2);
    CHECK_MESSAGE(ending.err.find(words) != std::string::npos, ending.err);
    CHECK_FALSE(fs::exists(run.folder() / "to"));
  };
  told("--format csv --types cancr", "Did you mean `cancer`?");
  told("--format csv --columns age,size", "no column `size` in the snapshots (they have: age, hits,");
  told("--format csv --substances water", "no substance `water`");
  told("--format csv --at soon", "`soon` is no time to export at");
  told("--format csv --at 3mmHg", "it has another unit");
  told("--format csv --at 3", "Write all, first, last or a time such as 7d");
  told("--format pdf", "pdf");
  told("", "--format");
}

TEST_CASE("export: snapshots that are missing or of another kind are unreadable input") {
  const MadeRun run;
  fs::create_directory(run.folder() / "empty");
  std::ofstream(run.folder() / "text.tsnap") << "no snapshots at all";
  for (const std::string path : {"nothing", "empty", "text.tsnap"}) {
    CAPTURE(path);
    const auto ending = run.run("export " + path + " --format csv -o to");
    CHECK(ending.code == 4);
    CHECK(ending.err.find(path) != std::string::npos);
    CHECK_FALSE(fs::exists(run.folder() / "to"));
  }
  CHECK(run.run("export empty --format csv").err.find("empty: no run folder") != std::string::npos);
}

TEST_CASE("export: a time beyond the frames is told, with what there is") {
  const MadeRun run;
  const snapshot::Reader reader(run.stream().string());
  const double first = reader.frames()[0].time;
  const double last = reader.frames()[2].time;
  const double half = (last - reader.frames()[1].time) / 2;
  const auto at = [&](double minutes) {
    return run.run("export run --format csv --at '" + std::to_string(minutes) + " min'");
  };
  const auto beyond = at(last + 1.1 * half);
  CHECK(beyond.code == 2);
  CHECK_MESSAGE(beyond.err.find("there is no frame at day ") != std::string::npos, beyond.err);
  CHECK_MESSAGE(beyond.err.find("it has 3 frames, from day ") != std::string::npos, beyond.err);
  CHECK(at(last + 0.9 * half).code == 0);
  CHECK(at(first).code == 0);
}

TEST_CASE("export: a stream that was cut off gives its whole frames and a note") {
  const MadeRun run;
  const snapshot::Reader whole(run.stream().string());
  const std::uint64_t second = whole.frames()[1].offset;
  for (const std::uint64_t size : {second, second + 50}) {
    CAPTURE(size);
    fs::resize_file(run.stream(), size);
    const auto ending = run.run("export run --format csv --json");
    CHECK(ending.code == 0);
    CHECK_MESSAGE(ending.err.find("its 1 whole frames") != std::string::npos, ending.err);
    const auto report = nlohmann::json::parse(ending.out);
    CHECK(report["complete"] == false);
    CHECK(report["frames"].size() == 1);
    fs::remove(run.stream());
    test::write_made_run(run.stream(), 3);
  }
  fs::resize_file(run.stream(), whole.frames()[0].offset);
  const auto ending = run.run("export run --format csv");
  CHECK(ending.code == 4);
  CHECK(ending.err.find("holds no whole frame") != std::string::npos);
}

TEST_CASE("export: a damaged frame ends the export, what was written before it is whole") {
  const MadeRun run;
  const snapshot::Reader whole(run.stream().string());
  std::fstream file(run.stream(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(whole.frames()[1].offset + 200));
  file.write("DAMAGE", 6);
  file.close();
  for (const std::string format : {"csv", "vtk", "ome-tiff", "multicellds"}) {
    CAPTURE(format);
    const auto ending = run.run("export run --format " + format + " -o " + format);
    CHECK(ending.code == 4);
    CHECK(ending.err.find("snapshots.tsnap") != std::string::npos);
    for (const std::string& name : run.files(format)) CHECK_MESSAGE(!name.ends_with(".part"), name);
  }
  CHECK(run.files("csv") == Names{"cells_000000.csv", "fields_000000.csv"});
  CHECK(run.files("ome-tiff").empty());
}

TEST_CASE("export: a full disk is exit code 74, and no file is half there") {
  const MadeRun run;
  for (const std::string format : {"csv", "vtk", "ome-tiff", "multicellds"}) {
    CAPTURE(format);
    const auto ending =
        run.run("export run --format " + format + " -o " + format, "ulimit -f 1");  // 512 or 1024 bytes
    CHECK(ending.code == 74);
    CHECK_MESSAGE(ending.err.find(format + "/") != std::string::npos, ending.err);
    CHECK_MESSAGE(ending.err.find("File too large") != std::string::npos, ending.err);
    for (const std::string& name : run.files(format)) CHECK_MESSAGE(!name.ends_with(".part"), name);
  }
}

TEST_CASE("export: a folder with something in it is left as it is") {
  const MadeRun run;
  const auto ending = run.run("export run --format csv -o run");
  CHECK(ending.code == 2);
  CHECK(ending.err.find("there is something in it already") != std::string::npos);
  CHECK(run.files("run") == Names{"snapshots.tsnap"});
}

}  // namespace
}  // namespace tilscape

// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Every format, read by a program that is not ours, against sums from the snapshots.
#include "tests/export/expected.hpp"
#include "tests/export/made_run.hpp"
#include "tests/support/program.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>

namespace tilscape {
namespace {

using test::Program;

/// Exports the snapshots and asks the format's script whether all is there.
void check_format(const Program& program, const std::string& snapshots, const std::string& format) {
  CAPTURE(snapshots);
  const auto ending = program.run("export " + snapshots + " --format " + format + " -q -o out-" + format);
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const auto expected = program.folder() / (format + ".json");
  std::ofstream(expected) << test::expected_of(snapshot::Reader((program.folder() / snapshots).string()));
  std::string script = "check_" + format + ".py";
  std::replace(script.begin(), script.end(), '-', '_');
  const std::string command =
      std::string(TILSCAPE_DEBIAN_PYTHON) + " -B '" TILSCAPE_SOURCE_DIR "/tests/export/" + script + "' '" +
      (program.folder() / ("out-" + format)).string() + "' '" + expected.string() + "'";
  CHECK(std::system(command.c_str()) == 0);
}

void check_everywhere(const std::string& format) {
  for (const std::uint32_t layers : {1, 3}) {
    CAPTURE(layers);
    const Program program;
    test::write_made_run(program.folder() / "made.tsnap", layers);
    check_format(program, "made.tsnap", format);
  }
  const Program program;
  REQUIRE(program
              .run("run '" + test::library_file("quickstart") +
                   "' -q --until '2 h' --snapshot-every '1 h' -o here")
              .code == 0);
  check_format(program, "here/snapshots.tsnap", format);
}

TEST_CASE("export: Python's csv reads the tables, every number to the same bits") {
  check_everywhere("csv");
}

TEST_CASE("export: meshio, and VTK where it is, read cells and fields with every bit in its place") {
  check_everywhere("vtk");
}

TEST_CASE("export: tifffile reads the images with axes, sizes, channels and times") {
  check_everywhere("ome-tiff");
}

TEST_CASE("export: SciPy reads the files of PhysiCell by their labels") {
  check_everywhere("multicellds");
}

TEST_CASE("export: xmllint finds every XML file well-formed") {
  const Program program;
  test::write_made_run(program.folder() / "made.tsnap", 1);
  REQUIRE(program.run("export made.tsnap --format multicellds -q -o mcds").code == 0);
  REQUIRE(program.run("export made.tsnap --format vtk -q -o vtk").code == 0);
  const std::string command =
      "cd '" + program.folder().string() + "' && xmllint --noout mcds/*.xml vtk/*.pvd";
  CHECK(std::system(command.c_str()) == 0);
}

}  // namespace
}  // namespace tilscape
